//! Actions: what is to be done about a message and its sender.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

/// What becomes of a message, from mild to severe.
#[derive(
    Debug,
    Clone,
    Copy,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// It stays, and nothing is written down.
    #[default]
    Allow,
    /// It stays, and is written down.
    Flag,
    /// What is wrong with it is covered.
    Mask,
    /// It goes.
    Delete,
}

/// Something to be done. Stored beside the state that it follows from, and done after, in the order
/// of [`Decision::actions`](crate::Decision::actions).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
pub enum Action {
    /// Delete the message, as its sender: nobody else may
    /// (<https://learn.microsoft.com/azure/communication-services/concepts/chat/concepts>).
    Delete,
    /// Replace the message's content, as its sender.
    Mask {
        /// The new content, in the message's own format.
        content: String,
    },
    /// Replace the thread's topic, as the moderator.
    Retitle {
        /// The new topic.
        topic: String,
    },
    /// Say something in the thread, as the moderator.
    Warn {
        /// What is said.
        text: String,
    },
    /// Nothing but the standing: what the sender writes in this thread is deleted on arrival.
    Mute {
        /// Until then.
        #[serde(with = "time::serde::rfc3339")]
        until: OffsetDateTime,
    },
    /// Remove the sender from the thread, as the moderator.
    Remove,
    /// Remove the sender from the thread, refuse him tokens and revoke those that he has.
    Ban {
        /// Until then; for good when absent.
        #[serde(
            with = "time::serde::rfc3339::option",
            default,
            skip_serializing_if = "Option::is_none"
        )]
        until: Option<OffsetDateTime>,
    },
    /// Nothing but the audit trail.
    Flag,
    /// Tell people, through a webhook.
    Notify {
        /// Its name in the policy.
        webhook: String,
        /// The event's `type`.
        event_type: String,
    },
}

impl Verdict {
    /// As it is written.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Allow => "allow",
            Self::Flag => "flag",
            Self::Mask => "mask",
            Self::Delete => "delete",
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Action {
    /// Its name, as `do` has it.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Delete => "delete",
            Self::Mask { .. } => "mask",
            Self::Retitle { .. } => "retitle",
            Self::Warn { .. } => "warn",
            Self::Mute { .. } => "mute",
            Self::Remove => "remove",
            Self::Ban { .. } => "ban",
            Self::Flag => "flag",
            Self::Notify { .. } => "notify",
        }
    }
}

/// Without texts.
impl fmt::Debug for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Delete | Self::Remove | Self::Flag => f.write_str(self.name()),
            Self::Mask { .. } | Self::Retitle { .. } | Self::Warn { .. } => {
                f.debug_struct(self.name()).finish_non_exhaustive()
            }
            Self::Mute { until } => f.debug_struct("mute").field("until", until).finish(),
            Self::Ban { until } => f.debug_struct("ban").field("until", until).finish(),
            Self::Notify {
                webhook,
                event_type,
            } => f
                .debug_struct("notify")
                .field("webhook", webhook)
                .field("event_type", event_type)
                .finish(),
        }
    }
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    #[test]
    fn are_stored_as_json_and_print_no_text() {
        let until = datetime!(2026-11-21 12:00 UTC);
        for (action, json, debug) in [
            (Action::Delete, r#"{"do":"delete"}"#, "delete"),
            (
                Action::Mask {
                    content: "my card is ****".to_owned(),
                },
                r#"{"do":"mask","content":"my card is ****"}"#,
                "mask { .. }",
            ),
            (
                Action::Mute { until },
                r#"{"do":"mute","until":"2026-11-21T12:00:00Z"}"#,
                "mute { until: 2026-11-21 12:00:00.0 +00:00:00 }",
            ),
            (
                Action::Ban { until: None },
                r#"{"do":"ban"}"#,
                "ban { until: None }",
            ),
        ] {
            assert_eq!(serde_json::to_string(&action).unwrap(), json);
            assert_eq!(serde_json::from_str::<Action>(json).unwrap(), action);
            assert_eq!(format!("{action:?}"), debug);
        }
    }
}
