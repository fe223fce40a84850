//! Content Safety: what it finds, whom it answers and how it fails.

use reqwest::{Method, RequestBuilder, StatusCode};
use serde_json::{Value, json};
use simulator::{Chaos, Harm, HarmCategory, Service, Which};

use crate::support::{Answer, Sim, answer, read};

const PATH: &str = "contentsafety/text:analyze?api-version=2024-09-01";
const KEY: &str = "ocp-apim-subscription-key";

fn analyze(sim: &Sim, body: &Value) -> RequestBuilder {
    sim.request(Method::POST, PATH)
        .header(KEY, sim.simulator.content_safety_key(Which::Primary))
        .json(body)
}

/// The severities of hate, self-harm, sexual content and violence.
fn found([hate, self_harm, sexual, violence]: [u8; 4]) -> Answer {
    let body = json!({
        "blocklistsMatch": [],
        "categoriesAnalysis": [
            {"category": "Hate", "severity": hate},
            {"category": "SelfHarm", "severity": self_harm},
            {"category": "Sexual", "severity": sexual},
            {"category": "Violence", "severity": violence},
        ],
    });
    Answer::new(StatusCode::OK, body)
}

fn refused(status: StatusCode, code: &str, message: &str) -> Answer {
    Answer::new(status, json!({"error": {"code": code, "message": message}}))
}

#[tokio::test]
async fn the_worst_phrase_of_each_category_is_found_in_any_case() {
    let sim = Sim::start().await;
    let phrase = |phrase: &str, severity| Harm {
        phrase: phrase.to_owned(),
        category: HarmCategory::Sexual,
        severity,
    };
    sim.simulator.set_harm(&phrase("Zebra", 3)).unwrap();
    sim.simulator.set_harm(&phrase("zebras", 5)).unwrap();
    for (text, eight, four) in [
        ("a quiet day", [0, 0, 0, 0], [0, 0, 0, 0]),
        ("one ZEBRA", [0, 0, 3, 0], [0, 0, 2, 0]),
        ("zebras, and I hate you all", [4, 0, 5, 0], [4, 0, 4, 0]),
        ("hurt myself or beat you up", [0, 4, 0, 4], [0, 4, 0, 4]),
    ] {
        let asked = json!({"text": text, "outputType": "EightSeverityLevels"});
        assert_eq!(answer(analyze(&sim, &asked)).await, found(eight), "{text}");
        for asked in [
            json!({"text": text}),
            json!({"text": text, "outputType": "FourSeverityLevels", "haltOnBlocklistHit": true}),
        ] {
            assert_eq!(answer(analyze(&sim, &asked)).await, found(four), "{text}");
        }
    }
}

#[tokio::test]
async fn only_the_categories_that_were_asked_for_are_answered() {
    let sim = Sim::start().await;
    let asked = json!({"text": "i hate you", "categories": ["Violence", "Hate"]});
    let expected = json!({
        "blocklistsMatch": [],
        "categoriesAnalysis": [
            {"category": "Violence", "severity": 0},
            {"category": "Hate", "severity": 2},
        ],
    });
    assert_eq!(
        answer(analyze(&sim, &asked)).await,
        Answer::new(StatusCode::OK, expected)
    );
}

#[tokio::test]
async fn phrases_are_steered_over_http_and_forgotten_by_a_reset() {
    let sim = Sim::start().await;
    let text = json!({"text": "a fine zebra, i hate you"});
    let put = |body: Value| {
        let request = sim.request(Method::PUT, "_sim/contentsafety");
        answer(request.json(&body))
    };
    let zebra = json!({"phrase": "Zebra", "category": "Violence", "severity": 6});
    assert_eq!(put(zebra).await, Answer::empty());
    // What is built in can be taken back.
    let hate = json!({"phrase": "i hate you", "category": "Hate", "severity": 0});
    assert_eq!(put(hate).await, Answer::empty());
    assert_eq!(answer(analyze(&sim, &text)).await, found([0, 0, 0, 6]));

    let list = answer(sim.request(Method::GET, "_sim/contentsafety")).await;
    let listed = json!({"phrase": "zebra", "category": "Violence", "severity": 6});
    assert!(list.body.as_array().unwrap().contains(&listed), "{list:?}");

    for (bad, message) in [
        (
            json!({"phrase": "", "category": "Hate", "severity": 1}),
            "phrase must not be empty",
        ),
        (
            json!({"phrase": "x", "category": "Hate", "severity": 8}),
            "severity must be between 0 and 7",
        ),
    ] {
        let expected = refused(StatusCode::BAD_REQUEST, "BadRequest", message);
        assert_eq!(put(bad).await, expected);
    }
    let unknown = json!({"phrase": "x", "category": "Spite", "severity": 1});
    assert_eq!(put(unknown).await.status, StatusCode::BAD_REQUEST);

    sim.simulator.reset();
    assert_eq!(answer(analyze(&sim, &text)).await, found([2, 0, 0, 0]));
}

