//! Actions: what is to be done about a text.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Something to be done. Stored beside the state that it follows from, and done after.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
pub enum Action {
    /// Send a text back, from the number that was texted.
    Reply {
        /// What it says; at most 2,048 UTF-16 code units.
        text: String,
        /// Why it is sent, by which consent is checked once more before sending.
        kind: ReplyKind,
    },
    /// Tell a webhook.
    Webhook {
        /// Its name in the policy.
        target: String,
        /// The event's `type`.
        event_type: String,
    },
    /// Put the text into a storage queue.
    Queue {
        /// The queue.
        queue: String,
    },
    /// Hand the text over to people, who read this storage queue.
    Inbox {
        /// The queue.
        queue: String,
    },
}

/// Why a reply is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReplyKind {
    /// Confirms an opt-out: the one text that someone who is out may get.
    Confirmation,
    /// Welcomes someone back.
    Welcome,
    /// Answers HELP.
    Help,
    /// Answers anything else.
    Answer,
}

impl ReplyKind {
    /// Whether it may be sent to someone who is out.
    pub const fn despite_opt_out(self) -> bool {
        matches!(self, Self::Confirmation)
    }
}

impl fmt::Debug for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Reply { text: _, kind } => f
                .debug_struct("Reply")
                .field("kind", kind)
                .finish_non_exhaustive(),
            Self::Webhook { target, event_type } => f
                .debug_struct("Webhook")
                .field("target", target)
                .field("event_type", event_type)
                .finish(),
            Self::Queue { queue } => f.debug_struct("Queue").field("queue", queue).finish(),
            Self::Inbox { queue } => f.debug_struct("Inbox").field("queue", queue).finish(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_stored_as_json_and_prints_no_text() {
        let reply = Action::Reply {
            text: "Job 0042 closed.".to_owned(),
            kind: ReplyKind::Answer,
        };
        let json = serde_json::to_string(&reply).unwrap();
        assert_eq!(
            json,
            r#"{"do":"reply","text":"Job 0042 closed.","kind":"answer"}"#
        );
        assert_eq!(serde_json::from_str::<Action>(&json).unwrap(), reply);
        assert_eq!(format!("{reply:?}"), "Reply { kind: Answer, .. }");
    }
}
