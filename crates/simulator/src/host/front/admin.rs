//! `/admin/…`: the host's own endpoints, as far as a developer uses them.
//!
//! <https://learn.microsoft.com/azure/azure-functions/functions-manually-run-non-http>

use std::sync::Arc;

use axum::{
    body::{Body, to_bytes},
    extract::Request,
    http::{HeaderValue, Method, Response, StatusCode, header},
};
use serde::Deserialize;
use serde_json::{json, value::RawValue};

use super::reply;
use crate::host::{
    HOST_VERSION,
    auth::Door,
    events::Level,
    functions::{Function, Trigger},
    invocation::Envelope,
    runtime::Runtime,
    worker::State,
};

#[derive(Deserialize)]
struct Input {
    #[serde(default)]
    input: Option<String>,
}

/// `path` is what follows `/admin/`.
pub(crate) async fn call(runtime: Arc<Runtime>, path: &str, request: Request) -> Response<Body> {
    if path == "host/ping" {
        return reply(StatusCode::OK, "");
    }
    if !runtime
        .auth
        .admits(Door::Admin, request.uri(), request.headers())
    {
        return reply(StatusCode::UNAUTHORIZED, "");
    }
    match (request.method(), path, path.strip_prefix("functions/")) {
        (&Method::GET, "host/status", _) => status(&runtime),
        (&Method::POST, _, Some(name)) => {
            let name = name.to_owned();
            invoke(runtime, &name, request).await
        }
        _ => reply(StatusCode::NOT_FOUND, ""),
    }
}

fn status(runtime: &Runtime) -> Response<Body> {
    let state = match runtime.worker.snapshot().state {
        State::Running | State::Exited => "Running",
        State::Starting | State::Restarting => "Initialized",
        State::Stopped => "Offline",
    };
    let status = json!({"state": state, "version": HOST_VERSION, "versionDetails": HOST_VERSION});
    let mut response = reply(StatusCode::OK, status.to_string());
    let json = HeaderValue::from_static("application/json; charset=utf-8");
    response.headers_mut().insert(header::CONTENT_TYPE, json);
    response
}

/// Starts a function by hand: 202, whatever becomes of it.
async fn invoke(runtime: Arc<Runtime>, name: &str, request: Request) -> Response<Body> {
    let body = to_bytes(request.into_body(), usize::MAX)
        .await
        .unwrap_or_default();
    let Ok(Input { input }) = serde_json::from_slice(&body) else {
        return reply(StatusCode::BAD_REQUEST, "");
    };
    let Some(name) = runtime.function(name).map(|function| function.name.clone()) else {
        return reply(StatusCode::NOT_FOUND, "");
    };
    tokio::spawn(async move {
        let Some(function) = runtime.function(&name) else {
            return;
        };
        match envelope(&runtime, function, &input.unwrap_or_default()) {
            // The result is in the log: nobody waits for it.
            Ok(envelope) => drop(runtime.invoke(function, &envelope).await),
            Err(message) => runtime
                .reporter
                .function(&function.name, Level::Error, message),
        }
    });
    reply(StatusCode::ACCEPTED, "")
}

fn envelope(runtime: &Runtime, function: &Function, input: &str) -> Result<Envelope, String> {
    let sys = runtime.sys(function);
    let binding = &function.binding;
    let failed = |why: &str| format!("Executed 'Functions.{}' (Failed: {why})", function.name);
    let json =
        || RawValue::from_string(input.to_owned()).map_err(|error| failed(&error.to_string()));
    let envelope = match function.trigger {
        Trigger::EventGrid { many: false, .. } => Envelope::event(binding, &json()?, sys),
        Trigger::EventGrid { many: true, .. } => {
            let events: Vec<Box<RawValue>> =
                serde_json::from_str(input).map_err(|error| failed(&error.to_string()))?;
            Envelope::events(binding, &events, sys)
        }
        Trigger::Queue { binary, .. } => Envelope::queue_message(binding, binary, input, sys),
        Trigger::Timer => Envelope::timer(binding, sys),
        Trigger::Http(_) => return Err(failed("an HTTP function is called by its route")),
    };
    Ok(envelope.invoked_by_hand(binding, input))
}
