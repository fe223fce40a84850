//! Exchanging a Teams user's Entra token.

use reqwest::{Method, StatusCode};
use serde_json::{Map, Value, json};
use simulator::{Login, UserToken};

use crate::support::{Answer, Sim};

const PATH: &str = "teamsUser/:exchangeAccessToken?api-version=2025-06-30";
const USER: &str = "6c1f7a5e-8a3d-4d5c-9a43-0c2f6d1f9b11";

fn teams_login(expires_in: i64) -> Login {
    let claims = Map::from_iter([
        ("oid".to_owned(), Value::from(USER)),
        ("appid".to_owned(), Value::from("mobile-app")),
    ]);
    Login {
        sub: "tess".into(),
        expires_in: Some(expires_in),
        claims,
        ..Login::default()
    }
}

async fn exchange(sim: &Sim, token: &str, app_id: &str, user_id: &str) -> Answer {
    let body = json!({"token": token, "appId": app_id, "userId": user_id}).to_string();
    sim.acs(Method::POST, PATH, &body).await
}

#[tokio::test]
async fn the_user_token_lives_as_long_as_the_entra_token() {
    let sim = Sim::start().await;
    let entra = sim.simulator.login(&teams_login(1800));
    let exchanged = exchange(&sim, &entra, "mobile-app", USER).await;
    let token = exchanged.body["token"].as_str().unwrap().to_owned();
    assert_eq!(
        exchanged,
        Answer::new(
            StatusCode::OK,
            json!({"token": token, "expiresOn": "2026-11-20T12:30:00.1234567+00:00"})
        )
    );
    assert_eq!(
        sim.simulator.verify_user_token(&token),
        Ok(UserToken {
            identity: format!("8:orgid:{USER}"),
            scopes: vec!["chat".into(), "voip".into()],
        })
    );
}

#[tokio::test]
async fn a_token_of_another_user_or_app_or_time_is_refused() {
    let sim = Sim::start().await;
    let good = sim.simulator.login(&teams_login(1800));
    let late = sim.simulator.login(&teams_login(-1));
    let other_user = "0b1b0a52-0000-4000-8000-000000000000";
    for (token, app, user, message) in [
        ("a.b.c", "mobile-app", USER, "The Entra token is not valid."),
        (
            late.as_str(),
            "mobile-app",
            USER,
            "The Entra token has expired.",
        ),
        (
            &good,
            "mobile-app",
            other_user,
            "The Entra token is of another user than userId.",
        ),
        (
            &good,
            "other-app",
            USER,
            "The Entra token is for another application than appId.",
        ),
    ] {
        assert_eq!(
            exchange(&sim, token, app, user).await,
            Answer::new(
                StatusCode::UNAUTHORIZED,
                json!({"error": {"code": "InvalidToken", "message": message}})
            )
        );
    }
    let odd = exchange(&sim, &good, "mobile-app", "a~b").await;
    assert_eq!(odd.status, StatusCode::BAD_REQUEST);
    let incomplete = sim.acs(Method::POST, PATH, r#"{"token":"a"}"#).await;
    assert_eq!(incomplete.status, StatusCode::BAD_REQUEST);
}
