//! What the operator sees: one span a request, one log line a failure, never a token or a user.
//!
//! The host reads our stdout line by line as Information and our stderr as Error, so everything
//! goes to stdout, as JSON with its own level.

use std::{sync::Arc, time::Duration};

use axum::{
    extract::{MatchedPath, Request},
    middleware::Next,
    response::{IntoResponse, Response},
};
use tracing::{Instrument, Span, field::Empty};
use tracing_subscriber::EnvFilter;

use crate::error::Error;

/// No request takes longer: under the host's `functionTimeout`, at which it kills the process.
const DEADLINE: Duration = Duration::from_secs(25);

/// Starts logging. A filter that cannot be read is an error in words.
pub fn start(filter: &str) -> Result<(), String> {
    let filter = EnvFilter::try_new(filter).map_err(|error| format!("FRONTDESK_LOG: {error}"))?;
    tracing_subscriber::fmt()
        .json()
        .flatten_event(true)
        .with_current_span(true)
        .with_span_list(false)
        .with_env_filter(filter)
        .with_writer(std::io::stdout)
        .init();
    Ok(())
}

/// Around every request: its span, its deadline, and the one place where failures are logged.
///
/// Not an `async fn`, which would keep the request three times over while it waits.
pub(crate) fn observe(request: Request, next: Next) -> impl Future<Output = Response> {
    let span = request_span(&request);
    let running = next.run(request);
    async move {
        let response = match tokio::time::timeout(DEADLINE, running).await {
            Ok(response) => response,
            Err(_) => Error::Deadline.into_response(),
        };
        log(&response);
        response
    }
    .instrument(span)
}

fn request_span(request: &Request) -> Span {
    let header = |name| {
        request
            .headers()
            .get(name)
            .and_then(|value| value.to_str().ok())
    };
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or("none", MatchedPath::as_str);
    let span = tracing::info_span!(
        "request",
        method = %request.method(),
        route,
        invocation_id = Empty,
        trace_id = Empty,
    );
    if let Some(id) = header("x-azure-functions-invocationid") {
        span.record("invocation_id", id);
    }
    // W3C Trace Context §3.2: version-traceid-parentid-flags.
    if let Some(trace) = header("traceparent").and_then(|value| value.split('-').nth(1)) {
        span.record("trace_id", trace);
    }
    span
}

fn log(response: &Response) {
    let status = response.status().as_u16();
    let Some(error) = response.extensions().get::<Arc<Error>>() else {
        tracing::debug!(status, "answered");
        return;
    };
    let slug = error.answer().slug;
    match error.cause() {
        Some(cause) if status >= 500 => {
            tracing::error!(status, problem = slug, cause = %chain(cause.as_ref()), "could not be answered");
        }
        _ if status >= 500 => tracing::error!(status, problem = slug, "could not be answered"),
        _ => tracing::info!(status, problem = slug, reason = error.reason(), "refused"),
    }
}

/// An error and what caused it, in one line.
fn chain(error: &(dyn std::error::Error + 'static)) -> String {
    std::iter::successors(Some(error), |error| error.source())
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join(": ")
}
