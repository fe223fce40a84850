//! The control API, and who may use it.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use simulator::{Chaos, Login, Service, Which};

use crate::support::{Answer, Sim, answer, claims};

async fn post(sim: &Sim, path: &str, body: Value) -> Answer {
    answer(sim.request(Method::POST, path).json(&body)).await
}

#[tokio::test]
async fn a_login_gives_the_token_that_the_library_gives() {
    let sim = Sim::start().await;
    let body = json!({"sub": "alice", "roles": ["agent"], "name": "Alice"});
    let given = post(&sim, "_sim/login", body).await;
    let token = given.body["access_token"].as_str().unwrap();
    let login = Login {
        sub: "alice".into(),
        roles: vec!["agent".into()],
        name: Some("Alice".into()),
        ..Login::default()
    };
    assert_eq!(claims(token), claims(&sim.simulator.login(&login)));
    assert_eq!(
        post(&sim, "_sim/login", json!({"sub": ""})).await.status,
        StatusCode::BAD_REQUEST
    );
    let typo = sim
        .request(Method::POST, "_sim/login")
        .json(&json!({"sub": "a", "role": "b"}));
    assert_eq!(typo.send().await.unwrap().status(), StatusCode::BAD_REQUEST);
}

/// `curl -d` calls everything a form, and a shell has no use for JSON around a token.
#[tokio::test]
async fn a_shell_line_needs_no_headers_for_json_and_one_for_text() {
    let sim = Sim::start().await;
    let from_shell = |body: &'static str| {
        sim.request(Method::POST, "_sim/login")
            .header("content-type", "application/x-www-form-urlencoded")
            .body(body)
    };
    let login = r#"{"sub":"alice"}"#;
    let json = answer(from_shell(login)).await.body;
    let text = from_shell(login).header("accept", "text/plain");
    let text = text.send().await.unwrap().text().await.unwrap();
    assert_eq!(
        claims(&text),
        claims(json["access_token"].as_str().unwrap())
    );
    assert_eq!(
        answer(from_shell("sub=alice")).await.status,
        StatusCode::BAD_REQUEST
    );
}

