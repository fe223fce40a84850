//! Events of Chat that are not as they should be, or not as they are today.

use acs::{
    MissingMember,
    events::{
        ChatMessageEvent, ChatParticipant, ChatParticipantEvent, ChatThreadEvent, ChatTypingEvent,
        Event, EventData,
    },
};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::{
    ANA, BEN, THREAD,
    events::{fixture, who},
    metadata,
};
use crate::events::read;

fn message_of(data: &Value) -> ChatMessageEvent {
    let event_type = ChatMessageEvent::RECEIVED_IN_THREAD;
    let text = json!({"id": "1", "type": event_type, "data": data}).to_string();
    match read(&text).data {
        EventData::ChatMessageReceivedInThread(message) => message,
        other => unreachable!("{other:?}"),
    }
}

#[test]
fn a_sender_is_whoever_is_named_and_however() {
    let unnamed = json!({"rawId": " ", "kind": "unknown"});
    let legacy = json!({"communicationUser": {"id": BEN}});
    for (data, sender) in [
        (json!({"senderId": ANA}), who(ANA)),
        (
            json!({"senderId": ANA, "senderCommunicationIdentifier": {"rawId": BEN}}),
            who(BEN),
        ),
        // Capitals are sorted before small letters: here the raw id comes first.
        (
            json!({"SENDERID": ANA, "senderCommunicationIdentifier": {"RAWID": BEN}}),
            who(BEN),
        ),
        (
            json!({"SENDERID": ANA, "senderCommunicationIdentifier": unnamed}),
            who(ANA),
        ),
        (json!({"senderCommunicationIdentifier": ANA}), who(ANA)),
        (json!({"senderCommunicationIdentifier": legacy}), who(BEN)),
        (
            json!({"senderCommunicationIdentifier": unnamed, "senderId": ANA}),
            who(ANA),
        ),
        (json!({"senderCommunicationIdentifier": unnamed}), None),
        (
            json!({"senderCommunicationIdentifier": [], "senderId": ""}),
            None,
        ),
        (
            json!({"senderCommunicationIdentifier": {"rawId": "4:+14255550123"}}),
            who("4:+14255550123"),
        ),
        (
            json!({"senderCommunicationIdentifier": {"rawId": "99:new:form"}}),
            who("99:new:form"),
        ),
    ] {
        let message = message_of(&data);
        assert_eq!(message.sender, sender, "{data}");
        let missing = MissingMember("senderCommunicationIdentifier");
        assert_eq!(message.sender(), sender.as_ref().ok_or(missing));
    }
}

#[test]
fn what_an_event_lacks_is_said_when_it_is_asked_for() {
    let odd = json!({
        "threadId": " ", "messageId": null, "version": "first", "messageBody": {"a": 1},
        "metadata": ["a"], "composeTime": 7, "type": null,
    });
    for data in [json!({}), json!(null), odd] {
        let message = message_of(&data);
        assert_eq!(message.thread_id(), Err(MissingMember("threadId")));
        assert_eq!(message.message_id(), Err(MissingMember("messageId")));
        assert_eq!(message.version(), Err(MissingMember("version")));
        assert_eq!(message.body(), Err(MissingMember("messageBody")));
        assert_eq!((message.format(), message.metadata), (None, metadata(&[])));
    }
    let nobody = MissingMember("participantCommunicationIdentifier");
    let event = ChatParticipantEvent::default();
    assert_eq!(event.identifier(), Err(nobody));
    let event = ChatParticipantEvent {
        participant: Some(ChatParticipant::default()),
        ..event
    };
    assert_eq!(event.identifier(), Err(nobody));
    for thread_id in [
        event.thread_id(),
        ChatThreadEvent::default().thread_id(),
        ChatTypingEvent::default().thread_id(),
    ] {
        assert_eq!(thread_id, Err(MissingMember("threadId")));
    }
}

#[test]
fn participants_of_today_go_before_members_of_2020() {
    let now = json!([{"participantCommunicationIdentifier": {"rawId": ANA}}]);
    let then = json!([{"memberId": BEN}]);
    for (data, expected) in [
        (json!({"participants": now, "members": then}), ANA),
        (json!({"members": then, "participants": now}), ANA),
        (json!({"members": then, "participants": null}), BEN),
        (json!({"participants": [], "members": then}), BEN),
    ] {
        let text = json!({"id": "1", "type": ChatThreadEvent::CREATED, "data": data}).to_string();
        let EventData::ChatThreadCreated(thread) = read(&text).data else {
            panic!("another event")
        };
        let participants: Vec<_> = thread
            .participants
            .into_iter()
            .map(|it| it.identifier)
            .collect();
        assert_eq!(participants, [who(expected)], "{data}");
    }
}

#[test]
fn printing_an_event_shows_nothing_personal() {
    let texts = [
        fixture!("message-received-in-thread.egs"),
        fixture!("message-edited.ce"),
        fixture!("bot-command-in-thread.ce"),
        fixture!("typing-in-thread.ce"),
        fixture!("thread-created.egs"),
        fixture!("thread-properties-updated.ce"),
        fixture!("thread-created-with-user.egs"),
        fixture!("participant-added.egs"),
    ]
    .map(|text| format!("{:?}", read(text)));
    for text in &texts {
        for secret in [
            "Ana B.",
            "Ben\"",
            "Grüße",
            "hello",
            "/order 7",
            "Order 1234",
            "Room",
            "guest",
        ] {
            assert!(!text.contains(secret), "{secret} in {text}");
        }
        assert!(text.contains(THREAD) && text.contains("c4a7"), "{text}");
    }
}

proptest! {
    #[test]
    fn any_payload_is_read(
        event_type in proptest::sample::select(vec![
            ChatMessageEvent::EDITED, ChatThreadEvent::CREATED, ChatParticipantEvent::REMOVED,
            ChatTypingEvent::EVENT_TYPE,
        ]),
        name in proptest::sample::select(vec![
            "threadId", "version", "metadata", "senderCommunicationIdentifier", "senderId", "type",
            "participants", "members", "participantRemoved", "properties", "recipientId",
        ]),
        value in prop_oneof![
            Just(json!(null)), any::<i64>().prop_map(Value::from), any::<u64>().prop_map(Value::from),
            any::<String>().prop_map(Value::from), Just(json!([[{}], {"memberId": {}}, 1])),
            any::<String>().prop_map(|text| json!({"rawId": text, "a": [text], "displayName": 1})),
            any::<String>().prop_map(|text| json!({"rawId": 7, "communicationUser": {"id": text}})),
        ],
    ) {
        let text = json!({"id": "1", "type": event_type, "data": {name: value}}).to_string();
        let event: Event = read(&text);
        prop_assert_eq!(event.data.event_type(), event_type);
        drop(format!("{event:?}"));
    }
}
