//! The error answers of chat.
//!
//! The specification has those of the rest of ACS: `{"error":{"code","message"}}`. What is recorded in
//! the tests of the Azure CLI's `communication` extension, up to version 2024-03-07, and was reported
//! by users (<https://github.com/Azure/Communication/issues/379>) is another shape, without a message
//! where something was not found.

use axum::{
    Json,
    http::{StatusCode, header},
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
            Self::Invalid(_) | Self::Identifier(_) => (StatusCode::BAD_REQUEST, "BadRequest"),
            Self::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, "RequestEntityTooLarge"),
            Self::TooMany { .. } => (StatusCode::TOO_MANY_REQUESTS, "TooManyRequests"),
            Self::Internal => (StatusCode::INTERNAL_SERVER_ERROR, "InternalServerError"),
        }
    }
}

impl IntoResponse for ChatError {
    fn into_response(self) -> Response {
        let (status, code) = self.parts();
        let message = self.to_string();
        match self {
            // Never recorded: as in the examples of the specification.
            Self::TooMany { retry_after } => {
                let body = json!({"error": {"code": code, "message": message}});
                let later = [(header::RETRY_AFTER, retry_after.to_string())];
                (status, later, Json(body)).into_response()
            }
            Self::UnknownThread | Self::UnknownMessage => {
                let error = json!({"Code": code, "Details": []});
                (status, Json(json!({"CommunicationError": error}))).into_response()
            }
            _ => {
                let error = json!({"Code": code, "Message": message, "Details": []});
                (status, Json(json!({"CommunicationError": error}))).into_response()
            }
        }
    }
}
