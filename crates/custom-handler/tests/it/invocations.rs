//! Every recorded request of the host, through a router.

use axum::{
    Json, Router,
    body::Body,
    extract::State,
    http::Method,
    routing::{any, post as on_post},
};
use custom_handler::{
    Binary, Envelope, HttpRequest, InputError, Invocation, InvocationResponse, Metadata, Rejection,
    RetryContext, ScheduleStatus, Sys, Timer, WireValue, readiness, triggers,
};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Value, json};
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};
use tower::ServiceExt as _;

use crate::{
    fixtures::{invocation, invocations, post},
    host::{Reaction, Reply, react},
};

const ID: &str = "3d0c9a52-8b1f-4c6e-9a77-51c2f0e4b6d8";

/// Sends a recorded invocation to a handler of `Invocation<T>`, and returns what it was given.
async fn received<T: DeserializeOwned + Send + 'static>(id: u32) -> Invocation<T> {
    let recorded = invocation(id);
    let (sender, mut receiver) = unbounded_channel();
    let handle = async |State(sender): State<UnboundedSender<_>>, given: Invocation<T>| {
        sender.send(given).unwrap();
        InvocationResponse::ok()
    };
    let guarded = triggers(Router::new().route(&recorded.path, on_post(handle)));
    let app = Router::from(guarded).with_state(sender);
    let reply = Reply::of(app.oneshot(recorded.to_request()).await.unwrap()).await;
    assert!(
        matches!(react(&reply), Reaction::Success(_)),
        "{id}: {reply:?}"
    );
    let given = receiver.recv().await.unwrap();
    assert_eq!(given.id.as_str(), ID);
    given
}

#[derive(Debug, PartialEq, Deserialize)]
struct Event<T> {
    id: String,
    #[serde(alias = "eventType", alias = "type")]
    kind: String,
    data: T,
}

#[derive(Debug, PartialEq, Deserialize)]
struct Sms {
    from: String,
    message: String,
}

#[tokio::test]
async fn one_event_of_event_grid() {
    let given = received::<Event<Sms>>(2).await;
    assert_eq!(
        given.data,
        Event {
            id: "6f6a1c1e-55b9-4b0e-8c35-90d1a4b7e2aa".to_owned(),
            kind: "Microsoft.Communication.SMSReceived".to_owned(),
            data: Sms {
                from: "+15555550142".to_owned(),
                message: "café \"déjà vu\"".to_owned()
            },
        }
    );
    assert_eq!(
        given.metadata.sys(),
        Some(Sys {
            method_name: "SmsIn".to_owned(),
            utc_now: "2026-03-14T09:26:53.5897932Z".to_owned(),
            rand_guid: "0b6f1a3e-7c55-4d0e-8f5a-2b1c9d8e7f60".to_owned(),
        })
    );
    assert_eq!(given.metadata.dequeue_count(), None);
    assert_eq!(given.metadata.retry_context(), None);
}

#[tokio::test]
async fn one_cloud_event() {
    let given = received::<Event<Value>>(3).await.data;
    assert_eq!(
        given.kind,
        "Microsoft.Communication.SMSDeliveryReportReceived"
    );
    assert_eq!(
        given.data,
        json!({"messageId": "Outgoing_9", "deliveryStatus": "Failed"})
    );
}

#[tokio::test]
async fn a_batch_of_events() {
    let given = received::<Vec<Event<Value>>>(4).await;
    let data: Vec<Value> = given.data.into_iter().map(|event| event.data).collect();
    assert_eq!(data, [json!({"sku": "a\"b"}), json!({"sku": "ü"})]);
    assert_eq!(given.metadata.get("data").unwrap(), Ok(data));
}

#[tokio::test]
async fn an_event_whose_data_is_text() {
    let given = received::<Event<String>>(5).await;
    assert_eq!(given.data.data, "just text");
    assert_eq!(
        given.metadata.get("data").unwrap(),
        Ok("just text".to_owned())
    );
}

#[tokio::test]
async fn a_queue_message_of_text() {
    let given = received::<String>(6).await;
    assert_eq!(given.data, "good morning");
    assert_eq!(given.metadata.dequeue_count(), Some(3));
    assert_eq!(
        given.metadata.get("PopReceipt").unwrap(),
        Ok("AgAAAAMAAAAAAAAAq2Y1zzR/2wE=".to_owned())
    );
}

#[derive(Debug, PartialEq, Deserialize)]
struct Job {
    kind: String,
    n: u32,
    tries: Vec<u32>,
}

