//! Who is in a thread.

use acs::{
    CommunicationIdentifier, ErrorKind,
    chat::{Added, InvalidParticipant, Metadata, NewParticipant, Page, Participant, SkipOptions},
};
use serde_json::{Value, json};

use super::{ANA, BEN, THREAD, line, metadata, model, sent, user};
use crate::{
    events::{at, some},
    support::{Service, user_token},
};

#[tokio::test]
async fn participants_are_listed() {
    let answer = r#"{"value": [
        {
            "communicationIdentifier": {
                "kind": "communicationUser",
                "rawId": "8:acs:11112222-3333-4444-5555-666677778888_aaaaaaaa-0000-4000-8000-000000000001"
            },
            "displayName": "Ana", "shareHistoryTime": "1970-01-01T00:00:00Z", "metadata": {"role": "host"}
        },
        {"communicationIdentifier": {"kind": "tomorrow", "rawId": "99:new:form"}, "displayName": null}
    ], "nextLink": ""}"#;
    for (options, query) in [
        (SkipOptions::default(), ""),
        (
            SkipOptions {
                max_page_size: Some(2),
                skip: Some(0),
            },
            "&maxPageSize=2&skip=0",
        ),
    ] {
        let service = Service::start(200, answer).await;
        let chat = service.chat();
        let page = chat
            .as_user(&user_token())
            .list_participants(THREAD, options)
            .await;
        assert_eq!(
            page.unwrap(),
            Page {
                items: vec![
                    Participant {
                        identifier: user(ANA),
                        display_name: some("Ana"),
                        share_history_time: at("1970-01-01T00:00:00Z"),
                        metadata: metadata(&[("role", "host")]),
                    },
                    Participant {
                        identifier: user("99:new:form"),
                        display_name: None,
                        share_history_time: None,
                        metadata: Metadata::new(),
                    },
                ],
                next: None,
            }
        );
        assert_eq!(
            sent(&service),
            (line("GET", "/participants", query), Value::Null)
        );
    }
}

#[tokio::test]
async fn a_success_says_who_did_not_come_in() {
    let nobody = InvalidParticipant {
        target: Some(user(BEN)),
        code: some("404"),
        message: some("user not found"),
    };
    assert_eq!(nobody.kind(), ErrorKind::NotFound);
    for (answer, added) in [
        ("{}", Added::All),
        (r#"{"invalidParticipants":null}"#, Added::All),
        (r#"{"invalidParticipants":[]}"#, Added::All),
        (
            r#"{"invalidParticipants":[{"code":"404","message":"user not found","target":"8:acs:11112222-3333-4444-5555-666677778888_bbbbbbbb-0000-4000-8000-000000000002"}]}"#,
            Added::AllBut(vec![nobody]),
        ),
    ] {
        let service = Service::start(201, answer).await;
        let ben = user(BEN);
        let participants = [NewParticipant {
            display_name: Some("Ben"),
            ..NewParticipant::new(&ben)
        }];
        let chat = service.chat();
        let token = user_token();
        let answered = chat.as_user(&token).add_participants(THREAD, &participants);
        assert_eq!(answered.await.unwrap(), added, "{answer}");
        let body = json!({"participants": [
            {"communicationIdentifier": model(BEN), "displayName": "Ben"},
        ]});
        assert_eq!(
            sent(&service),
            (line("POST", "/participants/:add", ""), body)
        );
    }
}

#[tokio::test]
async fn a_list_of_the_rejected_that_cannot_be_read_is_no_success() {
    for answer in [
        r#"{"invalidParticipants":["8:acs:1_2"]}"#,
        r#"{"invalidParticipants":7}"#,
        "",
    ] {
        let service = Service::start(201, answer).await;
        let chat = service.chat();
        let (token, ben) = (user_token(), user(BEN));
        let added = chat
            .as_user(&token)
            .add_participants(THREAD, &[NewParticipant::new(&ben)])
            .await;
        assert_eq!(added.unwrap_err().kind(), ErrorKind::Unexpected, "{answer}");
    }
}

#[tokio::test]
async fn anybody_is_put_out_of_a_thread() {
    let teams_user = "8:orgid:aaaaaaaa-0000-4000-8000-000000000001";
    for (identifier, body) in [
        (user(ANA), model(ANA)),
        (
            user(teams_user),
            json!({
                "rawId": teams_user,
                "microsoftTeamsUser": {
                    "userId": "aaaaaaaa-0000-4000-8000-000000000001", "isAnonymous": false,
                    "cloud": "public",
                },
            }),
        ),
        (user("99:new:form"), json!({"rawId": "99:new:form"})),
        (
            CommunicationIdentifier::from("4:+14255550123"),
            json!({"rawId": "4:+14255550123", "phoneNumber": {"value": "+14255550123"}}),
        ),
    ] {
        let service = Service::start(204, "").await;
        let chat = service.chat();
        let token = user_token();
        chat.as_user(&token)
            .remove_participant(THREAD, &identifier)
            .await
            .unwrap();
        assert_eq!(
            sent(&service),
            (line("POST", "/participants/:remove", ""), body)
        );
    }
}
