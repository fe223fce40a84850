//! ACS Chat: what is too much, too long ago or in the wrong form.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use time::Duration;

use crate::{
    chat_support::{User, VERSION, invalid, not_found, participant, path, refused, specified},
    support::{Answer, Sim, answer},
};

#[tokio::test]
async fn an_api_version_is_needed_and_any_will_do() {
    let sim = Sim::start().await;
    let ann = sim.chat_user("chat").await;
    let request = sim.request(Method::GET, "chat/threads");
    assert_eq!(
        answer(request.bearer_auth(&ann.token)).await,
        Answer::new(
            StatusCode::BAD_REQUEST,
            json!({"error": {
                "code": "ApiVersionUnspecified",
                "message": "An API version is required, but was not specified.",
                "innerError": null,
            }})
        )
    );
    let request = sim.request(Method::GET, "chat/threads?api-version=2030-01-01");
    assert_eq!(
        answer(request.bearer_auth(&ann.token)).await,
        Answer::new(StatusCode::OK, json!({"value": []}))
    );
}

#[tokio::test]
async fn a_thread_goes_when_its_days_are_over() {
    let sim = Sim::start().await;
    let ann = sim.chat_user("chat").await;
    let create = async |days: u32| {
        let policy = json!({"kind": "threadCreationDate", "deleteThreadAfterDays": days});
        let body = json!({"topic": "x", "retentionPolicy": policy});
        sim.chat(&ann, Method::POST, "chat/threads", Some(&body))
            .await
    };
    for days in [29, 91] {
        assert_eq!(
            create(days).await,
            invalid("deleteThreadAfterDays must be between 30 and 90.")
        );
    }
    let made = create(30).await;
    let thread = made.body["chatThread"]["id"].as_str().unwrap();
    let chat = sim.simulator.chat();
    sim.simulator
        .clock()
        .advance(Duration::days(30) - Duration::SECOND);
    chat.write(thread, &ann.id, "still here").unwrap();
    sim.simulator.clock().advance(Duration::SECOND);
    assert_eq!(
        chat.write(thread, &ann.id, "too late"),
        Err(simulator::ChatError::UnknownThread)
    );
    let body = r#"{"scopes":["chat"]}"#;
    let issue = format!("identities/{}/:issueAccessToken?{VERSION}", ann.id);
    let issued = sim.acs(Method::POST, &issue, body).await;
    let ann = User {
        token: issued.body["token"].as_str().unwrap().to_owned(),
        ..ann
    };
    let got = sim.chat(&ann, Method::GET, &path(thread), None).await;
    assert_eq!(got, not_found());
    let listed = sim.chat(&ann, Method::GET, "chat/threads", None).await;
    assert_eq!(listed.body, json!({"value": []}));
}

#[tokio::test]
async fn sizes() {
    let sim = Sim::start().await;
    let (ann, _, thread) = sim.two_in_a_thread().await;
    let messages = format!("{}/messages", path(&thread));
    let send = async |body: Value| sim.chat(&ann, Method::POST, &messages, Some(&body)).await;
    let kilobytes = 28 * 1024;
    let most = send(json!({"content": "x".repeat(kilobytes)})).await;
    assert_eq!(most.status, StatusCode::CREATED);
    // Two bytes each.
    assert_eq!(
        send(json!({"content": "é".repeat(kilobytes / 2 + 1)})).await,
        refused(
            StatusCode::PAYLOAD_TOO_LARGE,
            "RequestEntityTooLarge",
            "The message is too large."
        )
    );
    let empty = invalid("The content must not be empty.");
    for body in [json!({}), json!({"content": ""})] {
        assert_eq!(send(body).await, empty);
    }
    let metadata = |size: usize| json!({"content": "x", "metadata": {"k": "v".repeat(size)}});
    assert_eq!(send(metadata(1023)).await.status, StatusCode::CREATED);
    let too_much = invalid("The metadata must not exceed 1 KB.");
    assert_eq!(send(metadata(1024)).await, too_much);
    let patch = json!({"metadata": {"k": "v".repeat(1024)}});
    let patched = sim
        .chat(&ann, Method::PATCH, &path(&thread), Some(&patch))
        .await;
    assert_eq!(patched, too_much);
    for body in [json!({}), json!({"topic": ""})] {
        let refused = sim
            .chat(&ann, Method::POST, "chat/threads", Some(&body))
            .await;
        assert_eq!(refused, invalid("The topic must not be empty."));
    }
}

