//! The model of the host agrees with the recorded reactions, and the crate's answers please it.

use axum::{
    Router,
    body::Body,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Redirect, Response},
    routing::post as on_post,
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use custom_handler::{Failure, HttpResponse, InvocationResponse, Output, triggers};
use serde_json::{Value, json};
use tower::ServiceExt as _;

use crate::{
    fixtures::{post, responses},
    host::{Reaction, Reply, react},
};

#[test]
fn the_model_reacts_as_recorded() {
    let mut modelled = 0;
    for case in responses() {
        let id = &case["id"];
        // R16 and R17 are no answers: `listener.rs` and `guard.rs` have them.
        let Value::Object(response) = &case["response"] else {
            continue;
        };
        modelled += 1;
        let mut reaction = react(&Reply {
            status: u16::try_from(response["status"].as_u64().unwrap()).unwrap(),
            content_type: response["contentType"].as_str().map(str::to_owned),
            body: response["body"].as_str().unwrap().into(),
        });
        if let Reaction::Success(done) = &reaction {
            if let Some(lines) = case.get("logs") {
                assert_eq!(json!(done.logs), *lines, "{id}");
            }
            if let Some(Value::Array(messages)) = case.get("messages") {
                let expected: Vec<Vec<u8>> = messages.iter().map(bytes).collect();
                assert_eq!(done.queue_messages("message"), expected, "{id}");
            }
            if case["function"] == "http" {
                match done.http_answer() {
                    Err(failed) => reaction = failed,
                    Ok((status, content_type, body)) => assert_eq!(
                        json!({"status": status, "contentType": content_type, "body": body}),
                        case["answer"],
                        "{id}"
                    ),
                }
            }
        }
        let name = match reaction {
            Reaction::Success(_) => "success",
            Reaction::Fail => "fail",
            Reaction::Hang => "hang",
            Reaction::Follow => "follow",
        };
        assert_eq!(case["reaction"], name, "{id}");
    }
    assert_eq!(modelled, 25);
}

fn bytes(message: &Value) -> Vec<u8> {
    match message {
        Value::String(text) => text.clone().into_bytes(),
        encoded => STANDARD
            .decode(encoded["base64"].as_str().unwrap())
            .unwrap(),
    }
}

#[tokio::test]
async fn an_order_reaches_the_queue_and_the_client_as_it_was_written() {
    let order = r#"{"id":77,"at":"2026-03-14T09:26:53Z"}"#;
    let response = InvocationResponse::ok()
        .output("message", Output::message(order))
        .output("more", Output::messages(["word", order]).unwrap())
        .output("$return", Output::message("test"))
        .output(
            "res",
            Output::http(
                HttpResponse::json(StatusCode::ACCEPTED, &json!({"at": "2026-03-14T09:26:53Z"}))
                    .unwrap(),
            ),
        )
        .log("queued");
    let reply = Reply::of(response.into_response()).await;
    let Reaction::Success(done) = react(&reply) else {
        panic!("{reply:?}")
    };
    assert_eq!(done.queue_messages("message"), [order.as_bytes()]);
    assert_eq!(
        done.queue_messages("more"),
        ["word".as_bytes(), order.as_bytes()]
    );
    assert_eq!(done.queue_messages("$return"), [b"test"]);
    assert_eq!(
        done.http_answer(),
        Ok((
            202,
            Some("application/json".to_owned()),
            r#"{"at":"2026-03-14T09:26:53Z"}"#.to_owned()
        ))
    );
    assert_eq!(done.logs, ["queued"]);
}

#[tokio::test]
async fn a_failure_fails_and_says_only_what_the_source_says() {
    let reply = Reply::of(Failure("no room").into_response()).await;
    assert_eq!(
        (reply.status, reply.body.as_slice()),
        (500, b"no room".as_slice())
    );
    assert_eq!(react(&reply), Reaction::Fail);
}

type Answer = fn() -> Response;

/// What a handler of axum may return by mistake.
fn mistakes() -> Vec<(&'static str, Answer)> {
    vec![
        ("nothing", || ().into_response()),
        ("no content", || StatusCode::NO_CONTENT.into_response()),
        ("null", || axum::Json(Value::Null).into_response()),
        ("text", || "done".into_response()),
        ("an object of its own", || {
            axum::Json(json!({"Logs": [[]]})).into_response()
        }),
        ("a redirect", || {
            Redirect::temporary("/elsewhere").into_response()
        }),
        ("the answer as a 204", || {
            (StatusCode::NO_CONTENT, InvocationResponse::ok()).into_response()
        }),
        ("the answer as text", || {
            let headers: HeaderMap = [(
                "content-type".parse().unwrap(),
                "text/plain".parse().unwrap(),
            )]
            .into_iter()
            .collect();
            (headers, InvocationResponse::ok()).into_response()
        }),
    ]
}

#[tokio::test]
async fn behind_the_guard_no_mistake_leaves_the_host_waiting() {
    for (name, mistake) in mistakes() {
        let app = Router::from(triggers(
            Router::new().route("/fn", on_post(async move || mistake())),
        ));
        let response = app
            .oneshot(post("/fn").body(Body::empty()).unwrap())
            .await
            .unwrap();
        let reply = Reply::of(response).await;
        assert_eq!(reply.status, 500, "{name}");
        assert_eq!(
            String::from_utf8(reply.body).unwrap(),
            "the function answered without an InvocationResponse",
            "{name}"
        );
    }
}

#[tokio::test]
async fn behind_the_guard_answers_and_errors_pass_as_they_are() {
    let cases: [(Answer, u16, &str); 4] = [
        (|| InvocationResponse::ok().into_response(), 200, "{}"),
        (|| Failure("busy").into_response(), 500, "busy"),
        (
            || (StatusCode::SERVICE_UNAVAILABLE, "later").into_response(),
            503,
            "later",
        ),
        (|| StatusCode::CONFLICT.into_response(), 409, ""),
    ];
    for (answer, status, body) in cases {
        let app = Router::from(triggers(
            Router::new().route("/fn", on_post(async move || answer())),
        ));
        let response = app
            .oneshot(post("/fn").body(Body::empty()).unwrap())
            .await
            .unwrap();
        let reply = Reply::of(response).await;
        assert_eq!(
            (reply.status, reply.body.as_slice()),
            (status, body.as_bytes())
        );
    }
}
