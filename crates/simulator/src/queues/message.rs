//! One message.

use std::fmt;

use serde::{Deserialize, Serialize};
use time::{OffsetDateTime, serde::rfc3339};

/// A message of a queue. Its `Debug` hides the text and the receipt.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredMessage {
    /// The service's name for it.
    pub id: String,
    /// As it is stored: base64, if whoever put it wrote base64.
    pub text: String,
    /// When it was put.
    #[serde(with = "rfc3339")]
    pub inserted: OffsetDateTime,
    /// When it is dropped, received or not; `None` is never.
    #[serde(with = "rfc3339::option")]
    pub expires: Option<OffsetDateTime>,
    /// From when on it can be received.
    #[serde(with = "rfc3339")]
    pub next_visible: OffsetDateTime,
    /// How often it was received.
    pub dequeue_count: u32,
    /// The right to delete it, until it is received again.
    pub(crate) pop_receipt: String,
}

impl fmt::Debug for StoredMessage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StoredMessage")
            .field("id", &self.id)
            .field("text", &format_args!("<{} bytes>", self.text.len()))
            .field("inserted", &self.inserted)
            .field("expires", &self.expires)
            .field("next_visible", &self.next_visible)
            .field("dequeue_count", &self.dequeue_count)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_and_receipts_do_not_print() {
        let message = StoredMessage {
            id: "7".to_owned(),
            text: "+4915112345678".to_owned(),
            inserted: OffsetDateTime::UNIX_EPOCH,
            expires: None,
            next_visible: OffsetDateTime::UNIX_EPOCH,
            dequeue_count: 1,
            pop_receipt: "the-receipt".to_owned(),
        };
        assert_eq!(
            format!("{message:?}"),
            "StoredMessage { id: \"7\", text: <14 bytes>, \
             inserted: 1970-01-01 0:00:00.0 +00:00:00, expires: None, \
             next_visible: 1970-01-01 0:00:00.0 +00:00:00, dequeue_count: 1, .. }"
        );
    }
}
