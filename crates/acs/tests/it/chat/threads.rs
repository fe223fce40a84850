//! Threads.

use acs::{
    ErrorKind,
    chat::{
        Added, ChatThread, ChatThreadItem, InvalidParticipant, ListOptions, Metadata,
        NewParticipant, NewThread, Page, RetentionPolicy, ThreadUpdate,
    },
};
use azure_core::Uuid;
use serde_json::json;
use time::macros::datetime;

use super::{ANA, BEN, THREAD, line, metadata, model, sent, user};
use crate::{
    events::{at, some},
    support::{Service, user_token},
};

const ID: Uuid = Uuid::from_u128(0x1234_5678_9abc_def0);

#[tokio::test]
async fn a_thread_is_created_and_says_who_did_not_come_in() {
    let answer = r#"{
        "chatThread": {
            "id": "19:acsV1_d3sk-Desk~1@thread.v2", "topic": "Grüße", "createdOn": "2026-11-20T10:15:00Z",
            "createdByCommunicationIdentifier": {
                "kind": "communicationUser",
                "rawId": "8:acs:11112222-3333-4444-5555-666677778888_aaaaaaaa-0000-4000-8000-000000000001",
                "communicationUser": {"id": "8:acs:11112222-3333-4444-5555-666677778888_aaaaaaaa-0000-4000-8000-000000000001"}
            },
            "metadata": {"Room": "1"},
            "retentionPolicy": {"kind": "threadCreationDate", "deleteThreadAfterDays": 60}
        },
        "invalidParticipants": [
            {"target": "8:acs:1_2", "code": "403", "message": "Permissions check failed"},
            {"target": "8:acs:1_3", "code": 404, "message": "Not found", "future": true},
            {}
        ]
    }"#;
    let service = Service::start(201, answer).await;
    let (ana, ben) = (user(ANA), user(BEN));
    let room = metadata(&[("Room", "1")]);
    let retention = RetentionPolicy::ThreadCreationDate {
        delete_thread_after_days: 60,
    };
    let participants = [
        NewParticipant::new(&ana),
        NewParticipant {
            identifier: &ben,
            display_name: Some("Ben ☎"),
            share_history_time: Some(datetime!(2026-11-20 10:15:00.1239 +1)),
            metadata: Some(&room),
        },
    ];
    let thread = NewThread {
        topic: "Grüße",
        participants: &participants,
        metadata: Some(&room),
        retention_policy: Some(retention),
    };
    let (created, added) = service
        .chat()
        .as_user(&user_token())
        .create_thread(thread, ID)
        .await
        .unwrap();
    assert_eq!(
        created,
        ChatThread {
            id: THREAD.to_owned(),
            topic: some("Grüße"),
            created_on: at("2026-11-20T10:15:00Z"),
            created_by: Some(ana.clone()),
            deleted_on: None,
            metadata: room.clone(),
            retention_policy: Some(retention),
        }
    );
    let Added::AllBut(invalid) = added else {
        panic!("somebody did not come in")
    };
    let kinds: Vec<_> = invalid.iter().map(InvalidParticipant::kind).collect();
    assert_eq!(
        kinds,
        [
            ErrorKind::Forbidden,
            ErrorKind::NotFound,
            ErrorKind::Unexpected
        ]
    );
    assert_eq!(
        invalid.first(),
        Some(&InvalidParticipant {
            target: Some(user("8:acs:1_2")),
            code: some("403"),
            message: some("Permissions check failed"),
        })
    );
    assert_eq!(
        service.only_request().header("repeatability-request-id"),
        "00000000-0000-0000-1234-56789abcdef0"
    );
    assert_eq!(
        service.only_request().header("repeatability-first-sent"),
        ""
    );
    let body = json!({
        "topic": "Grüße",
        "participants": [
            {"communicationIdentifier": model(ANA)},
            {
                "communicationIdentifier": model(BEN),
                "displayName": "Ben ☎",
                "shareHistoryTime": "2026-11-20T09:15:00.123Z",
                "metadata": {"Room": "1"},
            },
        ],
        "metadata": {"Room": "1"},
        "retentionPolicy": {"kind": "threadCreationDate", "deleteThreadAfterDays": 60},
    });
    let line = "POST /chat/threads?api-version=2025-03-15".to_owned();
    assert_eq!(sent(&service), (line, body));
}

