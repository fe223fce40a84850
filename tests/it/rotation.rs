//! The key of ACS changes under a running app.

use reqwest::StatusCode;
use serde_json::json;
use simulator::{Service, Which};

use crate::desk::{Desk, answer, body, problem};

const SECRET: &str = "acs-connection-string";

#[tokio::test]
async fn the_very_next_request_after_a_rotation_succeeds() {
    let desk = Desk::open().await;
    desk.token("alice").await;
    for _ in 0..3 {
        desk.sim.regenerate_key(Which::Primary);
        desk.sim.put_secret(SECRET, &desk.sim.connection_string());
        // Another user, so that no cache answers.
        let sub = format!("user {}", desk.living().len());
        desk.token(&sub).await;
    }
}

#[tokio::test]
async fn while_the_vault_has_only_the_old_key_callers_are_told_to_wait() {
    let desk = Desk::open().await;
    desk.sim.regenerate_key(Which::Primary);
    let bearer = desk.login("alice");
    for _ in 0..3 {
        let response = desk
            .get("/token")
            .bearer_auth(&bearer)
            .send()
            .await
            .unwrap();
        assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
        assert!(response.headers().contains_key("retry-after"));
        assert_eq!(problem(&body(response).await), "unavailable");
    }
    assert!(desk.living().is_empty());
    desk.sim.put_secret(SECRET, &desk.sim.connection_string());
    desk.token("alice").await;
}

#[tokio::test]
async fn a_wrong_key_does_not_make_us_flood_the_vault() {
    let desk = Desk::open().await;
    desk.sim.regenerate_key(Which::Primary);
    let before = desk.sim.requests(Service::Vault).len();
    let bearer = desk.login("alice");
    let calls: Vec<_> = (0..100)
        .map(|_| tokio::spawn(desk.get("/token").bearer_auth(&bearer).send()))
        .collect();
    for call in calls {
        assert_eq!(
            call.await.unwrap().unwrap().status(),
            StatusCode::SERVICE_UNAVAILABLE
        );
    }
    let asked = desk.sim.requests(Service::Vault).len() - before;
    assert!(asked < 20, "{asked} requests to the vault");
}

#[tokio::test]
async fn event_grid_tells_of_a_new_version_before_acs_does() {
    let desk = Desk::open().await;
    desk.sim
        .put_secret(SECRET, &desk.sim.connection_string_with(Which::Secondary));
    let event = json!({
        "Data": { "event": {
            "id": "00eccf70-95a7-4e7c-8299-2eb17ee9ad64",
            "topic": "/subscriptions/0/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/kv",
            "subject": SECRET,
            "eventType": "Microsoft.KeyVault.SecretNewVersionCreated",
            "eventTime": "2026-11-21T00:00:00Z",
            "data": { "Id": "https://kv/secrets/x/1", "VaultName": "kv", "ObjectType": "Secret",
                      "ObjectName": SECRET, "Version": "1", "NBF": null, "EXP": null },
            "dataVersion": "1",
        } },
        "Metadata": {},
    });
    let deliver = || {
        desk.post("/secret_rotated")
            .header(
                "x-azure-functions-invocationid",
                "6bb1ee1e-2c3d-4a6f-8ad0-0f0f0f0f0f0f",
            )
            .json(&event)
    };
    // Twice: Event Grid delivers at least once.
    for _ in 0..2 {
        assert!(answer(deliver(), StatusCode::OK).await.is_object());
    }
    desk.sim.regenerate_key(Which::Primary);
    let before = desk.sim.requests(Service::Vault).len();
    desk.token("alice").await;
    assert_eq!(
        desk.sim.requests(Service::Vault).len(),
        before,
        "the new key was in use already"
    );
}
