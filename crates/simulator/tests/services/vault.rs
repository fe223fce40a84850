//! Key Vault: the challenge, and secrets with their versions.

use reqwest::{Method, StatusCode, header::WWW_AUTHENTICATE};
use serde_json::{Value, json};
use time::Duration;

use crate::support::{Answer, Sim, answer, read};

const VERSION: &str = "api-version=2026-04-01";
const NOW: i64 = 1_795_176_000;

#[tokio::test]
async fn a_request_without_a_token_is_told_where_to_get_one() {
    let sim = Sim::start().await;
    let first = sim
        .request(Method::PUT, &format!("secrets/a?{VERSION}"))
        .send()
        .await
        .unwrap();
    let challenge = first
        .headers()
        .get(WWW_AUTHENTICATE)
        .unwrap()
        .to_str()
        .unwrap()
        .to_owned();
    assert_eq!(
        read(first).await,
        Answer::new(
            StatusCode::UNAUTHORIZED,
            json!({"error": {
                "code": "Unauthorized",
                "message": "AKV10000: Request is missing a Bearer or PoP token.",
            }})
        )
    );
    let (authority, resource) = challenge
        .strip_prefix("Bearer authorization=\"")
        .and_then(|rest| rest.strip_suffix('"'))
        .and_then(|rest| rest.split_once("\", resource=\""))
        .unwrap();
    assert_eq!(resource, "https://vault.azure.net");

    let form = [
        ("grant_type", "client_credentials"),
        ("client_id", "app"),
        ("client_secret", "any"),
        ("scope", "https://vault.azure.net/.default"),
    ];
    let token = sim
        .client
        .post(format!("{authority}/oauth2/v2.0/token"))
        .form(&form);
    let token = answer(token).await.body["access_token"]
        .as_str()
        .unwrap()
        .to_owned();
    let put = sim.request(Method::PUT, &format!("secrets/a?{VERSION}"));
    let stored = answer(put.bearer_auth(token).json(&json!({"value": "v"}))).await;
    assert_eq!(stored.status, StatusCode::OK);
}

#[tokio::test]
async fn a_token_for_something_else_or_of_yesterday_is_challenged_again() {
    let sim = Sim::start().await;
    let ask = async |token: &str| {
        let request = sim
            .request(Method::GET, &format!("secrets?{VERSION}"))
            .bearer_auth(token);
        let response = request.send().await.unwrap();
        (
            response.status(),
            response.headers().contains_key(WWW_AUTHENTICATE),
        )
    };
    let challenged = (StatusCode::UNAUTHORIZED, true);
    let elsewhere = sim.managed_token("https://communication.azure.com").await;
    assert_eq!(ask(&elsewhere).await, challenged);
    assert_eq!(ask("a.b.c").await, challenged);

    let good = sim.managed_token("https://vault.azure.net").await;
    assert_eq!(ask(&good).await, (StatusCode::OK, false));
    sim.simulator.clock().advance(Duration::days(1));
    assert_eq!(ask(&good).await, challenged);
}

#[tokio::test]
async fn the_vault_is_seeded_with_the_connection_string() {
    let sim = Sim::start().await;
    let path = format!("secrets/acs-connection-string/?{VERSION}");
    let secret = sim.vault(Method::GET, &path, Value::Null).await;
    assert_eq!(secret.body["value"], sim.simulator.connection_string());
}

#[tokio::test]
async fn versions_are_kept_and_the_newest_is_the_secret() {
    let sim = Sim::start().await;
    let path = format!("secrets/Key-1?{VERSION}");
    let first = json!({
        "value": "värde", "tags": {"a": "b"}, "contentType": "text/plain",
        "attributes": {"enabled": true, "exp": 1_798_761_600},
    });
    let first = sim.vault(Method::PUT, &path, first).await;
    let id = first.body["id"].as_str().unwrap().to_owned();
    let expected = json!({
        "value": "värde", "id": id, "contentType": "text/plain", "tags": {"a": "b"},
        "attributes": {
            "enabled": true, "exp": 1_798_761_600, "created": NOW, "updated": NOW,
            "recoveryLevel": "Recoverable+Purgeable", "recoverableDays": 90,
        },
    });
    assert_eq!(first, Answer::new(StatusCode::OK, expected.clone()));
    let (base, version) = id.rsplit_once('/').unwrap();
    assert_eq!(base, sim.url("secrets/Key-1"));
    assert_eq!(
        (
            version.len(),
            version.bytes().all(|b| b.is_ascii_hexdigit())
        ),
        (32, true)
    );

    sim.vault(Method::PUT, &path, json!({"value": "v2"})).await;
    // Names are compared without case, and JavaScript encodes the parameter's hyphen.
    let latest = "secrets/KEY-1/?api%2Dversion=2025-07-01";
    assert_eq!(
        sim.vault(Method::GET, latest, Value::Null).await.body["value"],
        "v2"
    );
    let unslashed = sim.vault(Method::GET, &path, Value::Null).await;
    assert_eq!(unslashed.body["value"], "v2");
    let old = format!("secrets/Key-1/{version}?{VERSION}");
    assert_eq!(
        sim.vault(Method::GET, &old, Value::Null).await.body,
        expected
    );

    let versions = format!("secrets/Key-1/versions?{VERSION}");
    let versions = sim.vault(Method::GET, &versions, Value::Null).await.body;
    assert_eq!(versions["value"].as_array().unwrap().len(), 2);
    assert_eq!(versions["value"][0]["id"], id);
    assert_eq!(versions["value"][0].get("value"), None);
}

