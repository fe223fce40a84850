//! Faults on demand.

use std::time::Instant;

use reqwest::{Method, StatusCode};
use serde_json::json;
use simulator::{Call, Chaos, Service};

use crate::support::{Answer, Sim, answer};

const PATH: &str = "identities?api-version=2025-06-30";

#[tokio::test]
async fn a_failing_service_answers_what_it_was_told_until_it_is_mended() {
    let sim = Sim::start().await;
    let chaos = Chaos {
        status: Some(429),
        retry_after: Some(7),
        ..Chaos::default()
    };
    sim.simulator.set_chaos(Service::Acs, chaos);
    let key = sim.simulator.connection_string();
    let response = sim
        .signed(&key, Method::POST, PATH, "")
        .send()
        .await
        .unwrap();
    assert_eq!(response.headers().get("retry-after").unwrap(), "7");
    assert_eq!(
        crate::support::read(response).await,
        Answer::new(
            StatusCode::TOO_MANY_REQUESTS,
            json!({"error": {
                "code": "TooManyRequests",
                "message": "The simulator was told to answer this.",
            }})
        )
    );
    let jwks = answer(sim.request(Method::GET, "oidc/jwks")).await;
    assert_eq!(jwks.status, StatusCode::OK, "other services go on");
    sim.simulator.clear_chaos();
    assert_eq!(
        sim.acs(Method::POST, PATH, "").await.status,
        StatusCode::CREATED
    );
}

#[tokio::test]
async fn a_service_that_is_down_closes_the_connection() {
    let sim = Sim::start().await;
    sim.simulator.set_chaos(
        Service::Vault,
        Chaos {
            down: true,
            ..Chaos::default()
        },
    );
    let request = sim.request(Method::GET, "secrets?api-version=1");
    let error = request.send().await.unwrap_err();
    assert!(error.is_request() && !error.is_timeout(), "{error:?}");
    assert_eq!(
        sim.simulator.requests(Service::Vault),
        [Call {
            service: Service::Vault,
            method: "GET".into(),
            route: "/secrets".into(),
            path: "/secrets".into(),
            status: 0,
        }]
    );
}

#[tokio::test]
async fn latency_delays_good_answers_too() {
    let sim = Sim::start().await;
    sim.simulator.set_chaos(
        Service::Oidc,
        Chaos {
            latency_ms: 120,
            ..Chaos::default()
        },
    );
    let before = Instant::now();
    let jwks = answer(sim.request(Method::GET, "oidc/jwks")).await;
    assert_eq!(jwks.status, StatusCode::OK);
    assert!(before.elapsed().as_millis() >= 120);
}

#[tokio::test]
async fn the_same_seed_fails_the_same_requests() {
    let run = async || {
        let sim = Sim::start().await;
        let half = Chaos {
            status: Some(503),
            rate: 0.5,
            ..Chaos::default()
        };
        sim.simulator.set_chaos(Service::Oidc, half);
        let mut statuses = Vec::new();
        for _ in 0..16 {
            statuses.push(answer(sim.request(Method::GET, "oidc/jwks")).await.status);
        }
        statuses
    };
    let (first, second) = (run().await, run().await);
    assert_eq!(first, second);
    assert!(first.contains(&StatusCode::OK) && first.contains(&StatusCode::SERVICE_UNAVAILABLE));
}

#[tokio::test]
async fn one_operation_can_fail_a_number_of_times() {
    let sim = Sim::start().await;
    let chaos = Chaos {
        status: Some(500),
        route: Some(":issueAccessToken".into()),
        times: Some(1),
        ..Chaos::default()
    };
    sim.simulator.set_chaos(Service::Acs, chaos);
    let id = sim.new_identity().await;
    let path = format!("identities/{id}/:issueAccessToken?api-version=1");
    let issue = async || {
        sim.acs(Method::POST, &path, r#"{"scopes":["chat"]}"#)
            .await
            .status
    };
    assert_eq!(issue().await, StatusCode::INTERNAL_SERVER_ERROR);
    assert_eq!(issue().await, StatusCode::OK);
    let calls = sim.simulator.requests(Service::Acs);
    let seen: Vec<_> = calls
        .iter()
        .map(|call| (call.route.as_str(), call.status))
        .collect();
    let route = "/identities/{id}/:issueAccessToken";
    assert_eq!(seen, [("/identities", 201), (route, 500), (route, 200)]);
}
