//! ACS Chat: the operations, as they go well.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use time::Duration;

use crate::{
    chat_support::{identifier, not_found, participant, path},
    support::{Answer, Sim, read},
};

#[tokio::test]
async fn a_thread_with_two_users_and_a_message_of_each() {
    let sim = Sim::start().await;
    let (ann, bob) = (sim.chat_user("chat").await, sim.chat_user("chat").await);
    let body = json!({
        "topic": "Lunch",
        "metadata": {"order": "1234"},
        "retentionPolicy": {"kind": "threadCreationDate", "deleteThreadAfterDays": 30},
        "participants": [{
            "communicationIdentifier": identifier(&bob.id), "displayName": "Bob",
            "metadata": {"role": "guest"},
        }],
    });
    let made = sim
        .chat_request(&ann, Method::POST, "chat/threads", Some(&body))
        .send()
        .await
        .unwrap();
    let location = made.headers()["location"].to_str().unwrap().to_owned();
    let versions = made.headers()["api-supported-versions"].clone();
    assert_eq!(
        versions,
        "2021-03-07, 2021-09-07, 2023-11-07, 2024-03-07, 2025-03-15"
    );
    let made = read(made).await;
    let thread = made.body["chatThread"]["id"].as_str().unwrap().to_owned();
    let shown = json!({
        "id": thread, "topic": "Lunch", "createdOn": "2026-11-20T12:00:00Z",
        "createdByCommunicationIdentifier": identifier(&ann.id),
        "metadata": {"order": "1234"},
        "retentionPolicy": {"kind": "threadCreationDate", "deleteThreadAfterDays": 30},
    });
    assert_eq!(
        made,
        Answer::new(StatusCode::CREATED, json!({"chatThread": shown}))
    );
    let escaped = thread.replace(':', "%3A");
    assert_eq!(location, sim.url(&format!("chat/threads/{escaped}")));
    let got = sim.chat(&bob, Method::GET, &path(&thread), None).await;
    assert_eq!(got, Answer::new(StatusCode::OK, shown));

    let hello = sim.say(&ann, &thread, "hello").await;
    let html = json!({
        "content": "<b>hi</b>", "type": "html", "senderDisplayName": "Bob", "metadata": {"k": "v"},
    });
    let messages = format!("{}/messages", path(&thread));
    let hi = sim.chat(&bob, Method::POST, &messages, Some(&html)).await;
    // The clock stands still, and the ids differ nevertheless.
    let id = |number: i64| (1_795_176_000_123 + number).to_string();
    assert_eq!(hi, Answer::new(StatusCode::CREATED, json!({"id": id(3)})));
    assert_eq!(hello, id(2));
    let ann_in = json!({
        "communicationIdentifier": identifier(&ann.id), "shareHistoryTime": "1970-01-01T00:00:00Z",
    });
    let bob_in = json!({
        "communicationIdentifier": identifier(&bob.id), "displayName": "Bob",
        "shareHistoryTime": "1970-01-01T00:00:00Z", "metadata": {"role": "guest"},
    });
    let created = "2026-11-20T12:00:00Z";
    assert_eq!(
        Value::Array(sim.messages(&ann, &thread).await),
        json!([
            {
                "id": id(3), "type": "html", "sequenceId": "4", "version": id(3),
                "content": {"message": "<b>hi</b>"}, "senderDisplayName": "Bob",
                "senderCommunicationIdentifier": identifier(&bob.id), "createdOn": created,
                "metadata": {"k": "v"},
            },
            {
                "id": id(2), "type": "text", "sequenceId": "3", "version": id(2),
                "content": {"message": "hello"}, "senderDisplayName": "",
                "senderCommunicationIdentifier": identifier(&ann.id), "createdOn": created,
            },
            {
                "id": id(1), "type": "topicUpdated", "sequenceId": "2", "version": id(1),
                "content": {
                    "topic": "Lunch", "initiatorCommunicationIdentifier": identifier(&ann.id),
                },
                "createdOn": created,
            },
            {
                "id": id(0), "type": "participantAdded", "sequenceId": "1", "version": id(0),
                "content": {
                    "participants": [ann_in, bob_in],
                    "initiatorCommunicationIdentifier": identifier(&ann.id),
                },
                "createdOn": created,
            },
        ])
    );
    let members = format!("{}/participants", path(&thread));
    let members = sim.chat(&bob, Method::GET, &members, None).await;
    assert_eq!(
        members,
        Answer::new(StatusCode::OK, json!({"value": [ann_in, bob_in]}))
    );
}

