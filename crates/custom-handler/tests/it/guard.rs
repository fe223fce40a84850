//! Attacks on the trigger paths, and the limits around each handler.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use axum::{
    Router,
    body::Body,
    extract::{Request, State},
    http::Request as HttpRequest,
    routing::{any, post as on_post},
};
use custom_handler::{
    DEFAULT_BODY_LIMIT, DEFAULT_DEADLINE, Envelope, Invocation, InvocationId, InvocationResponse,
    readiness, triggers,
};
use serde_json::Value;
use tokio::{sync::oneshot, time::Instant};
use tower::ServiceExt as _;

use crate::{
    fixtures::{invocation, post},
    host::{Reaction, Reply, react},
};

type Calls = Arc<AtomicUsize>;

/// An app as in production: readiness, a catch-all HTTP function, and one trigger that counts.
fn app(calls: &Calls) -> Router {
    let pack = async |State(calls): State<Calls>, _: InvocationId| {
        calls.fetch_add(1, Ordering::Relaxed);
        InvocationResponse::ok()
    };
    Router::new()
        .merge(readiness())
        .route("/{*path}", any(async || "public"))
        .merge(triggers(Router::new().route("/pack", on_post(pack))))
        .with_state(Arc::clone(calls))
}

async fn send(app: &Router, request: Request) -> Reply {
    Reply::of(app.clone().oneshot(request).await.unwrap()).await
}

