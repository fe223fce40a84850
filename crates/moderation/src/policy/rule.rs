//! What every rule has.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Length;

/// A rule: a word list, a pattern, a kind of personal data, a limit.
#[derive(Debug, Clone)]
pub struct Rule {
    /// Its name: of lists and patterns as the policy has it, of the others such as `pii.card`.
    pub id: String,
    /// What it is about, for whoever reads the audit trail.
    pub category: Option<String>,
    /// What a hit leads to.
    pub consequence: Consequence,
    /// How many points a hit counts, by the policy's table.
    pub severity: Severity,
    /// Whether anything is done about it.
    pub mode: Mode,
    /// Who is told of a hit.
    pub notify: Option<Notify>,
}

/// Whether anything is done about what is found.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// Nothing is looked for.
    Off,
    /// What is found is written down, with what would be done about it.
    DryRun,
    /// It is done.
    #[default]
    Enforce,
}

/// How bad a hit is, which is what its strike counts by.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Not at all: no strike.
    None,
    /// Little.
    Low,
    /// Middling.
    Medium,
    /// Very.
    High,
}

/// What a hit leads to, from mild to severe.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Consequence {
    /// Nothing: the rule stands there to be changed for some threads.
    Allow,
    /// It is written down.
    Flag,
    /// It is covered; where that cannot be (in a name, in a link's target), the message is deleted.
    Mask,
    /// The message is deleted.
    Delete,
    /// And its sender is muted in the thread for so long.
    Mute(Length),
    /// And its sender is removed from the thread.
    Remove,
    /// And its sender is banned, for so long or for good.
    Ban(Option<Length>),
}

/// Who is told, and of what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notify {
    /// The webhook, by its name in `[webhooks]`.
    pub webhook: String,
    /// The event's `type`.
    pub event_type: String,
}

impl Consequence {
    /// As `action` has it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Allow => "allow",
            Self::Flag => "flag",
            Self::Mask => "mask",
            Self::Delete => "delete",
            Self::Mute(_) => "mute",
            Self::Remove => "remove",
            Self::Ban(_) => "ban",
        }
    }
}

impl fmt::Display for Consequence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Mute(length) | Self::Ban(Some(length)) => {
                write!(f, "{} for {length}", self.as_str())
            }
            Self::Allow
            | Self::Flag
            | Self::Mask
            | Self::Delete
            | Self::Remove
            | Self::Ban(None) => f.write_str(self.as_str()),
        }
    }
}