#[tokio::test]
async fn editing_deleting_and_what_is_left() {
    let sim = Sim::start().await;
    let (ann, bob, thread) = sim.two_in_a_thread().await;
    let first = sim.say(&ann, &thread, "frist").await;
    let second = sim.say(&bob, &thread, "second").await;
    let of = |id: &str| format!("{}/messages/{id}", path(&thread));
    sim.simulator.clock().advance(Duration::minutes(1));
    let body = json!({"content": "first", "metadata": {"a": "b", "c": null}});
    let edited = sim
        .chat(&ann, Method::PATCH, &of(&first), Some(&body))
        .await;
    assert_eq!(edited, Answer::empty());
    let deleted = sim.chat(&bob, Method::DELETE, &of(&second), None).await;
    assert_eq!(deleted, Answer::empty());

    let got = sim.chat(&bob, Method::GET, &of(&first), None).await;
    assert_eq!(
        got.body,
        json!({
            "id": first, "type": "text", "sequenceId": "3", "version": "1795176060123",
            "content": {"message": "first"}, "senderDisplayName": "",
            "senderCommunicationIdentifier": identifier(&ann.id),
            "createdOn": "2026-11-20T12:00:00Z", "editedOn": "2026-11-20T12:01:00Z",
            "metadata": {"a": "b"},
        })
    );
    let got = sim.chat(&ann, Method::GET, &of(&second), None).await;
    assert_eq!(
        got.body,
        json!({
            "id": second, "type": "text", "sequenceId": "4", "version": "1795176060124",
            "content": {"message": ""}, "senderDisplayName": "", "senderCommunicationIdentifier": identifier(&bob.id),
            "createdOn": "2026-11-20T12:00:00Z", "deletedOn": "2026-11-20T12:01:00Z",
        })
    );
    assert_eq!(sim.messages(&ann, &thread).await.first(), Some(&got.body));
    // Once more changes nothing.
    let again = sim.chat(&bob, Method::DELETE, &of(&second), None).await;
    assert_eq!(again, Answer::empty());
    assert_eq!(sim.messages(&ann, &thread).await.first(), Some(&got.body));
}

#[tokio::test]
async fn a_thread_is_changed_and_deleted() {
    let sim = Sim::start().await;
    let (ann, bob, thread) = sim.two_in_a_thread().await;
    sim.simulator.clock().advance(Duration::minutes(1));
    let body = json!({
        "topic": "Dinner", "metadata": {"where": "here"}, "retentionPolicy": {"kind": "none"},
    });
    let changed = sim
        .chat(&bob, Method::PATCH, &path(&thread), Some(&body))
        .await;
    assert_eq!(changed, Answer::empty());
    let body = json!({"metadata": null, "retentionPolicy": null});
    let shown = |extra: Value| {
        let mut shown = json!({
            "id": thread, "topic": "Dinner", "createdOn": "2026-11-20T12:00:00Z",
            "createdByCommunicationIdentifier": identifier(&ann.id),
        });
        let extra = extra.as_object().unwrap().clone();
        shown.as_object_mut().unwrap().extend(extra);
        Answer::new(StatusCode::OK, shown)
    };
    let got = sim.chat(&ann, Method::GET, &path(&thread), None).await;
    let policy = json!({"metadata": {"where": "here"}, "retentionPolicy": {"kind": "none"}});
    assert_eq!(got, shown(policy));
    sim.chat(&bob, Method::PATCH, &path(&thread), Some(&body))
        .await;
    let got = sim.chat(&ann, Method::GET, &path(&thread), None).await;
    assert_eq!(got, shown(json!({})));
    let told = sim.messages(&ann, &thread).await;
    assert_eq!(told[0]["content"]["topic"], "Dinner");
    assert_eq!(told.len(), 3, "nothing else was told");

    let deleted = sim.chat(&bob, Method::DELETE, &path(&thread), None).await;
    assert_eq!(deleted, Answer::empty());
    let got = sim.chat(&ann, Method::GET, &path(&thread), None).await;
    assert_eq!(got, shown(json!({"deletedOn": "2026-11-20T12:01:00Z"})));
    let listed = sim.chat(&ann, Method::GET, "chat/threads", None).await;
    assert_eq!(
        listed.body,
        json!({"value": [{
            "id": thread, "topic": "Dinner", "deletedOn": "2026-11-20T12:01:00Z",
        }]})
    );
}