#[tokio::test]
async fn keys_are_regenerated_and_the_vault_is_filled() {
    let sim = Sim::start().await;
    let old = sim.simulator.connection_string_with(Which::Secondary);
    let new = post(&sim, "_sim/keys/regenerate", json!({"which": "secondary"})).await;
    let connection_string = sim.simulator.connection_string_with(Which::Secondary);
    assert_ne!(connection_string, old);
    let key = connection_string.split_once("accesskey=").unwrap().1;
    let expected = json!({"key": key, "connectionString": connection_string});
    assert_eq!(new, Answer::new(StatusCode::OK, expected));

    let put = sim
        .request(Method::PUT, "_sim/vault/other")
        .json(&json!({"value": "v"}));
    assert_eq!(answer(put).await, Answer::empty());
    let path = "secrets/other/?api-version=1";
    assert_eq!(
        sim.vault(Method::GET, path, Value::Null).await.body["value"],
        "v"
    );
    let bad = sim
        .request(Method::PUT, "_sim/vault/a_b")
        .json(&json!({"value": "v"}));
    assert_eq!(answer(bad).await.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn chaos_is_replaced_shown_and_checked() {
    let sim = Sim::start().await;
    sim.simulator.set_chaos(
        Service::Oidc,
        Chaos {
            latency_ms: 1,
            ..Chaos::default()
        },
    );
    let body = json!({"acs": {"status": 503, "rate": 0.25, "retry_after": 3}});
    let put = sim.request(Method::PUT, "_sim/chaos").json(&body);
    assert_eq!(answer(put).await, Answer::empty());
    assert_eq!(
        answer(sim.request(Method::GET, "_sim/chaos")).await.body,
        json!({"acs": {
            "status": 503, "rate": 0.25, "retry_after": 3, "latency_ms": 0, "down": false,
        }})
    );
    let bad = json!({"acs": {"rate": 2}});
    let refused = answer(sim.request(Method::PUT, "_sim/chaos").json(&bad)).await;
    assert_eq!(
        refused,
        Answer::new(
            StatusCode::BAD_REQUEST,
            json!({"error": {"code": "BadRequest", "message": "rate must be between 0 and 1"}})
        )
    );
}

#[tokio::test]
async fn the_clock_the_keys_and_the_log_are_within_reach() {
    let sim = Sim::start().await;
    let advanced = post(&sim, "_sim/clock", json!({"advance_seconds": 60})).await;
    assert_eq!(
        advanced.body,
        json!({"now": "2026-11-20T12:01:00.1234567Z", "was_due": null})
    );
    let restored = post(&sim, "_sim/clock", json!({"restore": true})).await;
    assert_eq!(
        restored.body,
        json!({"now": "2026-11-20T12:00:00.1234567Z", "was_due": null})
    );
    let far = json!({"advance_seconds": i64::MAX});
    let far = post(&sim, "_sim/clock", far).await;
    assert_eq!(far.status, StatusCode::BAD_REQUEST);
    let rotated = answer(sim.request(Method::POST, "_sim/oidc/rotate"))
        .await
        .body;
    let keys = answer(sim.request(Method::GET, "oidc/jwks")).await.body;
    assert_eq!(keys["keys"][0]["kid"], rotated["kid"]);
    assert_eq!(
        answer(sim.request(Method::GET, "_sim/requests/oidc"))
            .await
            .body,
        json!([{
            "service": "oidc", "method": "GET", "route": "/oidc/jwks", "path": "/oidc/jwks",
            "status": 200,
        }])
    );
}

#[tokio::test]
async fn the_index_and_the_readme_list_the_routes_that_there_are() {
    let sim = Sim::start().await;
    let index = answer(sim.request(Method::GET, "_sim")).await.body;
    assert_eq!(index["issuer"], sim.simulator.issuer());
    let listed: Vec<_> = index["control"]
        .as_array()
        .unwrap()
        .iter()
        .map(|route| route.as_str().unwrap())
        .collect();
    let readme = include_str!("../../README.md").lines();
    let explained: Vec<_> = readme
        .filter_map(|line| line.strip_prefix("| `")?.split_once("` | "))
        .map(|(route, _)| route)
        .filter(|route| route.contains(" /_sim"))
        .collect();
    assert_eq!(listed, explained);
    let chat = sim.simulator.chat();
    let thread = chat.create(&chat.user(&["chat"]).id, "x", &[]).unwrap();
    for route in listed {
        let (method, path) = route.split_once(" /").unwrap();
        let method: Method = method.parse().unwrap();
        let path = path.replace("{name}", "a").replace("{service}", "acs");
        let path = path.replace("{thread}", &thread);
        let status = sim.request(method, &path).send().await.unwrap().status();
        let missing = [StatusCode::NOT_FOUND, StatusCode::METHOD_NOT_ALLOWED];
        assert!(!missing.contains(&status), "{route}: {status}");
    }
}

#[tokio::test]
async fn what_is_not_played_says_so() {
    let sim = Sim::start().await;
    assert_eq!(
        answer(sim.request(Method::POST, "rooms?api-version=1")).await,
        Answer::new(
            StatusCode::NOT_FOUND,
            json!({"error": {
                "code": "NotPlayed",
                "message": "The simulator does not play POST /rooms.",
            }})
        )
    );
}

#[tokio::test]
async fn no_secret_prints() {
    let sim = Sim::start().await;
    let printed = format!("{:?}", sim.simulator);
    let key = sim.simulator.connection_string();
    let key = key.split_once("accesskey=").unwrap().1;
    assert!(
        !printed.contains(key) && printed.contains("127.0.0.1"),
        "{printed}"
    );
}

#[tokio::test]
async fn a_reset_forgets_everything_but_the_keys() {
    let sim = Sim::start().await;
    sim.new_identity().await;
    sim.simulator.put_secret("other", "v");
    sim.simulator
        .put_secret("acs-connection-string", "overwritten");
    sim.simulator.set_chaos(
        Service::Oidc,
        Chaos {
            down: true,
            ..Chaos::default()
        },
    );
    let (key, header) = (
        sim.simulator.connection_string(),
        sim.simulator.managed_identity(),
    );
    assert_eq!(
        answer(sim.request(Method::POST, "_sim/reset")).await,
        Answer::empty()
    );
    assert_eq!(
        answer(sim.request(Method::GET, "_sim/identities"))
            .await
            .body,
        json!([])
    );
    assert_eq!(sim.simulator.requests(Service::Acs), []);
    assert_eq!(sim.simulator.connection_string(), key);
    assert_eq!(sim.simulator.managed_identity(), header);
    let secret = "secrets/acs-connection-string/?api-version=1";
    assert_eq!(
        sim.vault(Method::GET, secret, Value::Null).await.body["value"],
        key
    );
    let other = "secrets/other/?api-version=1";
    assert_eq!(
        sim.vault(Method::GET, other, Value::Null).await.status,
        StatusCode::NOT_FOUND
    );
    let jwks = answer(sim.request(Method::GET, "oidc/jwks")).await;
    assert_eq!(jwks.status, StatusCode::OK);
}

#[tokio::test]
async fn web_pages_are_kept_out() {
    let sim = Sim::start().await;
    let https = sim.simulator.https_url();
    let own = format!("https://{}", https.authority());
    let localhost = format!("localhost:{}", https.port().unwrap());
    let rebound = format!("evil.example:{}", https.port().unwrap());
    let host_message = "The Host header must be 127.0.0.1 or localhost with the simulator's port.";
    let origin_message = "The control API does not answer pages of another origin.";
    for (host, origin, refusal) in [
        (None, None, None),
        (None, Some(own.as_str()), None),
        (Some(localhost.as_str()), None, None),
        (Some(&rebound), None, Some(host_message)),
        (Some("127.0.0.1"), None, Some(host_message)),
        (None, Some("https://evil.example"), Some(origin_message)),
        (None, Some("http://localhost:3000"), Some(origin_message)),
        (None, Some("null"), Some(origin_message)),
    ] {
        let mut request = sim
            .request(Method::POST, "_sim/login")
            .json(&json!({"sub": "a"}));
        request = host
            .into_iter()
            .fold(request, |request, host| request.header("host", host));
        request = origin
            .into_iter()
            .fold(request, |request, o| request.header("origin", o));
        let given = answer(request).await;
        match refusal {
            None => assert_eq!(given.status, StatusCode::OK, "{host:?} {origin:?}"),
            Some(message) => assert_eq!(
                given,
                Answer::new(
                    StatusCode::FORBIDDEN,
                    json!({"error": {"code": "Forbidden", "message": message}})
                ),
                "{host:?} {origin:?}"
            ),
        }
    }
}
