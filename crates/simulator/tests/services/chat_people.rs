//! ACS Chat: who comes into a thread, and what they can read.

use std::collections::BTreeMap;

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use simulator::ChatParticipant;
use time::{Duration, OffsetDateTime};

use crate::{
    chat_support::{VERSION, identifier, invalid, not_found, participant, path, refused},
    support::{Answer, Sim},
};

#[tokio::test]
async fn who_cannot_be_added_is_named_in_a_success() {
    let sim = Sim::start().await;
    let (ann, _, thread) = sim.two_in_a_thread().await;
    let gone = sim.chat_user("chat").await;
    sim.acs(
        Method::DELETE,
        &format!("identities/{}?{VERSION}", gone.id),
        "",
    )
    .await;
    let eve = sim.chat_user("chat").await;
    let own = ann.id.split_once('_').unwrap().0;
    let unknown = format!("{own}_00000000-0000-0000-0000-000000000000");
    let foreign = "8:acs:00000000-0000-4000-8000-000000000000_0000000a-0000-0000-0000-000000000000";
    let teams = "8:orgid:00000000-0000-4000-8000-000000000000";
    let participants: Vec<_> = [foreign, &eve.id, teams, &unknown, &gone.id]
        .into_iter()
        .map(participant)
        .collect();
    let rejected = |id: &str, code: &str, message: &str| json!({"target": id, "code": code, "message": message});
    let rejected = json!([
        rejected(foreign, "403", "Permissions check failed"),
        rejected(teams, "403", "Permissions check failed"),
        rejected(&unknown, "404", "Not found"),
        rejected(&gone.id, "404", "Not found"),
    ]);
    let body = json!({"topic": "x", "participants": participants});
    let made = sim
        .chat(&ann, Method::POST, "chat/threads", Some(&body))
        .await;
    assert_eq!(made.status, StatusCode::CREATED);
    assert_eq!(made.body["invalidParticipants"], rejected);
    let add = format!("{}/participants/:add", path(&thread));
    let body = json!({"participants": participants});
    assert_eq!(
        sim.chat(&ann, Method::POST, &add, Some(&body)).await,
        Answer::new(
            StatusCode::CREATED,
            json!({"invalidParticipants": rejected})
        )
    );
    let made = made.body["chatThread"]["id"].as_str().unwrap();
    for thread in [made, &thread] {
        let members = sim.simulator.chat().thread(thread).unwrap().participants;
        assert!(members.iter().any(|one| one.id == eve.id));
    }
}

#[tokio::test]
async fn identifiers_come_in_either_form_and_must_be_some() {
    let sim = Sim::start().await;
    let (ann, bob, thread) = sim.two_in_a_thread().await;
    let remove = format!("{}/participants/:remove", path(&thread));
    let add = format!("{}/participants/:add", path(&thread));
    for who in [
        json!({"rawId": bob.id}),
        json!({"communicationUser": {"id": bob.id}}),
        json!({"kind": "communicationUser", "rawId": bob.id, "communicationUser": {"id": bob.id}}),
    ] {
        let gone = sim.chat(&ann, Method::POST, &remove, Some(&who)).await;
        assert_eq!(gone, Answer::empty());
        let body = json!({"participants": [{"communicationIdentifier": who}]});
        let added = sim.chat(&ann, Method::POST, &add, Some(&body)).await;
        assert_eq!(added.status, StatusCode::CREATED);
    }
    for (malformed, shown) in [
        (json!({}), ""),
        (json!({"rawId": "bob"}), "bob"),
        (json!({"rawId": "8:acs:fakeid==="}), "8:acs:fakeid==="),
        (
            json!({"rawId": bob.id, "communicationUser": {"id": ann.id}}),
            &bob.id,
        ),
    ] {
        let body = json!({"participants": [{"communicationIdentifier": malformed}]});
        let refused = sim.chat(&ann, Method::POST, &add, Some(&body)).await;
        let malformed_id = invalid(&format!("Identifier format is invalid ({shown})."));
        assert_eq!(refused, malformed_id);
        let refused = sim
            .chat(&ann, Method::POST, &remove, Some(&malformed))
            .await;
        assert_eq!(refused, malformed_id);
    }
}

#[tokio::test]
async fn who_is_not_in_is_removed_without_a_word() {
    let sim = Sim::start().await;
    let (ann, _, thread) = sim.two_in_a_thread().await;
    let stranger = sim.chat_user("chat").await;
    let (told, events) = (
        sim.messages(&ann, &thread).await,
        sim.simulator.chat().events(),
    );
    let remove = format!("{}/participants/:remove", path(&thread));
    let gone = sim
        .chat(&ann, Method::POST, &remove, Some(&identifier(&stranger.id)))
        .await;
    assert_eq!(gone, Answer::empty());
    assert_eq!(sim.messages(&ann, &thread).await, told);
    assert_eq!(sim.simulator.chat().events(), events);
}

