//! The answer that the host accepts.

use std::collections::BTreeMap;

use axum::{
    http::{HeaderValue, StatusCode, header::CONTENT_TYPE},
    response::{IntoResponse, Response},
};
use serde::Serialize;

use crate::{failure::Failure, output::Output};

/// A finished invocation.
///
/// It is always a 200 with `application/json` and a JSON object. The host fails the invocation on
/// other content, and on an empty body, a 204 or `null` it *waits until `functionTimeout` and then
/// kills the process*, with everything else that is in flight ([source]).
///
/// ```
/// use custom_handler::{InvocationResponse, Output};
///
/// let done = InvocationResponse::ok();
/// assert_eq!(serde_json::to_string(&done)?, "{}");
///
/// let queued = InvocationResponse::ok()
///     .output("message", Output::message(r#"{"id":1005}"#))
///     .log("queued one order");
/// assert_eq!(
///     serde_json::to_string(&queued)?,
///     r#"{"Outputs":{"message":"eyJpZCI6MTAwNX0="},"Logs":["queued one order"]}"#
/// );
/// # Ok::<(), serde_json::Error>(())
/// ```
///
/// [source]: https://github.com/Azure/azure-functions-host/blob/dev/src/WebJobs.Script/Workers/Http/DefaultHttpWorkerService.cs
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
#[must_use = "the host waits for it"]
pub struct InvocationResponse {
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    outputs: BTreeMap<String, Output>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    logs: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    return_value: Option<Output>,
}

impl InvocationResponse {
    /// Done, and nothing to hand over.
    ///
    /// An HTTP function needs its `http` output as well, or its client gets an empty 204.
    pub fn ok() -> Self {
        Self::default()
    }

    /// Adds a line to the function's own log, at level Information.
    ///
    /// The host shows these for a finished invocation only: a [`Failure`] has none.
    pub fn log(mut self, line: impl Into<String>) -> Self {
        self.logs.push(line.into());
        self
    }

    /// Sets the value of an output binding, by its name in `function.json`.
    ///
    /// The name is case-sensitive, and one that `function.json` does not have is ignored without a
    /// word. The name `$return` works too.
    pub fn output(mut self, binding: impl Into<String>, output: Output) -> Self {
        let binding = binding.into();
        if binding == "$return" {
            self.return_value = Some(output);
        } else {
            self.outputs.insert(binding, output);
        }
        self
    }
}

/// Marks a response as one that the host can settle, see [`settles`].
#[derive(Clone, Copy)]
struct Settled;

const JSON: HeaderValue = HeaderValue::from_static("application/json");

impl IntoResponse for InvocationResponse {
    fn into_response(self) -> Response {
        match serde_json::to_vec(&self) {
            Ok(body) => {
                let mut response = ([(CONTENT_TYPE, JSON)], body).into_response();
                response.extensions_mut().insert(Settled);
                response
            }
            Err(_) => Failure("the response is not JSON").into_response(),
        }
    }
}

/// Whether the host finishes the invocation on this response.
///
/// An error status always does. A success does when it came from an [`InvocationResponse`] and kept
/// its status and type: axum lets a handler return `(StatusCode::NO_CONTENT, response)`. A redirect
/// never does, the host would follow it.
pub(crate) fn settles(response: &Response) -> bool {
    let status = response.status();
    status.is_client_error()
        || status.is_server_error()
        || (status == StatusCode::OK
            && response.headers().get(CONTENT_TYPE) == Some(&JSON)
            && response.extensions().get::<Settled>().is_some())
}
