//! `POST /threads/{key}/messages`: what is bad is never there, and nothing is sent or punished twice.

use reqwest::{Method, RequestBuilder, StatusCode, header};
use serde_json::{Value, json};
use simulator::{Chaos, Service};
use time::Duration;

use crate::{
    desk::{answer, body, problem},
    talk::Talk,
    threads::{ask, id_of, order, stand, talk},
};

const MESSAGES: &str = "/threads/order%2F1/messages";

fn say(talk: &Talk, who: &str, content: &str) -> RequestBuilder {
    let message = json!({"content": content});
    ask(&talk.desk, who, &[], Method::POST, MESSAGES, &message)
}

/// What operators see of what was decided, the newest first.
async fn decided(talk: &Talk) -> Vec<String> {
    let entries = talk.audit().await;
    let of = |entry: &Value| entry["what"].as_str().unwrap().to_owned();
    entries.iter().map(of).collect()
}

#[tokio::test]
async fn what_is_clean_is_sent_in_the_callers_own_name() {
    let talk = talk().await;
    let thread = order(&talk).await;
    let message = json!({
        "content": "<b>Hello</b>",
        "type": "html",
        "senderDisplayName": "Benny",
        "metadata": {"app": "x"},
    });
    let sent = ask(&talk.desk, "ben", &[], Method::POST, MESSAGES, &message);
    let sent = answer(sent, StatusCode::CREATED).await;
    let id = sent["id"].as_str().unwrap();
    assert_eq!(sent, json!({"id": id, "masked": false}));
    let ben = id_of(&talk.desk, "ben").await;
    let there = talk.message(&thread, id);
    assert_eq!(
        (&there.by, there.display_name.as_deref()),
        (&ben, Some("Benny"))
    );
    assert_eq!(there.metadata["app"], "x");
    assert_eq!(talk.texts(&thread), ["<b>Hello</b>"]);
    // Without a name, the one in the map.
    let sent = answer(say(&talk, "ben", "Hi"), StatusCode::CREATED).await;
    let there = talk.message(&thread, sent["id"].as_str().unwrap());
    assert_eq!(there.display_name.as_deref(), Some("Ben"));
    talk.settle().await;
    assert_eq!(decided(&talk).await, Vec::<String>::new());
}

#[tokio::test]
async fn what_is_bad_is_never_there_and_counts_once() {
    let talk = talk().await;
    let thread = order(&talk).await;
    // Whoever presses the button again is not punished again.
    for _ in 0..3 {
        let refused = say(&talk, "ben", "You snollygoster!");
        let refused = answer(refused, StatusCode::UNPROCESSABLE_ENTITY).await;
        assert_eq!(problem(&refused), "message-refused");
        assert!(!refused.to_string().contains("snollygoster"), "{refused}");
    }
    talk.settle().await;
    assert_eq!(talk.texts(&thread), Vec::<String>::new());
    assert_eq!(decided(&talk).await, ["refused"]);
    // A second one is a second one: the ladder warns, and the sender reads it here.
    let refused = say(&talk, "ben", "You fopdoodle!");
    let refused = answer(refused, StatusCode::UNPROCESSABLE_ENTITY).await;
    assert_eq!(refused["detail"], "Please be kind.");
    let refused = say(&talk, "ben", "You fopdoodle, again!");
    answer(refused, StatusCode::UNPROCESSABLE_ENTITY).await;
    // Muted.
    let muted = answer(say(&talk, "ben", "Hello"), StatusCode::FORBIDDEN).await;
    assert_eq!(problem(&muted), "muted");
    talk.sim().clock().advance(Duration::minutes(11));
    answer(say(&talk, "ben", "Hello"), StatusCode::CREATED).await;
    // Out, and nobody has read any of it.
    let refused = say(&talk, "ben", "gobermouch");
    answer(refused, StatusCode::UNPROCESSABLE_ENTITY).await;
    talk.settle().await;
    let ben = id_of(&talk.desk, "ben").await;
    assert!(!talk.is_in(&thread, &ben));
    assert_eq!(talk.texts(&thread), ["Hello"]);
    let gone = answer(say(&talk, "ben", "Hello?"), StatusCode::FORBIDDEN).await;
    assert_eq!(problem(&gone), "not-a-member");
}