#[tokio::test]
async fn a_queue_message_of_json() {
    let job = Job {
        kind: "remind".to_owned(),
        n: 12,
        tries: vec![1, 2],
    };
    let given = received::<Job>(7).await;
    assert_eq!(given.data, job);
    assert_eq!(given.metadata.get("n").unwrap(), Ok(12));
    let text = r#"{"kind":"remind","n":12,"to":{"chat":"19:x"},"tries":[1,2]}"#;
    assert_eq!(received::<String>(7).await.data, text);
}

#[tokio::test]
async fn a_queue_message_of_bytes() {
    let given = received::<Binary>(8).await;
    assert_eq!(given.data, Binary(b"good\0morning\xff".to_vec()));
}

#[tokio::test]
async fn a_timer_with_and_without_a_record() {
    assert_eq!(
        received::<Timer>(9).await.data,
        Timer {
            is_past_due: true,
            schedule_status: Some(ScheduleStatus {
                last: "2026-03-14T09:20:00.0031415+00:00".to_owned(),
                next: "2026-03-14T09:30:00+00:00".to_owned(),
                last_updated: "2026-03-14T09:20:00.0031415+00:00".to_owned(),
            }),
        }
    );
    let retried = received::<Timer>(14).await;
    assert_eq!(
        retried.data,
        Timer {
            is_past_due: false,
            schedule_status: None
        }
    );
    assert_eq!(
        retried.metadata.retry_context(),
        Some(RetryContext {
            retry_count: 2,
            max_retry_count: 5
        })
    );
}

#[tokio::test]
async fn an_http_request_in_an_envelope() {
    let given = received::<HttpRequest>(10).await;
    for secret in ["k3y-in-a-query", "k3y-in-a-header", "green"] {
        assert!(
            !format!("{given:?}").contains(secret),
            "{secret} is in {given:?}"
        );
    }
    let request = given.data;
    assert_eq!(request.method, "POST");
    assert_eq!(
        request.url,
        "http://localhost:7071/api/Order/7?q=1&q=2&code=k3y-in-a-query"
    );
    assert_eq!(request.query["q"], "1,2");
    assert_eq!(request.params["shelf"], "7");
    assert_eq!(request.header("accept"), Some("text/html"));
    assert_eq!(request.headers["Accept"], ["text/html", "*/*"]);
    assert_eq!(request.json(), Ok(json!({"id": 77, "colour": "green"})));
    assert_eq!(
        request.bytes().unwrap().as_ref(),
        br#"{"id":77,"colour":"green"}"#
    );

    let without_body = received::<HttpRequest>(11).await.data;
    assert_eq!(
        (without_body.method.as_str(), &without_body.body),
        ("GET", &None)
    );
    assert_eq!(without_body.bytes().unwrap().as_ref(), b"");
}

