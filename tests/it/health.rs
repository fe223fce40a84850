//! What is away is said, and comes back by itself.

use reqwest::StatusCode;
use serde_json::json;
use simulator::{Chaos, Options, Service, Simulator};
use store::Store;

use crate::desk::{Desk, Opening, answer, body, problem};

async fn opened_without(service: Service) -> Desk {
    let sim = Simulator::start(Options::default()).await.unwrap();
    sim.set_chaos(
        service,
        Chaos {
            down: true,
            ..Chaos::default()
        },
    );
    let opening = Opening {
        ready: false,
        ..Opening::default()
    };
    Desk::beside(sim.into(), Store::in_memory().unwrap(), opening).await
}

async fn until(desk: &Desk, dependencies: serde_json::Value) {
    let said = |health: &serde_json::Value| health["dependencies"] == dependencies;
    desk.until_health(&dependencies.to_string(), said).await;
}

#[tokio::test]
async fn an_app_without_its_vault_stays_up_says_so_and_heals() {
    let desk = opened_without(Service::Vault).await;
    until(&desk, json!({"issuer": "ok", "vault": "missing"})).await;
    let health = answer(desk.get("/health"), StatusCode::SERVICE_UNAVAILABLE).await;
    assert_eq!(health["status"], "unavailable");

    let response = desk
        .get("/token")
        .bearer_auth(desk.login("alice"))
        .send()
        .await
        .unwrap();
    assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(response.headers()["retry-after"], "5");
    let told = body(response).await;
    assert_eq!(problem(&told), "unavailable");
    assert_eq!(
        told["detail"],
        "Waiting for: vault. Try again after `Retry-After`."
    );

    desk.sim.clear_chaos();
    desk.until_healthy().await;
    desk.token("alice").await;
}

/// A vault that says "in an hour" is asked again much sooner, and nobody waits for it meanwhile.
#[tokio::test]
async fn a_vault_that_asks_for_an_hour_does_not_get_it() {
    let sim = Simulator::start(Options::default()).await.unwrap();
    let in_an_hour = Chaos {
        status: Some(429),
        retry_after: Some(3600),
        ..Chaos::default()
    };
    sim.set_chaos(Service::Vault, in_an_hour);
    let opening = Opening {
        ready: false,
        ..Opening::default()
    };
    let desk = Desk::beside(sim.into(), Store::in_memory().unwrap(), opening).await;
    until(&desk, json!({"issuer": "ok", "vault": "missing"})).await;
    desk.sim.clear_chaos();
    desk.until_healthy().await;
    desk.token("alice").await;
}

#[tokio::test]
async fn a_vault_that_goes_away_later_does_no_harm() {
    let desk = Desk::open().await;
    desk.sim.set_chaos(
        Service::Vault,
        Chaos {
            down: true,
            ..Chaos::default()
        },
    );
    desk.token("alice").await;
    desk.sim.clear_chaos();
}

#[tokio::test]
async fn an_app_without_its_issuer_says_so_and_heals() {
    let desk = opened_without(Service::Oidc).await;
    until(&desk, json!({"issuer": "missing", "vault": "ok"})).await;
    let request = desk.get("/token").bearer_auth(desk.login("alice"));
    let told = answer(request, StatusCode::SERVICE_UNAVAILABLE).await;
    assert_eq!(
        told["detail"],
        "Waiting for: issuer. Try again after `Retry-After`."
    );
    desk.sim.clear_chaos();
    desk.until_healthy().await;
    desk.token("alice").await;
}

#[tokio::test]
async fn keys_outlive_a_short_outage_of_their_issuer_and_follow_its_rotation() {
    let desk = Desk::open().await;
    let before = desk.login("alice");
    desk.sim.set_chaos(
        Service::Oidc,
        Chaos {
            down: true,
            ..Chaos::default()
        },
    );
    answer(desk.get("/token").bearer_auth(&before), StatusCode::OK).await;

    desk.sim.clear_chaos();
    desk.sim.rotate_signing_key();
    answer(
        desk.get("/token").bearer_auth(desk.login("alice")),
        StatusCode::OK,
    )
    .await;
    answer(desk.get("/token").bearer_auth(&before), StatusCode::OK).await;
}
