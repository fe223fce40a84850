//! `/token` as an app uses it.

use reqwest::{Method, StatusCode};
use serde_json::json;

use crate::desk::{Desk, answer, problem};

#[tokio::test]
async fn a_signed_in_user_gets_a_token_that_acs_accepts() {
    let desk = Desk::open().await;
    let response = desk
        .get("/token")
        .bearer_auth(desk.login("alice"))
        .send()
        .await
        .unwrap();

    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(response.headers()["cache-control"], "no-store");
    assert_eq!(response.headers()["content-type"], "application/json");
    let body: serde_json::Value = response.json().await.unwrap();
    let [id] = desk.living().try_into().unwrap();
    let token = body["token"].as_str().unwrap();
    let user = desk.sim.verify_user_token(token).unwrap();
    assert_eq!(user.identity, id);
    assert_eq!(user.scopes, ["chat", "voip"]);
    let expires = body["expiresOn"].as_str().unwrap();
    assert_eq!(
        body,
        json!({
            "token": token,
            "expiresOn": expires,
            "user": {
                "kind": "communicationUser",
                "communicationUserId": id,
                "id": id,
                "rawId": id,
            },
        })
    );
}

#[tokio::test]
async fn a_token_lives_as_long_as_the_policy_says() {
    let desk = Desk::open().await;
    let body = desk.token("alice").await;
    let format = &time::format_description::well_known::Rfc3339;
    let expires = time::OffsetDateTime::parse(body["expiresOn"].as_str().unwrap(), format).unwrap();
    let minutes = (expires - desk.sim.clock().now()).whole_minutes();
    assert!((119..=120).contains(&minutes), "{minutes}");
}

#[tokio::test]
async fn the_same_user_keeps_one_identity_by_every_path_and_method() {
    let desk = Desk::open().await;
    for path in ["/token", "/api/token"] {
        for method in [Method::GET, Method::POST] {
            let request = desk.request(method, path).bearer_auth(desk.login("alice"));
            answer(request, StatusCode::OK).await;
        }
    }
    assert_eq!(desk.living().len(), 1);
    desk.token("ben").await;
    assert_eq!(desk.living().len(), 2);
}

#[tokio::test]
async fn a_caller_may_narrow_and_not_widen() {
    let desk = Desk::open().await;
    let guest = desk.login_as("gus", &["guest"]);
    let scopes = |body: &serde_json::Value| {
        desk.sim
            .verify_user_token(body["token"].as_str().unwrap())
            .unwrap()
            .scopes
    };

    let all = answer(desk.get("/token").bearer_auth(&guest), StatusCode::OK).await;
    assert_eq!(scopes(&all), ["chat.join.limited", "voip.join"]);

    let narrow = desk.get("/token?scope=voip.join").bearer_auth(&guest);
    assert_eq!(scopes(&answer(narrow, StatusCode::OK).await), ["voip.join"]);
    let narrow = desk
        .post("/token")
        .bearer_auth(&guest)
        .body(r#"{"scopes":["voip.join"]}"#);
    assert_eq!(scopes(&answer(narrow, StatusCode::OK).await), ["voip.join"]);

    let wide = desk
        .get("/token?scope=voip.join,voip,chat")
        .bearer_auth(&guest);
    let refused = answer(wide, StatusCode::FORBIDDEN).await;
    assert_eq!(problem(&refused), "scope-refused");
    assert_eq!(refused["detail"], "You may not have: chat, voip.");

    let nobody = desk.login_as("nora", &["nobody"]);
    let none = answer(
        desk.get("/token").bearer_auth(nobody),
        StatusCode::FORBIDDEN,
    )
    .await;
    assert_eq!(problem(&none), "no-scopes");
}

#[tokio::test]
async fn revoking_ends_every_token_of_the_caller_and_of_nobody_else() {
    let desk = Desk::open().await;
    let [alice, ben] = [desk.token("alice").await, desk.token("ben").await];
    let revoke = desk.delete("/token").bearer_auth(desk.login("alice"));
    answer(revoke, StatusCode::NO_CONTENT).await;

    let valid = |body: &serde_json::Value| {
        desk.sim
            .verify_user_token(body["token"].as_str().unwrap())
            .is_ok()
    };
    assert!(!valid(&alice));
    assert!(valid(&ben));
    // Repeating it is fine, and so is asking it of a user who has no identity.
    for user in ["alice", "carol"] {
        let revoke = desk.delete("/token").bearer_auth(desk.login(user));
        answer(revoke, StatusCode::NO_CONTENT).await;
    }
    desk.sim.clock().advance(time::Duration::seconds(1));
    assert!(valid(&desk.token("alice").await));
    assert_eq!(desk.living().len(), 2);
}

#[tokio::test]
async fn a_refresh_is_for_the_own_id_only() {
    let desk = Desk::open().await;
    let id = |body: &serde_json::Value| body["user"]["rawId"].as_str().unwrap().replace(':', "%3A");
    let [alice, ben] = [id(&desk.token("alice").await), id(&desk.token("ben").await)];
    let refresh = |id: &str| {
        desk.post(&format!("/refreshToken/{id}"))
            .bearer_auth(desk.login("alice"))
    };

    let token = answer(refresh(&alice), StatusCode::OK).await;
    assert!(
        desk.sim
            .verify_user_token(token["token"].as_str().unwrap())
            .is_ok()
    );
    for foreign in [ben.as_str(), "8%3Aacs%3Amade-up", "%FF"] {
        let status = if foreign == "%FF" {
            StatusCode::BAD_REQUEST
        } else {
            StatusCode::FORBIDDEN
        };
        answer(refresh(foreign), status).await;
    }
}
