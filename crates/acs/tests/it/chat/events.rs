//! The events of Chat, in both schemas and with their oddities.

use acs::{
    CommunicationIdentifier, MissingMember,
    chat::{MessageFormat, MessageType},
    events::{
        ChatMessageEvent, ChatParticipant, ChatParticipantEvent, ChatThreadEvent, ChatTypingEvent,
        EventData,
    },
};
use serde_json::Value;
use time::macros::datetime;

use super::{ANA, BEN, THREAD, metadata, user};
use crate::events::{at, read, some};

const DESK: &str =
    "8:acs:11112222-3333-4444-5555-666677778888_dddddddd-0000-4000-8000-000000000004";
const BOT: &str = "28:orgid:b0700000-0000-4000-8000-000000000007";
const TRANSACTION: &str = "rk1x0kQvT0u0aBcD.1.1.1.1.1004077250.1";

macro_rules! fixture {
    ($name:literal) => {
        include_str!(concat!("../../fixtures/events/chat/", $name, ".json"))
    };
}

pub(super) use fixture;

/// The same event in the other schema.
fn in_the_other_schema(text: &str) -> String {
    let renamed = [
        ("topic", "source"),
        ("eventType", "type"),
        ("eventTime", "time"),
    ];
    let mut value: Value = serde_json::from_str(text).unwrap();
    let event = match &mut value {
        Value::Array(events) => events.first_mut().unwrap(),
        event => event,
    };
    let event = event.as_object_mut().unwrap();
    for (one, other) in renamed {
        let (from, to) = if event.contains_key(one) {
            (one, other)
        } else {
            (other, one)
        };
        let value = event.remove(from).unwrap();
        event.insert(to.to_owned(), value);
    }
    value.to_string()
}

/// Reads an event in both schemas.
fn data(text: &str) -> EventData {
    let event = read(text);
    assert_eq!(read(&in_the_other_schema(text)), event);
    assert!(event.subject.contains(THREAD));
    event.data
}

#[expect(
    clippy::unnecessary_wraps,
    reason = "every member of a payload is optional"
)]
pub(super) fn who(raw_id: &str) -> Option<CommunicationIdentifier> {
    Some(user(raw_id))
}

/// What most of the messages say.
fn message() -> ChatMessageEvent {
    ChatMessageEvent {
        thread_id: some(THREAD),
        message_id: some("1795169700064"),
        version: Some(1_795_169_700_064),
        sender: who(ANA),
        sender_display_name: some("Ana B."),
        kind: Some(MessageType::Text),
        transaction_id: some(TRANSACTION),
        ..ChatMessageEvent::default()
    }
}

fn thread() -> ChatThreadEvent {
    ChatThreadEvent {
        thread_id: some(THREAD),
        by: who(DESK),
        transaction_id: some(TRANSACTION),
        ..ChatThreadEvent::default()
    }
}

fn participant(raw_id: &str, display_name: Option<&str>, role: Option<&str>) -> ChatParticipant {
    ChatParticipant {
        identifier: who(raw_id),
        display_name: display_name.map(str::to_owned),
        metadata: role
            .map(|role| metadata(&[("role", role)]))
            .unwrap_or_default(),
    }
}