#[tokio::test]
async fn what_is_not_there_is_not_found() {
    let sim = Sim::start().await;
    let missing = sim
        .vault(
            Method::GET,
            &format!("secrets/nope/?{VERSION}"),
            Value::Null,
        )
        .await;
    assert_eq!(
        missing,
        Answer::new(
            StatusCode::NOT_FOUND,
            json!({"error": {
                "code": "SecretNotFound",
                "message": "A secret with (name/id) nope was not found in this key vault. If you \
                            recently deleted this secret you may be able to recover it using the \
                            correct recovery command. For help resolving this issue, please see \
                            https://go.microsoft.com/fwlink/?linkid=2125182",
            }})
        )
    );
    sim.simulator.put_secret("here", "v");
    let version = "0".repeat(32);
    let path = format!("secrets/here/{version}?{VERSION}");
    assert_eq!(
        sim.vault(Method::GET, &path, Value::Null).await,
        Answer::new(
            StatusCode::NOT_FOUND,
            json!({"error": {
                "code": "SecretNotFound",
                "message": format!(
                    "A secret with (name/id) here/{version} was not found in this key vault."
                ),
            }})
        )
    );
}

#[tokio::test]
async fn a_disabled_version_is_not_given_out() {
    let sim = Sim::start().await;
    sim.simulator.put_secret("s", "v");
    let path = format!("secrets/s/?{VERSION}");
    let patch = json!({"attributes": {"enabled": false}, "tags": {"x": "y"}});
    let updated = sim.vault(Method::PATCH, &path, patch).await;
    assert_eq!(updated.status, StatusCode::OK);
    assert_eq!(updated.body["attributes"]["enabled"], false);
    assert_eq!(updated.body["tags"], json!({"x": "y"}));
    assert_eq!(updated.body.get("value"), None);
    assert_eq!(
        sim.vault(Method::GET, &path, Value::Null).await,
        Answer::new(
            StatusCode::FORBIDDEN,
            json!({"error": {
                "code": "Forbidden",
                "message": "Operation get is not allowed on a disabled secret.",
                "innererror": {"code": "SecretDisabled"},
            }})
        )
    );
    let id = updated.body["id"]
        .as_str()
        .unwrap()
        .rsplit_once('/')
        .unwrap()
        .1;
    let by_version = format!("secrets/s/{id}?{VERSION}");
    let patch = json!({"attributes": {"enabled": true}});
    sim.vault(Method::PATCH, &by_version, patch).await;
    let enabled = sim.vault(Method::GET, &path, Value::Null).await;
    assert_eq!(
        (enabled.status, &enabled.body["tags"]),
        (StatusCode::OK, &json!({"x": "y"}))
    );
}

#[tokio::test]
async fn lists_come_in_pages() {
    let sim = Sim::start().await;
    for n in 0..4 {
        sim.simulator.put_secret(&format!("s{n}"), "v");
    }
    let mut path = format!("secrets?{VERSION}&maxresults=2");
    let mut names = Vec::new();
    let mut pages = 0;
    loop {
        let page = sim.vault(Method::GET, &path, Value::Null).await.body;
        pages += 1;
        for item in page["value"].as_array().unwrap() {
            assert_eq!(item.get("value"), None);
            names.push(
                item["id"]
                    .as_str()
                    .unwrap()
                    .rsplit_once('/')
                    .unwrap()
                    .1
                    .to_owned(),
            );
        }
        let Some(next) = page["nextLink"].as_str() else {
            break;
        };
        path = next.strip_prefix(&sim.url("")).unwrap().to_owned();
    }
    assert_eq!(
        names,
        [
            "acs-connection-string",
            "content-safety-key",
            "s0",
            "s1",
            "s2",
            "s3",
            "webhook-signing-key"
        ]
    );
    assert_eq!(pages, 4);
}

#[tokio::test]
async fn bad_requests_are_refused_without_repeating_the_value() {
    let sim = Sim::start().await;
    let long = "x".repeat(25_601);
    for (path, body, message) in [
        (
            "secrets/a_b?api-version=1",
            json!({"value": "v"}),
            "invalid name: a_b",
        ),
        (
            "secrets/a?api-version=1",
            json!({"value": 5_551_234}),
            "not valid at line 1",
        ),
        (
            "secrets/a?api-version=1",
            json!({"other": "v"}),
            "not valid at line 1",
        ),
        (
            "secrets/a?api-version=1",
            json!({"value": long}),
            "longer than 25600 bytes",
        ),
        (
            "secrets/a",
            json!({"value": "v"}),
            "api-version must be specified",
        ),
    ] {
        let refused = sim.vault(Method::PUT, path, body).await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{message}");
        assert_eq!(refused.body["error"]["code"], "BadParameter");
        let text = refused.body["error"]["message"].as_str().unwrap();
        assert!(
            text.contains(message) && !text.contains("5551234"),
            "{text}"
        );
    }
    let page = sim
        .vault(
            Method::GET,
            "secrets?api-version=1&maxresults=26",
            Value::Null,
        )
        .await;
    assert_eq!(page.status, StatusCode::BAD_REQUEST);
}