#[tokio::test]
async fn how_many_can_be_in_a_thread() {
    let sim = Sim::start().await;
    let ann = sim.chat_user("chat").await;
    let chat = sim.simulator.chat();
    let others: Vec<_> = (0..249).map(|_| chat.user(&["chat"]).id).collect();
    let those: Vec<_> = others.iter().map(|id| participant(id)).collect();
    let create = async |count: usize| {
        let body = json!({"topic": "x", "participants": those[..count]});
        sim.chat(&ann, Method::POST, "chat/threads", Some(&body))
            .await
    };
    let at_once = invalid("At most 200 participants can be added at once.");
    assert_eq!(create(201).await, at_once);
    let made = create(200).await;
    let thread = made.body["chatThread"]["id"].as_str().unwrap();
    let add = format!("{}/participants/:add", path(thread));
    let add = async |those: &[Value]| {
        let body = json!({"participants": those});
        sim.chat(&ann, Method::POST, &add, Some(&body)).await
    };
    assert_eq!(add(&those[..201]).await, at_once);
    assert_eq!(
        add(&[]).await,
        invalid("At least one participant is required.")
    );
    assert_eq!(add(&those[200..]).await.status, StatusCode::CREATED);
    let one_more = participant(&chat.user(&["chat"]).id);
    assert_eq!(
        add(&[one_more]).await,
        invalid("A thread can have at most 250 participants.")
    );
}

#[tokio::test]
async fn typing_and_receipts_are_for_small_threads() {
    let sim = Sim::start().await;
    let ann = sim.chat_user("chat").await;
    let chat = sim.simulator.chat();
    let others: Vec<_> = (0..19).map(|_| chat.user(&["chat"]).id).collect();
    let others: Vec<_> = others.iter().map(String::as_str).collect();
    let thread = chat.create(&ann.id, "x", &others).unwrap();
    let message = sim.say(&ann, &thread, "hello").await;
    let read = json!({"chatMessageId": message});
    let calls = async || {
        let mut statuses = Vec::new();
        for (method, rest, body) in [
            (Method::POST, "typing", None),
            (Method::POST, "readReceipts", Some(&read)),
            (Method::GET, "readReceipts", None),
        ] {
            let path = format!("{}/{rest}", path(&thread));
            statuses.push(sim.chat(&ann, method, &path, body).await.status);
        }
        statuses
    };
    assert_eq!(calls().await, [StatusCode::OK; 3], "20 participants");
    chat.add(&thread, &ann.id, &chat.user(&["chat"]).id)
        .unwrap();
    assert_eq!(calls().await, [StatusCode::FORBIDDEN; 3], "21");
}

#[tokio::test]
async fn a_patch_says_that_it_is_a_merge_patch() {
    let sim = Sim::start().await;
    let (ann, _, thread) = sim.two_in_a_thread().await;
    let patch = |kind: &str| {
        let target = format!("{}?{VERSION}", path(&thread));
        let request = sim.request(Method::PATCH, &target).bearer_auth(&ann.token);
        request
            .header("content-type", kind)
            .body(r#"{"topic":"x"}"#)
    };
    assert_eq!(
        answer(patch("application/json")).await,
        specified(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "UnsupportedMediaType",
            "The content type must be application/merge-patch+json."
        )
    );
    let with_charset = patch("application/merge-patch+json; charset=utf-8");
    assert_eq!(answer(with_charset).await, Answer::empty());
}

#[tokio::test]
async fn what_is_oldest_is_forgotten_in_the_end() {
    let sim = Sim::start().await;
    let chat = sim.simulator.chat();
    let ann = chat.user(&["chat"]).id;
    let first = chat.create(&ann, "first", &[]).unwrap();
    let second = chat.create(&ann, "second", &[]).unwrap();
    for _ in 2..=5_000 {
        chat.create(&ann, "another", &[]).unwrap();
    }
    assert_eq!(chat.thread(&first), None);
    for number in 0..20_000 {
        chat.write(&second, &ann, &number.to_string()).unwrap();
    }
    let messages = chat.thread(&second).unwrap().messages;
    let sequence = |index: usize| messages[index].sequence_id;
    // Two were the system's.
    assert_eq!((messages.len(), sequence(0)), (20_000, 3));
    assert_eq!(messages[0].text(), Some("0"));
    let last = &messages[19_999];
    assert_eq!((last.text(), last.sequence_id), (Some("19999"), 20_002));
    chat.delete(&second, &ann, &last.id).unwrap();
    assert_eq!(
        chat.events().len(),
        20_000,
        "changes that only one user could be told of"
    );
}
