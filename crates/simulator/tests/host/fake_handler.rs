//! A custom handler that does what it is told: the host's tests start it in place of a real one.
//!
//! A trigger call is told by the `data` of its event (or the body of its HTTP request); a proxied
//! call by its path.
#![expect(
    clippy::exit,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "dying and printing is what it is for"
)]
#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a broken test tool should say so loudly"
)]

use std::{
    collections::BTreeMap,
    io,
    pin::Pin,
    process,
    task::{Context, Poll},
};

use axum::{
    Json, Router,
    body::{Body, Bytes, HttpBody, to_bytes},
    extract::Request,
    http::{HeaderName, HeaderValue, Method, StatusCode},
    response::{IntoResponse, Response},
};
use http_body::Frame;
use serde_json::{Value, json};
use tokio::net::TcpListener;

#[tokio::main]
async fn main() {
    let arguments: Vec<_> = std::env::args().skip(1).collect();
    if let [first, code] = arguments.as_slice()
        && first == "exit"
    {
        eprintln!("first reason\nsecond reason");
        process::exit(code.parse().expect("an exit code"));
    }
    if arguments == ["deaf"] {
        std::future::pending::<()>().await;
    }
    let port = std::env::var_os("FUNCTIONS_CUSTOMHANDLER_PORT").expect("the host sets the port");
    let address = format!("127.0.0.1:{}", port.to_string_lossy());
    let listener = TcpListener::bind(address)
        .await
        .expect("the host chose a free port");
    println!("handler listens with {arguments:?}");
    axum::serve(listener, Router::new().fallback(answer))
        .await
        .expect("serving");
}

async fn answer(request: Request) -> Response {
    let path = request.uri().path().to_owned();
    match path.trim_start_matches("/api/web/") {
        "/" => "ready".into_response(),
        "/moved" => {
            Json(json!({"Logs": [format!("moved with {}", request.method())]})).into_response()
        }
        "echo" => Json(seen(request).await).into_response(),
        "stream" => Response::new(request.into_body()),
        "stall" => Response::new(Body::new(FirstThenNothing::default())),
        "hop" => hop_by_hop(),
        "environment" => Json(environment()).into_response(),
        "print" => {
            println!("to stdout");
            eprintln!("to stderr");
            eprintln!("a Warning to stderr");
            StatusCode::IM_A_TEAPOT.into_response()
        }
        action if path.starts_with("/api/web/") => obey(&json!({"do": action})).await,
        _ => {
            let seen = seen(request).await;
            let order = order(&seen);
            let again = is_repeated(&order);
            // Last: whoever reads it may kill us at once.
            println!("SEEN {seen}");
            if again {
                return Json(json!({})).into_response();
            }
            obey(&order).await
        }
    }
}

/// What a trigger call wants: the event's data, or an HTTP body.
fn order(seen: &Value) -> Value {
    let envelope: Value = seen["body"]
        .as_str()
        .and_then(|body| serde_json::from_str(body).ok())
        .unwrap_or_default();
    let data = &envelope["Data"];
    // A queue's message: a JSON text in a JSON text.
    let message = data["msg"].as_str().and_then(|json| {
        let text: String = serde_json::from_str(json).ok()?;
        serde_json::from_str(&text).ok()
    });
    let body = data["req"]["Body"]
        .as_str()
        .and_then(|body| serde_json::from_str(body).ok());
    body.or(message)
        .unwrap_or_else(|| data["event"]["data"].clone())
}

/// What is to be done only once leaves a mark, which outlives the process.
fn is_repeated(order: &Value) -> bool {
    let mark = order["once"].as_str();
    mark.is_some_and(|mark| std::fs::File::create_new(mark).is_err())
}

async fn obey(order: &Value) -> Response {
    match order["do"].as_str() {
        Some("hang") => std::future::pending().await,
        Some("crash") => process::exit(3),
        Some("restart") => process::exit(200),
        Some("finish") => process::exit(0),
        _ => {}
    }
    let Some(status) = order["status"]
        .as_u64()
        .and_then(|status| u16::try_from(status).ok())
    else {
        return Json(json!({})).into_response();
    };
    let mut response = Response::new(Body::from(
        order["body"].as_str().unwrap_or_default().to_owned(),
    ));
    *response.status_mut() = StatusCode::from_u16(status).expect("a status");
    let kind = order["ct"].as_str().map(|kind| ("content-type", kind));
    let location = order["headers"]["location"]
        .as_str()
        .map(|target| ("location", target));
    for (name, value) in kind.into_iter().chain(location) {
        let value = HeaderValue::from_str(value).expect("a header value");
        response
            .headers_mut()
            .insert(HeaderName::from_static(name), value);
    }
    response
}

async fn seen(request: Request) -> Value {
    let (parts, body) = request.into_parts();
    let headers: BTreeMap<_, _> = parts
        .headers
        .iter()
        .map(|(name, value)| {
            (
                name.to_string(),
                String::from_utf8_lossy(value.as_bytes()).into_owned(),
            )
        })
        .collect();
    let body = to_bytes(body, usize::MAX).await.unwrap_or_default();
    json!({
        "method": parts.method.as_str(),
        "uri": parts.uri.to_string(),
        "headers": headers,
        "body": (parts.method != Method::GET).then(|| String::from_utf8_lossy(&body).into_owned()),
    })
}

fn hop_by_hop() -> Response {
    let mut response = StatusCode::NOT_FOUND.into_response();
    for name in ["keep-alive", "proxy-authenticate", "upgrade", "x-kept"] {
        response
            .headers_mut()
            .insert(HeaderName::from_static(name), HeaderValue::from_static("x"));
    }
    response
}

fn environment() -> BTreeMap<String, String> {
    let mut variables: BTreeMap<_, _> = std::env::vars_os()
        .map(|(name, value)| {
            (
                name.to_string_lossy().into_owned(),
                value.to_string_lossy().into_owned(),
            )
        })
        .collect();
    let directory = std::env::current_dir().unwrap_or_default();
    variables.insert("(cwd)".to_owned(), directory.display().to_string());
    variables
}

/// A body that starts and never goes on.
#[derive(Default)]
struct FirstThenNothing {
    started: bool,
}

impl HttpBody for FirstThenNothing {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        if std::mem::replace(&mut self.started, true) {
            return Poll::Pending;
        }
        Poll::Ready(Some(Ok(Frame::data(Bytes::from_static(b"first")))))
    }
}
