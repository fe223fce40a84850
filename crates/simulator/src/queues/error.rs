//! The service's refusals.
//!
//! <https://learn.microsoft.com/rest/api/storageservices/queue-service-error-codes> and
//! <https://learn.microsoft.com/rest/api/storageservices/common-rest-api-error-codes>

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};

use super::wire;

/// Why the queue service refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum StorageError {
    /// There is no signature.
    #[error(
        "Server failed to authenticate the request. Please refer to the information in the www-authenticate header."
    )]
    NoAuthenticationInformation,
    /// The signature is wrong, or the date is too far from the clock.
    #[error(
        "Server failed to authenticate the request. Make sure the value of Authorization header is formed correctly including the signature."
    )]
    AuthenticationFailed(
        /// What exactly; the service does not tell.
        &'static str,
    ),
    /// The queue's name is not one.
    #[error("The specified resource name contains invalid characters.")]
    InvalidResourceName,
    /// There is no such queue.
    #[error("The specified queue does not exist.")]
    QueueNotFound,
    /// There is one with other metadata.
    #[error("The specified queue already exists.")]
    QueueAlreadyExists,
    /// There is no such message.
    #[error("The specified message does not exist.")]
    MessageNotFound,
    /// The message has been received again since.
    #[error("The specified pop receipt did not match the pop receipt for a dequeued message.")]
    PopReceiptMismatch,
    /// A parameter is missing.
    #[error("A required query parameter was not specified for this request.")]
    MissingParameter(
        /// Its name.
        &'static str,
    ),
    /// A parameter is no number.
    #[error("Value for one of the query parameters specified in the request URI is invalid.")]
    InvalidParameter(
        /// Its name.
        &'static str,
    ),
    /// A parameter is too small or too large.
    #[error(
        "One of the query parameters specified in the request URI is outside the permissible range."
    )]
    OutOfRange(
        /// Its name.
        &'static str,
    ),
    /// A message of more than 64 KiB.
    #[error("The request body is too large and exceeds the maximum permissible limit.")]
    RequestBodyTooLarge,
    /// The body is not the XML that is expected.
    #[error("XML specified is not syntactically valid.")]
    InvalidXml,
}

impl StorageError {
    fn status_and_code(self) -> (StatusCode, &'static str) {
        match self {
            Self::NoAuthenticationInformation => {
                (StatusCode::UNAUTHORIZED, "NoAuthenticationInformation")
            }
            Self::AuthenticationFailed(_) => (StatusCode::FORBIDDEN, "AuthenticationFailed"),
            Self::InvalidResourceName => (StatusCode::BAD_REQUEST, "InvalidResourceName"),
            Self::QueueNotFound => (StatusCode::NOT_FOUND, "QueueNotFound"),
            Self::QueueAlreadyExists => (StatusCode::CONFLICT, "QueueAlreadyExists"),
            Self::MessageNotFound => (StatusCode::NOT_FOUND, "MessageNotFound"),
            Self::PopReceiptMismatch => (StatusCode::BAD_REQUEST, "PopReceiptMismatch"),
            Self::MissingParameter(_) => (StatusCode::BAD_REQUEST, "MissingRequiredQueryParameter"),
            Self::InvalidParameter(_) => (StatusCode::BAD_REQUEST, "InvalidQueryParameterValue"),
            Self::OutOfRange(_) => (StatusCode::BAD_REQUEST, "OutOfRangeQueryParameterValue"),
            Self::RequestBodyTooLarge => (StatusCode::PAYLOAD_TOO_LARGE, "RequestBodyTooLarge"),
            Self::InvalidXml => (StatusCode::BAD_REQUEST, "InvalidXmlDocument"),
        }
    }

    /// What the simulator adds for the person who looks for the mistake.
    fn hint(self) -> Option<&'static str> {
        match self {
            Self::AuthenticationFailed(hint)
            | Self::MissingParameter(hint)
            | Self::InvalidParameter(hint)
            | Self::OutOfRange(hint) => Some(hint),
            _ => None,
        }
    }
}

impl IntoResponse for StorageError {
    fn into_response(self) -> Response {
        let (status, code) = self.status_and_code();
        let mut response = refusal(status, code, &self.to_string());
        let headers = response.headers_mut();
        headers.extend(self.hint().map(|hint| {
            let name = header::HeaderName::from_static("x-sim-hint");
            (name, HeaderValue::from_static(hint))
        }));
        if status == StatusCode::UNAUTHORIZED {
            headers.insert(
                header::WWW_AUTHENTICATE,
                HeaderValue::from_static("SharedKey"),
            );
        }
        response
    }
}

/// An error as the service writes it: the code in a header, and again in the body.
pub(crate) fn refusal(status: StatusCode, code: &'static str, message: &str) -> Response {
    let mut response = wire::xml(status, "Error", &wire::ErrorBody { code, message });
    let name = header::HeaderName::from_static("x-ms-error-code");
    response
        .headers_mut()
        .insert(name, HeaderValue::from_static(code));
    response
}
