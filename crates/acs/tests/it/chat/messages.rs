//! Messages.

use acs::{
    ErrorKind,
    chat::{
        Attachment, AttachmentType, ChatMessage, ListOptions, MessageContent, MessageFormat,
        MessageType, MessageUpdate, Metadata, NewMessage, Participant,
    },
};
use serde_json::{Value, json};
use time::macros::datetime;

use super::{ANA, BEN, THREAD, line, metadata, sent, user};
use crate::{
    events::{at, some},
    support::{Service, user_token},
};

/// What is there when nothing is said but the id.
fn bare(id: &str) -> ChatMessage {
    ChatMessage {
        id: id.to_owned(),
        kind: MessageType::Other(String::new()),
        sequence_id: None,
        version: None,
        content: None,
        sender: None,
        sender_display_name: None,
        created_on: None,
        deleted_on: None,
        edited_on: None,
        metadata: Metadata::new(),
    }
}

#[tokio::test]
async fn a_message_is_sent() {
    let pairs = metadata(&[("k", "v")]);
    for (message, body) in [
        (
            NewMessage::text("Grüße ☎ \"1\""),
            json!({"content": "Grüße ☎ \"1\"", "type": "text"}),
        ),
        (
            NewMessage {
                content: "<b>hi</b>",
                sender_display_name: Some("Ben"),
                format: MessageFormat::Html,
                metadata: Some(&pairs),
            },
            json!({
                "content": "<b>hi</b>", "senderDisplayName": "Ben", "type": "html",
                "metadata": {"k": "v"},
            }),
        ),
    ] {
        let service = Service::start(201, r#"{"id":"1795219836558"}"#).await;
        let chat = service.chat();
        let id = chat
            .as_user(&user_token())
            .send_message(THREAD, message)
            .await;
        assert_eq!(id.unwrap(), "1795219836558");
        assert_eq!(sent(&service), (line("POST", "/messages", ""), body));
    }
    let service = Service::start(201, "{}").await;
    let chat = service.chat();
    let token = user_token();
    let id = chat
        .as_user(&token)
        .send_message(THREAD, NewMessage::text("hi"));
    assert_eq!(id.await.unwrap_err().kind(), ErrorKind::Unexpected);
}

#[tokio::test]
async fn messages_of_all_kinds_are_listed() {
    let answer = r#"{"value": [
        {
            "id": "1795219837065", "type": "html", "sequenceId": "5", "version": "1795219840000",
            "createdOn": "2026-11-20T10:15:00Z", "editedOn": "2026-11-20T10:16:00Z",
            "content": {
                "message": "<b>hi</b>",
                "attachments": [
                    {"id": "a", "attachmentType": "image", "name": "A.png", "url": "https://contoso.example/a",
                     "previewUrl": "https://contoso.example/p"},
                    {"id": "b", "attachmentType": "hologram"},
                    {"no": "id"}
                ]
            },
            "senderDisplayName": "Ana",
            "senderCommunicationIdentifier": {
                "rawId": "8:acs:11112222-3333-4444-5555-666677778888_aaaaaaaa-0000-4000-8000-000000000001"
            },
            "metadata": {"k": "v"}
        },
        {
            "id": "4", "type": "text", "sequenceId": 4, "version": 1795219836558,
            "createdOn": "2026-11-20T10:14:00Z", "deletedOn": "2026-11-20T10:14:30Z",
            "senderCommunicationIdentifier": {"microsoftTeamsUser": {"userId": "t", "isAnonymous": true}}
        },
        {
            "id": "3", "type": "topicUpdated", "sequenceId": "3", "version": "3",
            "createdOn": "2026-11-20T10:13:00Z",
            "content": {
                "topic": "lab",
                "initiatorCommunicationIdentifier": {
                    "rawId": "8:acs:11112222-3333-4444-5555-666677778888_bbbbbbbb-0000-4000-8000-000000000002"
                }
            }
        },
        {
            "id": "2", "type": "participantAdded",
            "content": {"participants": [
                {"communicationIdentifier": {"rawId": "4:+14255550123"}, "displayName": "Phone",
                 "shareHistoryTime": "1970-01-01T00:00:00Z"},
                7
            ]}
        },
        {"id": "1", "type": "holidayAnnounced", "content": "later", "sequenceId": "first", "version": -1},
        {"id": "0"}
    ]}"#;
    let service = Service::start(200, answer).await;
    let options = ListOptions {
        max_page_size: Some(1),
        start_time: Some(datetime!(2026-01-01 0:00 +2)),
    };
    let page = service
        .chat()
        .as_user(&user_token())
        .list_messages(THREAD, options)
        .await;
    let expected = [
        ChatMessage {
            kind: MessageType::Html,
            sequence_id: Some(5),
            version: Some(1_795_219_840_000),
            content: Some(MessageContent {
                message: some("<b>hi</b>"),
                attachments: vec![
                    Attachment {
                        id: "a".to_owned(),
                        attachment_type: AttachmentType::Image,
                        name: some("A.png"),
                        url: some("https://contoso.example/a"),
                        preview_url: some("https://contoso.example/p"),
                    },
                    Attachment {
                        id: "b".to_owned(),
                        attachment_type: AttachmentType::Other("hologram".to_owned()),
                        name: None,
                        url: None,
                        preview_url: None,
                    },
                ],
                ..MessageContent::default()
            }),
            sender: Some(user(ANA)),
            sender_display_name: some("Ana"),
            created_on: at("2026-11-20T10:15:00Z"),
            edited_on: at("2026-11-20T10:16:00Z"),
            metadata: metadata(&[("k", "v")]),
            ..bare("1795219837065")
        },
        ChatMessage {
            kind: MessageType::Text,
            sequence_id: Some(4),
            version: Some(1_795_219_836_558),
            sender: Some("8:teamsvisitor:t".into()),
            created_on: at("2026-11-20T10:14:00Z"),
            deleted_on: at("2026-11-20T10:14:30Z"),
            ..bare("4")
        },
        ChatMessage {
            kind: MessageType::TopicUpdated,
            sequence_id: Some(3),
            version: Some(3),
            content: Some(MessageContent {
                topic: some("lab"),
                initiator: Some(user(BEN)),
                ..MessageContent::default()
            }),
            created_on: at("2026-11-20T10:13:00Z"),
            ..bare("3")
        },
        ChatMessage {
            kind: MessageType::ParticipantAdded,
            content: Some(MessageContent {
                participants: vec![Participant {
                    identifier: "4:+14255550123".into(),
                    display_name: some("Phone"),
                    share_history_time: at("1970-01-01T00:00:00Z"),
                    metadata: Metadata::new(),
                }],
                ..MessageContent::default()
            }),
            ..bare("2")
        },
        ChatMessage {
            kind: MessageType::Other("holidayAnnounced".to_owned()),
            ..bare("1")
        },
        bare("0"),
    ];
    let page = page.unwrap();
    for (message, expected) in page.items.iter().zip(&expected) {
        assert!(message == expected, "{message:?} is not {expected:?}");
    }
    assert_eq!((page.items.len(), page.next), (expected.len(), None));
    let query = "&maxPageSize=1&startTime=2025-12-31T22%3A00%3A00.000Z";
    assert_eq!(
        sent(&service),
        (line("GET", "/messages", query), Value::Null)
    );
}