#[tokio::test]
async fn what_can_be_covered_is_sent_covered_and_not_looked_at_twice() {
    let talk = talk().await;
    let thread = order(&talk).await;
    let sent = say(&talk, "ben", "My card is 4111 1111 1111 1111, hurry");
    let sent = answer(sent, StatusCode::CREATED).await;
    assert_eq!(sent["masked"], true);
    let [text] = &talk.texts(&thread)[..] else {
        panic!()
    };
    assert!(
        text.starts_with("My card is ") && text.ends_with(", hurry"),
        "{text}"
    );
    assert!(!text.contains('4'), "{text}");
    talk.settle().await;
    assert_eq!(decided(&talk).await, ["decision"]);
    assert_eq!(
        talk.message(&thread, sent["id"].as_str().unwrap())
            .edited_on,
        None
    );

    // Whatever else is in it, it is one message.
    let both = say(&talk, "ben", "flagworthy: 4111 1111 1111 1111");
    let both = answer(both, StatusCode::CREATED).await;
    talk.settle().await;
    assert_eq!(decided(&talk).await, ["decision", "decision"]);
    // But for what is made of it later.
    talk.sim().clock().advance(Duration::seconds(5));
    let (ben, id) = (id_of(&talk.desk, "ben").await, both["id"].as_str().unwrap());
    talk.sim()
        .chat()
        .edit(&thread, &ben, id, "snollygoster")
        .unwrap();
    talk.settle().await;
    assert!(talk.message(&thread, id).deleted_on.is_some());
    let before = decisions(&talk).await;

    // What is only noted is sent, and noted when it comes back.
    answer(say(&talk, "ben", "flagworthy"), StatusCode::CREATED).await;
    assert_eq!(decisions(&talk).await, before);
    talk.settle().await;
    assert_eq!(decisions(&talk).await, before + 1);
}

/// How often something was decided.
async fn decisions(talk: &Talk) -> usize {
    let entries = decided(talk).await;
    entries.iter().filter(|what| *what == "decision").count()
}

#[tokio::test]
async fn who_writes_is_in_the_thread() {
    let talk = talk().await;
    let thread = order(&talk).await;
    let desk = &talk.desk;
    let hello = json!({"content": "Hello"});
    let stranger = answer(say(&talk, "eve", "Hello"), StatusCode::NOT_FOUND).await;
    assert_eq!(problem(&stranger), "not-found");
    let agent = ask(desk, "amy", &["agent"], Method::POST, MESSAGES, &hello);
    assert_eq!(
        problem(&answer(agent, StatusCode::FORBIDDEN).await),
        "not-a-member"
    );
    // Whom others have put out on ACS is out.
    let (ann, ben) = (id_of(desk, "ann").await, id_of(desk, "ben").await);
    talk.sim().chat().remove(&thread, &ann, &ben).unwrap();
    let out = answer(say(&talk, "ben", "Hello"), StatusCode::FORBIDDEN).await;
    assert_eq!(problem(&out), "not-a-member");
    stand(
        desk,
        &ann,
        &json!({"banned": {"event": "1", "rule": "house", "until": "2099-01-01T00:00:00Z"}}),
    )
    .await;
    let banned = answer(say(&talk, "ann", "Hello"), StatusCode::FORBIDDEN).await;
    assert_eq!(problem(&banned), "banned");
    assert_eq!(banned["detail"], "It ends at 2099-01-01T00:00:00Z.");
    let large = json!({"content": "x".repeat(70_000)});
    let large = ask(desk, "ann", &[], Method::POST, MESSAGES, &large);
    assert_eq!(
        problem(&answer(large, StatusCode::PAYLOAD_TOO_LARGE).await),
        "too-large"
    );
    assert_eq!(talk.texts(&thread), Vec::<String>::new());
}

#[tokio::test]
async fn as_much_as_acs_takes_is_taken() {
    let talk = talk().await;
    let thread = order(&talk).await;
    // More than our own 16 KiB for everything else.
    let long = "word ".repeat(5_600);
    answer(say(&talk, "ben", &long), StatusCode::CREATED).await;
    assert_eq!(talk.texts(&thread), [long]);
}

