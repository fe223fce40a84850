//! What phones have received.

use serde::Serialize;
use time::OffsetDateTime;

/// A message on a phone, as `GET /_sim/sms` shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Text {
    /// The phone.
    pub to: String,
    /// The number of ours that it came from.
    pub from: String,
    /// What it says.
    pub message: String,
    /// ACS's id for what the app sent; an id of nobody's for what it did not.
    pub message_id: String,
    /// When it arrived.
    #[serde(with = "time::serde::rfc3339")]
    pub at: OffsetDateTime,
    /// Who wrote it.
    pub by: By,
    /// The sender's tag.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tag: Option<String>,
    /// What the sender named the message, so that it arrives once.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub repeatability_request_id: Option<String>,
    /// How many messages of 140 octets it took.
    pub segments: u32,
}

/// Who wrote a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum By {
    /// The app, through `POST /sms`.
    App,
    /// The carrier, in its own name.
    Carrier,
    /// ACS, which manages opting out for the number.
    Acs,
}
