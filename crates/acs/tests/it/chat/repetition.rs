//! What is tried again, in virtual time, and what an answer that is no success means.

use std::time::Duration;

use acs::{
    Error, ErrorKind,
    chat::{
        ListOptions, MessageUpdate, NewMessage, NewParticipant, NewThread, SkipOptions,
        ThreadUpdate, UserChat,
    },
};
use azure_core::Uuid;

use super::{BEN, THREAD, user};
use crate::support::{
    Script,
    Step::{self, Answer, Broken, Refused, Silence},
    user_token,
};

const FAILURES: [Step; 6] = [
    Answer(408, &[], ""),
    Answer(429, &[], ""),
    Answer(500, &[], ""),
    Answer(503, &[("retry-after", "0")], ""),
    Refused,
    Broken,
];

async fn change(chat: UserChat<'_>, call: usize) -> Option<Result<(), Error>> {
    let ben = user(BEN);
    let topic = ThreadUpdate {
        topic: Some("lab"),
        ..ThreadUpdate::default()
    };
    let text = MessageUpdate {
        content: Some("***"),
        ..MessageUpdate::default()
    };
    let id = Uuid::nil();
    Some(match call {
        0 => chat
            .create_thread(NewThread::new("lab"), id)
            .await
            .map(drop),
        1 => chat.update_thread(THREAD, topic).await,
        2 => chat.delete_thread(THREAD).await,
        3 => chat
            .send_message(THREAD, NewMessage::text("hi"))
            .await
            .map(drop),
        4 => chat.update_message(THREAD, "17", text).await,
        5 => chat.delete_message(THREAD, "17").await,
        6 => chat
            .add_participants(THREAD, &[NewParticipant::new(&ben)])
            .await
            .map(drop),
        7 => chat.remove_participant(THREAD, &ben).await,
        8 => chat.send_typing(THREAD, None).await,
        9 => chat.send_read_receipt(THREAD, "17").await,
        _ => return None,
    })
}

async fn read(chat: UserChat<'_>, call: usize) -> Option<Result<(), Error>> {
    Some(match call {
        0 => chat.list_threads(ListOptions::default()).await.map(drop),
        1 => chat.thread(THREAD).await.map(drop),
        2 => chat
            .list_messages(THREAD, ListOptions::default())
            .await
            .map(drop),
        3 => chat.message(THREAD, "17").await.map(drop),
        4 => chat
            .list_participants(THREAD, SkipOptions::default())
            .await
            .map(drop),
        5 => chat
            .list_read_receipts(THREAD, SkipOptions::default())
            .await
            .map(drop),
        _ => return None,
    })
}

#[tokio::test(start_paused = true)]
async fn what_changes_something_is_sent_once() {
    let token = user_token();
    for failure in FAILURES {
        for call in 0.. {
            let script = Script::new([failure.clone()]);
            let chat = script.chat();
            let Some(result) = change(chat.as_user(&token), call).await else {
                assert_eq!(call, 10);
                break;
            };
            result.unwrap_err();
            assert_eq!(script.times(), [0], "{failure:?} of call {call}");
        }
    }
    let script = Script::new([Silence]);
    let error = script
        .chat()
        .as_user(&token)
        .delete_message(THREAD, "17")
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
}

#[tokio::test(start_paused = true)]
async fn what_only_reads_is_tried_again() {
    let token = user_token();
    for call in 0.. {
        let script = Script::new([
            Answer(500, &[], ""),
            Answer(200, &[], r#"{"id":"17","value":[]}"#),
        ]);
        let chat = script.chat();
        let Some(result) = read(chat.as_user(&token), call).await else {
            assert_eq!(call, 6);
            break;
        };
        result.unwrap();
        assert_eq!(script.times(), [0, 200], "call {call}");
    }
}

#[tokio::test]
async fn an_answer_says_what_is_wrong() {
    for (step, kind, after, text) in [
        (
            Answer(
                401,
                &[],
                r#"{"error":{"code":"Unauthorized","message":"Request is not authorized."}}"#,
            ),
            ErrorKind::Unauthorized,
            None,
            "Communication Services answered 401: Unauthorized: Request is not authorized.",
        ),
        (
            Answer(
                403,
                &[("x-ms-error-code", "Forbidden")],
                r#"{"error":{"code":"Forbidden","message":"The initiator doesn't have the permission to perform the requested operation."}}"#,
            ),
            ErrorKind::Forbidden,
            None,
            "Communication Services answered 403: Forbidden: The initiator doesn't have the permission \
             to perform the requested operation.",
        ),
        (
            Answer(404, &[("x-ms-error-code", "NotFound")], ""),
            ErrorKind::NotFound,
            None,
            "Communication Services answered 404: NotFound",
        ),
        (
            Answer(
                429,
                &[("retry-after", "7")],
                r#"{"error":{"code":"TooManyRequests","message":"Rate limit exceeded."}}"#,
            ),
            ErrorKind::Throttled,
            Some(Duration::from_secs(7)),
            "Communication Services answered 429: TooManyRequests: Rate limit exceeded.",
        ),
        (
            Answer(503, &[("retry-after", "3600")], "<html>"),
            ErrorKind::Unavailable,
            Some(Duration::from_secs(3600)),
            "Communication Services answered 503",
        ),
    ] {
        let script = Script::new([step]);
        let error = script
            .chat()
            .as_user(&user_token())
            .delete_message(THREAD, "17")
            .await
            .unwrap_err();
        assert_eq!((error.kind(), error.retry_after()), (kind, after));
        assert_eq!(error.to_string(), text);
        assert_eq!(error.request_id().map(str::len), Some(36));
    }
}
