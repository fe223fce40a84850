//! Reading request bodies as leniently, and as strictly, as the service does.

use axum::{
    body::Bytes,
    extract::{FromRequest, Request},
    http::header,
};
use serde::de::DeserializeOwned;
use serde_json::error::Category;

use super::{MAX_BODY, auth::text, error::AcsError};

/// A JSON body. An empty one counts as `{}`: Microsoft's SDKs send none, with
/// `Content-Type: application/json`, when every member is optional.
pub(crate) struct Payload<T>(pub(crate) T);

impl<S: Sync, T: DeserializeOwned> FromRequest<S> for Payload<T> {
    type Rejection = AcsError;

    async fn from_request(request: Request, _: &S) -> Result<Self, AcsError> {
        let bytes = axum::body::to_bytes(request.into_body(), MAX_BODY)
            .await
            .map_err(|_| AcsError::TooLarge)?;
        parse(&bytes).map(Self)
    }
}

/// A JSON merge patch (RFC 7396), which must say so in its `Content-Type`.
pub(crate) struct Merge<T>(pub(crate) T);

impl<S: Sync, T: DeserializeOwned> FromRequest<S> for Merge<T> {
    type Rejection = AcsError;

    async fn from_request(request: Request, state: &S) -> Result<Self, AcsError> {
        let kind = text(request.headers(), header::CONTENT_TYPE.as_str()).unwrap_or_default();
        let essence = kind.split(';').next().unwrap_or_default().trim();
        if !essence.eq_ignore_ascii_case("application/merge-patch+json") {
            return Err(AcsError::NotAMergePatch);
        }
        Payload::from_request(request, state)
            .await
            .map(|Payload(body)| Self(body))
    }
}

fn parse<T: DeserializeOwned>(bytes: &Bytes) -> Result<T, AcsError> {
    let text: &[u8] = if bytes.is_empty() { b"{}" } else { bytes };
    serde_json::from_slice(text).map_err(|error| match error.classify() {
        // Serde would quote the offending value, which may be a token.
        Category::Data => AcsError::BadRequest(format!(
            "The request body is not valid at line {} column {}.",
            error.line(),
            error.column()
        )),
        Category::Syntax | Category::Eof | Category::Io => AcsError::NotJson,
    })
}
