//! Typing and read receipts.

use acs::chat::{Page, ReadReceipt, SkipOptions};
use serde_json::{Value, json};

use super::{ANA, THREAD, line, sent, user};
use crate::{
    events::at,
    support::{Service, user_token},
};

#[tokio::test]
async fn typing_is_told() {
    for (name, body) in [
        (Some("Ana"), json!({"senderDisplayName": "Ana"})),
        (None, json!({})),
    ] {
        let service = Service::start(200, "").await;
        service
            .chat()
            .as_user(&user_token())
            .send_typing(THREAD, name)
            .await
            .unwrap();
        assert_eq!(sent(&service), (line("POST", "/typing", ""), body));
    }
}

#[tokio::test]
async fn what_was_read_is_told_and_listed() {
    let service = Service::start(200, "").await;
    let chat = service.chat();
    chat.as_user(&user_token())
        .send_read_receipt(THREAD, "17")
        .await
        .unwrap();
    assert_eq!(
        sent(&service),
        (
            line("POST", "/readReceipts", ""),
            json!({"chatMessageId": "17"})
        )
    );

    let answer = r#"{"value": [{
        "senderCommunicationIdentifier": {
            "rawId": "8:acs:11112222-3333-4444-5555-666677778888_aaaaaaaa-0000-4000-8000-000000000001"
        },
        "chatMessageId": "17", "readOn": "2026-11-20T10:15:00Z"
    }]}"#;
    let service = Service::start(200, answer).await;
    let options = SkipOptions {
        max_page_size: Some(1),
        skip: Some(20),
    };
    let chat = service.chat();
    let page = chat
        .as_user(&user_token())
        .list_read_receipts(THREAD, options)
        .await;
    assert_eq!(
        page.unwrap(),
        Page {
            items: vec![ReadReceipt {
                sender: user(ANA),
                chat_message_id: "17".to_owned(),
                read_on: at("2026-11-20T10:15:00Z"),
            }],
            next: None,
        }
    );
    assert_eq!(
        sent(&service),
        (
            line("GET", "/readReceipts", "&maxPageSize=1&skip=20"),
            Value::Null
        )
    );
}
