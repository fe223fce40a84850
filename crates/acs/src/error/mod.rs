//! The one error of this crate.

mod answer;
mod body;
mod kind;
mod redact;

use std::{fmt, time::Duration};

use answer::Answer;
use azure_core::http::{RawResponse, StatusCode};

pub use kind::ErrorKind;

use crate::{InvalidEndpoint, clock, retry};

/// A call that failed.
///
/// No error holds a key, a token or a signature, neither in its text nor in its `Debug`: what looks
/// like one in the service's message is cut out.
#[derive(Debug)]
pub struct Error {
    cause: Box<Cause>,
    request_id: Option<Box<str>>,
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.cause.fmt(f)
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.cause.source()
    }
}

#[derive(Debug, thiserror::Error)]
enum Cause {
    #[error(transparent)]
    Answer(Answer),
    #[error("no answer from Communication Services within {} ms", .0.as_millis())]
    Timeout(Duration),
    #[error("Communication Services could not be reached")]
    Transport(#[source] azure_core::Error),
    #[error("no token to authenticate with")]
    Credential(#[source] azure_core::Error),
    #[error("the request could not be sent")]
    Refused(#[source] azure_core::Error),
    #[error("an answer {status} of Communication Services that cannot be read")]
    Unreadable {
        status: u16,
        #[source]
        source: UnreadableBody,
    },
    #[error("Communication Services named a next page that is not its own")]
    ForeignPage,
    #[error("{0}")]
    InvalidInput(&'static str),
    #[error(transparent)]
    Endpoint(InvalidEndpoint),
}

/// Where and how a body is not what was expected. Unlike serde's own error it quotes no value, which
/// could be a token.
#[derive(Debug, thiserror::Error)]
#[error("{category} error at line {line}, column {column}")]
struct UnreadableBody {
    category: &'static str,
    line: usize,
    column: usize,
}

impl Error {
    /// What went wrong, coarsely.
    pub fn kind(&self) -> ErrorKind {
        match &*self.cause {
            Cause::Answer(answer) => answer.kind(),
            Cause::Timeout(_) => ErrorKind::Timeout,
            Cause::Transport(_) => ErrorKind::Transport,
            Cause::Credential(_) => ErrorKind::Credential,
            Cause::Refused(_) | Cause::Unreadable { .. } | Cause::ForeignPage => {
                ErrorKind::Unexpected
            }
            Cause::InvalidInput(_) | Cause::Endpoint(_) => ErrorKind::BadRequest,
        }
    }

    /// The status of the answer, if there was one.
    pub fn status(&self) -> Option<u16> {
        match &*self.cause {
            Cause::Answer(Answer { status, .. }) | Cause::Unreadable { status, .. } => {
                Some(*status)
            }
            _ => None,
        }
    }

    /// The service's code for the error, for example `Denied`.
    pub fn code(&self) -> Option<&str> {
        self.answer()?.code.as_deref()
    }

    /// The service's message, for a log and not for an end user.
    pub fn message(&self) -> Option<&str> {
        self.answer()?.message.as_deref()
    }

    /// How long the service asks to be left alone. It is there when the last answer said so: the
    /// retries were used up, or the wait is longer than
    /// [`RetryLimits::retry_after_cap`](crate::retry::RetryLimits::retry_after_cap).
    pub fn retry_after(&self) -> Option<Duration> {
        self.answer()?.retry_after
    }

    /// The `x-ms-client-request-id` of the call, the same for each of its tries, by which Azure's
    /// support finds it. It is not there when nothing was sent.
    pub fn request_id(&self) -> Option<&str> {
        self.request_id.as_deref()
    }

    fn answer(&self) -> Option<&Answer> {
        match &*self.cause {
            Cause::Answer(answer) => Some(answer),
            _ => None,
        }
    }

    pub(crate) fn from_answer(answer: &RawResponse) -> Self {
        Self::new(Cause::Answer(Answer::new(answer, clock::now())))
    }

    /// The pipeline gave no answer.
    pub(crate) fn from_pipeline(error: azure_core::Error) -> Self {
        use azure_core::error::ErrorKind as Core;
        if let Some(timeout) = retry::timed_out(&error) {
            return Self::new(Cause::Timeout(timeout));
        }
        Self::new(match error.kind() {
            Core::Connection | Core::Io => Cause::Transport(error),
            Core::Credential => Cause::Credential(error),
            _ => Cause::Refused(error),
        })
    }

    pub(crate) fn unreadable(status: StatusCode, error: &serde_json::Error) -> Self {
        use serde_json::error::Category;
        let category = match error.classify() {
            Category::Io => "read",
            Category::Syntax => "syntax",
            Category::Data => "data",
            Category::Eof => "end-of-text",
        };
        let source = UnreadableBody {
            category,
            line: error.line(),
            column: error.column(),
        };
        Self::new(Cause::Unreadable {
            status: status.into(),
            source,
        })
    }

    pub(crate) fn foreign_page() -> Self {
        Self::new(Cause::ForeignPage)
    }

    pub(crate) fn invalid_input(what: &'static str) -> Self {
        Self::new(Cause::InvalidInput(what))
    }

    /// Cuts `secret`, which was part of the request, out of the service's message.
    pub(crate) fn without(self, secret: &str) -> Self {
        self.map_message(|message| redact::cut(message, secret))
    }

    /// Changes the service's message.
    pub(crate) fn map_message(mut self, change: impl FnOnce(&str) -> String) -> Self {
        if let Cause::Answer(Answer {
            message: Some(message),
            ..
        }) = &mut *self.cause
        {
            *message = change(message);
        }
        self
    }

    pub(crate) fn of_request(self, id: String) -> Self {
        Self {
            request_id: Some(id.into()),
            ..self
        }
    }

    fn new(cause: Cause) -> Self {
        Self {
            cause: Box::new(cause),
            request_id: None,
        }
    }
}

impl From<InvalidEndpoint> for Error {
    fn from(error: InvalidEndpoint) -> Self {
        Self::new(Cause::Endpoint(error))
    }
}
