//! ACS Identity: what the operations answer, good and bad.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::support::{Answer, Sim, answer, claims};

const VERSION: &str = "api-version=2025-06-30";

fn error(code: &str, message: &str) -> Value {
    json!({"error": {"code": code, "message": message}})
}

#[tokio::test]
async fn an_identity_is_made_gets_a_token_and_is_deleted() {
    let sim = Sim::start().await;
    let created = sim
        .acs(Method::POST, &format!("identities?{VERSION}"), "")
        .await;
    let id = created.body["identity"]["id"].as_str().unwrap().to_owned();
    assert_eq!(
        created,
        Answer::new(StatusCode::CREATED, json!({"identity": {"id": id}}))
    );
    assert_eq!(id.matches('_').count(), 1, "{id}");

    for spelling in [id.replace(':', "%3A"), id.clone()] {
        let path = format!("identities/{spelling}/:issueAccessToken?{VERSION}");
        let issued = sim
            .acs(Method::POST, &path, r#"{"scopes":["chat","voip"]}"#)
            .await;
        let token = issued.body["token"].as_str().unwrap();
        assert_eq!(
            issued,
            Answer::new(
                StatusCode::OK,
                json!({"token": token, "expiresOn": "2026-11-21T12:00:00.1234567+00:00"})
            )
        );
    }
    let revoke = format!("identities/{id}/:revokeAccessTokens?{VERSION}");
    assert_eq!(sim.acs(Method::POST, &revoke, "").await, Answer::empty());
    let delete = format!("identities/{id}?{VERSION}");
    assert_eq!(sim.acs(Method::DELETE, &delete, "").await, Answer::empty());

    let start = "2026-11-20T12:00:00.1234567Z";
    assert_eq!(
        serde_json::to_value(sim.simulator.identities()).unwrap(),
        json!([{
            "id": id, "createdAt": start, "tokensIssued": 2, "lastScopes": ["chat", "voip"],
            "revokedAt": start, "deletedAt": start,
        }])
    );
}

#[tokio::test]
async fn an_identity_can_be_made_with_its_first_token() {
    let sim = Sim::start().await;
    let body = r#"{"createTokenWithScopes":["chat.join"],"expiresInMinutes":60}"#;
    let created = sim
        .acs(Method::POST, &format!("identities?{VERSION}"), body)
        .await;
    let id = created.body["identity"]["id"].as_str().unwrap();
    let token = created.body["accessToken"]["token"].as_str().unwrap();
    assert_eq!(
        created,
        Answer::new(
            StatusCode::CREATED,
            json!({
                "identity": {"id": id},
                "accessToken": {"token": token, "expiresOn": "2026-11-20T13:00:00.1234567+00:00"},
            })
        )
    );
    let resource = id
        .strip_prefix("8:acs:")
        .unwrap()
        .split_once('_')
        .unwrap()
        .0;
    let now = 1_795_176_000;
    assert_eq!(
        claims(token),
        json!({
            "skypeid": id.strip_prefix("8:").unwrap(), "scp": 1792, "csi": now.to_string(),
            "exp": now + 3600, "rgn": "local", "acsScope": "chat.join", "resourceId": resource,
            "iat": now, "jti": "p0.1",
        })
    );
    // Microsoft's Python client reads the payload with the standard alphabet.
    let payload = token.split('.').nth(1).unwrap();
    assert!(!payload.contains(['-', '_']), "{payload}");
}

#[tokio::test]
async fn an_empty_scope_list_at_creation_means_no_token() {
    let sim = Sim::start().await;
    let body = r#"{"createTokenWithScopes":[],"expiresInMinutes":60}"#;
    let created = sim
        .acs(Method::POST, &format!("identities?{VERSION}"), body)
        .await;
    assert_eq!(created.status, StatusCode::CREATED);
    assert_eq!(created.body.get("accessToken"), None);
}

#[tokio::test]
async fn bad_bodies_are_refused() {
    let sim = Sim::start().await;
    let id = sim.new_identity().await;
    let issue = format!("identities/{id}/:issueAccessToken?{VERSION}");
    let create = format!("identities?{VERSION}");
    let minutes = "expiresInMinutes must be between 60 and 1440.";
    for (path, body, message) in [
        (&issue, "", "At least one scope is required."),
        (
            &issue,
            r#"{"scopes":[]}"#,
            "At least one scope is required.",
        ),
        (
            &issue,
            r#"{"scopes":["chat","fly"]}"#,
            "The scope 'fly' is not known.",
        ),
        (
            &issue,
            r#"{"scopes":["chat"],"expiresInMinutes":59}"#,
            minutes,
        ),
        (
            &issue,
            r#"{"scopes":["chat"],"expiresInMinutes":1441}"#,
            minutes,
        ),
        (
            &create,
            r#"{"createTokenWithScopes":["fly"]}"#,
            "The scope 'fly' is not known.",
        ),
        (&create, r#"{"expiresInMinutes":0}"#, minutes),
    ] {
        assert_eq!(
            sim.acs(Method::POST, path, body).await,
            Answer::new(StatusCode::BAD_REQUEST, error("BadRequest", message)),
            "{body}"
        );
    }
    assert_eq!(
        sim.acs(Method::POST, &issue, r#"{"scopes":"chat"}"#).await,
        Answer::new(
            StatusCode::BAD_REQUEST,
            error(
                "BadRequest",
                "The request body is not valid at line 1 column 16."
            )
        )
    );
    let long = format!("{{\"scopes\":[\"{}\"]}}", "x".repeat(1024 * 1024));
    assert_eq!(
        sim.acs(Method::POST, &issue, &long).await,
        Answer::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            error("RequestTooLarge", "The request body is too large.")
        )
    );
    assert_eq!(
        sim.acs(Method::POST, &issue, r#"{"scopes":"#).await,
        Answer::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            error("UnprocessableEntity", "The request body is not valid JSON.")
        )
    );
    assert_eq!(
        sim.simulator.identities().len(),
        1,
        "a refused creation makes no identity"
    );
}

#[tokio::test]
async fn the_longest_and_the_shortest_lifetime_are_allowed() {
    let sim = Sim::start().await;
    let id = sim.new_identity().await;
    let issue = format!("identities/{id}/:issueAccessToken?{VERSION}");
    for minutes in [60, 1440] {
        let body = json!({"scopes": ["voip.join"], "expiresInMinutes": minutes}).to_string();
        assert_eq!(
            sim.acs(Method::POST, &issue, &body).await.status,
            StatusCode::OK
        );
    }
}

#[tokio::test]
async fn foreign_and_deleted_identities_are_told_apart() {
    let sim = Sim::start().await;
    let id = sim.new_identity().await;
    let foreign = "8:acs:00000000-0000-0000-0000-000000000000_00000000-0000-0000-0000-000000000001";
    sim.acs(Method::DELETE, &format!("identities/{id}?{VERSION}"), "")
        .await;
    let not_owned = Answer::new(
        StatusCode::UNAUTHORIZED,
        error(
            "IdentityNotOwned",
            "Provided identity doesn't belong to the resource.",
        ),
    );
    let deleted = Answer::new(
        StatusCode::NOT_FOUND,
        error("NotFound", "The requested identity does not exist."),
    );
    for (id, expected) in [(foreign, not_owned), (id.as_str(), deleted)] {
        let scopes = r#"{"scopes":["chat"]}"#;
        for (method, action, body) in [
            (Method::POST, "/:issueAccessToken", scopes),
            (Method::POST, "/:revokeAccessTokens", ""),
            (Method::DELETE, "", ""),
        ] {
            let path = format!("identities/{id}{action}?{VERSION}");
            assert_eq!(sim.acs(method, &path, body).await, expected, "{path}");
        }
    }
}

#[tokio::test]
async fn any_api_version_will_do_but_there_must_be_one() {
    let sim = Sim::start().await;
    for query in [
        "?api-version=2021-03-07",
        "?api-version=2099-01-01",
        "?api%2Dversion=1",
    ] {
        let created = sim
            .acs(Method::POST, &format!("identities{query}"), "")
            .await;
        assert_eq!(created.status, StatusCode::CREATED, "{query}");
    }
    for query in ["", "?", "?api-version=", "?version=1"] {
        assert_eq!(
            sim.acs(Method::POST, &format!("identities{query}"), "")
                .await,
            Answer::new(
                StatusCode::BAD_REQUEST,
                json!({"error": {
                    "code": "ApiVersionUnspecified",
                    "message": "An API version is required, but was not specified.",
                    "innerError": null,
                }})
            ),
            "{query}"
        );
    }
}

#[tokio::test]
async fn every_answer_carries_the_common_headers() {
    let sim = Sim::start().await;
    let path = format!("identities?{VERSION}");
    let good = sim.signed(&sim.simulator.connection_string(), Method::POST, &path, "");
    let bad = sim.request(Method::POST, &path);
    for request in [good, bad] {
        let response = request
            .header("x-ms-client-request-id", "abc")
            .send()
            .await
            .unwrap();
        let header = |name: &str| response.headers().get(name).unwrap().to_str().unwrap();
        assert_eq!(header("x-ms-client-request-id"), "abc");
        assert!(header("api-supported-versions").contains("2025-06-30"));
        assert!(header("ms-cv").ends_with(".0"));
        // It would make browsers refuse http on every port of localhost.
        assert_eq!(response.headers().get("strict-transport-security"), None);
    }
}

#[tokio::test]
async fn an_entra_token_for_the_resource_may_manage_identities() {
    let sim = Sim::start().await;
    let path = format!("identities?{VERSION}");
    for resource in [
        "https://communication.azure.com",
        "https://communication.azure.com/",
    ] {
        let token = sim.managed_token(resource).await;
        let created = answer(sim.request(Method::POST, &path).bearer_auth(token)).await;
        assert_eq!(created.status, StatusCode::CREATED, "{resource}");
    }
    let vault = sim.managed_token("https://vault.azure.net").await;
    let user = sim.user_token().await;
    let login = sim.simulator.login(&simulator::Login {
        sub: "a".into(),
        ..Default::default()
    });
    for (case, token) in [
        ("a vault token", vault),
        ("a user token", user),
        ("a login", login),
    ] {
        assert_eq!(
            answer(sim.request(Method::POST, &path).bearer_auth(token)).await,
            Answer::new(
                StatusCode::UNAUTHORIZED,
                error("Denied", "Denied by the resource provider.")
            ),
            "{case}"
        );
    }
}

#[tokio::test]
async fn identities_made_at_the_same_time_are_different_and_all_are_logged() {
    let sim = std::sync::Arc::new(Sim::start().await);
    let mut creations = tokio::task::JoinSet::new();
    for _ in 0..100 {
        let sim = std::sync::Arc::clone(&sim);
        creations.spawn(async move { sim.new_identity().await });
    }
    let ids: std::collections::BTreeSet<_> = creations.join_all().await.into_iter().collect();
    assert_eq!(ids.len(), 100);
    let known = sim
        .simulator
        .identities()
        .into_iter()
        .map(|record| record.id)
        .collect();
    assert_eq!(ids, known);
    assert_eq!(sim.simulator.requests(simulator::Service::Acs).len(), 100);
}
