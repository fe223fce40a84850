//! What the host tells whoever started it: the handler's lines, and what it did itself.

use std::time::Duration;

use axum::http::{Method, StatusCode};
use tokio::sync::mpsc;

/// How serious a line is: the host's own levels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// The handler's stdout, and what goes as planned.
    Information,
    /// A line of the handler's stderr with `warn` in it.
    Warning,
    /// The handler's stderr, and failures.
    Error,
}

/// Something that the host reports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// A line that the handler wrote.
    Line {
        /// From which stream.
        level: Level,
        /// Without the line's end.
        text: String,
    },
    /// A line of `Logs` in a handler's answer, or the end of an invocation.
    Function {
        /// The function.
        function: String,
        /// `Error` for a failed invocation.
        level: Level,
        /// A sentence.
        text: String,
    },
    /// Something about the host or the handler's process.
    Host {
        /// How serious.
        level: Level,
        /// A sentence.
        text: String,
    },
    /// A request that the host answered. The query is left out: it may hold a key.
    Request {
        /// Its method.
        method: Method,
        /// Its path.
        path: String,
        /// How it was answered.
        status: StatusCode,
        /// Until the head of the answer.
        elapsed: Duration,
    },
}

/// Where the events go. A listener that has gone away is no reason to fail.
#[derive(Clone, Debug)]
pub(crate) struct Reporter(pub(crate) mpsc::UnboundedSender<Event>);

impl Reporter {
    pub(crate) fn report(&self, event: Event) {
        drop(self.0.send(event));
    }

    pub(crate) fn host(&self, level: Level, text: impl Into<String>) {
        self.report(Event::Host {
            level,
            text: text.into(),
        });
    }

    pub(crate) fn function(&self, function: &str, level: Level, text: impl Into<String>) {
        self.report(Event::Function {
            function: function.to_owned(),
            level,
            text: text.into(),
        });
    }
}
