//! The host's listener: which path is whose.

mod admin;
mod cors;
mod deadline;
mod headers;
mod proxy;
mod webhook;

use std::{net::SocketAddr, sync::Arc, time::Instant};

use axum::{
    Router,
    body::Body,
    extract::{ConnectInfo, Request, State},
    http::{HeaderValue, Response, StatusCode, Uri, header},
};
use http_body_util::Limited;

pub(crate) use self::cors::Cors;
use super::{events::Event, runtime::Runtime, worker::State as WorkerState};

/// Answers everything: the host's own paths are not axum routes, since functions may claim any
/// other.
pub(crate) fn router(runtime: Arc<Runtime>) -> Router {
    Router::new().fallback(serve).with_state(runtime)
}

async fn serve(
    State(runtime): State<Arc<Runtime>>,
    ConnectInfo(remote): ConnectInfo<SocketAddr>,
    request: Request,
) -> Response<Body> {
    let started = Instant::now();
    let method = request.method().clone();
    let path = request.uri().path().to_owned();
    let response = answer(&runtime, remote, request).await;
    let status = response.status();
    runtime.reporter.report(Event::Request {
        method,
        path,
        status,
        elapsed: started.elapsed(),
    });
    response
}

/// CORS around everything, then the body's limit.
pub(crate) async fn answer(
    runtime: &Arc<Runtime>,
    remote: SocketAddr,
    request: Request,
) -> Response<Body> {
    if let Some(preflight) = runtime.cors.preflight(request.method(), request.headers()) {
        return preflight;
    }
    let origin = request.headers().get(header::ORIGIN).cloned();
    let mut response = route(Arc::clone(runtime), remote, request).await;
    if let Some(origin) = origin {
        runtime.cors.allow(&origin, response.headers_mut());
    }
    response
}

async fn route(runtime: Arc<Runtime>, remote: SocketAddr, request: Request) -> Response<Body> {
    if runtime.worker.snapshot().state == WorkerState::Stopped {
        return not_running();
    }
    let declared = request
        .headers()
        .get(header::CONTENT_LENGTH)
        .and_then(|length| length.to_str().ok());
    if declared
        .and_then(|length| length.parse().ok())
        .is_some_and(|length: u64| length > runtime.body_limit)
    {
        return reply(StatusCode::PAYLOAD_TOO_LARGE, "");
    }
    let limit = usize::try_from(runtime.body_limit).unwrap_or(usize::MAX);
    let request = request.map(|body| Body::new(Limited::new(body, limit)));
    let path = request.uri().path().to_owned();
    let lower = path.to_ascii_lowercase();
    if let Some(rest) = lower.strip_prefix("/admin/") {
        return admin::call(runtime, rest, request).await;
    }
    if let Some(extension) = lower.strip_prefix("/runtime/webhooks/") {
        return webhook::call(runtime, extension, request).await;
    }
    proxy::call(runtime, remote, request).await
}

/// What everybody is told once the host has stopped.
fn not_running() -> Response<Body> {
    reply(
        StatusCode::SERVICE_UNAVAILABLE,
        "Function host is not running.",
    )
}

fn reply(status: StatusCode, text: impl Into<String>) -> Response<Body> {
    let text = text.into();
    let plain = (!text.is_empty()).then_some(HeaderValue::from_static("text/plain; charset=utf-8"));
    let mut response = Response::new(Body::from(text));
    *response.status_mut() = status;
    response
        .headers_mut()
        .extend(plain.map(|plain| (header::CONTENT_TYPE, plain)));
    response
}

/// The URI at which the host asks the handler. `path` comes from a parsed request or is a
/// function's name, so it fits.
pub(crate) fn handler_uri(port: u16, path: &str) -> Uri {
    Uri::builder()
        .scheme("http")
        .authority(format!("127.0.0.1:{port}"))
        .path_and_query(path)
        .build()
        .unwrap_or_default()
}