#[tokio::test]
async fn participants_come_and_go() {
    let sim = Sim::start().await;
    let (ann, bob, thread) = sim.two_in_a_thread().await;
    let eve = sim.chat_user("chat").await;
    let add = format!("{}/participants/:add", path(&thread));
    let remove = format!("{}/participants/:remove", path(&thread));
    let body = json!({"participants": [participant(&eve.id), participant(&ann.id)]});
    let added = sim.chat(&bob, Method::POST, &add, Some(&body)).await;
    assert_eq!(added, Answer::new(StatusCode::CREATED, json!({})));
    let gone = sim
        .chat(&eve, Method::POST, &remove, Some(&identifier(&ann.id)))
        .await;
    assert_eq!(gone, Answer::empty(), "also the creator");
    let names = |content: &Value| -> Vec<Value> {
        let those = content["participants"].as_array().unwrap();
        those
            .iter()
            .map(|one| one["communicationIdentifier"]["rawId"].clone())
            .collect()
    };
    let told = sim.messages(&bob, &thread).await;
    assert_eq!(told[0]["type"], "participantRemoved");
    assert_eq!(names(&told[0]["content"]), [ann.id.as_str()]);
    assert_eq!(told[1]["type"], "participantAdded");
    assert_eq!(names(&told[1]["content"]), [eve.id.as_str()], "Ann was in");
}

#[tokio::test]
async fn typing_and_read_receipts() {
    let sim = Sim::start().await;
    let (ann, bob, thread) = sim.two_in_a_thread().await;
    let typing = format!("{}/typing", path(&thread));
    let done = Answer::new(StatusCode::OK, Value::Null);
    for body in [None, Some(json!({"senderDisplayName": "Ann"}))] {
        let typed = sim.chat(&ann, Method::POST, &typing, body.as_ref()).await;
        assert_eq!(typed, done);
    }
    let receipts = format!("{}/readReceipts", path(&thread));
    for text in ["one", "two"] {
        let read = json!({"chatMessageId": sim.say(&ann, &thread, text).await});
        let sent = sim.chat(&bob, Method::POST, &receipts, Some(&read)).await;
        assert_eq!(sent, done);
    }
    let unknown = json!({"chatMessageId": "1"});
    let refused = sim
        .chat(&bob, Method::POST, &receipts, Some(&unknown))
        .await;
    assert_eq!(refused, not_found());
    let listed = sim.chat(&ann, Method::GET, &receipts, None).await;
    assert_eq!(
        listed.body,
        json!({"value": [{
            "senderCommunicationIdentifier": identifier(&bob.id),
            "chatMessageId": "1795176000126", "readOn": "2026-11-20T12:00:00Z",
        }]})
    );
}

#[tokio::test]
async fn a_repeated_creation_makes_one_thread() {
    let sim = Sim::start().await;
    let (ann, bob) = (sim.chat_user("chat").await, sim.chat_user("chat").await);
    let body = json!({"topic": "Lunch"});
    let create = async |user, id| {
        let request = sim
            .chat_request(user, Method::POST, "chat/threads", Some(&body))
            .header("repeatability-request-id", id);
        let made = read(request.send().await.unwrap()).await;
        assert_eq!(made.status, StatusCode::CREATED);
        made.body["chatThread"]["id"].clone()
    };
    let id = "a9b50201-fbc2-48dc-9d14-865e389938d1";
    let first = create(&ann, id).await;
    assert_eq!(create(&ann, id).await, first);
    let upper = "A9B50201-FBC2-48DC-9D14-865E389938D1";
    assert_eq!(create(&ann, upper).await, first);
    assert_ne!(create(&bob, id).await, first, "another user's request");
    let gone = path(first.as_str().unwrap());
    sim.chat(&ann, Method::DELETE, &gone, None).await;
    assert_eq!(create(&ann, id).await, first, "deleted as it is");
    let other = "b9b50201-fbc2-48dc-9d14-865e389938d1";
    assert_ne!(create(&ann, other).await, first);
}
