//! Chat at the control API: users, threads, and what became of what was written.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use simulator::{Chaos, ChatMessageKind, ChatSettings, Service};
use time::Duration;

use crate::{
    chat_support::{User, forbidden, invalid, not_found, path, specified},
    support::{Answer, Sim, answer},
};

async fn control(sim: &Sim, method: Method, path: &str, body: &Value) -> Answer {
    let request = sim.request(method, &format!("_sim/chat/{path}"));
    // As `curl -d` does.
    let form = "application/x-www-form-urlencoded";
    answer(request.header("content-type", form).body(body.to_string())).await
}

async fn get(sim: &Sim, path: &str) -> Answer {
    answer(sim.request(Method::GET, &format!("_sim/chat/{path}"))).await
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_chat_with_nothing_but_the_control_api() {
    let sim = Sim::start().await;
    let user = control(
        &sim,
        Method::POST,
        "users",
        &json!({"scopes": ["chat.join"]}),
    )
    .await;
    assert_eq!(user.status, StatusCode::OK);
    let bob = User {
        id: text(&user.body["id"]),
        token: text(&user.body["token"]),
    };
    let checked = sim.simulator.verify_user_token(&bob.token).unwrap();
    assert_eq!(
        (checked.identity, checked.scopes),
        (bob.id.clone(), vec!["chat.join".to_owned()])
    );
    let body = json!({
        "topic": "Lunch", "participants": [bob.id, "8:acs:someone_else"], "metadata": {"k": "v"},
    });
    let made = control(&sim, Method::POST, "threads", &body).await;
    let (thread, ann) = (text(&made.body["id"]), text(&made.body["by"]));
    assert_eq!(made.body["rejected"], json!(["8:acs:someone_else"]));

    let messages = format!("threads/{}/messages", thread.replace('@', "%40"));
    let body = json!({"from": bob.id, "text": "hello", "displayName": "Bob"});
    let hello = control(&sim, Method::POST, &messages, &body).await;
    let hello = text(&hello.body["id"]);
    let body = json!({"from": ann, "html": "<i>hi</i>", "metadata": {"a": "b"}});
    let hi = text(&control(&sim, Method::POST, &messages, &body).await.body["id"]);
    sim.simulator.clock().advance(Duration::milliseconds(1_500));
    let chat = sim.simulator.chat();
    chat.edit(&thread, &ann, &hi, "***").unwrap();
    let one = format!("{}/messages/{hello}", path(&thread));
    sim.chat(&bob, Method::DELETE, &one, None).await;
    chat.remove(&thread, &ann, &bob.id).unwrap();

    let (start, later) = ("2026-11-20T12:00:00", "2026-11-20T12:00:01");
    let member = |id: &str| json!({"id": id, "shareHistoryTime": "1970-01-01T00:00:00Z"});
    let shown = json!({
        "id": thread, "topic": "Lunch", "createdBy": ann, "createdOn": format!("{start}.123Z"),
        "metadata": {"k": "v"},
        "participants": [member(&ann)],
        "stays": [
            {"id": ann, "addedBy": ann, "addedOn": format!("{start}.123Z")},
            {
                "id": bob.id, "addedBy": ann, "addedOn": format!("{start}.123Z"),
                "removedBy": ann, "removedOn": format!("{later}.625Z"),
            },
        ],
        "messages": [
            {
                "id": "1795176000123", "sequenceId": 1, "by": ann, "type": "participantAdded",
                "participants": [ann, bob.id], "createdOn": format!("{start}.123Z"),
            },
            {
                "id": "1795176000124", "sequenceId": 2, "by": ann, "type": "topicUpdated",
                "topic": "Lunch", "createdOn": format!("{start}.124Z"),
            },
            {
                "id": hello, "sequenceId": 3, "by": bob.id, "displayName": "Bob", "type": "text",
                "text": "hello", "original": "hello", "createdOn": format!("{start}.125Z"),
                "deletedOn": format!("{later}.624Z"), "visibleFor": 1499,
            },
            {
                "id": hi, "sequenceId": 4, "by": ann, "type": "html", "html": "***",
                "original": "<i>hi</i>", "createdOn": format!("{start}.126Z"),
                "editedOn": format!("{later}.623Z"), "metadata": {"a": "b"},
            },
            {
                "id": "1795176001625", "sequenceId": 5, "by": ann, "type": "participantRemoved",
                "participants": [bob.id], "createdOn": format!("{later}.625Z"),
            },
        ],
    });
    let of_thread = get(&sim, &format!("threads/{}", thread.replace('@', "%40"))).await;
    assert_eq!(of_thread, Answer::new(StatusCode::OK, shown.clone()));
    let all = get(&sim, "threads").await;
    assert_eq!(all, Answer::new(StatusCode::OK, json!([shown])));
    let record = chat.thread(&thread).unwrap();
    let standing: Vec<_> = record
        .standing()
        .map(|message| message.kind.clone())
        .collect();
    let (html, original) = ("***".to_owned(), "<i>hi</i>".to_owned());
    assert_eq!(standing, [ChatMessageKind::Html { html, original }]);
}

#[tokio::test]
async fn a_shell_line_gets_the_ids_alone() {
    let sim = Sim::start().await;
    let post = async |path: &str, body: Value| {
        let request = sim.request(Method::POST, &format!("_sim/chat/{path}"));
        let request = request
            .header("accept", "text/plain")
            .body(body.to_string());
        request.send().await.unwrap().text().await.unwrap()
    };
    let user = post("users", json!({})).await;
    let thread = post("threads", json!({"participants": [user]})).await;
    let messages = format!("threads/{thread}/messages");
    let message = post(&messages, json!({"text": "hello"})).await;
    let record = sim.simulator.chat().thread(&thread).unwrap();
    assert_eq!(
        (record.topic.as_str(), record.participants.len()),
        ("A chat", 2)
    );
    let [said] = <[_; 1]>::try_from(record.standing().collect::<Vec<_>>()).unwrap();
    assert_eq!((&said.id, &said.by), (&message, &record.created_by));
}

#[tokio::test]
async fn mistakes_are_told() {
    let sim = Sim::start().await;
    let chat = sim.simulator.chat();
    let ann = chat.user(&["chat"]).id;
    let thread = chat.create(&ann, "x", &[]).unwrap();
    let messages = format!("threads/{thread}/messages");
    let wrong = |message| specified(StatusCode::BAD_REQUEST, "BadRequest", message);
    let scopes = "scopes must be some of chat, chat.join, chat.join.limited, voip, voip.join";
    for (path, body, expected) in [
        ("users", json!({"scopes": []}), wrong(scopes)),
        ("users", json!({"scopes": ["chats"]}), wrong(scopes)),
        (
            "threads",
            json!({"by": ann, "topic": ""}),
            invalid("The topic must not be empty."),
        ),
        ("threads", json!({"by": "8:acs:nobody"}), forbidden()),
        (
            &messages,
            json!({"from": ann, "text": "x", "html": "x"}),
            wrong("there must be either text or html"),
        ),
        (
            &messages,
            json!({"from": ann}),
            wrong("there must be either text or html"),
        ),
        ("threads/19:x/messages", json!({"text": "x"}), not_found()),
        (
            &messages,
            json!({"from": "8:acs:nobody", "text": "x"}),
            forbidden(),
        ),
        (
            "threads/19:x/messages",
            json!({"from": ann, "text": "x"}),
            not_found(),
        ),
        (
            "users",
            json!({"scope": "chat"}),
            wrong(
                "the body is not what is expected: unknown field `scope`, expected `scopes` at \
                 line 1 column 8",
            ),
        ),
    ] {
        assert_eq!(
            control(&sim, Method::POST, path, &body).await,
            expected,
            "{path} {body}"
        );
    }
    assert_eq!(get(&sim, "threads/19:x").await, not_found());
}

#[tokio::test]
async fn the_switches_and_how_a_reset_turns_them_off() {
    let sim = Sim::start().await;
    let off = json!({"limits": false, "othersMayDelete": false, "removedSenderMayDelete": false});
    assert_eq!(get(&sim, "settings").await.body, off);
    let body = json!({"limits": true, "othersMayDelete": true});
    let done = control(&sim, Method::PUT, "settings", &body).await;
    assert_eq!(done, Answer::empty());
    let settings = ChatSettings {
        limits: true,
        others_may_delete: true,
        removed_sender_may_delete: false,
    };
    let chat = sim.simulator.chat();
    assert_eq!(chat.settings(), settings);
    let wrong = control(&sim, Method::PUT, "settings", &json!({"limit": true})).await;
    assert_eq!(wrong.status, StatusCode::BAD_REQUEST);
    assert_eq!(chat.settings(), settings);
    chat.create(&chat.user(&["chat"]).id, "x", &[]).unwrap();
    sim.simulator.reset();
    assert_eq!(chat.threads(), []);
    assert_eq!(chat.events(), []);
    assert_eq!(get(&sim, "settings").await.body, off);
}

#[tokio::test]
async fn an_identity_that_is_gone_writes_nothing() {
    let sim = Sim::start().await;
    let (ann, bob, thread) = sim.two_in_a_thread().await;
    let delete = format!("identities/{}?api-version=1", bob.id);
    sim.acs(Method::DELETE, &delete, "").await;
    let chat = sim.simulator.chat();
    chat.write(&thread, &bob.id, "x").unwrap_err();
    chat.write(&thread, &ann.id, "x").unwrap();
}

#[tokio::test]
async fn chat_can_fail_alone_before_or_after_it_was_done() {
    let sim = Sim::start().await;
    let (ann, _, thread) = sim.two_in_a_thread().await;
    let messages = format!("{}/messages", path(&thread));
    let hello = json!({"content": "hello"});
    for (served, said) in [(false, 0), (true, 1)] {
        let chaos = Chaos {
            status: Some(503),
            served,
            route: Some("/chat/".to_owned()),
            times: Some(1),
            ..Chaos::default()
        };
        sim.simulator.set_chaos(Service::Acs, chaos);
        sim.new_identity().await;
        let sent = sim.chat(&ann, Method::POST, &messages, Some(&hello)).await;
        assert_eq!(sent.status, StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(sim.said(&ann, &thread).await.len(), said);
    }
    let calls = sim.simulator.requests(Service::Acs);
    let failed: Vec<_> = calls.iter().filter(|call| call.status == 503).collect();
    assert_eq!(failed.len(), 2);
    assert_eq!(failed[0].route, "/chat/threads/{thread}/messages");
}

#[tokio::test]
async fn a_users_token_does_not_print() {
    let sim = Sim::start().await;
    let user = sim.simulator.chat().user(&["chat"]);
    let shown = format!("{user:?}");
    assert_eq!(shown, format!("ChatUser {{ id: {:?}, .. }}", user.id));
}
