//! Why a request is not an invocation of the function.

use axum::{
    extract::rejection::BytesRejection,
    http::StatusCode,
    response::{IntoResponse, Response},
};

use crate::{envelope::InputError, guard::NotFromHost};

/// Why no [`Invocation`](crate::Invocation) or [`Envelope`](crate::Envelope) could be extracted.
///
/// As a response it makes the host count the invocation as failed: Event Grid redelivers for up to
/// 24 hours, a queue retries. What will never decode is better parked and acknowledged: take
/// `Result<Invocation<T>, Rejection>` in the handler. No variant holds any of the data.
#[derive(Debug, thiserror::Error)]
pub enum Rejection {
    /// 404.
    #[error(transparent)]
    NotFromHost(#[from] NotFromHost),
    /// 413 over the body limit, 400 when the host hung up.
    #[error("the body could not be read")]
    Body(#[source] BytesRejection),
    /// 400: not `{"Data": {…}}`.
    #[error("the body is no invocation envelope: error at line {line} column {column}")]
    NotAnEnvelope {
        /// From 1.
        line: usize,
        /// From 1; 0 is before the first character.
        column: usize,
    },
    /// 400.
    #[error(transparent)]
    Input(#[from] InputError),
}

impl IntoResponse for Rejection {
    fn into_response(self) -> Response {
        match self {
            Self::NotFromHost(refused) => refused.into_response(),
            Self::Body(rejection) => rejection.into_response(),
            Self::NotAnEnvelope { .. } => {
                (StatusCode::BAD_REQUEST, self.to_string()).into_response()
            }
            Self::Input(error) => error.into_response(),
        }
    }
}