#[tokio::test]
async fn a_message_is_read() {
    let service =
        Service::start(200, r#"{"id":"17","type":"Text","content":{"message":""}}"#).await;
    let message = service
        .chat()
        .as_user(&user_token())
        .message(THREAD, "17")
        .await
        .unwrap();
    assert_eq!(message.kind, MessageType::Text);
    assert_eq!(message.kind.format(), Some(MessageFormat::Text));
    assert_eq!(message.content.unwrap().message, some(""));
    assert_eq!(
        sent(&service),
        (line("GET", "/messages/17", ""), Value::Null)
    );
}

#[tokio::test]
async fn a_message_is_changed() {
    let pairs = metadata(&[("a", "b")]);
    for (update, body) in [
        (
            MessageUpdate {
                content: Some("***"),
                ..MessageUpdate::default()
            },
            json!({"content": "***"}),
        ),
        (
            MessageUpdate {
                content: Some(""),
                metadata: Some(&pairs),
            },
            json!({"content": "", "metadata": {"a": "b"}}),
        ),
        (
            MessageUpdate {
                content: None,
                metadata: Some(&pairs),
            },
            json!({"metadata": {"a": "b"}}),
        ),
    ] {
        let service = Service::start(204, "").await;
        let chat = service.chat();
        let token = user_token();
        chat.as_user(&token)
            .update_message(THREAD, "17", update)
            .await
            .unwrap();
        assert_eq!(sent(&service), (line("PATCH", "/messages/17", ""), body));
    }
}

#[tokio::test]
async fn a_message_is_deleted() {
    let service = Service::start(204, "").await;
    service
        .chat()
        .as_user(&user_token())
        .delete_message(THREAD, "17/..")
        .await
        .unwrap();
    assert_eq!(
        sent(&service),
        (line("DELETE", "/messages/17%2F..", ""), Value::Null)
    );
}