#[tokio::test]
async fn the_same_key_sends_one_message() {
    let talk = talk().await;
    let thread = order(&talk).await;
    let named = |who: &str, content: &str| say(&talk, who, content).header("Idempotency-Key", "k1");
    let first = answer(named("ben", "Hello"), StatusCode::CREATED).await;
    assert_eq!(
        answer(named("ben", "Hello"), StatusCode::CREATED).await,
        first
    );
    let other = answer(named("ben", "Bye"), StatusCode::UNPROCESSABLE_ENTITY).await;
    assert_eq!(problem(&other), "key-reused");
    // Another's key is another key; without one every request is new.
    answer(named("ann", "Hello"), StatusCode::CREATED).await;
    answer(say(&talk, "ben", "Hello"), StatusCode::CREATED).await;
    assert_eq!(talk.texts(&thread).len(), 3);
    // What was refused is refused, and no second strike.
    for _ in 0..2 {
        let bad = say(&talk, "ben", "snollygoster").header("Idempotency-Key", "k2");
        answer(bad, StatusCode::UNPROCESSABLE_ENTITY).await;
        talk.sim().clock().advance(Duration::minutes(2));
    }
    assert_eq!(decided(&talk).await, ["refused"]);
}

#[tokio::test]
async fn a_message_whose_answer_was_lost_is_found_and_not_sent_again() {
    let talk = talk().await;
    let thread = order(&talk).await;
    for (content, masked) in [("Hello", false), ("My card is 4111 1111 1111 1111", true)] {
        let send = || say(&talk, "ben", content).header("Idempotency-Key", content);
        let lost = Chaos {
            down: true,
            served: true,
            route: Some("/messages".to_owned()),
            times: Some(1),
            ..Chaos::default()
        };
        talk.sim().set_chaos(Service::Acs, lost);
        answer(send(), StatusCode::SERVICE_UNAVAILABLE).await;
        // It may still be on its way.
        let early = send().send().await.unwrap();
        assert_eq!(early.status(), StatusCode::CONFLICT);
        let wait = early.headers()[header::RETRY_AFTER].to_str().unwrap();
        let wait = wait.parse::<i64>().unwrap();
        assert!((1..=31).contains(&wait), "{wait}");
        assert_eq!(problem(&body(early).await), "in-progress");
        talk.sim().clock().advance(Duration::seconds(wait));
        let sent = answer(send(), StatusCode::CREATED).await;
        assert_eq!(sent["masked"], masked);
        assert_eq!(answer(send(), StatusCode::CREATED).await, sent);
        let last = talk.seen(&thread).messages.pop().unwrap();
        assert_eq!(sent["id"], last.id);
    }
    assert_eq!(talk.texts(&thread).len(), 2);
}

#[tokio::test]
async fn many_at_once_with_one_key_are_one_message() {
    let talk = talk().await;
    let thread = order(&talk).await;
    let mut asking = tokio::task::JoinSet::new();
    for _ in 0..8 {
        let request = say(&talk, "ben", "Hello").header("Idempotency-Key", "k");
        asking.spawn(request.send());
    }
    while let Some(response) = asking.join_next().await {
        let status = response.unwrap().unwrap().status();
        let fine = [StatusCode::CREATED, StatusCode::CONFLICT];
        assert!(fine.contains(&status), "{status}");
    }
    assert_eq!(talk.texts(&thread), ["Hello"]);
}

#[tokio::test]
async fn acs_limits_are_passed_on_and_what_was_held_up_can_be_sent() {
    let talk = talk().await;
    let thread = order(&talk).await;
    talk.set(|settings| settings.limits = true);
    let mut sent = 0;
    let busy = loop {
        let request = say(&talk, "ann", &format!("Line {sent}"));
        let response = request.header("Idempotency-Key", sent.to_string());
        let response = response.send().await.unwrap();
        if response.status() != StatusCode::CREATED {
            break response;
        }
        sent += 1;
    };
    assert_eq!((sent, busy.status()), (10, StatusCode::TOO_MANY_REQUESTS));
    let wait = busy.headers()[header::RETRY_AFTER].to_str().unwrap();
    let wait = wait.parse::<i64>().unwrap();
    assert_eq!(problem(&body(busy).await), "thread-busy");
    talk.sim().clock().advance(Duration::seconds(wait));
    let held_up = say(&talk, "ann", "Line 10").header("Idempotency-Key", "10");
    answer(held_up, StatusCode::CREATED).await;
    assert_eq!(talk.texts(&thread).len(), 11);
}
