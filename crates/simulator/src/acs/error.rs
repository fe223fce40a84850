//! The error answers of ACS.

use axum::{
    Json,
    http::{HeaderName, HeaderValue, StatusCode},
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};

/// Ours, not Azure's: says on an answer that Azure keeps terse what the caller did wrong.
const HINT: HeaderName = HeaderName::from_static("x-sim-hint");

/// Why ACS does not do what it was asked.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum AcsError {
    /// The caller is not who it says; the hint is for the developer. Recorded from Azure:
    /// `{"error":{"code":"Denied","message":"Denied by the resource provider."}}`.
    Denied {
        hint: &'static str,
    },
    /// Chat wants a good user token, which this is not. From the examples of the specification.
    NotAUser {
        hint: &'static str,
    },
    /// The endpoint was given to a client with a trailing slash, which some clients then sign.
    TrailingSlash,
    /// The body is not the one that was signed.
    ContentHash,
    ApiVersionUnspecified,
    /// Recorded in the JavaScript SDK's `sdk/communication/communication-identity/recordings`.
    IdentityNotOwned,
    IdentityDeleted,
    /// Valid JSON with a wrong value.
    BadRequest(String),
    /// Not JSON at all: <https://learn.microsoft.com/rest/api/communication/errorcodes>.
    NotJson,
    TooLarge,
    /// A patch that does not say that it is one.
    NotAMergePatch,
    /// The Teams user's own token was not accepted.
    TeamsToken(&'static str),
}

impl AcsError {
    fn parts(&self) -> (StatusCode, &'static str, String) {
        const DENIED: &str = "Denied by the resource provider.";
        match self {
            Self::Denied { .. } => (StatusCode::UNAUTHORIZED, "Denied", DENIED.to_owned()),
            Self::NotAUser { .. } => (
                StatusCode::UNAUTHORIZED,
                "Unauthorized",
                "Request is not authorized.".to_owned(),
            ),
            Self::TrailingSlash => (
                StatusCode::UNAUTHORIZED,
                "Denied",
                format!(
                    "{DENIED} (The signed host ends in '/': give the client an endpoint without \
                     a trailing slash.)"
                ),
            ),
            Self::ContentHash => (
                StatusCode::UNAUTHORIZED,
                "Denied",
                "Request 'x-ms-content-sha256' differs from generated content hash.".to_owned(),
            ),
            Self::ApiVersionUnspecified => (
                StatusCode::BAD_REQUEST,
                "ApiVersionUnspecified",
                "An API version is required, but was not specified.".to_owned(),
            ),
            Self::IdentityNotOwned => (
                StatusCode::UNAUTHORIZED,
                "IdentityNotOwned",
                "Provided identity doesn't belong to the resource.".to_owned(),
            ),
            Self::IdentityDeleted => (
                StatusCode::NOT_FOUND,
                "NotFound",
                "The requested identity does not exist.".to_owned(),
            ),
            Self::BadRequest(message) => (StatusCode::BAD_REQUEST, "BadRequest", message.clone()),
            Self::NotJson => (
                StatusCode::UNPROCESSABLE_ENTITY,
                "UnprocessableEntity",
                "The request body is not valid JSON.".to_owned(),
            ),
            Self::TooLarge => (
                StatusCode::PAYLOAD_TOO_LARGE,
                "RequestTooLarge",
                "The request body is too large.".to_owned(),
            ),
            Self::NotAMergePatch => (
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "UnsupportedMediaType",
                "The content type must be application/merge-patch+json.".to_owned(),
            ),
            Self::TeamsToken(message) => (
                StatusCode::UNAUTHORIZED,
                "InvalidToken",
                (*message).to_owned(),
            ),
        }
    }
}

impl IntoResponse for AcsError {
    fn into_response(self) -> Response {
        let (status, code, message) = self.parts();
        let mut error = json!({"code": code, "message": message});
        if let (Self::ApiVersionUnspecified, Some(error)) = (&self, error.as_object_mut()) {
            // The gateway's shape: the member is there, spelt this way, and null.
            error.insert("innerError".to_owned(), Value::Null);
        }
        let mut response = (status, Json(json!({ "error": error }))).into_response();
        if let Self::Denied { hint } | Self::NotAUser { hint } = self {
            response
                .headers_mut()
                .insert(HINT, HeaderValue::from_static(hint));
        }
        response
    }
}
