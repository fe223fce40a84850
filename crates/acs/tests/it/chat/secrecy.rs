//! No error, no log line and no `Debug` has a token, a text or a name in it.

use acs::{
    ErrorKind,
    chat::{
        ListOptions, MessageUpdate, NewMessage, NewParticipant, NewThread, SkipOptions,
        ThreadUpdate,
    },
};
use azure_core::{Uuid, credentials::Secret};

use super::{BEN, THREAD, metadata, user};
use crate::{
    secrecy::{OPAQUE, assert_secret, print},
    support::{Script, Step::Answer, chat_at},
};

/// The service quotes all that it was sent, and says what others said.
pub(crate) async fn call_and_print() {
    const QUOTES: &str = r#"{"error":{"code":"BadRequest","message":"an-opaque-entra-token of Ana B. (Room 9): 'My text is…'"}}"#;
    let script = Script::new([
        Answer(400, &[], QUOTES),
        Answer(400, &[], QUOTES),
        Answer(400, &[], QUOTES),
        Answer(400, &[], QUOTES),
        Answer(400, &[], QUOTES),
        Answer(
            400,
            &[],
            r#"{"error":{"code":"BadRequest","message":"Identifier format is invalid: 4:+14255550123"}}"#,
        ),
        Answer(
            201,
            &[],
            r#"{"invalidParticipants":[{"target":{"rawId":"4:+14255550123"},"code":"403","message":"4:+14255550123?"}]}"#,
        ),
        Answer(
            201,
            &[],
            r#"{"invalidParticipants":[{"target":"8:acs:1_2","code":"400","message":"No Ana B. here"}]}"#,
        ),
        Answer(
            200,
            &[],
            r#"{"value":[{"id":"17","type":"text","content":{"message":"My text","attachments":[{"id":"a","name":"My text"}],
                "participants":[{"communicationIdentifier":{"rawId":"8:acs:1_2"},"displayName":"Ana B."}]},
                "senderDisplayName":"Ana B.","metadata":{"a":"Room 9"}}],
                "nextLink":"https://an-opaque-entra-token.example"}"#,
        ),
        Answer(200, &[], r#"{"id":"17","type":{"My text":1}"#),
        Answer(200, &[], r#"{"value":[{"id":"17","topic":"My text"}]}"#),
        Answer(
            200,
            &[],
            r#"{"id":"17","topic":"My text","metadata":{"a":"Room 9"}}"#,
        ),
        Answer(
            200,
            &[],
            r#"{"value":[{"communicationIdentifier":{"rawId":"8:acs:1_2"},"displayName":"Ana B."}]}"#,
        ),
    ]);
    let client = script.chat();
    let token = Secret::new(OPAQUE);
    let chat = client.as_user(&token);
    let ben = user(BEN);
    let room = metadata(&[("a", "Room 9")]);
    let participants = [NewParticipant {
        display_name: Some("Ana B."),
        metadata: Some(&room),
        ..NewParticipant::new(&ben)
    }];
    let thread = NewThread {
        participants: &participants,
        ..NewThread::new("My text is the topic")
    };
    let message = NewMessage {
        sender_display_name: Some("Ana B."),
        metadata: Some(&room),
        ..NewMessage::text("My text is the message")
    };
    let thread_update = ThreadUpdate {
        topic: Some("My text is the topic"),
        ..ThreadUpdate::default()
    };
    let update = MessageUpdate {
        content: Some("My text is new"),
        metadata: Some(&room),
    };
    let client = chat_at("http://127.0.0.1:1");
    assert_secret(&format!(
        "{client:?} {chat:?} {thread:?} {message:?} {update:?} {thread_update:?}"
    ));

    let quoted = [
        chat.create_thread(thread, Uuid::nil()).await.map(drop),
        chat.send_message(THREAD, message).await.map(drop),
    ];
    for error in quoted.map(Result::unwrap_err) {
        assert_eq!(error.message(), Some("[cut] of [cut] ([cut]): '[cut]"));
        assert_secret(&print(&error));
    }
    // What was not sent with these is not known to be personal.
    for (result, text) in [
        (
            chat.update_message(THREAD, "17", update).await,
            "[cut] of Ana B. ([cut]): '[cut]",
        ),
        (
            chat.update_thread(THREAD, thread_update).await,
            "[cut] of Ana B. (Room 9): '[cut]",
        ),
        (
            chat.send_typing(THREAD, Some("Ana B.")).await,
            "[cut] of [cut] (Room 9): 'My text is…'",
        ),
    ] {
        assert_eq!(result.unwrap_err().message(), Some(text));
    }
    let phone = user("4:+14255550123");
    let error = chat.remove_participant(THREAD, &phone).await.unwrap_err();
    let text = "Identifier format is invalid: 4:+[cut]";
    assert_eq!(error.message(), Some(text));
    assert_secret(&print(&error));
    let added = chat
        .add_participants(THREAD, &[NewParticipant::new(&phone)])
        .await;
    assert!(format!("{added:?}").contains("4:+[cut]?"), "{added:?}");
    assert_secret(&format!("{:?}", added.unwrap()));
    let added = chat.add_participants(THREAD, &participants).await.unwrap();
    assert!(format!("{added:?}").contains("No [cut] here"), "{added:?}");

    let page = chat
        .list_messages(THREAD, ListOptions::default())
        .await
        .unwrap();
    let contents: Vec<_> = page.items.iter().map(|message| &message.content).collect();
    assert_secret(&format!("{page:?} {contents:?}"));
    assert!(format!("{page:?}").contains("\"17\""));
    let message = contents.first().unwrap().as_ref().unwrap();
    assert_secret(&format!(
        "{:?} {:?}",
        message.attachments, message.participants
    ));
    let error = chat.next_page(&page.next.unwrap()).await.unwrap_err();
    assert_secret(&print(&error));
    let error = chat.message(THREAD, "17").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unexpected);
    assert_secret(&print(&error));
    let threads = chat.list_threads(ListOptions::default()).await.unwrap();
    let thread = chat.thread(THREAD).await.unwrap();
    let participants = chat
        .list_participants(THREAD, SkipOptions::default())
        .await
        .unwrap();
    assert_secret(&format!("{threads:?} {thread:?} {participants:?}"));
    assert_eq!(script.remaining(), 0);

    // Over a real socket, to nobody.
    let error = client
        .as_user(&token)
        .delete_thread(THREAD)
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Transport);
    assert_secret(&print(&error));
}
