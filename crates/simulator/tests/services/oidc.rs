//! The login provider: discovery, keys, and a browser's sign-in with PKCE.

use aws_lc_rs::{
    digest,
    signature::{RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use reqwest::{Method, StatusCode, Url, header::LOCATION};
use serde_json::{Map, Value, json};
use simulator::Login;
use time::Duration;

use crate::support::{Answer, Sim, answer, claims, header};

const NOW: i64 = 1_795_176_000;
const REDIRECT: &str = "http://localhost:3000/callback";
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

async fn keys(sim: &Sim) -> Vec<Value> {
    let set = answer(sim.request(Method::GET, "oidc/jwks")).await.body;
    set["keys"].as_array().unwrap().clone()
}

/// Whether one of the published keys signed the token, read as RFC 7515 and 7517 say.
fn signed_by(keys: &[Value], token: &str) -> bool {
    let decode = |text: &str| URL_SAFE_NO_PAD.decode(text).unwrap();
    let (signed, signature) = token.rsplit_once('.').unwrap();
    let kid = &header(token)["kid"];
    keys.iter().filter(|key| key["kid"] == *kid).any(|key| {
        let member = |name: &str| decode(key[name].as_str().unwrap());
        RsaPublicKeyComponents {
            n: member("n"),
            e: member("e"),
        }
        .verify(
            &RSA_PKCS1_2048_8192_SHA256,
            signed.as_bytes(),
            &decode(signature),
        )
        .is_ok()
    })
}

fn alice() -> Login {
    Login {
        sub: "alice".into(),
        roles: vec!["agent".into()],
        name: Some("Alice".into()),
        ..Login::default()
    }
}

#[tokio::test]
async fn discovery_leads_to_the_keys_that_sign_the_tokens() {
    let sim = Sim::start().await;
    let issuer = sim.simulator.issuer();
    assert_eq!(issuer, sim.url("oidc"));
    let metadata = "oidc/.well-known/openid-configuration";
    let response = sim
        .request(Method::GET, metadata)
        .header("origin", "http://localhost:3000");
    let response = response.send().await.unwrap();
    assert_eq!(
        response
            .headers()
            .get("access-control-allow-origin")
            .unwrap(),
        "*"
    );
    let metadata: Value = response.json().await.unwrap();
    assert_eq!(metadata["issuer"], issuer);
    assert_eq!(metadata["jwks_uri"], format!("{issuer}/jwks"));
    assert_eq!(
        metadata["authorization_endpoint"],
        format!("{issuer}/authorize")
    );
    assert_eq!(metadata["token_endpoint"], format!("{issuer}/token"));

    let token = sim.simulator.login(&alice());
    assert_eq!(
        claims(&token),
        json!({
            "iss": issuer, "aud": "api://frontdesk", "sub": "alice", "name": "Alice",
            "roles": ["agent"], "iat": NOW, "nbf": NOW, "exp": NOW + 3600,
        })
    );
    let keys = keys(&sim).await;
    assert_eq!(keys.len(), 1);
    assert_eq!(
        header(&token),
        json!({"alg": "RS256", "typ": "JWT", "kid": keys[0]["kid"]})
    );
    assert!(signed_by(&keys, &token));
}

#[tokio::test]
async fn a_rotated_key_stays_published_for_a_day() {
    let sim = Sim::start().await;
    let before = sim.simulator.login(&alice());
    let kid = sim.simulator.rotate_signing_key();
    let after = sim.simulator.login(&alice());
    assert_eq!(header(&after)["kid"], kid);
    assert_ne!(header(&before)["kid"], header(&after)["kid"]);
    let published = keys(&sim).await;
    assert_eq!(
        (
            signed_by(&published, &before),
            signed_by(&published, &after)
        ),
        (true, true)
    );

    sim.simulator.clock().advance(Duration::days(1));
    let published = keys(&sim).await;
    assert_eq!(
        (
            signed_by(&published, &before),
            signed_by(&published, &after)
        ),
        (false, true)
    );
}

#[tokio::test]
async fn a_login_can_ask_for_a_token_that_an_api_must_refuse() {
    let sim = Sim::start().await;
    let login = Login {
        expires_in: Some(-60),
        valid_in: Some(5),
        aud: Some("api://other".into()),
        iss: Some("https://evil.example".into()),
        claims: Map::from_iter([
            ("tid".to_owned(), json!("t")),
            ("iat".to_owned(), Value::Null),
        ]),
        header: Map::from_iter([
            ("jku".to_owned(), json!("https://evil.example/jwks")),
            ("kid".to_owned(), json!("unknown")),
        ]),
        ..alice()
    };
    let token = sim.simulator.login(&login);
    assert_eq!(
        claims(&token),
        json!({
            "iss": "https://evil.example", "aud": "api://other", "sub": "alice", "name": "Alice",
            "roles": ["agent"], "nbf": NOW + 5, "exp": NOW - 60, "tid": "t",
        })
    );
    assert_eq!(
        header(&token),
        json!({
            "alg": "RS256", "typ": "JWT", "kid": "unknown", "jku": "https://evil.example/jwks",
        })
    );
}

fn authorization(changes: &[(&str, Option<&str>)]) -> Vec<(String, String)> {
    let challenge = URL_SAFE_NO_PAD.encode(digest::digest(&digest::SHA256, VERIFIER.as_bytes()));
    let mut parameters: Vec<(String, String)> = [
        ("response_type", "code"),
        ("client_id", "web"),
        ("redirect_uri", REDIRECT),
        ("scope", "openid profile"),
        ("state", "xyz"),
        ("nonce", "n1"),
        ("code_challenge", &challenge),
        ("code_challenge_method", "S256"),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .to_vec();
    for (name, value) in changes {
        parameters.retain(|(known, _)| known != name);
        parameters.extend(value.map(|value| ((*name).to_owned(), value.to_owned())));
    }
    parameters
}

/// Fills the login page in; answers where the browser is sent.
async fn sign_in(sim: &Sim) -> Url {
    let mut form = authorization(&[]);
    for (name, value) in [
        ("sub", "alice"),
        ("name", "Alice"),
        ("roles", "agent  lead"),
    ] {
        form.push((name.to_owned(), value.to_owned()));
    }
    let response = sim
        .request(Method::POST, "oidc/authorize")
        .form(&form)
        .send()
        .await
        .unwrap();
    assert_eq!(response.status(), StatusCode::SEE_OTHER);
    Url::parse(response.headers().get(LOCATION).unwrap().to_str().unwrap()).unwrap()
}

fn parameter(url: &Url, name: &str) -> Option<String> {
    url.query_pairs()
        .find(|(known, _)| known == name)
        .map(|(_, value)| value.into_owned())
}

async fn exchange(sim: &Sim, code: &str, changes: &[(&str, &str)]) -> Answer {
    let mut form = vec![
        ("grant_type", "authorization_code"),
        ("code", code),
        ("client_id", "web"),
        ("redirect_uri", REDIRECT),
        ("code_verifier", VERIFIER),
    ];
    for (name, value) in changes {
        form.retain(|(known, _)| known != name);
        form.push((name, value));
    }
    answer(sim.request(Method::POST, "oidc/token").form(&form)).await
}

#[tokio::test]
async fn a_browser_signs_in_with_the_page_and_pkce() {
    let sim = Sim::start().await;
    let request = sim
        .request(Method::GET, "oidc/authorize")
        .query(&authorization(&[]));
    let page = request.send().await.unwrap();
    assert_eq!(page.status(), StatusCode::OK);
    assert!(page.headers().contains_key("content-security-policy"));
    let page = page.text().await.unwrap();
    assert!(
        page.contains(r#"<input type="hidden" name="state" value="xyz">"#),
        "{page}"
    );

    let back = sign_in(&sim).await;
    assert!(back.as_str().starts_with(REDIRECT), "{back}");
    assert_eq!(parameter(&back, "state").as_deref(), Some("xyz"));
    assert_eq!(parameter(&back, "iss"), Some(sim.simulator.issuer()));
    let code = parameter(&back, "code").unwrap();

    let tokens = exchange(&sim, &code, &[]).await;
    let access = tokens.body["access_token"].as_str().unwrap();
    let id = tokens.body["id_token"].as_str().unwrap();
    assert_eq!(
        tokens,
        Answer::new(
            StatusCode::OK,
            json!({
                "access_token": access, "id_token": id, "token_type": "Bearer",
                "expires_in": 3600, "scope": "openid profile",
            })
        )
    );
    assert_eq!(claims(access)["roles"], json!(["agent", "lead"]));
    assert_eq!(
        claims(id),
        json!({
            "iss": sim.simulator.issuer(), "aud": "web", "sub": "alice", "name": "Alice",
            "nonce": "n1", "iat": NOW, "exp": NOW + 3600,
        })
    );
    assert!(signed_by(&keys(&sim).await, id));
}

#[tokio::test]
async fn a_code_is_good_once_for_its_client_and_verifier_and_a_minute() {
    let sim = Sim::start().await;
    for (changes, description) in [
        (
            &[("code_verifier", "other")][..],
            "code_verifier does not match code_challenge",
        ),
        (
            &[("client_id", "other")],
            "the code was given to another client or redirect_uri",
        ),
        (
            &[("redirect_uri", "http://localhost:3000/")],
            "the code was given to another client or redirect_uri",
        ),
        (&[("code", "guess")], "the code is unknown, used or expired"),
    ] {
        let code = parameter(&sign_in(&sim).await, "code").unwrap();
        assert_eq!(
            exchange(&sim, &code, changes).await,
            Answer::new(
                StatusCode::BAD_REQUEST,
                json!({"error": "invalid_grant", "error_description": description})
            )
        );
    }
    let used_up = "the code is unknown, used or expired";
    let code = parameter(&sign_in(&sim).await, "code").unwrap();
    assert_eq!(exchange(&sim, &code, &[]).await.status, StatusCode::OK);
    assert_eq!(
        exchange(&sim, &code, &[]).await.body["error_description"],
        used_up
    );

    let code = parameter(&sign_in(&sim).await, "code").unwrap();
    sim.simulator.clock().advance(Duration::minutes(1));
    assert_eq!(
        exchange(&sim, &code, &[]).await.body["error_description"],
        used_up
    );
    let other = exchange(&sim, "", &[("grant_type", "password")]).await;
    assert_eq!(other.body["error"], "unsupported_grant_type");
}

#[tokio::test]
async fn only_loopback_and_app_schemes_get_codes() {
    let sim = Sim::start().await;
    let show = async |redirect: &str| {
        let query = authorization(&[("redirect_uri", Some(redirect))]);
        let request = sim.request(Method::GET, "oidc/authorize").query(&query);
        request.send().await.unwrap().status()
    };
    for good in [
        REDIRECT,
        "http://127.0.0.1:1/x",
        "https://[::1]:2/",
        "com.example.app:/cb",
    ] {
        assert_eq!(show(good).await, StatusCode::OK, "{good}");
    }
    for bad in [
        "https://evil.example/",
        "http://localhost.evil.example/",
        "http://192.168.0.1/",
        "javascript:alert(1)",
        "not a url",
    ] {
        assert_eq!(show(bad).await, StatusCode::BAD_REQUEST, "{bad}");
    }
}

#[tokio::test]
async fn a_bad_request_is_sent_back_to_the_client() {
    let sim = Sim::start().await;
    for (change, error) in [
        (
            ("response_type", Some("token")),
            "unsupported_response_type",
        ),
        (("code_challenge", None), "invalid_request"),
        (("code_challenge_method", Some("plain")), "invalid_request"),
    ] {
        let request = sim
            .request(Method::GET, "oidc/authorize")
            .query(&authorization(&[change]));
        let response = request.send().await.unwrap();
        assert_eq!(response.status(), StatusCode::SEE_OTHER);
        let back = response.headers().get(LOCATION).unwrap().to_str().unwrap();
        let back = Url::parse(back).unwrap();
        assert_eq!(parameter(&back, "error").as_deref(), Some(error));
        assert_eq!(parameter(&back, "state").as_deref(), Some("xyz"));
    }
}

#[tokio::test]
async fn what_a_client_sends_stays_text_on_the_page() {
    let sim = Sim::start().await;
    let query = authorization(&[
        ("client_id", Some("<b>\"x\"</b>")),
        ("state", Some("'\"><i>")),
    ]);
    let request = sim.request(Method::GET, "oidc/authorize").query(&query);
    let page = request.send().await.unwrap().text().await.unwrap();
    assert!(page.contains("&lt;b&gt;&quot;x&quot;&lt;/b&gt;"), "{page}");
    assert!(!page.contains("<i>"), "{page}");
}
