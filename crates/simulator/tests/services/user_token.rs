//! When user tokens die.

use reqwest::{Method, StatusCode};
use serde_json::json;
use simulator::{TokenRefusal, UserToken, Which};
use time::Duration;

use crate::support::{Sim, answer};

const VERSION: &str = "api-version=2025-06-30";

async fn issue(sim: &Sim, connection_string: &str, id: &str) -> String {
    let path = format!("identities/{id}/:issueAccessToken?{VERSION}");
    let body = r#"{"scopes":["chat","voip"],"expiresInMinutes":60}"#;
    let issued = answer(sim.signed(connection_string, Method::POST, &path, body)).await;
    issued.body["token"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_good_token_names_its_user_and_scopes() {
    let sim = Sim::start().await;
    let id = sim.new_identity().await;
    let token = issue(&sim, &sim.simulator.connection_string(), &id).await;
    assert_eq!(
        sim.simulator.verify_user_token(&token),
        Ok(UserToken {
            identity: id.clone(),
            scopes: vec!["chat".into(), "voip".into()]
        })
    );
    let verify = async |token: &str| {
        let body = json!({ "token": token });
        answer(sim.request(Method::POST, "_sim/verify").json(&body))
            .await
            .body
    };
    assert_eq!(
        verify(&token).await,
        json!({"valid": true, "identity": id, "scopes": ["chat", "voip"]})
    );
    assert_eq!(
        verify("a.b.c").await,
        json!({"valid": false, "reason": "invalid"})
    );
}

#[tokio::test]
async fn revocation_ends_the_tokens_before_it_and_none_after_it() {
    let sim = Sim::start().await;
    let key = sim.simulator.connection_string();
    let (id, other) = (sim.new_identity().await, sim.new_identity().await);
    let of_other = issue(&sim, &key, &other).await;
    let before = issue(&sim, &key, &id).await;
    let path = format!("identities/{id}/:revokeAccessTokens?{VERSION}");
    sim.acs(Method::POST, &path, "").await;
    // The clock stands still: all of this happens within one second.
    let after = issue(&sim, &key, &id).await;
    assert_eq!(
        sim.simulator.verify_user_token(&before),
        Err(TokenRefusal::Revoked)
    );
    assert!(sim.simulator.verify_user_token(&after).is_ok());
    assert!(sim.simulator.verify_user_token(&of_other).is_ok());
}

#[tokio::test]
async fn a_deleted_identitys_tokens_are_dead() {
    let sim = Sim::start().await;
    let id = sim.new_identity().await;
    let token = issue(&sim, &sim.simulator.connection_string(), &id).await;
    sim.acs(Method::DELETE, &format!("identities/{id}?{VERSION}"), "")
        .await;
    assert_eq!(
        sim.simulator.verify_user_token(&token),
        Err(TokenRefusal::IdentityDeleted)
    );
}

#[tokio::test]
async fn a_token_ends_with_its_lifetime() {
    let sim = Sim::start().await;
    let id = sim.new_identity().await;
    let token = issue(&sim, &sim.simulator.connection_string(), &id).await;
    sim.simulator.clock().advance(Duration::seconds(3599));
    assert!(sim.simulator.verify_user_token(&token).is_ok());
    sim.simulator.clock().advance(Duration::SECOND);
    assert_eq!(
        sim.simulator.verify_user_token(&token),
        Err(TokenRefusal::Expired)
    );
}

#[tokio::test]
async fn regenerating_a_key_ends_the_tokens_minted_with_it_only() {
    let sim = Sim::start().await;
    let id = sim.new_identity().await;
    let with_primary = issue(&sim, &sim.simulator.connection_string(), &id).await;
    let secondary = sim.simulator.connection_string_with(Which::Secondary);
    let with_secondary = issue(&sim, &secondary, &id).await;
    let entra = sim.managed_token("https://communication.azure.com").await;
    let path = format!("identities/{id}/:issueAccessToken?{VERSION}");
    let request = sim.request(Method::POST, &path).bearer_auth(entra);
    let issued = answer(request.body(r#"{"scopes":["chat"]}"#)).await;
    assert_eq!(issued.status, StatusCode::OK);
    let with_entra = issued.body["token"].as_str().unwrap();

    sim.simulator.regenerate_key(Which::Primary);
    let verify = |token: &str| sim.simulator.verify_user_token(token).map(drop);
    assert_eq!(verify(&with_primary), Err(TokenRefusal::KeyRegenerated));
    assert_eq!(verify(&with_secondary), Ok(()));
    assert_eq!(verify(with_entra), Ok(()));
    let renewed = issue(&sim, &sim.simulator.connection_string(), &id).await;
    assert_eq!(verify(&renewed), Ok(()));
}

#[tokio::test]
async fn a_reset_ends_all_tokens() {
    let sim = Sim::start().await;
    let token = sim.user_token().await;
    sim.simulator.reset();
    assert_eq!(
        sim.simulator.verify_user_token(&token),
        Err(TokenRefusal::UnknownIdentity)
    );
    let next = sim.user_token().await;
    assert!(sim.simulator.verify_user_token(&next).is_ok());
}
