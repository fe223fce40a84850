//! What Event Grid is told of chats.

use std::collections::BTreeSet;

use reqwest::Method;
use serde_json::{Value, json};
use simulator::PublishedEvent;
use time::Duration;

use crate::{
    chat_support::{User, identifier, path},
    support::Sim,
};

/// The events after the first ones, by the end of their type.
fn since(sim: &Sim, known: usize) -> Vec<(&'static str, PublishedEvent)> {
    let events = sim.simulator.chat().events().into_iter().skip(known);
    events
        .map(|event| {
            let kind = event.event_type.strip_prefix("Microsoft.Communication.");
            (kind.unwrap(), event)
        })
        .collect()
}

fn kinds(events: &[(&'static str, PublishedEvent)]) -> Vec<&'static str> {
    events.iter().map(|(kind, _)| *kind).collect()
}

/// The data without what is drawn by lot.
fn data(event: &PublishedEvent) -> Value {
    let mut data = event.data.clone();
    let transaction = data["transactionId"].take();
    assert!(transaction.as_str().unwrap().contains(".1.1.1.1."));
    data.as_object_mut().unwrap().remove("transactionId");
    data
}

async fn lunch(sim: &Sim) -> (User, User, String) {
    let (ann, bob) = (sim.chat_user("chat").await, sim.chat_user("chat").await);
    let body = json!({
        "topic": "Lunch", "metadata": {"order": "1234"},
        "participants": [{
            "communicationIdentifier": identifier(&bob.id), "displayName": "Bob",
            "metadata": {"role": "guest"},
        }],
    });
    let made = sim
        .chat(&ann, Method::POST, "chat/threads", Some(&body))
        .await;
    let thread = made.body["chatThread"]["id"].as_str().unwrap().to_owned();
    (ann, bob, thread)
}

#[tokio::test]
async fn a_new_thread() {
    let sim = Sim::start().await;
    let (ann, bob, thread) = lunch(&sim).await;
    let events = since(&sim, 0);
    assert_eq!(
        kinds(&events),
        ["ChatThreadCreated", "ChatThreadCreatedWithUser"]
    );
    let participants = json!([
        {"participantCommunicationIdentifier": identifier(&ann.id)},
        {
            "displayName": "Bob", "participantCommunicationIdentifier": identifier(&bob.id),
            "metadata": {"role": "guest"},
        },
    ]);
    let (_, of_thread) = &events[0];
    assert_eq!(
        of_thread.subject,
        format!("thread/{thread}/createdBy/{}", ann.id)
    );
    assert_eq!(
        data(of_thread),
        json!({
            "createdByCommunicationIdentifier": identifier(&ann.id),
            "properties": {"topic": "Lunch"}, "metadata": {"order": "1234"},
            "participants": participants,
            "createTime": "2026-11-20T12:00:00.123+00:00", "version": 1_795_176_000_124_i64,
            "threadId": thread,
        })
    );
    let (_, of_user) = &events[1];
    assert_eq!(
        of_user.subject,
        format!("thread/{thread}/createdBy/{}/recipient/{}", ann.id, bob.id)
    );
    assert_eq!(
        data(of_user),
        json!({
            "createdBy": ann.id, "createdByCommunicationIdentifier": identifier(&ann.id),
            "properties": {"topic": "Lunch"}, "metadata": {"order": "1234"},
            "members": [
                {"memberId": ann.id},
                {"displayName": "Bob", "memberId": bob.id},
            ],
            "participants": participants,
            "createTime": "2026-11-20T12:00:00.123Z", "version": 1_795_176_000_124_i64,
            "recipientId": bob.id, "recipientCommunicationIdentifier": identifier(&bob.id),
            "threadId": thread,
        })
    );
}

#[tokio::test]
async fn a_message_is_sent_edited_and_deleted() {
    let sim = Sim::start().await;
    let (ann, bob, thread) = lunch(&sim).await;
    sim.simulator
        .clock()
        .advance(Duration::nanoseconds(1_376_543_300));
    let known = sim.simulator.chat().events().len();
    let messages = format!("{}/messages", path(&thread));
    let body = json!({
        "content": "<b>hi</b>", "type": "html", "senderDisplayName": "Ann", "metadata": {"k": "v"},
    });
    let sent = sim.chat(&ann, Method::POST, &messages, Some(&body)).await;
    let id = sent.body["id"].as_str().unwrap();
    assert_eq!(id, "1795176001500");
    sim.simulator.clock().advance(Duration::SECOND);
    let one = format!("{messages}/{id}");
    let edit = json!({"content": "hi"});
    sim.chat(&ann, Method::PATCH, &one, Some(&edit)).await;
    sim.simulator.clock().advance(Duration::SECOND);
    sim.chat(&ann, Method::DELETE, &one, None).await;
    let events = since(&sim, known);
    assert_eq!(
        kinds(&events),
        [
            "ChatMessageReceivedInThread",
            "ChatMessageReceived",
            "ChatMessageEditedInThread",
            "ChatMessageEdited",
            "ChatMessageDeletedInThread",
            "ChatMessageDeleted",
        ]
    );
    let of_thread = |version: &str, more: Value| {
        let mut data = json!({
            "messageId": id, "type": "Html", "version": version, "senderDisplayName": "Ann",
            "senderCommunicationIdentifier": identifier(&ann.id),
            "composeTime": "2026-11-20T12:00:01.5+00:00", "threadId": thread,
        });
        let more = more.as_object().unwrap().clone();
        data.as_object_mut().unwrap().extend(more);
        data
    };
    let of_user = |version: i64, more: Value| {
        let mut data = json!({
            "messageId": id, "type": "Html", "version": version, "senderDisplayName": "Ann",
            "senderId": ann.id, "senderCommunicationIdentifier": identifier(&ann.id),
            "recipientId": bob.id, "recipientCommunicationIdentifier": identifier(&bob.id),
            "composeTime": "2026-11-20T12:00:01.5Z", "threadId": thread,
        });
        let more = more.as_object().unwrap().clone();
        data.as_object_mut().unwrap().extend(more);
        data
    };
    let said = |text: &str| json!({"messageBody": text, "metadata": {"k": "v"}});
    let edited =
        |time: &str| json!({"messageBody": "hi", "metadata": {"k": "v"}, "editTime": time});
    let deleted = |time: &str| json!({"deleteTime": time});
    let got: Vec<_> = events.iter().map(|(_, event)| data(event)).collect();
    assert_eq!(
        got,
        [
            of_thread("1795176001500", said("<b>hi</b>")),
            of_user(1_795_176_001_500, said("<b>hi</b>")),
            of_thread("1795176002500", edited("2026-11-20T12:00:02.5+00:00")),
            of_user(1_795_176_002_500, edited("2026-11-20T12:00:02.5Z")),
            of_thread("1795176003500", deleted("2026-11-20T12:00:03.5+00:00")),
            of_user(1_795_176_003_500, deleted("2026-11-20T12:00:03.5Z")),
        ]
    );
    for (kind, event) in &events {
        let subject = format!("thread/{thread}/sender/{}", ann.id);
        let expected = if kind.ends_with("InThread") {
            subject
        } else {
            format!("{subject}/recipient/{}", bob.id)
        };
        assert_eq!(event.subject, expected);
    }
    let ids: BTreeSet<_> = events.iter().map(|(_, event)| &event.id).collect();
    assert_eq!(ids.len(), events.len(), "each event has its own id");
    let again: Vec<_> = since(&sim, known);
    assert_eq!(again, events, "which stays the same");
}

#[tokio::test]
async fn a_thread_changes_and_goes() {
    let sim = Sim::start().await;
    let (ann, bob, thread) = lunch(&sim).await;
    let known = sim.simulator.chat().events().len();
    sim.simulator.clock().advance(Duration::SECOND);
    let policy = json!({"kind": "threadCreationDate", "deleteThreadAfterDays": 60});
    for body in [
        json!({"topic": "Dinner", "retentionPolicy": policy}),
        json!({"metadata": null}),
    ] {
        sim.chat(&bob, Method::PATCH, &path(&thread), Some(&body))
            .await;
    }
    sim.chat(&bob, Method::DELETE, &path(&thread), None).await;
    let events = since(&sim, known);
    assert_eq!(
        kinds(&events),
        [
            "ChatThreadPropertiesUpdated",
            "ChatThreadPropertiesUpdatedPerUser",
            "ChatThreadPropertiesUpdated",
            "ChatThreadPropertiesUpdatedPerUser",
            "ChatThreadDeleted",
            "ChatThreadWithUserDeleted",
        ]
    );
    let created = "2026-11-20T12:00:00.123+00:00";
    let edited = |time: &str, version: i64, more: Value| {
        let mut data = json!({
            "editedByCommunicationIdentifier": identifier(&bob.id), "editTime": time,
            "createTime": created, "version": version, "threadId": thread,
            "retentionPolicy": policy,
        });
        let more = more.as_object().unwrap().clone();
        data.as_object_mut().unwrap().extend(more);
        data
    };
    assert_eq!(
        data(&events[0].1),
        edited(
            "2026-11-20T12:00:01.123+00:00",
            1_795_176_001_123,
            json!({"properties": {"topic": "Dinner"}, "metadata": {"order": "1234"}})
        )
    );
    assert_eq!(
        data(&events[2].1),
        edited(
            "2026-11-20T12:00:01.124+00:00",
            1_795_176_001_124,
            json!({"properties": {}})
        )
    );
    assert_eq!(
        data(&events[4].1),
        json!({
            "deletedByCommunicationIdentifier": identifier(&bob.id),
            "deleteTime": "2026-11-20T12:00:01.125+00:00", "createTime": created,
            "version": 1_795_176_001_125_i64, "threadId": thread,
        })
    );
    for (index, name) in [(1, "editedBy"), (5, "deletedBy")] {
        let event = &events[index].1;
        assert_eq!(
            event.subject,
            format!("thread/{thread}/{name}/{}/recipient/{}", bob.id, ann.id)
        );
        assert_eq!(event.data[name], json!(bob.id));
        assert_eq!(event.data["recipientId"], json!(ann.id));
    }
}

#[tokio::test]
async fn participants_come_and_go_in_two_spellings() {
    let sim = Sim::start().await;
    let (ann, bob, thread) = lunch(&sim).await;
    let eve = sim.chat_user("chat").await;
    let known = sim.simulator.chat().events().len();
    let chat = sim.simulator.chat();
    chat.add(&thread, &ann.id, &eve.id).unwrap();
    chat.remove(&thread, &ann.id, &eve.id).unwrap();
    let events = since(&sim, known);
    let (added, removed) = (
        "ChatParticipantAddedToThreadWithUser",
        "ChatParticipantRemovedFromThreadWithUser",
    );
    assert_eq!(
        kinds(&events),
        [
            "ChatThreadParticipantAdded",
            added,
            added,
            "ChatThreadParticipantRemoved",
            removed,
            removed,
        ]
    );
    let subjects: Vec<_> = events.iter().map(|(_, event)| &event.subject).collect();
    let subject = |about: &str| format!("thread/{thread}/{about}/{}", eve.id);
    let to = |about: &str, user: &User| format!("{}/recipient/{}", subject(about), user.id);
    assert_eq!(
        subjects,
        [
            &subject("participantadded"),
            &to("participantAdded", &bob),
            &to("participantAdded", &eve),
            &subject("participantremoved"),
            &to("participantRemoved", &bob),
            &to("participantRemoved", &eve),
        ]
    );
    let who = json!({"participantCommunicationIdentifier": identifier(&eve.id)});
    assert_eq!(
        data(&events[0].1),
        json!({
            "time": "2026-11-20T12:00:00.125+00:00",
            "addedByCommunicationIdentifier": identifier(&ann.id), "participantAdded": who,
            "createTime": "2026-11-20T12:00:00.123+00:00", "version": 1_795_176_000_125_i64,
            "threadId": thread,
        })
    );
    assert_eq!(
        data(&events[4].1),
        json!({
            "time": "2026-11-20T12:00:00.126Z",
            "removedByCommunicationIdentifier": identifier(&ann.id), "participantRemoved": who,
            "recipientCommunicationIdentifier": identifier(&bob.id),
            "createTime": "2026-11-20T12:00:00.123Z", "version": 1_795_176_000_126_i64,
            "threadId": thread,
        })
    );
}

#[tokio::test]
async fn typing_is_told_once_and_reading_never() {
    let sim = Sim::start().await;
    let (ann, _, thread) = lunch(&sim).await;
    let message = sim.say(&ann, &thread, "hello").await;
    let known = sim.simulator.chat().events().len();
    let typing = json!({"senderDisplayName": "Ann"});
    let read = json!({"chatMessageId": message});
    for (rest, body) in [("typing", typing), ("readReceipts", read)] {
        let path = format!("{}/{rest}", path(&thread));
        sim.chat(&ann, Method::POST, &path, Some(&body)).await;
    }
    let events = since(&sim, known);
    assert_eq!(kinds(&events), ["ChatTypingIndicatorReceivedInThread"]);
    assert_eq!(
        data(&events[0].1),
        json!({
            "senderDisplayName": "Ann", "senderCommunicationIdentifier": identifier(&ann.id),
            "threadId": thread,
        })
    );
}

#[tokio::test]
async fn what_is_refused_is_not_told() {
    let sim = Sim::start().await;
    let (_, bob, thread) = lunch(&sim).await;
    let known = sim.simulator.chat().events().len();
    let chat = sim.simulator.chat();
    chat.write("19:nope@thread.v2", &bob.id, "x").unwrap_err();
    chat.edit(&thread, &bob.id, "1", "x").unwrap_err();
    chat.write(&thread, &bob.id, "").unwrap_err();
    assert_eq!(chat.events().len(), known);
}
