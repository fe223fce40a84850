//! The program itself under the Functions host, with its functions as they are deployed.

use reqwest::StatusCode;
use serde_json::json;
use simulator::{Chaos, DeliveryState, Service, Tried, Which, host::State};

use crate::hosted::Hosted;

#[tokio::test]
async fn a_killed_handler_comes_back_with_the_same_identities() {
    let hosted = Hosted::start().await;
    let (status, before) = hosted.get("token").await;
    assert_eq!(status, StatusCode::OK);

    hosted.host.kill();
    hosted.host.reached(State::Running, 1).await;
    hosted.until_healthy().await;
    let (status, after) = hosted.get("token").await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(after["user"], before["user"]);
    assert_eq!(hosted.sim.identities().len(), 1);
}

#[tokio::test]
async fn event_grid_reaches_the_rotation_and_a_client_does_not() {
    let hosted = Hosted::start().await;
    let secondary = hosted.sim.connection_string_with(Which::Secondary);
    hosted.sim.put_secret("acs-connection-string", &secondary);
    hosted.sim.idle().await;
    let states: Vec<_> = hosted
        .sim
        .deliveries()
        .into_iter()
        .map(|delivery| (delivery.function, delivery.state))
        .collect();
    assert_eq!(
        states,
        [("secret_rotated".to_owned(), DeliveryState::Delivered)]
    );
    hosted.sim.regenerate_key(Which::Primary);
    assert_eq!(hosted.get("token").await.0, StatusCode::OK);

    // The host gives the path to nobody, and what it proxies bears its mark.
    let outside = hosted.host.url().join("secret_rotated").unwrap();
    let forged = hosted
        .http
        .post(outside)
        .json(&json!({"Data": {"event": {}}}));
    assert_eq!(forged.send().await.unwrap().status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_rotation_that_the_vault_hides_is_delivered_again() {
    let hosted = Hosted::start().await;
    let down = Chaos {
        down: true,
        ..Chaos::default()
    };
    hosted.sim.set_chaos(Service::Vault, down);
    let secondary = hosted.sim.connection_string_with(Which::Secondary);
    hosted.sim.put_secret("acs-connection-string", &secondary);
    hosted.sim.idle().await;
    hosted.sim.clear_chaos();
    assert!(hosted.sim.advance_to_next_due().await.is_some());
    let [delivery] = <[_; 1]>::try_from(hosted.sim.deliveries()).unwrap();
    let tried: Vec<_> = delivery.attempts.iter().map(|one| one.tried).collect();
    assert_eq!(tried, [Tried::Answered(500), Tried::Answered(202)]);
    // The new key was read: the old one would be refused.
    hosted.sim.regenerate_key(Which::Primary);
    assert_eq!(hosted.get("token").await.0, StatusCode::OK);
}

#[tokio::test]
async fn nothing_secret_or_personal_is_in_the_log() {
    let mut hosted = Hosted::start().await;
    let (_, body) = hosted.get("token").await;
    hosted.get("token?scope=nonsense").await;
    hosted.sim.regenerate_key(Which::Primary);
    hosted.get("token?scope=chat").await;
    hosted.get("token/teams").await;
    hosted.host.stop().await;

    let events = std::iter::from_fn(|| hosted.events.try_recv().ok());
    let lines: Vec<_> = events.map(|event| format!("{event:?}")).collect();
    let lines = lines.join("\n");
    assert!(
        lines.contains("answered") && lines.contains("refused"),
        "{lines}"
    );
    let token = body["token"].as_str().unwrap();
    let key = hosted.sim.connection_string();
    let (_, key) = key.split_once("accesskey=").unwrap();
    let signature = token.rsplit('.').next().unwrap();
    for secret in [signature, key, "alice", "eyJ"] {
        assert!(!lines.contains(secret), "{secret:?} is in the log");
    }
}