#[tokio::test]
async fn readiness_and_raw_http_beside_the_triggers() {
    let app = Router::new()
        .merge(readiness())
        .route(
            "/api/shelf/{n}",
            any(async |method: Method, Json(body): Json<Value>| format!("{method} {body}")),
        )
        .merge(triggers(
            Router::new().route("/SmsIn", on_post(async || ())),
        ));
    for (id, answer) in [
        (1, "ready"),
        (12, r#"POST {"b":2}"#),
        (13, r#"POST {"b":2}"#),
    ] {
        let request = invocation(id).to_request();
        let reply = Reply::of(app.clone().oneshot(request).await.unwrap()).await;
        assert_eq!(
            (reply.status, reply.body.as_slice()),
            (200, answer.as_bytes()),
            "{id}"
        );
    }
}

#[test]
fn every_recorded_envelope_survives_being_read_and_written() {
    let mut envelopes = 0;
    for recorded in invocations() {
        if !recorded.request.body.starts_with("{\"Data\"") {
            continue;
        }
        envelopes += 1;
        let envelope: Envelope = serde_json::from_str(&recorded.request.body).unwrap();
        let wire: Value = serde_json::from_str(&recorded.request.body).unwrap();
        assert_eq!(
            serde_json::to_value(&envelope).unwrap(),
            wire,
            "{}",
            recorded.name
        );
    }
    assert_eq!((envelopes, invocations().len()), (11, 14));
}

#[test]
fn an_envelope_made_here_is_the_one_the_host_makes() {
    let recorded: Value = serde_json::from_str(&invocation(7).body).unwrap();
    let job = r#"{"kind":"remind","n":12,"to":{"chat":"19:x"},"tries":[1,2]}"#;
    let metadata = [
        ("kind", WireValue::text("remind")),
        ("n", WireValue::text("12")),
        ("to", WireValue::json(&json!({"chat": "19:x"})).unwrap()),
        (
            "Id",
            WireValue::text("b2f0c5de-3f2e-4ff6-9c3b-6a1f0a7f2d11"),
        ),
    ];
    let envelope = Envelope {
        data: [("job".to_owned(), WireValue::text(job))].into(),
        metadata: Metadata(
            metadata
                .map(|(name, value)| (name.to_owned(), value))
                .into(),
        ),
    };
    let made = serde_json::to_value(envelope).unwrap();
    assert_eq!(made["Data"], recorded["Data"]);
    for (name, value) in made["Metadata"].as_object().unwrap() {
        assert_eq!(*value, recorded["Metadata"][name], "{name}");
    }
}

#[tokio::test]
async fn several_inputs_are_reached_by_name() {
    let handle = async |envelope: Envelope| -> Result<InvocationResponse, InputError> {
        let job: Job = envelope.input("job")?;
        let row: Option<Value> = envelope.input("row")?;
        Ok(InvocationResponse::ok().log(format!("{} {row:?}", job.kind)))
    };
    let app = Router::from(triggers(Router::new().route("/Pack", on_post(handle))));
    let body = json!({"Data": {"job": {"kind": "k", "n": 1, "tries": []}, "row": "null"}});
    let request = post("/Pack").body(Body::from(body.to_string())).unwrap();
    let reply = Reply::of(app.clone().oneshot(request).await.unwrap()).await;
    assert_eq!(
        String::from_utf8(reply.body).unwrap(),
        r#"{"Logs":["k None"]}"#
    );

    let request = post("/Pack")
        .body(Body::from(r#"{"Data":{"job":"[]"}}"#))
        .unwrap();
    let reply = Reply::of(app.oneshot(request).await.unwrap()).await;
    assert_eq!(reply.status, 400);
    assert_eq!(react(&reply), Reaction::Fail);
}

#[tokio::test]
async fn what_is_no_invocation_is_a_400_without_the_data() {
    let app = Router::from(triggers(Router::new().route(
        "/Pack",
        on_post(async |_: Invocation<Job>| InvocationResponse::ok()),
    )));
    let cases = [
        (
            r#"{"Data":{"job":{"kind":"+15555550142"}}}"#,
            "input \"job\": expected it::invocations::Job, found JSON of another shape \
             at line 1 column 23 of its text",
        ),
        (
            r#"{"Data":{"job":"\"+15555550142\""}}"#,
            "input \"job\": expected it::invocations::Job, found what is not JSON \
             at line 1 column 1 of its text",
        ),
        (
            r#"{"Data":{"job":"\"{\\\"kind\\\":\\\"+1555555"}}"#,
            "input \"job\": expected it::invocations::Job, found JSON that ends too early \
             at line 1 column 21 of its text",
        ),
        (
            r#"{"Data":{}}"#,
            "expected one input, the host sent none; take the `Envelope` for several",
        ),
        (
            r#"{"data":{}}"#,
            "the body is no invocation envelope: error at line 1 column 11",
        ),
        (
            "+15555550142",
            "the body is no invocation envelope: error at line 1 column 1",
        ),
        (
            "",
            "the body is no invocation envelope: error at line 1 column 0",
        ),
    ];
    for (body, message) in cases {
        let request = post("/Pack").body(Body::from(body)).unwrap();
        let reply = Reply::of(app.clone().oneshot(request).await.unwrap()).await;
        assert_eq!(reply.status, 400, "{body}");
        assert_eq!(String::from_utf8(reply.body).unwrap(), message, "{body}");
    }
}

#[tokio::test]
async fn a_handler_can_park_what_will_never_decode() {
    let handle = async |job: Result<Invocation<Job>, Rejection>| match job {
        Ok(_) => InvocationResponse::ok(),
        Err(rejection) => InvocationResponse::ok().log(rejection.to_string()),
    };
    let app = Router::from(triggers(Router::new().route("/Pack", on_post(handle))));
    let request = post("/Pack")
        .body(Body::from(r#"{"Data":{"job":"7"}}"#))
        .unwrap();
    let reply = Reply::of(app.oneshot(request).await.unwrap()).await;
    let Reaction::Success(done) = react(&reply) else {
        panic!("{reply:?}")
    };
    assert_eq!(done.logs.len(), 1);
}
