//! What goes through a queue.

use serde::{Deserialize, Serialize};
use std::{fmt, time::Duration};
use time::OffsetDateTime;

/// The longest delay and the longest visibility timeout: seven days, Azure's limit.
/// <https://learn.microsoft.com/rest/api/storageservices/put-message#uri-parameters>
pub const MAX_DELAY: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// The largest message: 46 KiB.
///
/// Azure takes 64 KiB of base64, which is 48 KiB of bytes; the rest is kept free so that a message always fits into the poison queue together with its reason.
/// <https://learn.microsoft.com/rest/api/storageservices/put-message>
pub const MAX_BODY: usize = 46 * 1024;

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

/// A message of a poison queue.
///
/// On the wire it is one line of JSON about the message, then a line feed, then the message as it
/// was: readable in a storage browser, and put back to work by cutting off the first line.
#[derive(Clone, PartialEq, Eq)]
pub struct Poisoned {
    /// Why it can never succeed.
    pub reason: String,
    /// The id that the message had in its queue, if it came from one.
    pub id: Option<String>,
    /// How often it was received there; 0 if it never was.
    pub dequeue_count: u32,
    /// The message as it was.
    pub body: Vec<u8>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Header<'a> {
    poison: std::borrow::Cow<'a, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<std::borrow::Cow<'a, str>>,
    dequeue_count: u32,
}

impl Poisoned {
    /// How much of a reason is kept, in bytes of JSON-safe text.
    const MAX_REASON: usize = 1024;

    /// Reads a message of a poison queue.
    ///
    /// `None` if it is not in this crate's form: the Functions host moves a message that its
    /// trigger gave up on as it is, with no reason.
    pub fn parse(bytes: &[u8]) -> Option<Self> {
        let end = bytes.iter().position(|byte| *byte == b'\n')?;
        let (line, rest) = bytes.split_at_checked(end)?;
        let header: Header<'_> = serde_json::from_slice(line).ok()?;
        Some(Self {
            reason: header.poison.into_owned(),
            id: header.id.map(std::borrow::Cow::into_owned),
            dequeue_count: header.dequeue_count,
            body: rest.get(1..)?.to_vec(),
        })
    }

    /// The wire form. A long reason is cut, so that the message is never too large to keep.
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let header = Header {
            poison: clip(&self.reason, Self::MAX_REASON).into(),
            id: self.id.as_deref().map(|id| clip(id, 100).into()),
            dequeue_count: self.dequeue_count,
        };
        let mut bytes = serde_json::to_vec(&header).unwrap_or_default();
        bytes.push(b'\n');
        bytes.extend_from_slice(&self.body);
        bytes
    }
}

/// The beginning of a text that takes at most `limit` bytes inside a JSON string.
fn clip(text: &str, limit: usize) -> &str {
    let mut used = 0;
    for (at, char) in text.char_indices() {
        used += match char {
            '"' | '\\' => 2,
            char if char.is_control() => 6,
            char => char.len_utf8(),
        };
        if used > limit {
            return text.get(..at).unwrap_or_default();
        }
    }
    text
}

impl fmt::Debug for Poisoned {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Poisoned")
            .field("reason", &self.reason)
            .field("id", &self.id)
            .field("dequeue_count", &self.dequeue_count)
            .field("body", &format_args!("<{} bytes>", self.body.len()))
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    #[test]
    fn poison_is_a_line_about_the_message_and_then_the_message() {
        let poisoned = Poisoned {
            reason: "no such \"thread\"".to_owned(),
            id: Some("7".to_owned()),
            dequeue_count: 5,
            body: b"{\"a\":1}\n\xff".to_vec(),
        };
        let bytes = poisoned.to_bytes();
        assert_eq!(
            bytes,
            b"{\"poison\":\"no such \\\"thread\\\"\",\"id\":\"7\",\"dequeueCount\":5}\n{\"a\":1}\n\xff"
        );
        assert_eq!(Poisoned::parse(&bytes), Some(poisoned));
    }

    #[test]
    fn a_message_that_the_host_moved_is_not_in_our_form() {
        for body in ["", "\n", "{\"a\":1}", "{\"a\":1}\n", "text\nmore"] {
            assert_eq!(Poisoned::parse(body.as_bytes()), None, "{body:?}");
        }
    }

    #[test]
    fn the_largest_message_fits_with_the_longest_reason() {
        for reason in ["\"", "\u{1}", "é", "😀", "x"] {
            let poisoned = Poisoned {
                reason: reason.repeat(5000),
                id: Some("i".repeat(500)),
                dequeue_count: u32::MAX,
                body: vec![b'x'; MAX_BODY],
            };
            let bytes = poisoned.to_bytes();
            assert!(bytes.len() <= 48 * 1024, "{} for {reason:?}", bytes.len());
            let back = Poisoned::parse(&bytes).unwrap();
            assert_eq!(back.body, poisoned.body);
            assert!(poisoned.reason.starts_with(&back.reason) && back.reason.len() > 150);
        }
    }

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
