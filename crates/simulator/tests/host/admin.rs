//! `/admin/…`.

use reqwest::StatusCode;
use serde_json::{Value, json};
use simulator::host::{Level, State};

use crate::support::{App, client, event, url};

#[tokio::test]
async fn functions_run_by_hand() {
    let app = App::full();
    let (host, mut events) = app.start().await;
    let sent = event(&json!({"p": 1})).to_string();
    for (function, input, data) in [
        (
            "event",
            sent.as_str(),
            json!({"event": serde_json::from_str::<Value>(&sent).unwrap()}),
        ),
        (
            "batch",
            "[{\"id\":\"1\"}]",
            json!({"events": "[{\"id\":\"1\"}]"}),
        ),
        ("job", "hello", json!({"msg": "\"hello\""})),
        (
            "tick",
            "",
            json!({"timer": {"Schedule": {"AdjustForDST": true}, "ScheduleStatus": null, "IsPastDue": false}}),
        ),
    ] {
        let body = json!({"input": input});
        let answer = client()
            .post(url(&host, &format!("/admin/functions/{function}")))
            .json(&body)
            .send();
        assert_eq!(
            answer.await.unwrap().status(),
            StatusCode::ACCEPTED,
            "{function}"
        );
        let seen = events.seen().await;
        assert_eq!(seen["uri"], format!("/{function}"));
        let body: Value = serde_json::from_str(seen["body"].as_str().unwrap()).unwrap();
        assert_eq!(body["Data"], data, "{function}");
        let binding = body["Data"].as_object().unwrap().keys().next().unwrap();
        assert_eq!(
            body["Metadata"][binding],
            json!(input).to_string(),
            "{function}"
        );
    }
}

#[tokio::test]
async fn what_cannot_run_by_hand() {
    let app = App::full();
    let (host, mut events) = app.start().await;
    let call = async |function: &str, body: &str| {
        let request = client()
            .post(url(&host, &format!("/admin/functions/{function}")))
            .body(body.to_owned());
        request.send().await.unwrap().status().as_u16()
    };
    assert_eq!(call("nobody", "{}").await, 404);
    assert_eq!(call("event", "not json").await, 400);
    assert_eq!(call("event", "").await, 400);
    assert_eq!(call("web", "{}").await, 202);
    assert_eq!(
        events.about(Level::Error).await,
        "Executed 'Functions.web' (Failed: an HTTP function is called by its route)"
    );
    assert_eq!(call("event", r#"{"input":"x"}"#).await, 202);
    assert!(
        events
            .about(Level::Error)
            .await
            .starts_with("Executed 'Functions.event' (Failed: expected value")
    );
}

#[tokio::test]
async fn status_and_ping() {
    let app = App::full();
    let (host, _events) = app.start().await;
    host.reached(State::Running, 0).await;
    let status: Value = client()
        .get(url(&host, "/admin/host/status"))
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    assert_eq!(status["state"], "Running");
    assert_eq!(status["version"], "4.1054.250.26428");
    assert_eq!(
        client()
            .get(url(&host, "/admin/host/ping"))
            .send()
            .await
            .unwrap()
            .status(),
        StatusCode::OK
    );
}