#[tokio::test]
async fn a_plain_thread_is_a_topic() {
    let service = Service::start(201, r#"{"chatThread":{"id":"19:1@thread.v2"}}"#).await;
    let chat = service.chat();
    let token = user_token();
    let created = chat
        .as_user(&token)
        .create_thread(NewThread::new("lab"), ID);
    let (thread, added) = created.await.unwrap();
    assert_eq!(
        thread,
        ChatThread {
            id: "19:1@thread.v2".to_owned(),
            topic: None,
            created_on: None,
            created_by: None,
            deleted_on: None,
            metadata: Metadata::new(),
            retention_policy: None,
        }
    );
    assert_eq!(added, Added::All);
    let (_, body) = sent(&service);
    assert_eq!(body, json!({"topic": "lab"}));
}

#[tokio::test]
async fn a_creation_that_names_no_thread_is_no_success() {
    for answer in [r#"{"invalidParticipants":[]}"#, r#"{"chatThread":{}}"#, ""] {
        let service = Service::start(201, answer).await;
        let chat = service.chat();
        let token = user_token();
        let created = chat
            .as_user(&token)
            .create_thread(NewThread::new("lab"), ID);
        let error = created.await.unwrap_err();
        assert_eq!(
            (error.kind(), error.status()),
            (ErrorKind::Unexpected, Some(201))
        );
    }
}

#[tokio::test]
async fn a_thread_is_read() {
    let answer = r#"{
        "id": "19:acsV1_d3sk-Desk~1@thread.v2", "topic": null, "createdOn": "2026-11-20T10:15:00.1234567Z",
        "createdByCommunicationIdentifier": {"rawId": "28:orgid:app"},
        "deletedOn": "2026-11-21T10:15:00Z", "metadata": {"a": 1, "b": null, "C": "c"},
        "retentionPolicy": {"kind": "untilForgotten"}, "future": {}
    }"#;
    let service = Service::start(200, answer).await;
    let thread = service.chat().as_user(&user_token()).thread(THREAD).await;
    assert_eq!(
        thread.unwrap(),
        ChatThread {
            id: THREAD.to_owned(),
            topic: None,
            created_on: at("2026-11-20T10:15:00.1234567Z"),
            created_by: Some("28:orgid:app".into()),
            deleted_on: at("2026-11-21T10:15:00Z"),
            metadata: metadata(&[("C", "c"), ("a", "1")]),
            retention_policy: None,
        }
    );
    assert_eq!(sent(&service), (line("GET", "", ""), json!(null)));
}

#[tokio::test]
async fn threads_are_listed() {
    let answer = r#"{"value": [
        {"id": "19:1@thread.v2", "topic": "lab", "lastMessageReceivedOn": "2026-11-20T10:15:00Z"},
        {"id": "19:2@thread.v2", "topic": "old", "deletedOn": "2026-11-20T10:15:00Z"}
    ]}"#;
    for (options, query) in [
        (ListOptions::default(), ""),
        (
            ListOptions {
                max_page_size: Some(200),
                start_time: Some(datetime!(2026-01-01 12:30:05.5 UTC)),
            },
            "&maxPageSize=200&startTime=2026-01-01T12%3A30%3A05.500Z",
        ),
    ] {
        let service = Service::start(200, answer).await;
        let page = service
            .chat()
            .as_user(&user_token())
            .list_threads(options)
            .await;
        assert_eq!(
            page.unwrap(),
            Page {
                items: vec![
                    ChatThreadItem {
                        id: "19:1@thread.v2".to_owned(),
                        topic: some("lab"),
                        deleted_on: None,
                        last_message_received_on: at("2026-11-20T10:15:00Z"),
                    },
                    ChatThreadItem {
                        id: "19:2@thread.v2".to_owned(),
                        topic: some("old"),
                        deleted_on: at("2026-11-20T10:15:00Z"),
                        last_message_received_on: None,
                    },
                ],
                next: None,
            }
        );
        let line = format!("GET /chat/threads?api-version=2025-03-15{query}");
        assert_eq!(sent(&service), (line, json!(null)));
    }
}

#[tokio::test]
async fn a_thread_is_changed() {
    let pairs = metadata(&[("q", "1")]);
    for (update, body) in [
        (
            ThreadUpdate {
                topic: Some("new töpic"),
                ..ThreadUpdate::default()
            },
            json!({"topic": "new töpic"}),
        ),
        (
            ThreadUpdate {
                topic: None,
                metadata: Some(&pairs),
                retention_policy: Some(RetentionPolicy::None),
            },
            json!({"metadata": {"q": "1"}, "retentionPolicy": {"kind": "none"}}),
        ),
    ] {
        let service = Service::start(204, "").await;
        let chat = service.chat();
        chat.as_user(&user_token())
            .update_thread(THREAD, update)
            .await
            .unwrap();
        assert_eq!(sent(&service), (line("PATCH", "", ""), body));
    }
}

#[tokio::test]
async fn a_thread_is_deleted() {
    let service = Service::start(204, "").await;
    service
        .chat()
        .as_user(&user_token())
        .delete_thread(THREAD)
        .await
        .unwrap();
    assert_eq!(sent(&service), (line("DELETE", "", ""), json!(null)));
}
