//! ACS Chat: the published rate limits, once they are switched on.

use reqwest::{Method, StatusCode};
use serde_json::json;
use simulator::{ChatDraft, ChatError, ChatSettings};
use time::Duration;

use crate::{
    chat_support::{User, identifier, participant, path, specified},
    support::{Sim, answer, read},
};

const LIMITED: ChatSettings = ChatSettings {
    limits: true,
    others_may_delete: false,
    removed_sender_may_delete: false,
};

#[tokio::test]
async fn ten_messages_in_ten_seconds_and_thirty_in_a_minute_of_the_simulators_clock() {
    let sim = Sim::start().await;
    let (ann, bob, thread) = sim.two_in_a_thread().await;
    let chat = sim.simulator.chat();
    for _ in 0..50 {
        chat.write(&thread, &ann.id, "unlimited by default")
            .unwrap();
    }
    chat.set(LIMITED);
    let write = |user: &User| chat.write(&thread, &user.id, "x");
    let too_many = |retry_after| Err(ChatError::TooMany { retry_after });
    for _ in 0..5 {
        write(&ann).unwrap();
        write(&bob).unwrap();
    }
    assert_eq!(write(&ann), too_many(10), "everybody shares it");
    assert_eq!(write(&bob), too_many(10));
    let seconds = |seconds| sim.simulator.clock().advance(Duration::seconds(seconds));
    seconds(4);
    assert_eq!(write(&ann), too_many(6));
    sim.simulator.clock().advance(Duration::milliseconds(500));
    assert_eq!(write(&ann), too_many(6), "whole seconds, none too few");
    sim.simulator.clock().advance(Duration::milliseconds(5_500));
    for _ in 0..10 {
        write(&ann).unwrap();
    }
    seconds(10);
    for _ in 0..10 {
        write(&ann).unwrap();
    }
    seconds(10);
    // Thirty since the beginning; those that were refused do not count.
    assert_eq!(write(&ann), too_many(30));
    seconds(30);
    for _ in 0..10 {
        write(&ann).unwrap();
    }
    let other = chat.create(&ann.id, "Another thread", &[]).unwrap();
    chat.write(&other, &ann.id, "is not concerned").unwrap();
}

#[tokio::test]
async fn the_answer_says_when_to_come_again() {
    let sim = Sim::start().await;
    let (ann, _, thread) = sim.two_in_a_thread().await;
    sim.simulator.chat().set(LIMITED);
    let message = sim.say(&ann, &thread, "1").await;
    for _ in 1..10 {
        sim.say(&ann, &thread, "x").await;
    }
    // Deleting takes from the same allowance.
    let target = format!("{}/messages/{message}", path(&thread));
    let request = sim.chat_request(&ann, Method::DELETE, &target, None);
    let response = request.send().await.unwrap();
    assert_eq!(response.headers()["retry-after"], "10");
    assert_eq!(
        read(response).await,
        specified(
            StatusCode::TOO_MANY_REQUESTS,
            "TooManyRequests",
            "Rate limit exceeded."
        )
    );
    sim.simulator.clock().advance(Duration::seconds(10));
    let request = sim.chat_request(&ann, Method::DELETE, &target, None);
    assert_eq!(answer(request).await.status, StatusCode::NO_CONTENT);
}

/// How often each operation can be called at once by one user, in one thread.
#[tokio::test]
async fn every_operation_has_its_allowance() {
    let sim = Sim::start().await;
    let (ann, bob, thread) = sim.two_in_a_thread().await;
    let message = sim.say(&ann, &thread, "hello").await;
    let chat = sim.simulator.chat();
    chat.set(LIMITED);
    let topic = json!({"topic": "x"});
    let edit = json!({"content": "x"});
    let receipt = json!({"chatMessageId": message});
    let add = json!({"participants": [participant(&bob.id)]});
    let new = || "chat/threads".to_owned();
    let of = |rest: &str| format!("{}{rest}", path(&thread));
    let one = format!("/messages/{message}");
    for (allowed, method, path, body) in [
        (10, Method::POST, new(), Some(&topic)),
        (50, Method::GET, new(), None),
        (5, Method::PATCH, of(""), Some(&topic)),
        (10, Method::PATCH, of(&one), Some(&edit)),
        (50, Method::GET, of(&one), None),
        (50, Method::GET, of("/messages"), None),
        (10, Method::POST, of("/participants/:add"), Some(&add)),
        (10, Method::GET, of("/participants"), None),
        (5, Method::POST, of("/typing"), None),
        (10, Method::POST, of("/readReceipts"), Some(&receipt)),
        (5, Method::GET, of("/readReceipts"), None),
    ] {
        let mut served = 0;
        let last = loop {
            let status = sim.chat(&ann, method.clone(), &path, body).await.status;
            if !status.is_success() {
                break status;
            }
            served += 1;
        };
        let case = format!("{method} {path}");
        assert_eq!(
            (served, last),
            (allowed, StatusCode::TOO_MANY_REQUESTS),
            "{case}"
        );
    }
    let remove = of("/participants/:remove");
    let gone = sim
        .chat(&ann, Method::POST, &remove, Some(&identifier(&bob.id)))
        .await;
    assert_eq!(
        gone.status,
        StatusCode::TOO_MANY_REQUESTS,
        "adding and removing share one"
    );
    let threads: Vec<_> = (0..11).collect();
    chat.set(ChatSettings::default());
    let threads: Vec<_> = threads
        .iter()
        .map(|_| chat.create(&bob.id, "x", &[]).unwrap())
        .collect();
    chat.set(LIMITED);
    for (number, thread) in threads.iter().enumerate() {
        let deleted = sim.chat(&bob, Method::DELETE, &path(thread), None).await;
        let expected = if number < 10 {
            StatusCode::NO_CONTENT
        } else {
            StatusCode::TOO_MANY_REQUESTS
        };
        assert_eq!(deleted.status, expected, "{number}");
    }
}

#[tokio::test]
async fn the_thread_has_an_allowance_beside_its_users() {
    let sim = Sim::start().await;
    let (ann, bob, thread) = sim.two_in_a_thread().await;
    let eve = sim.chat_user("chat").await;
    sim.simulator.chat().add(&thread, &ann.id, &eve.id).unwrap();
    sim.simulator.chat().set(LIMITED);
    let typing = format!("{}/typing", path(&thread));
    let mut statuses = Vec::new();
    for user in [&ann, &bob, &eve] {
        for _ in 0..5 {
            let typed = sim.chat(user, Method::POST, &typing, None).await;
            statuses.push(typed.status);
        }
    }
    assert_eq!(statuses[..10], [StatusCode::OK; 10]);
    assert_eq!(statuses[10..], [StatusCode::TOO_MANY_REQUESTS; 5]);
}

#[tokio::test]
async fn who_is_no_participant_takes_nothing_and_a_test_can_write_past_the_limits() {
    let sim = Sim::start().await;
    let (ann, _, thread) = sim.two_in_a_thread().await;
    let stranger = sim.chat_user("chat").await;
    let chat = sim.simulator.chat();
    chat.set(LIMITED);
    for _ in 0..20 {
        let refused = chat.write(&thread, &stranger.id, "x");
        assert_eq!(refused, Err(ChatError::Forbidden));
        let flood = ChatDraft {
            text: "x".to_owned(),
            unlimited: true,
            ..ChatDraft::default()
        };
        chat.send(&thread, &ann.id, flood).unwrap();
    }
    for _ in 0..10 {
        sim.say(&ann, &thread, "x").await;
    }
    chat.write(&thread, &ann.id, "x").unwrap_err();
}