#[test]
fn messages_of_a_thread() {
    let received = ChatMessageEvent {
        body: some("Grüße ☎ \"1\""),
        compose_time: at("2026-11-20T10:15:00.064+00:00"),
        metadata: metadata(&[("Room", "1"), ("number", "2")]),
        ..message()
    };
    assert_eq!(
        (
            received.thread_id(),
            received.message_id(),
            received.version()
        ),
        (Ok(THREAD), Ok("1795169700064"), Ok(1_795_169_700_064))
    );
    assert_eq!(
        received.sender().map(CommunicationIdentifier::raw_id),
        Ok(ANA.to_owned())
    );
    assert_eq!(
        (received.body(), received.format()),
        (Ok("Grüße ☎ \"1\""), Some(MessageFormat::Text))
    );
    let time = received.compose_time.as_ref().unwrap().value();
    assert_eq!(time, Some(datetime!(2026-11-20 10:15:00.064 UTC)));

    let in_html = ChatMessageEvent {
        sender: who("8:orgid:aaaaaaaa-0000-4000-8000-000000000009"),
        sender_display_name: None,
        body: some("<p>hi</p>"),
        kind: Some(MessageType::Html),
        compose_time: at("2026-11-20T02:15:00.064-08:00"),
        sequence_id: Some(7),
        ..message()
    };
    assert_eq!(in_html.format(), Some(MessageFormat::Html));
    let edited = ChatMessageEvent {
        version: Some(1_795_169_760_500),
        body: some(""),
        compose_time: at("2026-11-20T02:15:00.064-08:00"),
        edit_time: at("2026-11-20T02:16:00.5-08:00"),
        ..message()
    };
    assert_eq!(edited.body(), Ok(""));
    let deleted = ChatMessageEvent {
        version: Some(1_795_169_820_464),
        compose_time: at("2026-11-20T10:15:00.064+00:00"),
        delete_time: at("2026-11-20T10:17:00.464+00:00"),
        ..message()
    };
    assert_eq!(deleted.body(), Err(MissingMember("messageBody")));
    let command = ChatMessageEvent {
        recipient: who(BOT),
        body: some("/order 7"),
        compose_time: at("2026-11-20T10:15:00.064Z"),
        ..message()
    };
    for (text, event) in [
        (
            fixture!("message-received-in-thread.egs"),
            EventData::ChatMessageReceivedInThread(received),
        ),
        (
            fixture!("message-received-in-thread.ce"),
            EventData::ChatMessageReceivedInThread(in_html),
        ),
        (
            fixture!("message-edited-in-thread.ce"),
            EventData::ChatMessageEditedInThread(edited),
        ),
        (
            fixture!("message-deleted-in-thread.egs"),
            EventData::ChatMessageDeletedInThread(deleted),
        ),
        (
            fixture!("bot-command-in-thread.ce"),
            EventData::ChatAzureBotCommandReceivedInThread(command),
        ),
    ] {
        same(&data(text), &event);
    }
}

#[test]
fn messages_of_a_participant() {
    let received = ChatMessageEvent {
        recipient: who(BEN),
        body: some("hi"),
        compose_time: at("2026-11-20T10:15:00.064Z"),
        metadata: metadata(&[("Room", "1")]),
        ..message()
    };
    // With raw ids only, as in 2020, and a type that is neither text nor HTML.
    let edited = ChatMessageEvent {
        version: Some(1_795_169_760_500),
        recipient: who(BEN),
        kind: Some(MessageType::Other("RichText/Html".to_owned())),
        body: some("hello"),
        compose_time: at("2026-11-20T10:15:00.064Z"),
        edit_time: at("2026-11-20T10:16:00.5Z"),
        ..message()
    };
    assert_eq!(edited.format(), None);
    let deleted = ChatMessageEvent {
        version: Some(1_795_169_820_464),
        recipient: who(BEN),
        compose_time: at("2026-11-20T10:15:00.064Z"),
        delete_time: at("2026-11-20T10:17:00.464Z"),
        ..message()
    };
    for (text, event) in [
        (
            fixture!("message-received.egs"),
            EventData::ChatMessageReceived(received),
        ),
        (
            fixture!("message-edited.ce"),
            EventData::ChatMessageEdited(edited),
        ),
        (
            fixture!("message-deleted.egs"),
            EventData::ChatMessageDeleted(deleted),
        ),
    ] {
        same(&data(text), &event);
    }
}

