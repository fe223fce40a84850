//! A decision about a message, as it is kept: with each effect and how far it is.

use std::{collections::BTreeMap, fmt};

use moderation::Record;
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::effects::Effect;

/// A decision about a message. Its `Debug` hides what the message says.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Decided {
    /// ACS's id of the thread.
    pub(crate) thread: String,
    /// ACS's id of the message.
    pub(crate) message: String,
    /// The version that was looked at; a higher one is decided anew.
    pub(crate) version: u64,
    /// Who wrote it.
    pub(crate) sender: String,
    /// When.
    #[serde(with = "time::serde::rfc3339")]
    pub(crate) composed_at: OffsetDateTime,
    /// The message's metadata, which an edit of ours must not lose.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) metadata: BTreeMap<String, String>,
    /// Whether it was decided before anybody could read it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) unsent: bool,
    /// Whether it goes for what it says, so that a newer version may stay.
    pub(crate) by_content: bool,
    /// Why, as the audit trail has it.
    pub(crate) record: Record,
    /// What is to happen, in order.
    pub(crate) effects: Vec<Effect>,
    /// Whether the audit trail knows of it.
    #[serde(default)]
    pub(crate) audited: bool,
    /// When it was decided.
    #[serde(with = "time::serde::rfc3339")]
    pub(crate) at: OffsetDateTime,
}

impl fmt::Debug for Decided {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Decided")
            .field("verdict", &self.record.verdict)
            .field("effects", &self.effects)
            .field("at", &self.at)
            .finish_non_exhaustive()
    }
}
