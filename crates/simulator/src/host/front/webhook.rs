//! `/runtime/webhooks/EventGrid`: how Event Grid reaches the functions.
//!
//! The contract:
//! <https://learn.microsoft.com/azure/event-grid/end-point-validation-event-grid-events-schema>;
//! the answers are those of
//! <https://github.com/Azure/azure-sdk-for-net/blob/main/sdk/eventgrid/Microsoft.Azure.WebJobs.Extensions.EventGrid/src/HttpRequestProcessor.cs>.

use std::sync::Arc;

use axum::{
    body::{Body, to_bytes},
    extract::Request,
    http::{HeaderValue, Method, Response, StatusCode, header},
};
use serde_json::{Value, json, value::RawValue};
use tokio::task::JoinSet;

use super::reply;
use crate::host::{
    auth::{Door, query},
    functions::{Function, Trigger},
    invocation::{Envelope, Failure},
    runtime::Runtime,
};

/// The only origin that may subscribe.
const ORIGIN: &str = "eventgrid.azure.net";

/// `extension` is the last segment of the path.
pub(crate) async fn call(
    runtime: Arc<Runtime>,
    extension: &str,
    request: Request,
) -> Response<Body> {
    if !runtime
        .auth
        .admits(Door::EventGrid, request.uri(), request.headers())
    {
        return reply(StatusCode::UNAUTHORIZED, "");
    }
    let is_event_grid = |function: &Function| matches!(function.trigger, Trigger::EventGrid { .. });
    if !extension.eq_ignore_ascii_case("eventgrid") || !runtime.functions.iter().any(is_event_grid)
    {
        return reply(StatusCode::NOT_FOUND, "");
    }
    let name = query(request.uri())
        .find(|(key, _)| key.eq_ignore_ascii_case("functionName"))
        .map(|(_, name)| name);
    let name = name.unwrap_or_default();
    let position = runtime
        .functions
        .iter()
        .position(|function| is_event_grid(function) && function.name.eq_ignore_ascii_case(&name));
    let Some(position) = position else {
        return reply(
            StatusCode::NOT_FOUND,
            format!("cannot find function: '{name}'"),
        );
    };
    if request.method() == Method::OPTIONS {
        let mut response = reply(StatusCode::OK, "");
        response
            .headers_mut()
            .insert("webhook-allowed-origin", HeaderValue::from_static(ORIGIN));
        return response;
    }
    let kind = request
        .headers()
        .get("aeg-event-type")
        .and_then(|kind| kind.to_str().ok())
        .unwrap_or_default();
    let kind = kind.to_ascii_lowercase();
    let Ok(body) = to_bytes(request.into_body(), usize::MAX).await else {
        return reply(StatusCode::PAYLOAD_TOO_LARGE, "");
    };
    match kind.as_str() {
        "subscriptionvalidation" => validate(&body),
        "notification" => deliver(runtime, position, &body).await,
        "unsubscribe" => reply(StatusCode::ACCEPTED, ""),
        _ => reply(StatusCode::BAD_REQUEST, ""),
    }
}

/// The handshake: the code comes back. With CloudEvents the data may be a string that contains the
/// object.
fn validate(body: &[u8]) -> Response<Body> {
    let code = serde_json::from_slice::<Value>(body).ok().and_then(|body| {
        let event = body.get(0).unwrap_or(&body);
        let data = event.get("data")?;
        let inner: Option<Value> = data
            .as_str()
            .and_then(|text| serde_json::from_str(text).ok());
        inner
            .as_ref()
            .unwrap_or(data)
            .get("validationCode")?
            .as_str()
            .map(str::to_owned)
    });
    let Some(code) = code else {
        return reply(StatusCode::INTERNAL_SERVER_ERROR, "");
    };
    let mut response = reply(
        StatusCode::OK,
        json!({"validationResponse": code}).to_string(),
    );
    let json = HeaderValue::from_static("application/json; charset=utf-8");
    response.headers_mut().insert(header::CONTENT_TYPE, json);
    response
}

/// One invocation per event, all at once; Event Grid hears only whether all of them succeeded.
async fn deliver(runtime: Arc<Runtime>, position: usize, body: &[u8]) -> Response<Body> {
    let Some(function) = runtime.functions.get(position) else {
        return reply(StatusCode::NOT_FOUND, "");
    };
    let Some(events) = events(body) else {
        return reply(StatusCode::INTERNAL_SERVER_ERROR, "");
    };
    let many = matches!(function.trigger, Trigger::EventGrid { many: true, .. });
    let envelopes: Vec<_> = if many {
        vec![Envelope::events(
            &function.binding,
            &events,
            runtime.sys(function),
        )]
    } else {
        events
            .iter()
            .map(|event| Envelope::event(&function.binding, event, runtime.sys(function)))
            .collect()
    };
    let failed = format!(
        "Exception while executing function: Functions.{}",
        function.name
    );
    let mut invocations = JoinSet::new();
    for envelope in envelopes {
        let runtime = Arc::clone(&runtime);
        invocations.spawn(async move {
            match runtime.functions.get(position) {
                Some(function) => runtime.invoke(function, &envelope).await.map(|_| ()),
                None => Err(Failure::Failed),
            }
        });
    }
    let results = invocations.join_all().await;
    if results.contains(&Err(Failure::HostStopped)) {
        super::not_running()
    } else if results.iter().all(Result::is_ok) {
        reply(StatusCode::ACCEPTED, "")
    } else {
        reply(StatusCode::INTERNAL_SERVER_ERROR, failed)
    }
}

/// An array of objects, or one object.
fn events(body: &[u8]) -> Option<Vec<Box<RawValue>>> {
    let events: Vec<Box<RawValue>> = serde_json::from_slice(body)
        .or_else(|_| serde_json::from_slice(body).map(|one| vec![one]))
        .ok()?;
    events
        .iter()
        .all(|event| event.get().starts_with('{'))
        .then_some(events)
}
