//! What holds for any input.

use axum::{
    Router,
    body::Body,
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::post as on_post,
};
use custom_handler::{
    Binary, Envelope, HttpRequest, HttpResponse, Invocation, InvocationResponse, Output, Timer,
    WireValue, triggers,
};
use proptest::{collection::vec, prelude::*};
use serde_json::{Map, Value};
use tower::ServiceExt as _;

use crate::{
    fixtures::post,
    host::{Done, Reaction, Reply, react},
};

fn json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        text().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 32, 4, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Value::from),
            vec((text(), inner), 0..4)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

/// Texts, with those at which the host guesses more often than chance would have it.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[A-Za-z0-9+/]{4}",
        Just(String::new()),
        Just("null".to_owned()),
        Just("{\"a\": [1.0]}".to_owned()),
        Just("[\"a\", \"b\"]".to_owned()),
        Just("2026-03-14T09:26:53Z".to_owned()),
        Just("2026-03-14T09:26:53".to_owned()),
    ]
}

fn output() -> impl Strategy<Value = Output> {
    prop_oneof![
        vec(any::<u8>(), 0..64).prop_map(Output::message),
        vec(text(), 0..4).prop_filter_map("a time", |texts| Output::messages(texts).ok()),
        json().prop_map(Output::json),
        (200_u16..600, text()).prop_map(|(status, body)| Output::http(HttpResponse {
            status: StatusCode::from_u16(status).unwrap(),
            headers: [("content-type".to_owned(), "text/plain".to_owned())].into(),
            body,
        })),
    ]
}

fn invocation_response() -> impl Strategy<Value = InvocationResponse> {
    (vec((text(), output()), 0..4), vec(text(), 0..4)).prop_map(|(outputs, logs)| {
        let response = logs
            .into_iter()
            .fold(InvocationResponse::ok(), InvocationResponse::log);
        outputs
            .into_iter()
            .fold(response, |response, (name, output)| {
                response.output(name, output)
            })
    })
}

fn wait_for<T>(future: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build();
    runtime.unwrap().block_on(future)
}

fn settled(response: InvocationResponse) -> Done {
    let reply = wait_for(Reply::of(response.into_response()));
    match react(&reply) {
        Reaction::Success(done) => done,
        other => panic!("{other:?} to {reply:?}"),
    }
}

/// Any success that a handler of axum can return.
fn any_answer() -> impl Strategy<Value = (u16, Option<&'static str>, Vec<u8>)> {
    let content_type = prop_oneof![
        Just(None),
        Just(Some("application/json")),
        Just(Some("text/json")),
        Just(Some("text/plain")),
    ];
    let body = prop_oneof![
        vec(any::<u8>(), 0..8),
        Just(b"null".to_vec()),
        json().prop_map(|value| value.to_string().into_bytes()),
    ];
    (200_u16..600, content_type, body)
}

proptest! {
    #[test]
    fn any_answer_of_the_crate_is_a_success(response in invocation_response()) {
        settled(response);
    }

    #[test]
    fn any_bytes_reach_a_queue_as_they_are(bytes in vec(any::<u8>(), 0..256)) {
        let done = settled(InvocationResponse::ok().output("q", Output::message(bytes.clone())));
        prop_assert_eq!(done.queue_messages("q"), [bytes]);
    }

    #[test]
    fn any_text_reaches_a_queue_as_it_is(text in text()) {
        let output = Output::json(Value::from(text.clone()));
        let done = settled(InvocationResponse::ok().output("q", output));
        prop_assert_eq!(done.queue_messages("q"), [text.into_bytes()]);
    }

    #[test]
    fn any_texts_reach_a_queue_as_they_are_or_are_refused(texts in vec(text(), 0..5)) {
        let raw: Vec<Vec<u8>> = texts.iter().map(|text| text.clone().into_bytes()).collect();
        match Output::messages(texts.clone()) {
            Ok(output) => {
                let done = settled(InvocationResponse::ok().output("q", output));
                prop_assert_eq!(done.queue_messages("q"), raw);
            }
            Err(refused) => prop_assert!(texts[refused.index].starts_with("2026-03-14T")),
        }
    }

    #[test]
    fn any_json_in_a_queue_message_round_trips(value in json(), pretty in any::<bool>()) {
        let sent = if pretty { format!("{value:#}") } else { value.to_string() };
        let envelope = Envelope {
            data: [("job".to_owned(), WireValue::text(&sent))].into(),
            ..Envelope::default()
        };
        let wire = serde_json::to_vec(&envelope).unwrap();
        let envelope: Envelope = serde_json::from_slice(&wire).unwrap();
        prop_assert_eq!(envelope.only_input::<String>(), Ok(sent));
        if let Value::Object(members) = value {
            prop_assert_eq!(envelope.only_input::<Map<String, Value>>(), Ok(members));
        }
    }

    #[test]
    fn any_json_that_the_host_encodes_decodes(value in json()) {
        let encoded = serde_json::to_vec(&WireValue::json(&value).unwrap()).unwrap();
        let encoded: WireValue = serde_json::from_slice(&encoded).unwrap();
        prop_assert_eq!(encoded.decode::<Value>(), Ok(value));
    }

    #[test]
    fn any_binary_input_decodes(bytes in vec(any::<u8>(), 0..256)) {
        prop_assert_eq!(WireValue::bytes(&bytes).decode(), Ok(Binary(bytes)));
    }

    #[test]
    fn any_body_is_a_200_or_a_400(
        body in prop_oneof![
            vec(any::<u8>(), 0..512),
            json().prop_map(|value| value.to_string().into_bytes()),
            json().prop_map(|value| format!("{{\"Data\":{{\"a\":{value}}}}}").into_bytes()),
            any::<String>().prop_map(|text| {
                format!("{{\"Data\":{{\"a\":{}}}}}", Value::from(text)).into_bytes()
            }),
        ],
    ) {
        let ok = || InvocationResponse::ok();
        let routes = Router::new()
            .route("/text", on_post(async move |_: Invocation<String>| ok()))
            .route("/bytes", on_post(async move |_: Invocation<Binary>| ok()))
            .route("/timer", on_post(async move |_: Invocation<Timer>| ok()))
            .route("/http", on_post(async move |_: Invocation<HttpRequest>| ok()))
            .route("/json", on_post(async move |_: Invocation<Value>| ok()));
        let app = Router::from(triggers(routes));
        for path in ["/text", "/bytes", "/timer", "/http", "/json"] {
            let request = post(path).body(Body::from(body.clone())).unwrap();
            let response = wait_for(app.clone().oneshot(request)).unwrap();
            prop_assert!([200, 400].contains(&response.status().as_u16()), "{}", path);
        }
    }

    #[test]
    fn behind_the_guard_the_host_never_waits((status, content_type, body) in any_answer()) {
        let handle = async move || {
            let mut response = Response::new(Body::from(body));
            *response.status_mut() = StatusCode::from_u16(status).unwrap();
            if let Some(content_type) = content_type {
                response.headers_mut().insert("content-type", content_type.parse().unwrap());
            }
            response
        };
        let app = Router::from(triggers(Router::new().route("/fn", on_post(handle))));
        let request = post("/fn").body(Body::empty()).unwrap();
        let reply = wait_for(async { Reply::of(app.oneshot(request).await.unwrap()).await });
        prop_assert_eq!(react(&reply), Reaction::Fail);
    }
}
