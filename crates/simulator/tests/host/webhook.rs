//! Event Grid's side.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use simulator::host::Host;

use crate::support::{App, client, event, url};

async fn call(
    host: &Host,
    method: Method,
    path: &str,
    kind: Option<&str>,
    body: String,
) -> (u16, String) {
    let mut request = client().request(method, url(host, path)).body(body);
    if let Some(kind) = kind {
        request = request.header("aeg-event-type", kind);
    }
    let answer = request.send().await.unwrap();
    (answer.status().as_u16(), answer.text().await.unwrap())
}

#[tokio::test]
async fn the_table_of_answers() {
    let app = App::full();
    let (host, mut events) = app.start().await;
    let good = event(&json!({}));
    let bad = event(&json!({"status": 500}));
    let failed = "Exception while executing function: Functions.event";
    let event_path = "/runtime/webhooks/EventGrid?functionName=event";
    let handshake = json!([{"data": {"validationCode": "C"}}]).to_string();
    let cloud = json!({"specversion": "1.0", "data": "{\"validationCode\":\"C\"}"}).to_string();
    let both = |one: &Value, two: &Value| json!([one, two]).to_string();
    let notification = Some("Notification");
    let validation = Some("SubscriptionValidation");
    for (path, kind, body, expected) in [
        (
            event_path,
            validation,
            handshake.clone(),
            (200, r#"{"validationResponse":"C"}"#),
        ),
        (
            event_path,
            validation,
            cloud,
            (200, r#"{"validationResponse":"C"}"#),
        ),
        (event_path, validation, "[]".to_owned(), (500, "")),
        (event_path, notification, both(&good, &good), (202, "")),
        (event_path, notification, both(&good, &bad), (500, failed)),
        (event_path, notification, good.to_string(), (202, "")),
        (event_path, notification, "[1]".to_owned(), (500, "")),
        (event_path, notification, "5".to_owned(), (500, "")),
        (event_path, notification, "{".to_owned(), (500, "")),
        (event_path, Some("Unsubscribe"), String::new(), (202, "")),
        (event_path, None, both(&good, &good), (400, "")),
        (event_path, Some("Other"), both(&good, &good), (400, "")),
        (
            "/runtime/webhooks/eventgrid?functionname=EVENT",
            notification,
            good.to_string(),
            (202, ""),
        ),
        (
            "/runtime/webhooks/EventGrid?functionName=X",
            notification,
            good.to_string(),
            (404, "cannot find function: 'X'"),
        ),
        (
            "/runtime/webhooks/EventGrid?functionName=web",
            notification,
            good.to_string(),
            (404, "cannot find function: 'web'"),
        ),
        (
            "/runtime/webhooks/Other?functionName=event",
            notification,
            good.to_string(),
            (404, ""),
        ),
    ] {
        let (status, text) = call(&host, Method::POST, path, kind, body.clone()).await;
        assert_eq!((status, text.as_str()), expected, "{path} {kind:?} {body}");
    }
    let calls = events_seen(&host, &mut events).await;
    assert_eq!(calls, 6, "only good events reach the handler");
}

/// How many trigger calls the handler saw before one that marks the end.
async fn events_seen(host: &Host, events: &mut crate::support::Events) -> usize {
    host.deliver_event("event", &event(&json!({"mark": true})))
        .await;
    let mut count = 0;
    while !events.seen().await["body"]
        .as_str()
        .unwrap()
        .contains("mark")
    {
        count += 1;
    }
    count
}

#[tokio::test]
async fn the_handshake_of_cloud_events() {
    let app = App::full();
    let (host, _events) = app.start().await;
    let answer = client()
        .request(
            Method::OPTIONS,
            url(&host, "/runtime/webhooks/EventGrid?functionName=event"),
        )
        .header("webhook-request-origin", "eventgrid.azure.net")
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), StatusCode::OK);
    assert_eq!(
        answer.headers()["webhook-allowed-origin"],
        "eventgrid.azure.net"
    );
}

#[tokio::test]
async fn a_batch_is_one_call() {
    let app = App::full();
    let (host, mut events) = app.start().await;
    let pair = json!([event(&json!({"p": 1})), event(&json!({"p": 2}))]);
    assert_eq!(
        host.deliver_event("batch", &pair).await,
        StatusCode::ACCEPTED
    );
    let body: Value = serde_json::from_str(events.seen().await["body"].as_str().unwrap()).unwrap();
    let inner: Value = serde_json::from_str(body["Data"]["events"].as_str().unwrap()).unwrap();
    assert_eq!(inner, pair);
    assert_eq!(body["Metadata"]["data"], r#"[{"p":1},{"p":2}]"#);
}

#[tokio::test]
async fn without_an_event_grid_function_there_is_no_webhook() {
    let app = App::empty();
    app.host_json(&json!([]));
    app.function(
        "tick",
        &json!([{"type": "timerTrigger", "name": "timer", "direction": "in"}]),
    );
    let (host, _events) = app.start().await;
    assert_eq!(
        host.deliver_event("tick", &event(&json!({}))).await,
        StatusCode::NOT_FOUND
    );
}
