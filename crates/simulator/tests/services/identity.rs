//! ACS Identity: its happy path, its errors, and when tokens die.

use reqwest::{Method, StatusCode};
use serde_json::json;

use crate::support::{Answer, Sim};

const VERSION: &str = "api-version=2025-06-30";

#[tokio::test]
async fn an_identity_is_made_gets_tokens_and_is_deleted() {
    let sim = Sim::start().await;
    let Answer { status, body } = sim
        .acs(Method::POST, &format!("identities?{VERSION}"), "")
        .await;
    assert_eq!(status, StatusCode::CREATED);
    let id = body["identity"]["id"].as_str().unwrap().to_owned();
    assert_eq!(body, json!({"identity": {"id": id}}));

    let encoded = id.replace(':', "%3A");
    let path = format!("identities/{encoded}/:issueAccessToken?{VERSION}");
    let issued = sim
        .acs(Method::POST, &path, r#"{"scopes":["chat","voip"]}"#)
        .await;
    assert_eq!(issued.status, StatusCode::OK, "{issued:?}");
    assert_eq!(
        issued.body["expiresOn"],
        "2026-11-21T12:00:00.1234567+00:00"
    );
}
