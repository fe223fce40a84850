//! What is refused before anything is sent.

use acs::{
    Error, ErrorKind,
    chat::{
        ChatClient, ListOptions, MAX_ADDED, MAX_CONTENT_BYTES, MAX_METADATA_BYTES, MessageFormat,
        MessageUpdate, Metadata, NewMessage, NewParticipant, NewThread, RetentionPolicy,
        SkipOptions, ThreadUpdate,
    },
};
use azure_core::{Uuid, credentials::Secret};
use serde_json::json;
use time::macros::datetime;

use super::{BEN, THREAD, metadata, sent, user};
use crate::support::{Script, Service, user_token};

fn refused(result: Result<impl Sized, Error>, text: &str) {
    let error = result.map(drop).unwrap_err();
    assert_eq!(
        (error.kind(), error.status(), error.request_id()),
        (ErrorKind::BadRequest, None, None)
    );
    assert_eq!(error.to_string(), text);
}

/// Names and values of so many bytes, half of them in letters of two.
fn metadata_of(bytes: usize) -> Metadata {
    let value = "é".repeat(bytes / 4);
    let rest = "x".repeat(bytes - value.len() - 2);
    metadata(&[("a", &value), ("b", &rest)])
}

fn days(delete_thread_after_days: u16) -> RetentionPolicy {
    RetentionPolicy::ThreadCreationDate {
        delete_thread_after_days,
    }
}

#[tokio::test]
async fn limits_are_checked_before_anything_is_sent() {
    let script = Script::new([]);
    let (client, token) = (script.chat(), user_token());
    let chat = client.as_user(&token);
    let id = Uuid::nil();
    let (ben, empty) = (user(BEN), user(""));
    let too_much = metadata_of(MAX_METADATA_BYTES + 1);
    let long = "é".repeat(MAX_CONTENT_BYTES / 2) + "x";
    let many = vec![NewParticipant::new(&ben); MAX_ADDED + 1];

    let thread = NewThread::new("lab");
    let retention = "a thread is deleted after 30 to 90 days";
    let pairs = "metadata has at most 1024 bytes";
    let years = "a time has a year of four digits in UTC";
    let with = |share_history_time, metadata| {
        [NewParticipant {
            share_history_time,
            metadata,
            ..NewParticipant::new(&ben)
        }]
    };
    let late = with(Some(datetime!(9999-12-31 23:00 -2)), None);
    let early = with(Some(datetime!(-0001-12-31 23:00 UTC)), None);
    let heavy = with(None, Some(&too_much));
    let nobody = [NewParticipant::new(&empty)];
    for (thread, text) in [
        (NewThread::new(""), "the topic is empty"),
        (
            NewThread {
                participants: &many,
                ..thread
            },
            "a request has at most 200 participants",
        ),
        (
            NewThread {
                participants: &nobody,
                ..thread
            },
            "a participant is empty",
        ),
        (
            NewThread {
                participants: &late,
                ..thread
            },
            years,
        ),
        (
            NewThread {
                participants: &early,
                ..thread
            },
            years,
        ),
        (
            NewThread {
                participants: &heavy,
                ..thread
            },
            pairs,
        ),
        (
            NewThread {
                metadata: Some(&too_much),
                ..thread
            },
            pairs,
        ),
        (
            NewThread {
                retention_policy: Some(days(29)),
                ..thread
            },
            retention,
        ),
        (
            NewThread {
                retention_policy: Some(days(91)),
                ..thread
            },
            retention,
        ),
    ] {
        refused(chat.create_thread(thread, id).await, text);
    }
    let same = ThreadUpdate::default();
    for (update, text) in [
        (same, "an update changes something"),
        (
            ThreadUpdate {
                topic: Some(""),
                ..same
            },
            "the topic is empty",
        ),
        (
            ThreadUpdate {
                metadata: Some(&too_much),
                ..same
            },
            pairs,
        ),
        (
            ThreadUpdate {
                retention_policy: Some(days(29)),
                ..same
            },
            retention,
        ),
    ] {
        refused(chat.update_thread(THREAD, update).await, text);
    }
    let message = NewMessage::text("hi");
    for (message, text) in [
        (NewMessage::text(&long), "a message has at most 28672 bytes"),
        (
            NewMessage {
                metadata: Some(&too_much),
                ..message
            },
            pairs,
        ),
    ] {
        refused(chat.send_message(THREAD, message).await, text);
    }
    let same = MessageUpdate::default();
    for (update, text) in [
        (same, "an update changes something"),
        (
            MessageUpdate {
                content: Some(&long),
                ..same
            },
            "a message has at most 28672 bytes",
        ),
        (
            MessageUpdate {
                metadata: Some(&too_much),
                ..same
            },
            pairs,
        ),
    ] {
        refused(chat.update_message(THREAD, "17", update).await, text);
    }
    for (participants, text) in [
        (&[][..], "a request has 1 to 200 participants"),
        (&many, "a request has 1 to 200 participants"),
        (&nobody, "a participant is empty"),
        (&heavy, pairs),
        (&late, years),
    ] {
        refused(chat.add_participants(THREAD, participants).await, text);
    }
    refused(
        chat.remove_participant(THREAD, &empty).await,
        "a participant is empty",
    );
    refused(
        chat.send_read_receipt(THREAD, "").await,
        "the id of the message is empty",
    );
    for size in [0, 201] {
        let text = "a page has 1 to 200 elements";
        let max_page_size = Some(size);
        let by_time = ListOptions {
            max_page_size,
            start_time: None,
        };
        let by_place = SkipOptions {
            max_page_size,
            skip: None,
        };
        refused(chat.list_threads(by_time).await, text);
        refused(chat.list_messages(THREAD, by_time).await, text);
        refused(chat.list_participants(THREAD, by_place).await, text);
        refused(chat.list_read_receipts(THREAD, by_place).await, text);
    }
    let too_late = ListOptions {
        max_page_size: None,
        start_time: Some(datetime!(9999-12-31 23:00 -2)),
    };
    refused(chat.list_messages(THREAD, too_late).await, years);
}

