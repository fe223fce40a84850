//! Why something is no delivery of events.

use super::{MAX_BYTES, MAX_EVENTS};

/// Something is not a delivery of events.
///
/// It says where, and never what stands there.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidEnvelope {
    /// It is longer than [`MAX_BYTES`].
    #[error("the delivery has {bytes} bytes, and {MAX_BYTES} are the most")]
    TooLarge {
        /// How long it is.
        bytes: usize,
    },
    /// It has more than [`MAX_EVENTS`] events.
    #[error("the delivery has {events} events, and {MAX_EVENTS} are the most")]
    TooMany {
        /// How many it has.
        events: usize,
    },
    /// It is not JSON.
    #[error("the delivery is no JSON at line {line}, column {column}")]
    NotJson {
        /// The line, from 1.
        line: usize,
        /// The column, from 1.
        column: usize,
    },
    /// It is neither an object nor an array of objects.
    #[error("the delivery is no event and no array of events")]
    NotAnEvent,
    /// An event has no id, by which it would be recognised when it comes again.
    #[error("event {index} of the delivery has no id")]
    NoId {
        /// Which one, from 0.
        index: usize,
    },
    /// An event has no type.
    #[error("event {index} of the delivery has no type")]
    NoType {
        /// Which one, from 0.
        index: usize,
    },
    /// The data of an event cannot be read, such as text with half a surrogate pair in it.
    #[error("the data of event {index} of the delivery is no JSON at line {line}, column {column}")]
    Data {
        /// Which event, from 0.
        index: usize,
        /// The line of the data, from 1.
        line: usize,
        /// The column, from 1.
        column: usize,
    },
}

impl InvalidEnvelope {
    pub(super) fn not_json(error: &serde_json::Error) -> Self {
        Self::NotJson {
            line: error.line(),
            column: error.column(),
        }
    }

    pub(super) fn data(index: usize, error: &serde_json::Error) -> Self {
        Self::Data {
            index,
            line: error.line(),
            column: error.column(),
        }
    }
}
