//! One line of `frontdesk replay chat`: a message.

use std::collections::BTreeMap;

use moderation::{Format, Message, Place};
use serde::Deserialize;
use time::OffsetDateTime;

/// A message; all but its text may be absent.
#[derive(Deserialize)]
pub(super) struct Line {
    pub(super) text: String,
    #[serde(default)]
    html: bool,
    /// With `at`, what the earlier lines left behind counts.
    #[serde(default)]
    pub(super) sender: Option<String>,
    #[serde(default)]
    display_name: Option<String>,
    #[serde(default)]
    pub(super) roles: Vec<String>,
    #[serde(default)]
    pub(super) thread: String,
    #[serde(default)]
    topic: Option<String>,
    /// The thread's.
    #[serde(default)]
    metadata: BTreeMap<String, String>,
    #[serde(default, with = "time::serde::rfc3339::option")]
    pub(super) at: Option<OffsetDateTime>,
}

impl Line {
    pub(super) fn read(line: &[u8]) -> Result<Self, serde_json::Error> {
        serde_json::from_slice(line)
    }

    pub(super) fn message(&self, now: OffsetDateTime) -> Message<'_> {
        let sender = self.sender.as_deref().unwrap_or_default();
        Message {
            format: if self.html {
                Format::Html
            } else {
                Format::Text
            },
            display_name: self.display_name.as_deref(),
            ..Message::new(&self.text, sender, self.at.unwrap_or(now))
        }
    }

    pub(super) fn place(&self) -> Place<'_> {
        Place {
            thread: &self.thread,
            topic: self.topic.as_deref(),
            metadata: &self.metadata,
        }
    }
}
