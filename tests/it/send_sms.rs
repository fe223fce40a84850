//! `POST /sms`: what the app's own servers send.

use std::fmt::Write as _;

use reqwest::{RequestBuilder, StatusCode};
use serde_json::{Value, json};
use simulator::{Chaos, Service};
use time::Duration;

use crate::{
    desk::{Desk, answer, problem},
    phone::{OURS, PHONE, desk, report, text},
};

const OTHER: &str = "+14255550124";

fn send(desk: &Desk, to: &Value, message: &str) -> RequestBuilder {
    desk.post("/sms")
        .bearer_auth(desk.login_as("server", &["sms-sender"]))
        .json(&json!({"from": OURS, "to": to, "message": message}))
}

#[tokio::test]
async fn each_recipient_has_a_result() {
    let desk = desk().await;
    desk.deliver("sms_received", &text("1", "STOP", Duration::minutes(1)))
        .await;
    let before = desk.sim.texts().len();
    // The same phone twice gets it once.
    let to = json!([PHONE, OTHER, "(425) 555-0124"]);
    let sent = answer(send(&desk, &to, "Hello… €"), StatusCode::OK).await;
    assert_eq!(sent["encoding"], "UCS-2");
    assert_eq!(sent["segments"], 1);
    assert_eq!(
        sent["results"][0],
        json!({"to": PHONE, "status": "suppressed"})
    );
    assert_eq!(sent["results"][1]["status"], "accepted");
    assert_eq!(sent["results"].as_array().unwrap().len(), 2);
    let texts = desk.sim.texts();
    assert_eq!(texts.len(), before + 1);
    assert_eq!(texts[before].to, OTHER);
    assert_eq!(sent["results"][1]["messageId"], texts[before].message_id);
}

#[tokio::test]
async fn the_same_key_is_the_same_request() {
    let desk = desk().await;
    let request = || send(&desk, &json!(OTHER), "Hello").header("Idempotency-Key", "k1");
    let first = answer(request(), StatusCode::OK).await;
    let second = answer(request(), StatusCode::OK).await;
    assert_eq!(first, second);
    assert_eq!(desk.sim.texts().len(), 1);

    let another = send(&desk, &json!(OTHER), "Bye").header("Idempotency-Key", "k1");
    let refused = answer(another, StatusCode::UNPROCESSABLE_ENTITY).await;
    assert_eq!(problem(&refused), "key-reused");
    // Another caller's key is another key; without one, every request is new.
    let other = desk
        .post("/sms")
        .bearer_auth(desk.login_as("other", &["sms-sender"]))
        .header("Idempotency-Key", "k1")
        .json(&json!({"from": OURS, "to": OTHER, "message": "Hello"}));
    answer(other, StatusCode::OK).await;
    answer(send(&desk, &json!(OTHER), "Hello"), StatusCode::OK).await;
    assert_eq!(desk.sim.texts().len(), 3);
}

#[tokio::test]
async fn a_request_whose_answer_was_lost_is_not_sent_twice() {
    let desk = desk().await;
    let request = || send(&desk, &json!([PHONE, OTHER]), "Hello").header("Idempotency-Key", "k");
    answer(request(), StatusCode::OK).await;
    // As if the process had died before it wrote the answer down.
    let table = store::Table::new("smsrequests");
    let now = desk.sim.clock().now();
    let key = request_key(&desk);
    let row = desk
        .store
        .get::<Value>(table, &key, now)
        .await
        .unwrap()
        .unwrap();
    let mut open = row.value;
    open.as_object_mut().unwrap().remove("report").unwrap();
    desk.store
        .replace(table, &key, &open, &row.version, row.expires)
        .await
        .unwrap();

    let again = answer(request(), StatusCode::OK).await;
    assert_eq!(again["results"][0]["status"], "accepted");
    assert_eq!(desk.sim.texts().len(), 2);
}

/// The key is a hash of the caller and the header; the request is the only one in the store.
fn request_key(desk: &Desk) -> store::Key {
    let (issuer, caller) = (desk.sim.issuer(), "server");
    let mut hash = aws_lc_rs::digest::Context::new(&aws_lc_rs::digest::SHA256);
    for part in ["request", &issuer, caller, "k"] {
        hash.update(&(part.len() as u64).to_be_bytes());
        hash.update(part.as_bytes());
    }
    let mut hex = String::new();
    for byte in &hash.finish().as_ref()[..16] {
        write!(hex, "{byte:02x}").unwrap();
    }
    store::Key::new(hex, "request")
}

#[tokio::test]
async fn what_came_back_as_no_number_is_not_sent_to() {
    let desk = desk().await;
    let sent = answer(send(&desk, &json!(PHONE), "Hello"), StatusCode::OK).await;
    let id = sent["results"][0]["messageId"].as_str().unwrap();
    desk.deliver("sms_delivered", &report(id, "Failed", 4004))
        .await;
    let sent = answer(send(&desk, &json!(PHONE), "Hello"), StatusCode::OK).await;
    assert_eq!(sent["results"][0]["status"], "invalid");
    assert_eq!(desk.sim.texts().len(), 1);
}

#[tokio::test]
async fn while_acs_is_away_nothing_is_said_to_be_sent() {
    let desk = desk().await;
    let down = Chaos {
        status: Some(503),
        ..Chaos::default()
    };
    desk.sim.set_chaos(Service::Acs, down);
    let request = || send(&desk, &json!(OTHER), "Hello").header("Idempotency-Key", "k");
    answer(request(), StatusCode::SERVICE_UNAVAILABLE).await;
    desk.sim.clear_chaos();
    answer(request(), StatusCode::OK).await;
    assert_eq!(desk.sim.texts().len(), 1);
}

#[tokio::test]
async fn bad_requests_send_nothing() {
    let desk = desk().await;
    let many: Vec<_> = (0..101).map(|n| format!("+1425555{n:04}")).collect();
    let good = json!({"from": OURS, "to": OTHER, "message": "Hello"});
    let with = |member: &str, value: Value| {
        let mut body = good.clone();
        body[member] = value;
        body
    };
    for body in [
        json!([]),
        with("from", json!("+12065550199")),
        with("from", json!("")),
        with("to", json!([])),
        with("to", json!(many)),
        with("to", json!("12345")),
        with("to", json!("nobody")),
        with("message", json!("")),
        with("message", json!("x".repeat(2049))),
        with("tag", json!("x".repeat(257))),
        with("unknown", json!(1)),
    ] {
        let request = desk
            .post("/sms")
            .bearer_auth(desk.login_as("server", &["sms-sender"]));
        let refused = answer(request.json(&body), StatusCode::BAD_REQUEST).await;
        assert_eq!(problem(&refused), "bad-request", "{body}");
    }
    let key = send(&desk, &json!(OTHER), "Hello").header("Idempotency-Key", "");
    answer(key, StatusCode::BAD_REQUEST).await;
    let anybody = desk
        .post("/sms")
        .bearer_auth(desk.login("anna"))
        .json(&good);
    let refused = answer(anybody, StatusCode::FORBIDDEN).await;
    assert_eq!(problem(&refused), "role-missing");
    assert_eq!(desk.asked("/sms"), 0);
}