#[tokio::test]
async fn the_creator_is_in_once_and_named_as_listed() {
    let sim = Sim::start().await;
    let ann = sim.chat_user("chat").await;
    let named = json!({"communicationIdentifier": identifier(&ann.id), "displayName": "Ann"});
    for (listed, name) in [
        (json!([]), None),
        (json!([named, named]), Some("Ann".to_owned())),
    ] {
        let body = json!({"topic": "x", "participants": listed});
        let made = sim
            .chat(&ann, Method::POST, "chat/threads", Some(&body))
            .await;
        let thread = made.body["chatThread"]["id"].as_str().unwrap();
        let members = sim.simulator.chat().thread(thread).unwrap().participants;
        let expected = ChatParticipant {
            id: ann.id.clone(),
            display_name: name,
            share_history_time: OffsetDateTime::UNIX_EPOCH,
            metadata: BTreeMap::new(),
        };
        assert_eq!(members, [expected]);
    }
}

#[tokio::test]
async fn who_has_left_and_removes_others_gets_the_recorded_500() {
    let sim = Sim::start().await;
    let (ann, bob, thread) = sim.two_in_a_thread().await;
    let remove = format!("{}/participants/:remove", path(&thread));
    let left = sim
        .chat(&bob, Method::POST, &remove, Some(&identifier(&bob.id)))
        .await;
    assert_eq!(left, Answer::empty());
    let again = sim
        .chat(&bob, Method::POST, &remove, Some(&identifier(&ann.id)))
        .await;
    assert_eq!(
        again,
        refused(
            StatusCode::INTERNAL_SERVER_ERROR,
            "InternalServerError",
            "The server could not fulfill the request due to some unexpected failure."
        )
    );
    let chat = sim.simulator.chat();
    chat.add(&thread, &ann.id, &bob.id).unwrap();
    let again = sim
        .chat(&bob, Method::POST, &remove, Some(&identifier(&ann.id)))
        .await;
    assert_eq!(again, Answer::empty(), "back in");
}

#[tokio::test]
async fn the_history_is_shared_from_the_time_that_is_given() {
    let sim = Sim::start().await;
    let (ann, bob, thread) = sim.two_in_a_thread().await;
    sim.say(&ann, &thread, "old").await;
    sim.simulator.clock().advance(Duration::minutes(1));
    sim.say(&ann, &thread, "recent").await;
    // At the same time, and yet with a later id.
    sim.say(&ann, &thread, "and more").await;
    let add = format!("{}/participants/:add", path(&thread));
    for (shared, expected) in [
        (Value::Null, vec!["old", "recent", "and more", "new"]),
        (
            json!("2026-11-20T12:00:30Z"),
            vec!["recent", "and more", "new"],
        ),
        // Now, by a clock that has stood still since the last message.
        (json!("2026-11-20T12:01:00.1234567+00:00"), vec!["new"]),
    ] {
        let user = sim.chat_user("chat").await;
        let who = json!({
            "communicationIdentifier": identifier(&user.id), "shareHistoryTime": shared,
        });
        let body = json!({"participants": [who]});
        sim.chat(&ann, Method::POST, &add, Some(&body)).await;
        sim.say(&bob, &thread, "new").await;
        assert_eq!(sim.said(&user, &thread).await, expected);
        if !expected.contains(&"old") {
            let all = sim.messages(&ann, &thread).await;
            let old = all
                .iter()
                .find(|message| message["content"]["message"] == "old")
                .unwrap();
            let id = old["id"].as_str().unwrap();
            let one = format!("{}/messages/{id}", path(&thread));
            assert_eq!(sim.chat(&user, Method::GET, &one, None).await, not_found());
        }
        let last = sim.messages(&ann, &thread).await[0]["id"].clone();
        let last = last.as_str().unwrap();
        let chat = sim.simulator.chat();
        chat.delete(&thread, &bob.id, last).unwrap();
    }
    let bad = json!({"participants": [{
        "communicationIdentifier": identifier(&bob.id), "shareHistoryTime": "yesterday",
    }]});
    assert_eq!(
        sim.chat(&ann, Method::POST, &add, Some(&bad)).await,
        invalid("A time is not in the format of RFC 3339.")
    );
}

#[tokio::test]
async fn who_was_removed_reads_what_was_there_before() {
    let sim = Sim::start().await;
    let (ann, bob, thread) = sim.two_in_a_thread().await;
    sim.say(&ann, &thread, "before").await;
    let chat = sim.simulator.chat();
    chat.remove(&thread, &ann.id, &bob.id).unwrap();
    sim.say(&ann, &thread, "after").await;
    assert_eq!(sim.said(&bob, &thread).await, ["before"]);
    let told = sim.messages(&bob, &thread).await;
    assert_ne!(told[0]["type"], "participantRemoved");
    let listed = sim.chat(&bob, Method::GET, "chat/threads", None).await;
    assert_eq!(listed.body["value"][0]["id"], thread.as_str());
    // Back again, with the whole history.
    chat.add(&thread, &ann.id, &bob.id).unwrap();
    assert_eq!(sim.said(&bob, &thread).await, ["before", "after"]);
}
