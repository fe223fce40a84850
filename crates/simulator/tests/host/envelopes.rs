//! Trigger calls: what the handler gets, and what becomes of every answer.

use std::time::Duration;

use reqwest::StatusCode;
use serde_json::{Value, json};
use simulator::host::{Host, Level, QueueMessage, State};

use crate::support::{App, client, event, url};

#[tokio::test]
async fn the_handler_gets_the_documented_request() {
    let app = App::full();
    let (host, mut events) = app.start().await;
    let sent = event(&json!({"p": "ä"}));
    assert_eq!(
        host.deliver_event("event", &sent).await,
        StatusCode::ACCEPTED
    );

    let seen = events.seen().await;
    assert_eq!(
        (&seen["method"], &seen["uri"]),
        (&json!("POST"), &json!("/event"))
    );
    let mut headers = seen["headers"].clone();
    let mut take = |name: &str| {
        headers
            .as_object_mut()
            .unwrap()
            .remove(name)
            .unwrap_or_default()
    };
    uuid::Uuid::try_parse(take("x-azure-functions-invocationid").as_str().unwrap()).unwrap();
    assert_eq!(take("traceparent").as_str().unwrap().len(), 55);
    assert_eq!(
        headers,
        json!({
            "host": format!("127.0.0.1:{}", host.handler_port()),
            "content-type": "application/json; charset=utf-8",
            "transfer-encoding": "chunked",
            "user-agent": "Azure-Functions-Host/4.1054.250.26428",
            "x-azure-functions-hostversion": "4.1054.250.26428",
        })
    );
    let mut body: Value = serde_json::from_str(seen["body"].as_str().unwrap()).unwrap();
    uuid::Uuid::try_parse(body["Metadata"]["sys"]["RandGuid"].take().as_str().unwrap()).unwrap();
    assert_eq!(
        body,
        json!({
            "Data": {"event": sent},
            "Metadata": {
                "data": {"p": "ä"},
                "sys": {"MethodName": "event", "UtcNow": "2026-11-20T23:07:51.5Z", "RandGuid": null},
            },
        })
    );
}

/// The documented reactions, row by row.
fn rows() -> Vec<Value> {
    let all: Value =
        serde_json::from_str(include_str!("../fixtures/host-protocol-examples.json")).unwrap();
    all["handler_responses"].as_array().unwrap().clone()
}

/// Delivers an event that makes the handler answer as the row says.
async fn deliver(host: &Host, row: &Value) -> StatusCode {
    host.deliver_event("event", &event(&row["resp"])).await
}

#[tokio::test]
async fn every_reaction_to_an_answer() {
    let app = App::full();
    let (mut options, mut events) = app.options();
    options.function_timeout = Some(Duration::from_secs(1));
    let host = Host::start(options).await.unwrap();
    host.reached(State::Running, 0).await;

    let mut hangs = 0;
    let mut checked = 0;
    for row in rows() {
        let (id, result) = (row["id"].as_str().unwrap(), row["result"].as_str().unwrap());
        // The last rows are about HTTP and queue outputs; those two are no answers at all.
        if matches!(
            id,
            "R15" | "R16" | "R17" | "R19" | "R20" | "R21" | "R22" | "R23" | "R24" | "R25"
        ) {
            continue;
        }
        checked += 1;
        let status = deliver(&host, &row).await;
        if result.starts_with("SUCCESS") {
            assert_eq!(status, StatusCode::ACCEPTED, "{id}: {result}");
        } else if result.starts_with("HANG") {
            assert_eq!(status, StatusCode::INTERNAL_SERVER_ERROR, "{id}: {result}");
            hangs += 1;
            assert!(
                events
                    .about(Level::Error)
                    .await
                    .contains("Timeout value of 1s was exceeded"),
                "{id}"
            );
            host.reached(State::Running, hangs).await;
        } else {
            assert_eq!(status, StatusCode::INTERNAL_SERVER_ERROR, "{id}: {result}");
            let failure = events.about(Level::Error).await;
            assert!(
                failure.starts_with("Executed 'Functions.event' (Failed: "),
                "{id}: {failure}"
            );
        }
        assert_eq!(
            host.restarts(),
            hangs,
            "{id}: only a hang costs the process"
        );
    }
    assert_eq!((checked, hangs), (15, 3));
}

