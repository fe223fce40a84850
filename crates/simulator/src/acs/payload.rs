//! Reading request bodies as leniently, and as strictly, as the service does.

use axum::{
    body::Bytes,
    extract::{FromRequest, Request},
};
use serde::de::DeserializeOwned;
use serde_json::error::Category;

use super::{MAX_BODY, error::AcsError};

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
