//! The error answers of chat.

use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde_json::json;

use crate::chat::ChatError;

impl ChatError {
    /// The status and the `code` of the answer.
    fn parts(&self) -> (StatusCode, &'static str) {
        match self {
            Self::Forbidden => (StatusCode::FORBIDDEN, "Forbidden"),
            Self::UnknownThread | Self::UnknownMessage => (StatusCode::NOT_FOUND, "NotFound"),
            Self::Invalid(_) => (StatusCode::BAD_REQUEST, "BadRequest"),
            Self::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, "RequestEntityTooLarge"),
            Self::TooMany { .. } => (StatusCode::TOO_MANY_REQUESTS, "TooManyRequests"),
            Self::Internal => (StatusCode::INTERNAL_SERVER_ERROR, "InternalServerError"),
        }
    }
}

impl IntoResponse for ChatError {
    fn into_response(self) -> Response {
        let (status, code) = self.parts();
        let body = json!({"error": {"code": code, "message": self.to_string()}});
        let mut response = (status, Json(body)).into_response();
        if let Self::TooMany { retry_after } = self {
            response
                .headers_mut()
                .insert(header::RETRY_AFTER, HeaderValue::from(retry_after));
        }
        response
    }
}
