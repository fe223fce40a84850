//! A decision about a text, as it is kept: with the text, and with each effect and how far it is.

use std::{collections::BTreeMap, fmt};

use serde::{Deserialize, Serialize};
use sms::{Address, Decision};
use time::OffsetDateTime;

use super::Text;
use crate::{
    perform::effects::{Effect, State},
    texts::EventKey,
};

/// A decision about a text. Its `Debug` hides who said what.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Decided {
    /// The text.
    pub(crate) text: Received,
    /// Our number.
    pub(crate) ours: Address,
    /// The programme of our number.
    pub(crate) program: String,
    /// The rule that decided.
    pub(crate) rule: Option<String>,
    /// What the rule's pattern found.
    pub(crate) captures: BTreeMap<String, String>,
    /// What is to happen.
    pub(crate) effects: Vec<Effect>,
    /// When it was decided.
    #[serde(with = "time::serde::rfc3339")]
    pub(crate) at: OffsetDateTime,
}

/// A text that came in. Its `Debug` hides it.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Received {
    /// ACS's id of it.
    pub(crate) id: String,
    /// Who sent it.
    pub(crate) from: Address,
    /// What it says.
    pub(crate) message: String,
    /// When ACS got it.
    #[serde(with = "time::serde::rfc3339")]
    pub(crate) at: OffsetDateTime,
}

impl Decided {
    pub(super) fn new(
        decision: Decision,
        text: &Text,
        program: String,
        now: OffsetDateTime,
    ) -> Self {
        let effect = |action| Effect {
            action,
            state: State::Open,
        };
        Self {
            text: text.received.clone(),
            ours: text.ours,
            program,
            rule: decision.rule,
            captures: decision.captures,
            effects: decision.actions.into_iter().map(effect).collect(),
            at: now,
        }
    }
}

impl fmt::Debug for Decided {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Decided")
            .field("rule", &self.rule)
            .field("effects", &self.effects)
            .field("at", &self.at)
            .finish_non_exhaustive()
    }
}

pub(crate) fn decided_row(event: &EventKey) -> String {
    format!("decided/{event}")
}