#[tokio::test]
async fn the_limits_themselves_are_sent() {
    let service = Service::start(201, r#"{"id":"1"}"#).await;
    let most = metadata_of(MAX_METADATA_BYTES);
    let text = "é".repeat(MAX_CONTENT_BYTES / 2);
    let message = NewMessage {
        content: &text,
        sender_display_name: None,
        format: MessageFormat::Text,
        metadata: Some(&most),
    };
    let client = service.chat();
    client
        .as_user(&user_token())
        .send_message(THREAD, message)
        .await
        .unwrap();
    let (_, body) = sent(&service);
    assert_eq!(
        (&body["content"], &body["metadata"]),
        (&json!(text), &json!(most))
    );

    let service = Service::start(201, "{}").await;
    let ben = user(BEN);
    let participants = vec![NewParticipant::new(&ben); MAX_ADDED];
    let client = service.chat();
    let token = user_token();
    let added = client
        .as_user(&token)
        .add_participants(THREAD, &participants)
        .await;
    assert_eq!(added.unwrap(), acs::chat::Added::All);

    for number in [30, 90] {
        let service = Service::start(204, "").await;
        let update = ThreadUpdate {
            retention_policy: Some(days(number)),
            ..ThreadUpdate::default()
        };
        let client = service.chat();
        client
            .as_user(&user_token())
            .update_thread(THREAD, update)
            .await
            .unwrap();
        let (_, body) = sent(&service);
        assert_eq!(
            body["retentionPolicy"]["deleteThreadAfterDays"],
            json!(number)
        );
    }
}

#[tokio::test]
async fn an_id_is_one_segment_or_none() {
    let script = Script::new([]);
    let (client, token) = (script.chat(), user_token());
    let chat = client.as_user(&token);
    let text = "the id is empty or made of dots";
    let ben = user(BEN);
    for id in ["", ".", ".."] {
        refused(chat.thread(id).await, text);
        refused(chat.delete_thread(id).await, text);
        refused(chat.send_message(id, NewMessage::text("hi")).await, text);
        refused(chat.list_messages(id, ListOptions::default()).await, text);
        refused(chat.message(THREAD, id).await, text);
        refused(chat.message(id, "17").await, text);
        refused(chat.delete_message(THREAD, id).await, text);
        refused(chat.delete_message(id, "17").await, text);
        let update = MessageUpdate {
            content: Some("***"),
            metadata: None,
        };
        refused(chat.update_message(THREAD, id, update).await, text);
        let update = ThreadUpdate {
            topic: Some("lab"),
            ..ThreadUpdate::default()
        };
        refused(chat.update_thread(id, update).await, text);
        refused(
            chat.list_participants(id, SkipOptions::default()).await,
            text,
        );
        refused(
            chat.add_participants(id, &[NewParticipant::new(&ben)])
                .await,
            text,
        );
        refused(chat.remove_participant(id, &ben).await, text);
        refused(chat.send_typing(id, None).await, text);
        refused(
            chat.list_read_receipts(id, SkipOptions::default()).await,
            text,
        );
        refused(chat.send_read_receipt(id, "17").await, text);
    }
    for (id, path) in [
        (
            "19:gcch:acsV2_x@thread.v2",
            "19%3Agcch%3AacsV2_x%40thread.v2",
        ),
        (
            "../../identities?x#y%2F",
            "..%2F..%2Fidentities%3Fx%23y%252F",
        ),
    ] {
        let service = Service::start(204, "").await;
        let client = service.chat();
        client
            .as_user(&user_token())
            .delete_thread(id)
            .await
            .unwrap();
        let line = format!("DELETE /chat/threads/{path}?api-version=2025-03-15");
        assert_eq!(sent(&service).0, line);
    }
}

#[tokio::test]
async fn a_token_is_the_text_of_a_header() {
    let script = Script::new([]);
    for token in ["", "a b", "a\r\nx-evil: 1", "ä", "a\0"] {
        let token = Secret::new(token);
        let result = script.chat().as_user(&token).delete_thread(THREAD).await;
        refused(result, "the token is empty or no text of a header");
    }
}

#[test]
fn an_endpoint_is_one() {
    refused(
        ChatClient::new("http://contoso.communication.azure.com", None),
        "an endpoint is https; http is for 127.0.0.1, [::1] and localhost only",
    );
}
