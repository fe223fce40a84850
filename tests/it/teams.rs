//! `/token/teams`: a Teams user's own Entra token for an ACS token, and nobody else's.

use reqwest::StatusCode;
use serde_json::json;

use crate::desk::{Desk, Opening, POLICY, answer, odd_login, problem};

const OID: &str = "11112222-3333-4444-5555-666677778888";
const APP: &str = "aaaabbbb-cccc-dddd-eeee-ffff00001111";

async fn desk() -> Desk {
    let policy = format!("{POLICY}\n[token.teams]\napp_id = \"{APP}\"\n");
    Desk::with(Opening {
        policy: &policy,
        ..Opening::default()
    })
    .await
}

/// An Entra token of this user for Teams; the simulator's provider stands in for Entra.
fn entra_token(desk: &Desk, oid: &str, app: &str) -> String {
    desk.sim.login(&odd_login(
        "teams",
        json!({"oid": oid, "appid": app}),
        json!({}),
    ))
}

fn signed_in(desk: &Desk, oid: &str) -> String {
    desk.sim
        .login(&odd_login("alice", json!({"oid": oid}), json!({})))
}

#[tokio::test]
async fn the_own_token_is_exchanged_from_the_body_and_from_the_header() {
    let desk = desk().await;
    let (bearer, own) = (signed_in(&desk, OID), entra_token(&desk, OID, APP));
    let in_body = desk
        .post("/token/teams")
        .bearer_auth(&bearer)
        .json(&json!({"token": own}));
    let in_header = desk
        .get("/api/token/teams")
        .bearer_auth(&bearer)
        .header("teams-user-aad-token", &own);
    for request in [in_body, in_header] {
        let body = answer(request, StatusCode::OK).await;
        assert!(
            desk.sim
                .verify_user_token(body["token"].as_str().unwrap())
                .is_ok()
        );
        assert_eq!(
            body["user"],
            json!({
                "kind": "microsoftTeamsUser",
                "microsoftTeamsUserId": OID,
                "id": format!("8:orgid:{OID}"),
                "rawId": format!("8:orgid:{OID}"),
            })
        );
    }
}

#[tokio::test]
async fn anything_else_is_refused() {
    let desk = desk().await;
    let bearer = signed_in(&desk, OID);
    let other = "99992222-3333-4444-5555-666677778888";
    for (what, token) in [
        ("another's token", entra_token(&desk, other, APP)),
        ("another app's token", entra_token(&desk, OID, other)),
        ("garbage", "garbage".to_owned()),
        ("edited", format!("{}x", entra_token(&desk, OID, APP))),
    ] {
        let request = desk
            .post("/token/teams")
            .bearer_auth(&bearer)
            .json(&json!({"token": token}));
        let refused = answer(request, StatusCode::FORBIDDEN).await;
        assert_eq!(problem(&refused), "teams-token-refused", "{what}");
    }
    let own = json!({"token": entra_token(&desk, OID, APP)});
    let nobody = desk
        .post("/token/teams")
        .bearer_auth(desk.login("bob"))
        .json(&own);
    answer(nobody, StatusCode::FORBIDDEN).await;
    let empty = desk.post("/token/teams").bearer_auth(&bearer);
    assert_eq!(
        problem(&answer(empty, StatusCode::BAD_REQUEST).await),
        "bad-request"
    );
}
