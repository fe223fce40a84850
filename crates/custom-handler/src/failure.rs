//! The answer that makes the host count an invocation as failed.

use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};

/// A failed invocation: a 500.
///
/// Event Grid delivers the event again, for up to 24 hours; a queue shows the message again and
/// moves it to the poison queue in the end; the client of an HTTP function gets a bare 500. The
/// host discards the text, but Core Tools logs it, so it is one that was written in the source: no
/// data can get in.
///
/// ```
/// use custom_handler::{Failure, InvocationResponse};
///
/// async fn handle() -> Result<InvocationResponse, Failure> {
///     Err(Failure("the store did not answer"))
/// }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Failure(pub &'static str);

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        (StatusCode::INTERNAL_SERVER_ERROR, self.0).into_response()
    }
}