#[tokio::test]
async fn what_is_not_the_api_is_refused() {
    let sim = Sim::start().await;
    let bad = |message| refused(StatusCode::BAD_REQUEST, "InvalidRequestBody", message);
    let shape = "The request body does not match the API's definition.";
    let length = "The length of text exceeds the limit of 10000 characters.";
    let missing = "The blocklist mine does not exist.";
    for (body, expected) in [
        (json!({}), bad(shape)),
        (json!({"text": 1}), bad(shape)),
        (json!({"text": "", "categories": ["Spite"]}), bad(shape)),
        (json!({"text": "", "outputType": "TenLevels"}), bad(shape)),
        // Code points are counted, not bytes.
        (json!({"text": "ä".repeat(10_000)}), found([0, 0, 0, 0])),
        (json!({"text": "a".repeat(10_001)}), bad(length)),
        (
            json!({"text": "", "blocklistNames": ["mine"]}),
            refused(StatusCode::NOT_FOUND, "ResourceNotFound", missing),
        ),
    ] {
        let response = analyze(&sim, &body).send().await.unwrap();
        let code = response.headers().get("x-ms-error-code").cloned();
        let given = read(response).await;
        let named = code.map(|code| code.to_str().unwrap().to_owned());
        assert_eq!(named.as_deref(), given.body["error"]["code"].as_str());
        assert_eq!(given, expected);
    }
    let slash = sim
        .request(Method::POST, &format!("/{PATH}"))
        .header(KEY, sim.simulator.content_safety_key(Which::Primary))
        .json(&json!({"text": "i hate you"}));
    assert_eq!(answer(slash).await, found([2, 0, 0, 0]));
    let unversioned = sim
        .request(Method::POST, "contentsafety/text:analyze")
        .header(KEY, sim.simulator.content_safety_key(Which::Primary))
        .json(&json!({"text": ""}));
    let expected = refused(StatusCode::NOT_FOUND, "404", "Resource not found");
    assert_eq!(answer(unversioned).await, expected);
}

#[tokio::test]
async fn both_keys_and_a_token_for_the_audience_open_it_and_nothing_else_does() {
    let sim = Sim::start().await;
    let body = json!({"text": "hello"});
    let with_key = |key: String| {
        let request = sim.request(Method::POST, PATH).header(KEY, key);
        answer(request.json(&body))
    };
    let with_token = |token: String| {
        let request = sim.request(Method::POST, PATH).bearer_auth(token);
        answer(request.json(&body))
    };
    let quiet = found([0, 0, 0, 0]);
    let old = sim.simulator.content_safety_key(Which::Primary);
    let other = sim.simulator.content_safety_key(Which::Secondary);
    let vaulted = sim.vault(
        Method::GET,
        "secrets/content-safety-key/?api-version=1",
        Value::Null,
    );
    assert_eq!(vaulted.await.body["value"], old);
    assert_eq!(with_key(old.clone()).await, quiet);
    assert_eq!(with_key(other.clone()).await, quiet);

    let regenerate = sim.request(Method::POST, "_sim/contentsafety/regenerate");
    let given = answer(regenerate.json(&json!({"which": "primary"}))).await;
    let new = sim.simulator.content_safety_key(Which::Primary);
    assert_eq!(given, Answer::new(StatusCode::OK, json!({"key": new})));
    assert_ne!(new, old);
    assert_eq!(with_key(new).await, quiet);
    assert_eq!(with_key(other).await, quiet);

    let denied = refused(
        StatusCode::UNAUTHORIZED,
        "401",
        "Access denied due to invalid subscription key or wrong API endpoint. Make sure to provide \
         a valid key for an active subscription and use a correct regional API endpoint for your \
         resource.",
    );
    assert_eq!(with_key(old).await, denied);
    let nobody = sim.request(Method::POST, PATH).json(&body);
    assert_eq!(answer(nobody).await, denied);

    for resource in [
        "https://cognitiveservices.azure.com",
        "https://cognitiveservices.azure.com/",
    ] {
        let token = sim.managed_token(resource).await;
        assert_eq!(with_token(token).await, quiet);
    }
    let foreign = sim.managed_token("https://vault.azure.net").await;
    let expected = refused(
        StatusCode::UNAUTHORIZED,
        "Unauthorized",
        "Access token is missing, invalid, audience is incorrect \
         (https://cognitiveservices.azure.com), or have expired.",
    );
    assert_eq!(with_token(foreign).await, expected);
}

#[tokio::test]
async fn it_fails_with_its_own_codes_and_its_calls_are_counted() {
    let sim = Sim::start().await;
    let body = json!({"text": "hello"});
    let message = "The simulator was told to answer this.";
    for (status, code) in [(429, "TooManyRequests"), (503, "ServerBusy")] {
        let chaos = json!({"contentsafety": {"status": status, "retry_after": 1}});
        let put = sim.request(Method::PUT, "_sim/chaos").json(&chaos);
        assert_eq!(answer(put).await, Answer::empty());
        let status = StatusCode::from_u16(status).unwrap();
        let given = answer(analyze(&sim, &body)).await;
        assert_eq!(given, refused(status, code, message));
    }
    let down = Chaos {
        down: true,
        ..Chaos::default()
    };
    sim.simulator.set_chaos(Service::ContentSafety, down);
    assert!(analyze(&sim, &body).send().await.is_err());
    sim.simulator.clear_chaos();
    assert_eq!(answer(analyze(&sim, &body)).await, found([0, 0, 0, 0]));

    let calls = answer(sim.request(Method::GET, "_sim/requests/contentsafety")).await;
    let statuses: Vec<_> = calls.body.as_array().unwrap().iter().collect();
    let statuses: Vec<_> = statuses.iter().map(|call| &call["status"]).collect();
    assert_eq!(statuses, [429, 503, 0, 200]);
}
