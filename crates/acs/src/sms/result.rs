//! What the service says of each recipient.

use std::fmt;

use serde::Deserialize;

use crate::quoted::Quoted;

/// What the service says of a message to one recipient. `Debug` does not show the number.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SendResult {
    /// The recipient.
    pub to: String,
    /// The id of the message, which is opaque. There is none if the message was not taken.
    pub message_id: Option<String>,
    /// The status for this recipient, like that of an answer: 202, 400, 503 and others.
    #[serde(rename = "httpStatusCode")]
    pub status: u16,
    /// What became of the repeatability pair, if the service says so.
    #[serde(default, deserialize_with = "repeatability_result")]
    pub repeatability_result: Option<RepeatabilityResult>,
    /// Whether the service took the message. That does not say that it is delivered.
    pub successful: bool,
    /// Why not. Numbers and texts of the request are cut out.
    pub error_message: Option<String>,
}

/// What became of a repeatability pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RepeatabilityResult {
    /// The message is sent once, by this request or by an earlier one.
    Accepted,
    /// The pair is malformed.
    Rejected,
}

/// What to do about a recipient.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SendOutcome {
    /// Nothing: the service took the message.
    Accepted,
    /// Send again, later, with the same repeatability pair: 408, 429, or no 4xx at all.
    Retryable,
    /// Nothing helps: another 4xx.
    Permanent,
}

impl SendResult {
    /// What to do about this recipient.
    pub fn outcome(&self) -> SendOutcome {
        match self.status {
            _ if self.successful => SendOutcome::Accepted,
            408 | 429 => SendOutcome::Retryable,
            400..=499 => SendOutcome::Permanent,
            _ => SendOutcome::Retryable,
        }
    }
}

impl fmt::Debug for SendResult {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SendResult")
            .field("message_id", &self.message_id)
            .field("status", &self.status)
            .field("repeatability_result", &self.repeatability_result)
            .field("successful", &self.successful)
            .field("error_message", &self.error_message)
            .finish_non_exhaustive()
    }
}

/// The service documents that the case of the letters does not matter.
fn repeatability_result<'de, D: serde::Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<RepeatabilityResult>, D::Error> {
    let text = Option::<String>::deserialize(deserializer)?.unwrap_or_default();
    Ok(if text.eq_ignore_ascii_case("accepted") {
        Some(RepeatabilityResult::Accepted)
    } else if text.eq_ignore_ascii_case("rejected") {
        Some(RepeatabilityResult::Rejected)
    } else {
        None
    })
}

/// The body of an answer with something for each recipient.
#[derive(Deserialize)]
pub(super) struct Results<T> {
    value: Vec<T>,
}

/// What may have a message of the service.
pub(super) trait ErrorMessage {
    fn error_message(&mut self) -> Option<&mut String>;
}

impl ErrorMessage for SendResult {
    fn error_message(&mut self) -> Option<&mut String> {
        self.error_message.as_mut()
    }
}

impl<T: ErrorMessage> Results<T> {
    /// The results, without what the service quotes.
    pub(super) fn without(mut self, quoted: &Quoted<'_>) -> Vec<T> {
        for message in self.value.iter_mut().filter_map(T::error_message) {
            *message = quoted.cut(message);
        }
        self.value
    }
}
