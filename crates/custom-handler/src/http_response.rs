//! The answer of an HTTP function whose request came in an envelope.

use std::{collections::BTreeMap, fmt};

use axum::http::StatusCode;
use serde::{Serialize, Serializer};

/// What an `http` output tells the host to answer ([reference]).
///
/// The body is always sent to the host as *text*, which it passes on as it stands. It would
/// indent JSON and rewrite the times in it. What does not survive is a body, or the value of a
/// header, that is an ISO 8601 time and nothing else: send such a body as JSON, in quotes.
///
/// [reference]: https://learn.microsoft.com/azure/azure-functions/functions-custom-handlers#response-payload
#[derive(Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct HttpResponse {
    /// The status for the client.
    #[serde(rename = "statusCode", serialize_with = "number")]
    pub status: StatusCode,
    /// One value a name: the protocol knows no repeated header and no cookie. Without a
    /// `content-type` the client gets `text/plain`.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub headers: BTreeMap<String, String>,
    /// May be empty.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub body: String,
}

impl HttpResponse {
    /// An answer in JSON, which reaches the client byte for byte as it is written here.
    ///
    /// # Errors
    ///
    /// When `value` cannot be JSON.
    pub fn json<T: Serialize>(status: StatusCode, value: &T) -> Result<Self, serde_json::Error> {
        Ok(Self {
            status,
            headers: [("content-type".to_owned(), "application/json".to_owned())].into(),
            body: serde_json::to_string(value)?,
        })
    }
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "the signature that serde calls"
)]
fn number<S: Serializer>(status: &StatusCode, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_u16(status.as_u16())
}

impl fmt::Debug for HttpResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpResponse")
            .field("status", &self.status)
            .field("headers", &self.headers.keys())
            .field("body_len", &self.body.len())
            .finish()
    }
}
