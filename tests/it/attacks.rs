//! Tokens that must not open the door: each is refused, and nothing is written or asked of ACS.

use aws_lc_rs::hmac;
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use reqwest::{StatusCode, header};
use serde_json::{Value, json};
use simulator::{Login, Service};

use crate::desk::{Desk, body, odd_login, problem};

fn encode(json: &Value) -> String {
    URL_SAFE_NO_PAD.encode(json.to_string())
}

/// A token's three parts.
fn parts(token: &str) -> [&str; 3] {
    token.split('.').collect::<Vec<_>>().try_into().unwrap()
}

fn decoded(part: &str) -> Value {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
}

/// The issuer's public key, as it publishes it.
async fn published_key(desk: &Desk) -> Value {
    let discovery = format!("{}/.well-known/openid-configuration", desk.sim.issuer());
    let discovery: Value = desk
        .http
        .get(discovery)
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    let jwks = discovery["jwks_uri"].as_str().unwrap();
    desk.http
        .get(jwks)
        .send()
        .await
        .unwrap()
        .json::<Value>()
        .await
        .unwrap()["keys"][0]
        .clone()
}

#[tokio::test]
async fn no_bad_token_opens_the_door() {
    let desk = Desk::open().await;
    let good = desk.login("mallory");
    let [header, payload, signature] = parts(&good);
    let kid = decoded(header)["kid"].clone();
    let public = published_key(&desk).await;
    let forged = |header: Value, key: &[u8]| {
        let signed = format!("{}.{payload}", encode(&header));
        let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key), signed.as_bytes());
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(tag))
    };
    let with_header = |more: Value| desk.sim.login(&odd_login("mallory", json!({}), more));
    let with_claims = |more: Value| desk.sim.login(&odd_login("mallory", more, json!({})));
    let login = |login: Login| {
        desk.sim.login(&Login {
            sub: "mallory".to_owned(),
            ..login
        })
    };
    let modulus = public["n"].as_str().unwrap();
    let edited = encode(&json!({
        "iss": desk.sim.issuer(), "aud": desk.sim.audience(), "sub": "admin",
        "exp": decoded(payload)["exp"],
    }));

    let cases = [
        ("not a JWT", "garbage".to_owned()),
        ("two parts", format!("{header}.{payload}")),
        ("parts that are no JSON", "AAAA.AAAA.AAAA".to_owned()),
        ("no signature", format!("{header}.{payload}.")),
        (
            "another's signature",
            format!("{header}.{payload}.{}", parts(&desk.login("eve"))[2]),
        ),
        ("edited claims", format!("{header}.{edited}.{signature}")),
        (
            "alg none",
            format!("{}.{payload}.", encode(&json!({"alg": "none", "kid": kid}))),
        ),
        (
            "alg None",
            format!(
                "{}.{payload}.{signature}",
                encode(&json!({"alg": "None", "kid": kid}))
            ),
        ),
        (
            "HS256 with the public modulus",
            forged(json!({"alg": "HS256", "kid": kid}), modulus.as_bytes()),
        ),
        (
            "HS256 with the published JWK",
            forged(
                json!({"alg": "HS256", "kid": kid}),
                public.to_string().as_bytes(),
            ),
        ),
        (
            "RS512 with an RS256 key",
            with_header(json!({"alg": "RS512"})),
        ),
        ("no kid", with_header(json!({"kid": null}))),
        ("unknown kid", with_header(json!({"kid": "made-up"}))),
        (
            "jku",
            with_header(json!({"jku": "https://evil.example/keys"})),
        ),
        (
            "x5u",
            with_header(json!({"x5u": "https://evil.example/cert"})),
        ),
        ("jwk", with_header(json!({"jwk": public}))),
        ("crit", with_header(json!({"crit": ["exp"]}))),
        (
            "expired",
            login(Login {
                expires_in: Some(-61),
                ..Login::default()
            }),
        ),
        (
            "not valid yet",
            login(Login {
                valid_in: Some(120),
                ..Login::default()
            }),
        ),
        ("no exp", with_claims(json!({"exp": null}))),
        ("exp as text", with_claims(json!({"exp": "9999999999"}))),
        (
            "another app's",
            login(Login {
                aud: Some("api://other".to_owned()),
                ..Login::default()
            }),
        ),
        ("for nobody", with_claims(json!({"aud": null}))),
        (
            "another issuer's",
            login(Login {
                iss: Some("https://evil.example".to_owned()),
                ..Login::default()
            }),
        ),
        (
            "an issuer with a slash more",
            login(Login {
                iss: Some(format!("{}/", desk.sim.issuer())),
                ..Login::default()
            }),
        ),
        ("no user", with_claims(json!({"sub": null}))),
        ("an empty user", with_claims(json!({"sub": ""}))),
        ("a user who is a number", with_claims(json!({"sub": 7}))),
        (
            "oversized",
            with_claims(json!({"padding": "x".repeat(16 * 1024)})),
        ),
    ];
    let before = desk.sim.requests(Service::Acs).len();
    for (what, token) in cases {
        let response = desk.get("/token").bearer_auth(&token).send().await.unwrap();
        assert_eq!(response.status(), StatusCode::UNAUTHORIZED, "{what}");
        assert_eq!(
            response.headers()[header::WWW_AUTHENTICATE],
            "Bearer error=\"invalid_token\"",
            "{what}"
        );
        assert_eq!(
            response.headers()[header::CONTENT_TYPE],
            "application/problem+json",
            "{what}"
        );
        let body = body(response).await;
        assert_eq!(problem(&body), "token-invalid", "{what}");
        assert!(!body.to_string().contains("mallory"), "{what}: {body}");
    }
    assert_eq!(desk.sim.requests(Service::Acs).len(), before);
    assert!(desk.living().is_empty());
    // The very token that was bent does open it.
    assert_eq!(
        desk.get("/token")
            .bearer_auth(&good)
            .send()
            .await
            .unwrap()
            .status(),
        StatusCode::OK
    );
}

#[tokio::test]
async fn a_missing_token_is_asked_for() {
    let desk = Desk::open().await;
    let token = desk.login("alice");
    let get = || desk.get("/token");
    for (what, request) in [
        ("nothing", get()),
        (
            "another scheme",
            get().header(header::AUTHORIZATION, "Basic YTpi"),
        ),
        (
            "no scheme",
            get().header(header::AUTHORIZATION, token.clone()),
        ),
        (
            "in the query",
            desk.get(&format!("/token?access_token={token}")),
        ),
        (
            "two of them",
            get()
                .bearer_auth(&token)
                .header(header::AUTHORIZATION, format!("Bearer {token}")),
        ),
    ] {
        let response = request.send().await.unwrap();
        assert_eq!(response.status(), StatusCode::UNAUTHORIZED, "{what}");
        assert_eq!(
            response.headers()[header::WWW_AUTHENTICATE],
            "Bearer",
            "{what}"
        );
        assert_eq!(problem(&body(response).await), "token-missing", "{what}");
    }
}

#[tokio::test]
async fn unknown_keys_do_not_make_us_flood_the_issuer() {
    let desk = Desk::open().await;
    let fetches = || desk.sim.requests(Service::Oidc).len();
    let before = fetches();
    for n in 0..100 {
        let token = desk
            .sim
            .login(&odd_login("m", json!({}), json!({"kid": format!("k{n}")})));
        let response = desk.get("/token").bearer_auth(token).send().await.unwrap();
        assert_eq!(response.status(), StatusCode::UNAUTHORIZED);
    }
    // Two documents each, and at most as many rounds as the allowance gives.
    assert!(fetches() - before <= 12, "{}", fetches() - before);
}