#[tokio::test]
async fn logs_of_a_good_answer_are_logged() {
    let app = App::full();
    let (host, mut events) = app.start().await;
    let row =
        json!({"resp": {"status": 200, "ct": "application/json", "body": "{\"Logs\":[\"a\"]}"}});
    assert_eq!(deliver(&host, &row).await, StatusCode::ACCEPTED);
    assert_eq!(events.about(Level::Information).await, "a");
    assert_eq!(
        events.about(Level::Information).await,
        "Executed 'Functions.event' (Succeeded"
    );
}

#[tokio::test]
async fn redirects_are_followed() {
    let app = App::full();
    let (host, mut events) = app.start().await;
    for (status, expected) in [(307, "moved with POST"), (302, "moved with GET")] {
        let row =
            json!({"resp": {"status": status, "headers": {"location": "/moved"}, "body": ""}});
        assert_eq!(deliver(&host, &row).await, StatusCode::ACCEPTED, "{status}");
        assert_eq!(events.about(Level::Information).await, expected);
        assert_eq!(
            events.about(Level::Information).await,
            "Executed 'Functions.event' (Succeeded"
        );
    }
    let row = json!({"resp": {"status": 307, "headers": {"location": "/event"}, "body": ""}});
    assert_eq!(
        deliver(&host, &row).await,
        StatusCode::INTERNAL_SERVER_ERROR
    );
    assert_eq!(
        events.about(Level::Error).await,
        "Executed 'Functions.event' (Failed: more than 50 redirects"
    );
}

#[tokio::test]
async fn http_functions_with_a_second_output() {
    let app = App::full();
    let (host, mut events) = app.start().await;
    let order = async |row: &Value| {
        let answer = client()
            .post(url(&host, "/api/order"))
            .json(&row["resp"])
            .send()
            .await
            .unwrap();
        let kind = answer
            .headers()
            .get("content-type")
            .map(|kind| kind.to_str().unwrap().to_owned());
        format!(
            "{} {} {}",
            answer.status().as_u16(),
            kind.unwrap_or_default(),
            answer.text().await.unwrap()
        )
    };
    let rows = rows();
    let row = |id: &str| rows.iter().find(|row| row["id"] == id).unwrap();
    for (id, expected) in [
        (
            "R19",
            "200 text/plain; charset=utf-8 {\"message\":\"test\"}",
        ),
        (
            "R20",
            "200 text/plain; charset=utf-8 {\"message\":[\"m1\",\"m2\"]}",
        ),
        (
            "R21",
            "200 text/plain; charset=utf-8 {\"message\":\"2026-11-20T00:00:00Z\"}",
        ),
        ("R22", "404  "),
        ("R23", "500  "),
        ("R24", "200 text/plain; charset=utf-8 {}"),
        ("R25", "204  "),
    ] {
        assert_eq!(order(row(id)).await, expected, "{id}");
    }
    let message = |body: &[u8]| QueueMessage {
        queue: "orders".to_owned(),
        body: body.to_vec(),
    };
    assert_eq!(
        host.queued(),
        [
            message(b"\xb5\xeb\x2d"),
            message(b"m1"),
            message(b"m2"),
            message(b"11/20/2026 00:00:00")
        ]
    );
    assert_eq!(
        events.about(Level::Error).await,
        "Executed 'Functions.order' (Failed: The HTTP output must be an object, or a string that contains one."
    );
}

#[tokio::test]
async fn an_http_request_in_an_envelope() {
    let app = App::full();
    let (host, mut events) = app.start().await;
    let sent = client()
        .post(url(&host, "/api/order/7%2F8?q=1&q=2"))
        .body("{\"a\":true}")
        .send()
        .await
        .unwrap();
    assert_eq!(sent.status(), 204);
    let body: Value = serde_json::from_str(events.seen().await["body"].as_str().unwrap()).unwrap();
    let request = &body["Data"]["req"];
    assert_eq!(request["Url"], url(&host, "/api/order/7%2F8?q=1&q=2"));
    assert_eq!(request["Query"], json!({"q": "1,2"}));
    assert_eq!(request["Params"], json!({"id": "7/8"}));
    assert_eq!(request["Body"], "{\"a\":true}");
    assert_eq!(request["Headers"]["Content-Length"], json!(["10"]));
    assert_eq!(body["Metadata"]["a"], "\"True\"");
    assert_eq!(body["Metadata"]["id"], "\"7/8\"");
    assert_eq!(body["Metadata"]["q"], "\"1,2\"");
}
