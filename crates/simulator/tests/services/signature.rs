//! The access-key signature, over the wire.

use reqwest::{Method, StatusCode, header::HeaderValue};
use serde_json::json;
use simulator::Which;
use time::Duration;

use crate::support::{Answer, Sim, answer};

const PATH: &str = "identities?api-version=2025-06-30";
const CREATED: StatusCode = StatusCode::CREATED;

fn denied() -> Answer {
    let body = json!({"error": {"code": "Denied", "message": "Denied by the resource provider."}});
    Answer::new(StatusCode::UNAUTHORIZED, body)
}

#[tokio::test]
async fn both_keys_sign_and_a_regenerated_one_no_longer_does() {
    let sim = Sim::start().await;
    let call = async |key: &str| answer(sim.signed(key, Method::POST, PATH, "")).await;
    let primary = sim.simulator.connection_string();
    let secondary = sim.simulator.connection_string_with(Which::Secondary);
    assert_ne!(primary, secondary);
    assert_eq!(call(&primary).await.status, CREATED);
    assert_eq!(call(&secondary).await.status, CREATED);

    let key = sim.simulator.regenerate_key(Which::Primary);
    assert_eq!(call(&primary).await, denied());
    assert_eq!(call(&secondary).await.status, CREATED);
    assert!(
        sim.simulator
            .connection_string()
            .ends_with(&format!(";accesskey={key}"))
    );
    assert_eq!(
        call(&sim.simulator.connection_string()).await.status,
        CREATED
    );
}

#[tokio::test]
async fn a_repeated_signature_is_accepted_because_the_sdks_repeat_theirs() {
    let sim = Sim::start().await;
    let request = sim.signed(&sim.simulator.connection_string(), Method::POST, PATH, "");
    for _ in 0..2 {
        assert_eq!(answer(request.try_clone().unwrap()).await.status, CREATED);
    }
}

#[tokio::test]
async fn a_signature_older_than_15_minutes_is_refused() {
    let sim = Sim::start().await;
    let request = sim.signed(&sim.simulator.connection_string(), Method::POST, PATH, "");
    sim.simulator.clock().advance(Duration::minutes(14));
    assert_eq!(answer(request.try_clone().unwrap()).await.status, CREATED);
    sim.simulator.clock().advance(Duration::minutes(2));
    assert_eq!(answer(request).await, denied());
}

#[tokio::test]
async fn another_body_than_the_signed_one_is_named() {
    let sim = Sim::start().await;
    let request = sim.signed(&sim.simulator.connection_string(), Method::POST, PATH, "{}");
    let message = "Request 'x-ms-content-sha256' differs from generated content hash.";
    assert_eq!(
        answer(request.body(r#"{"createTokenWithScopes":["chat"]}"#)).await,
        Answer::new(
            StatusCode::UNAUTHORIZED,
            json!({"error": {"code": "Denied", "message": message}})
        )
    );
}

#[tokio::test]
async fn a_host_signed_with_a_trailing_slash_is_explained() {
    let sim = Sim::start().await;
    let signed_host = format!("{}/", sim.simulator.https_url().authority());
    let key = sim.simulator.connection_string();
    let refused = answer(sim.signed_for(&signed_host, &key, Method::POST, PATH, "")).await;
    let message = "Denied by the resource provider. (The signed host ends in '/': give the client \
                   an endpoint without a trailing slash.)";
    assert_eq!(
        refused,
        Answer::new(
            StatusCode::UNAUTHORIZED,
            json!({"error": {"code": "Denied", "message": message}})
        )
    );
}

#[tokio::test]
async fn incomplete_and_garbled_signatures_are_denied_with_a_hint() {
    let sim = Sim::start().await;
    let key = sim.simulator.connection_string();
    let with = |name: &'static str, value: Option<&'static str>| {
        let mut request = sim.signed(&key, Method::POST, PATH, "").build().unwrap();
        request.headers_mut().remove(name);
        if let Some(value) = value {
            request
                .headers_mut()
                .insert(name, HeaderValue::from_static(value));
        }
        request
    };
    for (request, hint) in [
        (
            with("authorization", None),
            "there is no Authorization header",
        ),
        (
            with("authorization", Some("HMAC-SHA256 Signature=AAAA")),
            "Authorization must be",
        ),
        (
            with(
                "authorization",
                Some("HMAC-SHA256 SignedHeaders=host&Signature=AAAA"),
            ),
            "Authorization must be",
        ),
        (
            with("authorization", Some("Basic YTpi")),
            "Authorization must be",
        ),
        (
            with("authorization", Some("Bearer x.y.z")),
            "not an Entra token",
        ),
        (with("x-ms-date", None), "there is no x-ms-date header"),
        (
            with("x-ms-date", Some("2026-11-20")),
            "x-ms-date must be an RFC 1123 date",
        ),
        (
            with("x-ms-content-sha256", None),
            "there is no x-ms-content-sha256 header",
        ),
    ] {
        let response = sim.client.execute(request).await.unwrap();
        let given = response
            .headers()
            .get("x-sim-hint")
            .unwrap()
            .to_str()
            .unwrap();
        assert!(given.starts_with(hint), "{given}");
        assert_eq!(crate::support::read(response).await, denied(), "{hint}");
    }
    assert_eq!(sim.simulator.identities(), []);
}

#[tokio::test]
async fn the_date_header_stands_in_for_x_ms_date() {
    let sim = Sim::start().await;
    let key = sim.simulator.connection_string();
    let mut request = sim.signed(&key, Method::POST, PATH, "").build().unwrap();
    let date = request.headers_mut().remove("x-ms-date").unwrap();
    request.headers_mut().insert("date", date);
    assert_eq!(sim.client.execute(request).await.unwrap().status(), CREATED);
}

#[tokio::test]
async fn the_plain_http_listener_takes_signatures_too() {
    let sim = Sim::start().await;
    let http = sim.simulator.http_url();
    let key = sim.simulator.connection_string();
    let request = sim.signed_for(http.authority(), &key, Method::POST, PATH, "");
    let mut request = request.build().unwrap();
    *request.url_mut() = http.join(PATH).unwrap();
    assert_eq!(sim.client.execute(request).await.unwrap().status(), CREATED);
}
