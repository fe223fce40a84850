//! What goes into a decision, and what comes out.

use std::{collections::BTreeMap, fmt};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use time::{Duration, OffsetDateTime};

use super::Reason;
use crate::{
    action::Action,
    consent::{Consent, ConsentChange, Stand, Standing},
    conversation::{Conversation, Pending},
    number::Address,
};

/// A text that came in.
#[derive(Clone, Copy)]
pub struct Inbound<'t> {
    /// Who sent it.
    pub from: &'t Address,
    /// Which of our numbers it was sent to.
    pub to: &'t Address,
    /// What it says.
    pub message: &'t str,
    /// When it was received by the service, not when the event came here.
    pub at: OffsetDateTime,
}

/// What is known when a text comes in.
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// Between the number and the peer.
    pub conversation: Conversation,
    /// About the peer.
    pub consent: Consent,
}

/// What a text is taken for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Intent {
    /// Not a person's word to us: nothing is done, nothing is remembered.
    Ignored,
    /// Stop.
    OptOut,
    /// Start again.
    OptIn,
    /// Help.
    Help,
    /// The answer to a pending question.
    Answer,
    /// A route's keyword.
    Keyword,
    /// A route's keyword without what belongs to it.
    Missing,
    /// Anything else.
    Other,
}

/// What is to happen.
#[derive(Clone, PartialEq, Eq)]
pub struct Decision {
    /// What the text is taken for.
    pub intent: Intent,
    /// The rule that decided: a route's pattern, or `opt_out`, `opt_in`, `help`, `fallback`.
    pub rule: Option<String>,
    /// What the pattern captured.
    pub captures: BTreeMap<String, String>,
    /// What is to be done.
    pub actions: Vec<Action>,
    /// The conversation after it, if it changes.
    pub conversation: Option<Conversation>,
    /// What it says about consent; for the ledger, and for the suppression list if it applies.
    pub consent: Option<ConsentChange>,
    /// Why all this.
    pub because: Vec<Reason>,
}

impl Known {
    /// What would be known at `at` if the peer had been asked this question a minute before, or
    /// had opted out then. For trying a policy.
    pub fn supposing(question: Option<&str>, opted_out: bool, at: OffsetDateTime) -> Self {
        let before = at.saturating_sub(Duration::MINUTE);
        Self {
            conversation: Conversation {
                pending: question.map(|question| Pending {
                    question: question.to_owned(),
                    asked: before,
                    expires: at.saturating_add(Duration::MINUTE),
                }),
                replies: Vec::new(),
            },
            consent: Consent {
                program: opted_out.then_some(Stand {
                    standing: Standing::Out,
                    at: before,
                }),
                everywhere: None,
            },
        }
    }
}

impl fmt::Display for Intent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Ignored => "ignored",
            Self::OptOut => "opt_out",
            Self::OptIn => "opt_in",
            Self::Help => "help",
            Self::Answer => "answer",
            Self::Keyword => "keyword",
            Self::Missing => "missing",
            Self::Other => "other",
        })
    }
}

impl Decision {
    pub(super) fn new(intent: Intent, rule: Option<&str>, why: Reason) -> Self {
        Self {
            intent,
            rule: rule.map(str::to_owned),
            captures: BTreeMap::new(),
            actions: Vec::new(),
            conversation: None,
            consent: None,
            because: vec![why],
        }
    }

    /// The conversation, to be changed.
    pub(super) fn conversation_mut(&mut self, known: &Known) -> &mut Conversation {
        self.conversation
            .get_or_insert_with(|| known.conversation.clone())
    }

    /// What is texted back.
    pub fn reply(&self) -> Option<&str> {
        self.actions.iter().find_map(|action| match action {
            Action::Reply { text, kind: _ } => Some(text.as_str()),
            Action::Webhook { .. } | Action::Queue { .. } | Action::Inbox { .. } => None,
        })
    }
}

impl fmt::Debug for Inbound<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Inbound")
            .field("at", &self.at)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Decision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Decision")
            .field("intent", &self.intent)
            .field("rule", &self.rule)
            .field("captures", &self.captures.keys())
            .field("actions", &self.actions)
            .field("conversation", &self.conversation)
            .field("consent", &self.consent)
            .field("because", &self.because)
            .finish()
    }
}
