//! The receiver of webhooks.

use aws_lc_rs::hmac;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use reqwest::{Method, RequestBuilder, StatusCode};
use serde_json::{Value, json};
use simulator::{Chaos, Service};
use time::Duration;

use crate::support::{Answer, START, Sim, answer};

const BODY: &str = r#"{"type":"job.done","timestamp":"2026-11-20T12:00:00Z","data":{"job":"1"}}"#;

/// The key in the vault.
async fn key(sim: &Sim) -> String {
    let path = "secrets/webhook-signing-key/?api-version=1";
    let secret = sim.vault(Method::GET, path, Value::Null).await;
    secret.body["value"].as_str().unwrap().to_owned()
}

fn sign(key: &str, id: &str, seconds: i64, body: &str) -> String {
    let key = STANDARD
        .decode(key.strip_prefix("whsec_").unwrap())
        .unwrap();
    let key = hmac::Key::new(hmac::HMAC_SHA256, &key);
    let tag = hmac::sign(&key, format!("{id}.{seconds}.{body}").as_bytes());
    format!("v1,{}", STANDARD.encode(tag))
}

fn webhook(sim: &Sim, name: &str, id: &str, signature: &str, body: &str) -> RequestBuilder {
    sim.request(Method::POST, &format!("_sim/webhooks/{name}"))
        .header("webhook-id", id)
        .header("webhook-timestamp", START.unix_timestamp())
        .header("webhook-signature", signature)
        .body(body.to_owned())
}

async fn status(request: RequestBuilder) -> StatusCode {
    request.send().await.unwrap().status()
}

#[tokio::test]
async fn a_signed_webhook_is_recorded_once_however_often_it_comes() {
    let sim = Sim::start().await;
    let key = key(&sim).await;
    assert_eq!(key.len(), 50, "32 bytes");
    let signature = sign(&key, "msg_1", START.unix_timestamp(), BODY);
    for _ in 0..3 {
        let given = answer(webhook(&sim, "jobs/1/done", "msg_1", &signature, BODY)).await;
        assert_eq!(given, Answer::empty());
    }
    let record = |name: &str, deliveries: u32| {
        json!({
            "name": name, "id": "msg_1", "at": "2026-11-20T12:00:00.1234567Z",
            "type": "job.done", "body": serde_json::from_str::<Value>(BODY).unwrap(),
            "signature_valid": true, "deliveries": deliveries, "changed": false,
        })
    };
    // The same id is another webhook elsewhere.
    let elsewhere = webhook(&sim, "audit", "msg_1", &signature, BODY);
    assert_eq!(status(elsewhere).await, StatusCode::NO_CONTENT);
    assert_eq!(
        answer(sim.request(Method::GET, "_sim/webhooks")).await.body,
        json!([record("jobs/1/done", 3), record("audit", 1)])
    );
    let changed = BODY.replace('1', "2");
    let signature = sign(&key, "msg_1", START.unix_timestamp(), &changed);
    let again = webhook(&sim, "audit", "msg_1", &signature, &changed);
    assert_eq!(status(again).await, StatusCode::NO_CONTENT);
    let webhooks = sim.simulator.webhooks();
    assert_eq!((webhooks[1].deliveries, webhooks[1].changed), (2, true));
    sim.simulator.reset();
    assert_eq!(sim.simulator.webhooks(), []);
    assert_eq!(self::key(&sim).await, key, "a reset changes no key");
}

#[tokio::test]
async fn a_wrong_signature_is_refused_and_recorded_as_such() {
    let sim = Sim::start().await;
    let key = key(&sim).await;
    let now = START.unix_timestamp();
    let foreign = format!("whsec_{}", STANDARD.encode([7; 32]));
    let good = sign(&key, "m", now, BODY);
    let (_, encoded) = good.split_once(',').unwrap();
    let later = sign(&key, "m", now + 1, BODY);
    let other = sign(&key, "n", now, BODY);
    let wrong = [
        sign(&foreign, "m", now, BODY),
        sign(&key, "m", now, "{}"),
        later,
        other,
        format!("v2,{encoded}"),
        encoded.to_owned(),
        String::new(),
    ];
    for signature in &wrong {
        let refused = status(webhook(&sim, "a", "m", signature, BODY)).await;
        assert_eq!(refused, StatusCode::UNAUTHORIZED, "{signature}");
    }
    let [ref record] = sim.simulator.webhooks()[..] else {
        panic!("one id, one record");
    };
    assert!(!record.signature_valid);
    assert_eq!(record.deliveries, 7);
    // One good signature among others will do: that is how keys are rotated.
    let several = format!("{} {good}", sign(&foreign, "m", now, BODY));
    assert_eq!(
        status(webhook(&sim, "b", "m", &several, BODY)).await,
        StatusCode::NO_CONTENT
    );
    let unsigned = sim.request(Method::POST, "_sim/webhooks/c").body("text");
    assert_eq!(status(unsigned).await, StatusCode::UNAUTHORIZED);
    let last = sim.simulator.webhooks().pop().unwrap();
    assert_eq!((last.id.as_str(), last.body), ("", json!("text")));
}

#[tokio::test]
async fn an_old_webhook_and_an_old_key_are_told_apart() {
    let sim = Sim::start().await;
    let key = key(&sim).await;
    let now = START.unix_timestamp();
    let good = sign(&key, "m", now, BODY);
    let new = format!("whsec_{}", STANDARD.encode([9; 32]));
    sim.simulator.put_secret("webhook-signing-key", &new);
    let renewed = sign(&new, "m", now, BODY);
    for signature in [&good, &renewed] {
        let taken = status(webhook(&sim, "a", "m", signature, BODY)).await;
        assert_eq!(taken, StatusCode::NO_CONTENT);
    }
    sim.simulator.clock().advance(Duration::minutes(16));
    let late = status(webhook(&sim, "a", "m", &good, BODY)).await;
    assert_eq!(late, StatusCode::UNAUTHORIZED);
}

/// A sender knows the receiver by whatever name it was given; only the list is guarded.
#[tokio::test]
async fn the_receiver_has_no_guard_and_can_fail() {
    let sim = Sim::start().await;
    let key = key(&sim).await;
    let good = sign(&key, "m", START.unix_timestamp(), BODY);
    let named = webhook(&sim, "a", "m", &good, BODY).header("host", "hooks.example");
    assert_eq!(status(named).await, StatusCode::NO_CONTENT);
    let list = sim
        .request(Method::GET, "_sim/webhooks")
        .header("host", "hooks.example");
    assert_eq!(status(list).await, StatusCode::FORBIDDEN);
    let down = Chaos {
        status: Some(503),
        times: Some(1),
        ..Chaos::default()
    };
    sim.simulator.set_chaos(Service::Webhook, down);
    for expected in [StatusCode::SERVICE_UNAVAILABLE, StatusCode::NO_CONTENT] {
        assert_eq!(status(webhook(&sim, "a", "m", &good, BODY)).await, expected);
    }
    assert_eq!(sim.simulator.webhooks()[0].deliveries, 2);
    let calls = sim.simulator.requests(Service::Webhook).into_iter();
    let statuses: Vec<_> = calls.map(|call| call.status).collect();
    assert_eq!(statuses, [204, 503, 204]);
}
