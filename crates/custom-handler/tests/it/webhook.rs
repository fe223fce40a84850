//! Event Grid's deliveries, through the host's webhook, to a function of this crate.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use axum::{Router, body::Body, extract::State, routing::post as on_post};
use custom_handler::{
    Envelope, Failure, Invocation, InvocationResponse, Metadata, WireValue, triggers,
};
use serde::Deserialize;
use serde_json::{Value, json};
use tower::ServiceExt as _;

use crate::{
    fixtures::{post, webhook},
    host::{Reaction, Reply, react},
};

#[derive(Deserialize)]
struct Event {
    id: String,
}

/// A function that refuses one event.
async fn sms_in(
    State(calls): State<Arc<AtomicUsize>>,
    event: Invocation<Event>,
) -> Result<InvocationResponse, Failure> {
    calls.fetch_add(1, Ordering::Relaxed);
    if event.data.id == "refuse me" {
        return Err(Failure("refused"));
    }
    Ok(InvocationResponse::ok())
}

#[tokio::test]
async fn deliveries_reach_the_function_as_recorded() {
    for case in webhook() {
        let calls = Arc::new(AtomicUsize::new(0));
        let guarded = triggers(Router::new().route("/SmsIn", on_post(sms_in)));
        let app = Router::from(guarded).with_state(Arc::clone(&calls));
        let answer = deliver(&case["request"], &app).await;
        assert_eq!(answer, case["answer"], "{}", case["why"]);
        assert_eq!(
            case["calls"],
            calls.load(Ordering::Relaxed),
            "{}",
            case["why"]
        );
    }
}

/// The host's webhook: `POST /runtime/webhooks/eventgrid?functionName=…&code=…`.
async fn deliver(request: &Value, app: &Router) -> Value {
    if request["offline"] == true {
        return json!({"status": 503, "body": "Function host is not running."});
    }
    if request["keyed"] != true {
        return json!({"status": 401});
    }
    if request["extension"] == false {
        return json!({"status": 404});
    }
    let function = request["function"].as_str().unwrap();
    if function != "SmsIn" {
        return json!({"status": 404, "body": format!("cannot find function: '{function}'")});
    }
    if request["method"] == "OPTIONS" {
        return json!({"status": 200, "allowedOrigin": "eventgrid.azure.net"});
    }
    match request["aegEventType"].as_str() {
        Some("SubscriptionValidation") => {
            let code = request.pointer("/body/0/data/validationCode").unwrap();
            json!({"status": 200, "body": {"validationResponse": code}})
        }
        Some("Notification") => {
            let events = match &request["body"] {
                Value::Array(events) => events.clone(),
                event @ Value::Object(_) => vec![event.clone()],
                _ => return json!({"status": 500}),
            };
            let mut all_done = true;
            for event in events {
                all_done &= invoke(function, &event, app).await;
            }
            if all_done {
                json!({"status": 202})
            } else {
                let body = format!("Exception while executing function: Functions.{function}");
                json!({"status": 500, "body": body})
            }
        }
        Some("Unsubscribe") => json!({"status": 202}),
        Some(_) | None => json!({"status": 400}),
    }
}

async fn invoke(function: &str, event: &Value, app: &Router) -> bool {
    let metadata = [("data".to_owned(), WireValue::json(&event["data"]).unwrap())];
    let envelope = Envelope {
        data: [("event".to_owned(), WireValue::json(event).unwrap())].into(),
        metadata: Metadata(metadata.into()),
    };
    let request = post(&format!("/{function}"))
        .body(Body::from(serde_json::to_vec(&envelope).unwrap()))
        .unwrap();
    let reply = Reply::of(app.clone().oneshot(request).await.unwrap()).await;
    match react(&reply) {
        Reaction::Success(_) => true,
        Reaction::Fail => false,
        Reaction::Hang | Reaction::Follow => panic!("{reply:?}"),
    }
}
