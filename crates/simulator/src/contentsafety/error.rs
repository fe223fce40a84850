//! The error answers of Content Safety.
//!
//! The codes are the published ones:
//! <https://learn.microsoft.com/azure/ai-services/content-safety/concepts/response-codes>. The two 401
//! are those of the gateway that all Cognitive Services have in front of them.

use axum::{
    Json,
    http::{HeaderName, HeaderValue, StatusCode},
    response::{IntoResponse, Response},
};
use serde_json::json;

/// Why a text is not judged.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum SafetyError {
    /// No key and no token, or a key that is neither of the two.
    KeyRefused,
    /// Not an Entra token for Cognitive Services.
    TokenRefused,
    /// To the gateway, a path without a version is no path of the service.
    NoApiVersion,
    InvalidRequestBody {
        message: &'static str,
    },
    BlocklistNotFound {
        name: String,
    },
}

impl SafetyError {
    fn parts(self) -> (StatusCode, &'static str, String) {
        match self {
            Self::KeyRefused => (
                StatusCode::UNAUTHORIZED,
                "401",
                "Access denied due to invalid subscription key or wrong API endpoint. Make sure to \
                 provide a valid key for an active subscription and use a correct regional API \
                 endpoint for your resource."
                    .to_owned(),
            ),
            Self::TokenRefused => (
                StatusCode::UNAUTHORIZED,
                "Unauthorized",
                "Access token is missing, invalid, audience is incorrect \
                 (https://cognitiveservices.azure.com), or have expired."
                    .to_owned(),
            ),
            Self::NoApiVersion => (
                StatusCode::NOT_FOUND,
                "404",
                "Resource not found".to_owned(),
            ),
            Self::InvalidRequestBody { message } => (
                StatusCode::BAD_REQUEST,
                "InvalidRequestBody",
                message.to_owned(),
            ),
            Self::BlocklistNotFound { name } => (
                StatusCode::NOT_FOUND,
                "ResourceNotFound",
                format!("The blocklist {name} does not exist."),
            ),
        }
    }
}

impl IntoResponse for SafetyError {
    fn into_response(self) -> Response {
        let (status, code, message) = self.parts();
        let body = json!({"error": {"code": code, "message": message}});
        let mut response = (status, Json(body)).into_response();
        response.headers_mut().insert(
            HeaderName::from_static("x-ms-error-code"),
            HeaderValue::from_static(code),
        );
        response
    }
}