#[test]
fn threads() {
    let created = ChatThreadEvent {
        version: Some(1_795_169_640_365),
        properties: metadata(&[("isLarge", "true"), ("topic", "Order 1234")]),
        metadata: metadata(&[("Room", "1")]),
        participants: vec![
            participant(DESK, Some("Desk"), None),
            participant(ANA, Some("Ana B."), Some("guest")),
        ],
        create_time: at("2026-11-20T10:14:00.365+00:00"),
        ..thread()
    };
    assert_eq!(created.thread_id(), Ok(THREAD));
    assert_eq!(created.topic(), Some("Order 1234"));
    let updated = ChatThreadEvent {
        version: Some(1_795_169_887_695),
        properties: metadata(&[("Topic", "Order 1234, done")]),
        metadata: metadata(&[("Room", "2")]),
        create_time: at("2026-11-20T02:14:00.365-08:00"),
        edit_time: at("2026-11-20T02:18:07.7152073-08:00"),
        ..thread()
    };
    assert_eq!(updated.topic(), Some("Order 1234, done"));
    let deleted = ChatThreadEvent {
        version: Some(1_795_169_982_109),
        create_time: at("2026-11-20T10:14:00.365+00:00"),
        delete_time: at("2026-11-20T10:19:42.109802+00:00"),
        reason: some("RetentionPolicy"),
        ..thread()
    };
    assert_eq!(deleted.topic(), None);
    let of_ben = ChatThreadEvent {
        recipient: who(BEN),
        create_time: at("2026-11-20T10:14:00.365Z"),
        ..thread()
    };
    // With raw ids and "members" only, as in 2020.
    let created_with_ben = ChatThreadEvent {
        version: Some(1_795_169_640_365),
        properties: metadata(&[("topic", "Order 1234")]),
        participants: vec![
            participant(DESK, Some("Desk"), None),
            participant(ANA, Some("Ana B."), None),
        ],
        ..of_ben.clone()
    };
    let updated_for_ben = ChatThreadEvent {
        version: Some(1_795_169_887_695),
        edit_time: at("2026-11-20T10:18:07.7152073Z"),
        ..of_ben.clone()
    };
    let deleted_for_ben = ChatThreadEvent {
        version: Some(1_795_169_982_109),
        delete_time: at("2026-11-20T10:19:42.109802Z"),
        ..of_ben
    };
    for (text, event) in [
        (
            fixture!("thread-created.egs"),
            EventData::ChatThreadCreated(created),
        ),
        (
            fixture!("thread-properties-updated.ce"),
            EventData::ChatThreadPropertiesUpdated(updated),
        ),
        (
            fixture!("thread-deleted.egs"),
            EventData::ChatThreadDeleted(deleted),
        ),
        (
            fixture!("thread-created-with-user.egs"),
            EventData::ChatThreadCreatedWithUser(created_with_ben),
        ),
        (
            fixture!("thread-properties-updated-per-user.ce"),
            EventData::ChatThreadPropertiesUpdatedPerUser(updated_for_ben),
        ),
        (
            fixture!("thread-with-user-deleted.egs"),
            EventData::ChatThreadWithUserDeleted(deleted_for_ben),
        ),
    ] {
        same(&data(text), &event);
    }
}

#[test]
fn participants() {
    let added = ChatParticipantEvent {
        thread_id: some(THREAD),
        version: Some(1_795_169_682_822),
        participant: Some(participant(BEN, Some("Ben"), Some("guest"))),
        by: who(DESK),
        recipient: None,
        time: at("2026-11-20T10:14:42.8622646+00:00"),
        create_time: at("2026-11-20T10:14:00.365+00:00"),
        transaction_id: some(TRANSACTION),
    };
    assert_eq!(
        (added.thread_id(), added.identifier()),
        (Ok(THREAD), Ok(&user(BEN)))
    );
    let removed = ChatParticipantEvent {
        version: Some(1_795_169_778_096),
        participant: Some(participant(BOT, None, None)),
        by: who(ANA),
        time: at("2026-11-20T02:16:18.1118825-08:00"),
        create_time: at("2026-11-20T02:14:00.365-08:00"),
        ..added.clone()
    };
    let added_for_ana = ChatParticipantEvent {
        participant: Some(participant(BEN, Some("Ben"), None)),
        recipient: who(ANA),
        time: at("2026-11-20T10:14:42.8622646Z"),
        create_time: at("2026-11-20T10:14:00.365Z"),
        ..added.clone()
    };
    let removed_for_ana = ChatParticipantEvent {
        version: Some(1_795_169_778_096),
        by: who(ANA),
        time: at("2026-11-20T10:16:18.1118825Z"),
        ..added_for_ana.clone()
    };
    let typing = ChatTypingEvent {
        thread_id: some(THREAD),
        sender: who(ANA),
        sender_display_name: some("Ana B."),
        transaction_id: some(TRANSACTION),
    };
    assert_eq!(typing.thread_id(), Ok(THREAD));
    for (text, event) in [
        (
            fixture!("participant-added.egs"),
            EventData::ChatThreadParticipantAdded(added),
        ),
        (
            fixture!("participant-removed.ce"),
            EventData::ChatThreadParticipantRemoved(removed),
        ),
        (
            fixture!("participant-added-with-user.ce"),
            EventData::ChatParticipantAddedToThreadWithUser(added_for_ana),
        ),
        (
            fixture!("participant-removed-with-user.egs"),
            EventData::ChatParticipantRemovedFromThreadWithUser(removed_for_ana),
        ),
        (
            fixture!("typing-in-thread.ce"),
            EventData::ChatTypingIndicatorReceivedInThread(typing),
        ),
    ] {
        same(&data(text), &event);
    }
}

/// Names what differs, which `Debug` may not show.
fn same(read: &EventData, expected: &EventData) {
    assert_eq!(read.event_type(), expected.event_type());
    assert!(read == expected, "{read:?} is not {expected:?}");
}
