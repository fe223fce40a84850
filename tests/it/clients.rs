//! What Microsoft's sample apps and UI libraries ask, and what they read of the answer: a row of
//! the table in `docs/token.md` each.

use reqwest::{Response, StatusCode};
use serde_json::Value;

use crate::desk::{Desk, answer};

async fn read(response: Response) -> Value {
    response.json().await.unwrap()
}

#[tokio::test]
async fn calling_samples_for_android_and_ios() {
    let desk = Desk::open().await;
    let response = desk
        .get("/token")
        .bearer_auth(desk.login("a"))
        .send()
        .await
        .unwrap();
    assert!(response.status().is_success());
    assert!(read(response).await["token"].is_string());
}

#[tokio::test]
async fn the_web_calling_sample() {
    let desk = Desk::open().await;
    let request = desk.get("/token?scope=voip").bearer_auth(desk.login("a"));
    let body = read(request.send().await.unwrap()).await;
    let user = desk
        .sim
        .verify_user_token(body["token"].as_str().unwrap())
        .unwrap();
    assert_eq!(user.scopes, ["voip"]);
    assert_eq!(body["user"]["communicationUserId"], user.identity);
}

#[tokio::test]
async fn the_web_chat_sample_and_its_refresh() {
    let desk = Desk::open().await;
    let bearer = desk.login("a");
    // Its POST has no body.
    let request = desk.post("/token?scope=chat").bearer_auth(&bearer);
    let body = read(request.send().await.unwrap()).await;
    assert!(body["token"].is_string() && body["expiresOn"].is_string());
    let id = body["user"]["communicationUserId"].as_str().unwrap();

    let refresh = desk
        .post(&format!("/refreshToken/{id}"))
        .bearer_auth(&bearer);
    assert!(read(refresh.send().await.unwrap()).await["token"].is_string());
}

#[tokio::test]
async fn the_virtual_visits_sample() {
    let desk = Desk::open().await;
    let response = desk
        .get("/api/token")
        .bearer_auth(desk.login("a"))
        .send()
        .await
        .unwrap();
    assert_eq!(response.status().as_u16(), 200, "it compares exactly");
    let body = read(response).await;
    // JavaScript's Date reads this form, and no other is certain to be read by all of them.
    let expires = body["expiresOn"].as_str().unwrap();
    assert_eq!(expires.len(), "2026-11-21T23:18:16.819Z".len());
    assert!(expires.ends_with('Z'));
    assert_eq!(body["user"]["kind"], "communicationUser");
}

#[tokio::test]
async fn the_authentication_sample() {
    let desk = Desk::open().await;
    let bearer = desk.login("a");
    let made = desk.post("/api/user").bearer_auth(&bearer);
    let user = answer(made, StatusCode::CREATED).await;
    let body = answer(desk.get("/api/token").bearer_auth(&bearer), StatusCode::OK).await;
    assert_eq!(body["user"]["communicationUserId"], user["acsUserIdentity"]);

    let error = answer(desk.get("/api/token"), StatusCode::UNAUTHORIZED).await;
    assert!(error["error"]["code"].is_string() && error["error"]["message"].is_string());
}
