//! Extractors for what the host posts.

use axum::{
    body::Bytes,
    extract::{FromRequest, Request},
};
use serde::de::DeserializeOwned;

use crate::{
    envelope::Envelope,
    guard::{InvocationId, admit},
    metadata::Metadata,
    rejection::Rejection,
};

/// One call of a function with one input, such as an Event Grid, queue or timer trigger.
///
/// `T` is what the input holds, under all of the host's layers of encoding: see
/// [`WireValue::decode`](crate::WireValue::decode).
///
/// | trigger | `T` |
/// | --- | --- |
/// | Event Grid | the event, a struct |
/// | Event Grid, `"cardinality": "many"` | `Vec` of the event |
/// | queue, text | `String`, exact |
/// | queue, JSON | a struct |
/// | queue, `"dataType": "binary"` | [`Binary`](crate::Binary) |
/// | timer | [`Timer`](crate::Timer) |
/// | HTTP with more bindings than request and response | [`HttpRequest`](crate::HttpRequest) |
#[derive(Debug, Clone)]
pub struct Invocation<T> {
    /// The host's id of this call.
    pub id: InvocationId,
    /// The input.
    pub data: T,
    /// Hints; see there why they are not to be trusted.
    pub metadata: Metadata,
}

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Invocation<T> {
    type Rejection = Rejection;

    async fn from_request(request: Request, state: &S) -> Result<Self, Rejection> {
        let (id, envelope) = read(request, state).await?;
        Ok(Self {
            id,
            data: envelope.only_input()?,
            metadata: envelope.metadata,
        })
    }
}

impl<S: Send + Sync> FromRequest<S> for Envelope {
    type Rejection = Rejection;

    async fn from_request(request: Request, state: &S) -> Result<Self, Rejection> {
        Ok(read(request, state).await?.1)
    }
}

/// Asks who calls, even though the guard has: a route may have been left outside of it.
async fn read<S: Send + Sync>(
    request: Request,
    state: &S,
) -> Result<(InvocationId, Envelope), Rejection> {
    let id = admit(request.headers())?;
    let body = Bytes::from_request(request, state)
        .await
        .map_err(Rejection::Body)?;
    // One look at the whole is cheaper than one at each string.
    let envelope = match str::from_utf8(&body) {
        Ok(text) => serde_json::from_str(text),
        Err(_) => serde_json::from_slice(&body),
    };
    let envelope = envelope.map_err(|error| Rejection::NotAnEnvelope {
        line: error.line(),
        column: error.column(),
    })?;
    Ok((id, envelope))
}
