//! How often, how much, how long.

use reqwest::StatusCode;
use simulator::{Chaos, Service};

use crate::desk::{Desk, Opening, POLICY, answer, body, problem};

fn limited(limits: &str) -> String {
    let (policy, _) = POLICY.split_once("[limits]").unwrap();
    format!("{policy}[limits]\n{limits}\n")
}

#[tokio::test]
async fn a_user_over_the_limit_waits_and_others_do_not() {
    let policy = limited("per_user_per_minute = 3");
    let desk = Desk::with(Opening {
        policy: &policy,
        ..Opening::default()
    })
    .await;
    for _ in 0..3 {
        desk.token("alice").await;
    }
    let over = desk
        .get("/token")
        .bearer_auth(desk.login("alice"))
        .send()
        .await
        .unwrap();
    assert_eq!(over.status(), StatusCode::TOO_MANY_REQUESTS);
    let wait: u64 = over.headers()["retry-after"]
        .to_str()
        .unwrap()
        .parse()
        .unwrap();
    assert!((1..=21).contains(&wait), "{wait}");
    assert_eq!(problem(&body(over).await), "rate-limited");
    desk.token("ben").await;
}

#[tokio::test]
async fn an_address_over_the_limit_waits_before_its_token_is_even_read() {
    let policy = limited("per_address_per_minute = 2");
    let desk = Desk::with(Opening {
        policy: &policy,
        ..Opening::default()
    })
    .await;
    let from = |address: &str| desk.get("/token").header("x-forwarded-for", address);
    for _ in 0..2 {
        answer(from("203.0.113.7"), StatusCode::UNAUTHORIZED).await;
    }
    // What the client wrote itself stands in front, and does not count.
    answer(from("1.2.3.4, 203.0.113.7"), StatusCode::TOO_MANY_REQUESTS).await;
    answer(from("203.0.113.8"), StatusCode::UNAUTHORIZED).await;
}

#[tokio::test]
async fn when_acs_is_busy_the_caller_is_told_how_long() {
    let desk = Desk::open().await;
    desk.token("alice").await;
    for (status, retry_after) in [(429, Some(37)), (503, Some(41)), (503, None)] {
        let busy = Chaos {
            status: Some(status),
            retry_after,
            ..Chaos::default()
        };
        desk.sim.set_chaos(Service::Acs, busy);
        let request = desk
            .get("/token?scope=chat")
            .bearer_auth(desk.login("alice"));
        let response = request.send().await.unwrap();
        assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
        let expected = retry_after.unwrap_or(5).to_string();
        assert_eq!(response.headers()["retry-after"], expected.as_str());
        assert_eq!(problem(&body(response).await), "unavailable");
    }
}

#[tokio::test]
async fn a_short_hiccup_of_acs_is_not_the_callers_business() {
    let desk = Desk::open().await;
    let hiccup = Chaos {
        status: Some(503),
        times: Some(2),
        ..Chaos::default()
    };
    desk.sim.set_chaos(Service::Acs, hiccup);
    desk.token("alice").await;
    assert_eq!(desk.living().len(), 1);
}

#[tokio::test]
async fn bad_requests_are_refused_and_write_nothing() {
    let desk = Desk::open().await;
    let bearer = desk.login("alice");
    let get = |path: &str| desk.get(path).bearer_auth(&bearer);
    let post = |body: &str| {
        desk.post("/token")
            .bearer_auth(&bearer)
            .body(body.to_owned())
    };
    let put = desk
        .request(reqwest::Method::PUT, "/token")
        .bearer_auth(&bearer);
    for (what, request, status, name) in [
        (
            "unknown scope",
            get("/token?scope=admin"),
            StatusCode::BAD_REQUEST,
            "scope-unknown",
        ),
        (
            "empty scope",
            get("/token?scope="),
            StatusCode::BAD_REQUEST,
            "scope-unknown",
        ),
        (
            "scope twice",
            get("/token?scope=chat&scope=voip"),
            StatusCode::BAD_REQUEST,
            "bad-request",
        ),
        (
            "broken JSON",
            post("{"),
            StatusCode::BAD_REQUEST,
            "bad-request",
        ),
        (
            "wrong JSON",
            post("[]"),
            StatusCode::BAD_REQUEST,
            "bad-request",
        ),
        (
            "large body",
            post(&" ".repeat(16 * 1024 + 1)),
            StatusCode::PAYLOAD_TOO_LARGE,
            "too-large",
        ),
        (
            "wrong method",
            put,
            StatusCode::METHOD_NOT_ALLOWED,
            "method-not-allowed",
        ),
        (
            "wrong path",
            get("/tokens"),
            StatusCode::NOT_FOUND,
            "not-found",
        ),
        (
            "teams without a policy",
            get("/token/teams"),
            StatusCode::NOT_FOUND,
            "not-found",
        ),
    ] {
        let response = request.send().await.unwrap();
        assert_eq!(response.status(), status, "{what}");
        assert_eq!(
            response.headers()["content-type"],
            "application/problem+json",
            "{what}"
        );
        let allow = response
            .headers()
            .get("allow")
            .map(|allow| allow.to_str().unwrap().to_owned());
        let expected =
            (status == StatusCode::METHOD_NOT_ALLOWED).then(|| "GET,HEAD,POST,DELETE".to_owned());
        assert_eq!(allow, expected, "{what}");
        assert_eq!(problem(&body(response).await), name, "{what}");
    }
    assert!(desk.living().is_empty());
}
