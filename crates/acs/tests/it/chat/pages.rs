//! Lists that go on, and where they may lead.

use acs::{
    ErrorKind,
    chat::{ChatMessage, ListOptions, Page, SkipOptions},
};

use super::{THREAD, THREAD_PATH};
use crate::support::{Script, Step, USER_TOKEN, user_token};

fn page(next_link: &str) -> Step {
    let body = format!(r#"{{"value":[{{"id":"1"}}],"nextLink":"{next_link}"}}"#);
    Step::Answer(200, &[], body.leak())
}

const LAST: Step = Step::Answer(200, &[], r#"{"value":[{"id":"2"}]}"#);

#[tokio::test]
async fn the_next_page_is_where_the_service_says() {
    let origin = "https://contoso.communication.azure.com";
    for (link, target) in [
        // The service writes ids unescaped, and times escaped.
        (
            "https://contoso.communication.azure.com/chat/threads/19:1@thread.v2/messages?syncState=3e47&startTime=1%2F1%2F1970%2012:00:00%20AM%20+00:00&maxPageSize=1&api-version=2025-03-15",
            "/chat/threads/19:1@thread.v2/messages?syncState=3e47&startTime=1%2F1%2F1970%2012:00:00%20AM%20+00:00&maxPageSize=1&api-version=2025-03-15",
        ),
        (
            "/chat/threads/19%3A1%40thread.v2/messages?api-version=2024-03-07&_skip=1",
            "/chat/threads/19%3A1%40thread.v2/messages?api-version=2024-03-07&_skip=1",
        ),
        (
            "HTTPS://CONTOSO.communication.azure.com:443/elsewhere?x",
            "/elsewhere?x",
        ),
    ] {
        let script = Script::new([page(link), LAST]);
        let chat = script.chat();
        let token = user_token();
        let user = chat.as_user(&token);
        let first = user
            .list_messages(THREAD, ListOptions::default())
            .await
            .unwrap();
        let next = first.next.clone().unwrap();
        assert_eq!(Some(&next), first.next.as_ref());
        let second: Page<ChatMessage> = user.next_page(&next).await.unwrap();
        let ids: Vec<_> = [first.items, second.items]
            .concat()
            .into_iter()
            .map(|it| it.id)
            .collect();
        assert_eq!(
            (ids, second.next),
            (vec!["1".to_owned(), "2".to_owned()], None)
        );
        assert_eq!(
            script.lines(),
            [
                format!("GET {origin}{THREAD_PATH}/messages?api-version=2025-03-15"),
                format!("GET {origin}{target}"),
            ]
        );
        let bearer = format!("Bearer {USER_TOKEN}");
        assert_eq!(script.headers("authorization"), [bearer.as_str(), &bearer]);
    }
}

#[tokio::test]
async fn a_token_goes_to_no_other_service() {
    for link in [
        "https://contoso.communication.azure.com.example.com/chat/threads",
        "https://example.com/chat/threads?https://contoso.communication.azure.com",
        "//example.com/chat/threads",
        r"\\\\example.com\\chat",
        "https://contoso.communication.azure.com@example.com/chat/threads",
        "https://ana:secret@contoso.communication.azure.com/chat/threads",
        "https://ana@contoso.communication.azure.com/chat/threads",
        "https://contoso.communication.azure.com:8443/chat/threads",
        "http://contoso.communication.azure.com/chat/threads",
        "ftp://contoso.communication.azure.com/chat/threads",
        "https://[/chat/threads",
        "data:application/json,{}",
        "file:///etc/hosts",
    ] {
        let script = Script::new([page(link)]);
        let chat = script.chat();
        let token = user_token();
        let user = chat.as_user(&token);
        let first = user
            .list_messages(THREAD, ListOptions::default())
            .await
            .unwrap();
        let error = user.next_page(&first.next.unwrap()).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Unexpected, "{link}");
        assert_eq!(
            error.to_string(),
            "Communication Services named a next page that is not its own"
        );
        assert_eq!(script.lines().len(), 1, "{link}");
    }
}

#[tokio::test]
async fn a_page_without_a_list_is_none() {
    for body in ["{}", r#"{"value":{}}"#, r#"{"value":[{}]}"#, "[]", ""] {
        let script = Script::new([Step::Answer(200, &[], body)]);
        let chat = script.chat();
        let token = user_token();
        let page = chat
            .as_user(&token)
            .list_participants(THREAD, SkipOptions::default())
            .await;
        assert_eq!(page.unwrap_err().kind(), ErrorKind::Unexpected, "{body}");
    }
}
