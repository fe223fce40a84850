//! A message and what became of it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::ChatParticipant;

/// Names and values that the service keeps without looking at them.
pub(crate) type Metadata = BTreeMap<String, String>;

/// How the text of a message is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ChatFormat {
    /// Plain text, which is also what a message is that does not say.
    #[default]
    Text,
    /// HTML.
    Html,
}

/// What somebody wants to say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChatDraft {
    /// Up to 28 KB.
    pub text: String,
    /// How the text is to be read.
    pub format: ChatFormat,
    /// The name that the others see.
    pub display_name: Option<String>,
    /// Up to 1 KB.
    pub metadata: BTreeMap<String, String>,
    /// Whether rate limits do not matter: it is neither counted nor refused. No client can ask for
    /// that; it lets a test flood a thread whose other users are limited.
    pub unlimited: bool,
}

/// What a message is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Content {
    Said {
        format: ChatFormat,
        text: String,
        /// As it was before all edits.
        original: String,
    },
    TopicUpdated {
        topic: String,
    },
    ParticipantAdded(Vec<ChatParticipant>),
    ParticipantRemoved(Vec<ChatParticipant>),
}

/// A message of a user, or of the system about what a user did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Message {
    /// Its id is this in milliseconds.
    pub(crate) created: OffsetDateTime,
    pub(crate) sequence: u64,
    /// The time of the latest change; the creation's until there is one.
    pub(crate) version: OffsetDateTime,
    /// The sender, or who did what a system message tells.
    pub(crate) by: String,
    pub(crate) display_name: Option<String>,
    pub(crate) content: Content,
    pub(crate) edited: Option<OffsetDateTime>,
    pub(crate) deleted: Option<OffsetDateTime>,
    pub(crate) metadata: Metadata,
}

impl Message {
    pub(crate) fn id(&self) -> String {
        millis(self.created).to_string()
    }

    /// Whether a user wrote it, and not the system.
    pub(crate) fn is_said(&self) -> bool {
        matches!(self.content, Content::Said { .. })
    }
}

/// Milliseconds since 1970, the unit of ids and versions.
pub(crate) fn millis(at: OffsetDateTime) -> i64 {
    let millis = at.unix_timestamp_nanos() / 1_000_000;
    i64::try_from(millis).unwrap_or(i64::MAX)
}

/// The other way round; nothing of ours is out of its range.
pub(crate) fn from_millis(millis: i64) -> OffsetDateTime {
    OffsetDateTime::from_unix_timestamp_nanos(i128::from(millis) * 1_000_000)
        .unwrap_or(OffsetDateTime::UNIX_EPOCH)
}
