//! Entra: client credentials and the managed identity endpoint.

use reqwest::{Method, StatusCode};
use serde_json::json;

use crate::support::{Answer, Sim, answer, claims};

const TENANT: &str = "11111111-1111-1111-1111-111111111111";
const NOW: i64 = 1_795_176_000;

#[tokio::test]
async fn the_authority_is_discovered_for_any_tenant() {
    let sim = Sim::start().await;
    let path = format!("{TENANT}/v2.0/.well-known/openid-configuration");
    let metadata = answer(sim.request(Method::GET, &path)).await.body;
    assert_eq!(metadata["issuer"], sim.url(&format!("{TENANT}/v2.0")));
    assert_eq!(
        metadata["token_endpoint"],
        sim.url(&format!("{TENANT}/oauth2/v2.0/token"))
    );
    let keys = metadata["jwks_uri"]
        .as_str()
        .unwrap()
        .strip_prefix(&sim.url(""))
        .unwrap();
    let keys = answer(sim.request(Method::GET, keys)).await.body;
    assert_eq!(keys["keys"].as_array().unwrap().len(), 1);
    let instance = "common/discovery/instance?api-version=1.1";
    let instance = answer(sim.request(Method::GET, instance)).await.body;
    let host = sim.simulator.https_url().authority().to_owned();
    assert_eq!(instance["metadata"][0]["aliases"], json!([host]));
}

#[tokio::test]
async fn client_credentials_give_a_token_for_the_scopes_resource() {
    let sim = Sim::start().await;
    for (scope, audience) in [
        (
            "https://vault.azure.net/.default",
            "https://vault.azure.net",
        ),
        (
            "https://communication.azure.com//.default",
            "https://communication.azure.com/",
        ),
    ] {
        let form = [
            ("grant_type", "client_credentials"),
            ("client_id", "app"),
            ("client_secret", "any"),
            ("scope", scope),
        ];
        let request = sim.request(Method::POST, &format!("{TENANT}/oauth2/v2.0/token"));
        let body = answer(request.form(&form)).await.body;
        let token = body["access_token"].as_str().unwrap();
        assert_eq!(
            body,
            json!({
                "token_type": "Bearer", "expires_in": 3599, "ext_expires_in": 3599,
                "access_token": token,
            })
        );
        assert_eq!(
            claims(token),
            json!({
                "aud": audience, "iss": sim.url(&format!("{TENANT}/v2.0")), "iat": NOW,
                "nbf": NOW, "exp": NOW + 3599, "appid": "app", "azp": "app", "oid": "app",
                "sub": "app", "tid": TENANT, "idtyp": "app", "ver": "2.0",
            })
        );
    }
}

#[tokio::test]
async fn incomplete_grants_are_refused_in_entras_words() {
    let sim = Sim::start().await;
    for (form, status, error, code) in [
        (
            &[("grant_type", "password")][..],
            StatusCode::BAD_REQUEST,
            "unsupported_grant_type",
            70_003,
        ),
        (
            &[
                ("grant_type", "client_credentials"),
                ("client_id", "a"),
                ("client_secret", ""),
            ],
            StatusCode::UNAUTHORIZED,
            "invalid_client",
            7_000_216,
        ),
        (
            &[
                ("grant_type", "client_credentials"),
                ("client_id", "a"),
                ("client_secret", "b"),
                ("scope", "https://vault.azure.net"),
            ],
            StatusCode::BAD_REQUEST,
            "invalid_scope",
            1_002_012,
        ),
    ] {
        let request = sim.request(Method::POST, &format!("{TENANT}/oauth2/v2.0/token"));
        let refused = answer(request.form(form)).await;
        assert_eq!(refused.status, status);
        assert_eq!(refused.body["error"], error);
        assert_eq!(refused.body["error_codes"], json!([code]));
        let text = refused.body["error_description"].as_str().unwrap();
        assert!(text.starts_with(&format!("AADSTS{code}: ")), "{text}");
    }
}

#[tokio::test]
async fn the_managed_identity_wants_its_header() {
    let sim = Sim::start().await;
    let identity = sim.simulator.managed_identity();
    let ask = |query: &str, header: Option<&str>| {
        let mut url = identity.endpoint.clone();
        url.set_query(Some(query));
        let request = sim.client.get(url);
        answer(
            header
                .into_iter()
                .fold(request, |r, value| r.header("X-IDENTITY-HEADER", value)),
        )
    };
    let query = "api-version=2019-08-01&resource=https://vault.azure.net";
    let given = ask(query, Some(&identity.header)).await;
    let token = given.body["access_token"].as_str().unwrap();
    let client = given.body["client_id"].as_str().unwrap();
    assert_eq!(
        given,
        Answer::new(
            StatusCode::OK,
            json!({
                "access_token": token, "expires_on": (NOW + 86_400).to_string(),
                "resource": "https://vault.azure.net", "token_type": "Bearer", "client_id": client,
            })
        )
    );
    let refused = |status: u16, message: &str| {
        Answer::new(
            StatusCode::from_u16(status).unwrap(),
            json!({"statusCode": status, "message": message}),
        )
    };
    let unauthorized = refused(401, "X-IDENTITY-HEADER is missing or wrong.");
    assert_eq!(ask(query, None).await, unauthorized);
    assert_eq!(ask(query, Some("guess")).await, unauthorized);
    assert_eq!(
        ask("api-version=2019-08-01", Some(&identity.header)).await,
        refused(400, "The parameter 'resource' is missing.")
    );
    let named = ask(&format!("{query}&client_id=mine"), Some(&identity.header)).await;
    assert_eq!(named.body["client_id"], "mine");
    assert!(!format!("{identity:?}").contains(&identity.header));
}