#[tokio::test]
async fn only_the_host_reaches_a_trigger() {
    let id = (
        "x-azure-functions-invocationid",
        "3d0c9a52-8b1f-4c6e-9a77-51c2f0e4b6d8",
    );
    let attacks: Vec<Vec<(&str, &str)>> = vec![
        vec![],
        vec![
            ("X-MS-Invocation-Id", "3d0c9a52-8b1f-4c6e-9a77-51c2f0e4b6d8"),
            id,
        ],
        vec![id, ("x-ms-invocation-id", "")],
        vec![id, ("X-Forwarded-For", "192.0.2.7")],
        vec![id, ("x-forwarded-host", "desk.azurewebsites.net")],
        vec![id, id],
        vec![(id.0, "")],
        vec![(id.0, "3d0c9a52,3d0c9a52")],
        vec![(id.0, "3d0c9a52 level=error")],
        vec![(id.0, "é")],
        vec![(
            id.0,
            "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        )],
    ];
    let calls = Calls::default();
    let app = app(&calls);
    for headers in attacks {
        for method in ["POST", "GET", "PUT", "OPTIONS"] {
            let request = HttpRequest::builder().method(method).uri("/pack");
            let request = headers.iter().fold(request, |request, (name, value)| {
                request.header(*name, value.as_bytes())
            });
            let reply = send(&app, request.body(Body::from("{}")).unwrap()).await;
            assert_eq!(
                (reply.status, reply.body),
                (404, vec![]),
                "{method} {headers:?}"
            );
        }
    }
    assert_eq!(calls.load(Ordering::Relaxed), 0);

    let reply = send(&app, post("/pack").body(Body::empty()).unwrap()).await;
    assert_eq!((reply.status, calls.load(Ordering::Relaxed)), (200, 1));
}

#[tokio::test]
async fn the_guard_is_around_the_triggers_only() {
    let app = app(&Calls::default());
    for (path, body) in [
        ("/", "ready"),
        ("/anything", "public"),
        ("/pack/more", "public"),
    ] {
        let request = HttpRequest::get(path).body(Body::empty()).unwrap();
        let reply = send(&app, request).await;
        assert_eq!(
            (reply.status, reply.body.as_slice()),
            (200, body.as_bytes()),
            "{path}"
        );
    }
    // The host calls by the folder's name in its own case, and so nothing else is the trigger.
    let request = post("/Pack").body(Body::empty()).unwrap();
    assert_eq!(send(&app, request).await.body, b"public");

    let with_fallback = Router::new()
        .fallback(async || "nothing here")
        .merge(triggers(Router::new().route("/pack", on_post(async || ()))));
    let request = HttpRequest::get("/anything").body(Body::empty()).unwrap();
    assert_eq!(send(&with_fallback, request).await.body, b"nothing here");
}

#[tokio::test]
async fn what_came_through_the_host_is_no_invocation() {
    let calls = Calls::default();
    let app = app(&calls);
    for id in [12, 13] {
        let mut request = invocation(id).to_request();
        *request.uri_mut() = "/pack".parse().unwrap();
        assert_eq!(send(&app, request).await.status, 404, "{id}");
    }
    assert_eq!(calls.load(Ordering::Relaxed), 0);
}

#[tokio::test]
async fn the_extractors_refuse_without_the_guard_too() {
    let app = Router::new()
        .route(
            "/pack",
            on_post(async |_: Invocation<Value>| InvocationResponse::ok()),
        )
        .route(
            "/several",
            on_post(async |_: Envelope| InvocationResponse::ok()),
        )
        .route(
            "/id",
            on_post(async |_: InvocationId| InvocationResponse::ok()),
        );
    for path in ["/pack", "/several", "/id"] {
        for (mark, status) in [("x-ms-invocation-id", 404), ("x-other", 200)] {
            let request = post(path)
                .header(mark, "1")
                .body(Body::from(r#"{"Data":{"job":"1"}}"#));
            assert_eq!(
                send(&app, request.unwrap()).await.status,
                status,
                "{path} {mark}"
            );
        }
    }
}

/// An envelope of exactly this many bytes.
fn envelope(len: usize) -> Vec<u8> {
    let (head, tail) = (r#"{"Data":{"job":"\""#, r#"\""}}"#);
    let filler = "a".repeat(len - head.len() - tail.len());
    format!("{head}{filler}{tail}").into()
}

/// A body of unknown length, as the host sends it in Azure.
fn chunked(bytes: Vec<u8>) -> Body {
    Body::from_stream(Body::from(bytes).into_data_stream())
}

#[tokio::test]
async fn bodies_up_to_the_limit_and_no_further() {
    let length =
        async |job: Invocation<String>| InvocationResponse::ok().log(job.data.len().to_string());
    let routes = || Router::new().route("/pack", on_post(length));
    for (app, limit) in [
        (Router::from(triggers(routes())), DEFAULT_BODY_LIMIT),
        (Router::from(triggers(routes()).body_limit(1000)), 1000),
    ] {
        for (len, status) in [(limit, 200), (limit + 1, 413)] {
            for body in [Body::from(envelope(len)), chunked(envelope(len))] {
                let reply = send(&app, post("/pack").body(body).unwrap()).await;
                assert_eq!(reply.status, status, "{len} of {limit}");
            }
        }
    }
}

/// Tells when the handler that holds it has been dropped.
struct Dropped(Option<oneshot::Sender<Instant>>);

impl Drop for Dropped {
    fn drop(&mut self) {
        self.0.take().unwrap().send(Instant::now()).unwrap();
    }
}

#[tokio::test(start_paused = true)]
async fn a_handler_is_stopped_at_the_deadline() {
    for (deadline, chosen) in [(DEFAULT_DEADLINE, None), (Duration::from_secs(3), Some(3))] {
        let (sender, dropped) = oneshot::channel();
        let guard = Arc::new(std::sync::Mutex::new(Some(Dropped(Some(sender)))));
        let stuck = async move || {
            let _held = guard.lock().unwrap().take();
            std::future::pending::<InvocationResponse>().await
        };
        let mut routes = triggers(Router::new().route("/pack", on_post(stuck)));
        if let Some(seconds) = chosen {
            routes = routes.deadline(Duration::from_secs(seconds));
        }
        let start = Instant::now();
        let reply = send(&routes.into(), post("/pack").body(Body::empty()).unwrap()).await;
        assert_eq!(start.elapsed().as_secs(), deadline.as_secs());
        assert_eq!(react(&reply), Reaction::Fail);
        assert_eq!(
            (reply.status, reply.body.as_slice()),
            (500, b"the function ran past its deadline".as_slice())
        );
        assert_eq!(
            (dropped.await.unwrap() - start).as_secs(),
            deadline.as_secs()
        );
    }
}

#[tokio::test(start_paused = true)]
async fn a_handler_within_the_deadline_is_left_alone() {
    let slow = async || {
        tokio::time::sleep(DEFAULT_DEADLINE.saturating_sub(Duration::from_millis(5))).await;
        InvocationResponse::ok()
    };
    let app = Router::from(triggers(Router::new().route("/pack", on_post(slow))));
    assert_eq!(
        send(&app, post("/pack").body(Body::empty()).unwrap())
            .await
            .status,
        200
    );
}
