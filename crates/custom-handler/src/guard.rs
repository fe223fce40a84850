//! Who may call a trigger path: the Functions host itself, and nobody through it.

use std::fmt;

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, StatusCode, request::Parts},
    response::{IntoResponse, Response},
};

const INVOCATION_ID: &str = "x-azure-functions-invocationid";

/// Headers that only a request from outside carries.
///
/// The host's proxy sets the first, over whatever the client sent ([source]). Under the older
/// forwarding mode it does not, but the platform's front end has then set the others. The host's
/// own invocations have none of them.
///
/// [source]: https://github.com/Azure/azure-functions-host/blob/dev/src/WebJobs.Script/Workers/Http/DefaultHttpWorkerService.cs
const FROM_OUTSIDE: [&str; 3] = ["x-ms-invocation-id", "x-forwarded-for", "x-forwarded-host"];

/// Longer than any GUID, short enough for a log field.
const LONGEST_ID: usize = 64;

/// The host's id of one invocation: a GUID, which also names it in the host's logs.
///
/// Every delivery has its own, a redelivery too, so it is no key for idempotency.
/// It consists of ASCII letters, digits and `-` only, at most 64 of them: safe to log.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct InvocationId(Box<str>);

impl InvocationId {
    /// The id as the host wrote it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for InvocationId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A trigger path was called by somebody other than the host; as a response a bare 404, the same
/// as for a path that does not exist.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an invocation by the Functions host")]
pub struct NotFromHost;

impl IntoResponse for NotFromHost {
    fn into_response(self) -> Response {
        StatusCode::NOT_FOUND.into_response()
    }
}

pub(crate) fn admit(headers: &HeaderMap) -> Result<InvocationId, NotFromHost> {
    if FROM_OUTSIDE.iter().any(|name| headers.contains_key(*name)) {
        return Err(NotFromHost);
    }
    let mut ids = headers.get_all(INVOCATION_ID).iter();
    // Forwarding adds the host's id to one that the client sent: two are a client's doing.
    let (Some(id), None) = (ids.next(), ids.next()) else {
        return Err(NotFromHost);
    };
    let id = id.to_str().map_err(|_| NotFromHost)?;
    let plain = id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    if plain && (1..=LONGEST_ID).contains(&id.len()) {
        Ok(InvocationId(id.into()))
    } else {
        Err(NotFromHost)
    }
}

impl<S: Sync> FromRequestParts<S> for InvocationId {
    type Rejection = NotFromHost;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, NotFromHost> {
        admit(&parts.headers)
    }
}
