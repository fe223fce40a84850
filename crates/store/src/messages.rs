//! What goes through a queue.

use std::{fmt, time::Duration};
use time::OffsetDateTime;

/// The longest delay and the longest visibility timeout: seven days, Azure's limit.
/// <https://learn.microsoft.com/rest/api/storageservices/put-message#uri-parameters>
pub const MAX_DELAY: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// The largest message: 48 KiB, which is 64 KiB of base64, Azure's limit.
/// <https://learn.microsoft.com/rest/api/storageservices/put-message>
pub const MAX_BODY: usize = 48 * 1024;

/// A message that was received and is invisible to others until its visibility timeout ends.
///
/// Its `Debug` hides the body and the receipt.
#[derive(Clone, PartialEq, Eq)]
pub struct Message {
    /// The message's name, the same at each delivery.
    pub id: String,
    /// What was put in.
    pub body: Vec<u8>,
    /// The right to delete it, good for this delivery only.
    pub receipt: String,
    /// How often it was received, this time included.
    pub dequeue_count: u32,
    /// When it was put in.
    pub inserted: OffsetDateTime,
}

impl fmt::Debug for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Message")
            .field("id", &self.id)
            .field("body", &format_args!("<{} bytes>", self.body.len()))
            .field("dequeue_count", &self.dequeue_count)
            .field("inserted", &self.inserted)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    #[test]
    fn bodies_and_receipts_do_not_print() {
        let message = Message {
            id: "7".to_owned(),
            body: b"+4915112345678".to_vec(),
            receipt: "the-receipt".to_owned(),
            dequeue_count: 1,
            inserted: datetime!(2026-03-01 00:00 UTC),
        };
        assert_eq!(
            format!("{message:?}"),
            "Message { id: \"7\", body: <14 bytes>, dequeue_count: 1, inserted: 2026-03-01 0:00:00.0 +00:00:00, .. }"
        );
    }
}
