//! What is answered: one entry a recipient, in the order of the request.

use acs::sms::{SendOutcome, SendResult};
use serde::{Deserialize, Serialize};

/// The answer.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Report {
    /// `gsm7` or `ucs2`.
    encoding: String,
    /// How many segments each phone gets, and is paid for.
    segments: usize,
    results: Vec<Entry>,
}

/// What became of one recipient.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Entry {
    /// The recipient, in E.164.
    to: String,
    status: Fate,
    /// ACS's id, by which delivery reports name it.
    #[serde(skip_serializing_if = "Option::is_none")]
    message_id: Option<String>,
    /// What ACS said.
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
}

/// What became of one recipient, in a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Fate {
    /// ACS has taken it.
    Accepted,
    /// Its owner has opted out.
    Suppressed,
    /// There is no such phone: an earlier text came back.
    Invalid,
    /// ACS has refused it.
    Refused,
    /// ACS could not take it now: ask again with the same `Idempotency-Key`.
    Retry,
}

impl Report {
    /// About a text, with nobody in it yet.
    pub(super) fn new(message: &str) -> Self {
        let segments = sms::segments::segments(message);
        Self {
            encoding: segments.encoding.to_string(),
            segments: segments.segments,
            results: Vec::new(),
        }
    }

    /// One who was not sent to.
    pub(super) fn add(&mut self, to: String, status: Fate) {
        self.results.push(Entry {
            to,
            status,
            message_id: None,
            error: None,
        });
    }

    /// One who was.
    pub(super) fn add_result(&mut self, to: String, result: &SendResult) {
        self.results.push(Entry {
            to,
            status: match result.outcome() {
                SendOutcome::Accepted => Fate::Accepted,
                SendOutcome::Retryable => Fate::Retry,
                SendOutcome::Permanent => Fate::Refused,
            },
            message_id: result.message_id.clone(),
            error: result.error_message.clone(),
        });
    }

    /// Whether asking again could change it.
    pub(super) fn is_final(&self) -> bool {
        self.results.iter().all(|entry| entry.status != Fate::Retry)
    }
}
