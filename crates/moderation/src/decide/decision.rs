//! The decision.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Entity, Exemption, Hit};
use crate::{
    action::{Action, Verdict},
    standing::{Standing, Step},
};

/// What is to happen, and why.
#[derive(Clone, PartialEq, Eq)]
pub struct Decision {
    /// What becomes of the message.
    pub verdict: Verdict,
    /// What would become of it if every mode were `enforce`.
    pub would: Verdict,
    /// What is to be done, in this order.
    pub actions: Vec<Action>,
    /// Why.
    pub hits: Vec<Hit>,
    /// The sender's standing after it, if it changes.
    pub standing: Option<Standing>,
    /// The rung of the ladder that its strike reached.
    pub step: Option<Step>,
    /// The masked content, if it is (or would be) masked.
    pub masked: Option<String>,
    /// The personal data in the body, of the kinds that the policy names.
    pub entities: Vec<Entity>,
    /// What the audit trail keeps of the text, as the policy has it.
    pub snippet: Option<String>,
    /// Why nothing was looked at.
    pub exempt: Option<Exemption>,
    /// How it came about, stage by stage.
    pub stages: Vec<Stage>,
    /// The policy's version.
    pub policy_version: String,
}

/// A stage, and what came of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stage {
    /// Which.
    pub name: StageName,
    /// What came of it, in a few words without any of the text.
    pub result: String,
}

/// The stages, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StageName {
    /// Who may write what he likes.
    Exemptions,
    /// The text out of the message.
    Extract,
    /// What the text reads as.
    Normalise,
    /// The local rules.
    Rules,
    /// Content Safety.
    Ai,
    /// The most severe wins.
    Combine,
    /// The sender's standing.
    Strikes,
    /// What is to be done.
    Actions,
}

impl Decision {
    /// Whether there is nothing to do and nothing to write down.
    pub fn is_nothing(&self) -> bool {
        self.verdict == Verdict::Allow && self.actions.is_empty() && self.standing.is_none()
    }
}

impl StageName {
    /// As it is written.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Exemptions => "exemptions",
            Self::Extract => "extract",
            Self::Normalise => "normalise",
            Self::Rules => "rules",
            Self::Ai => "ai",
            Self::Combine => "combine",
            Self::Strikes => "strikes",
            Self::Actions => "actions",
        }
    }
}

impl fmt::Display for StageName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Without any of the text.
impl fmt::Debug for Decision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Decision")
            .field("verdict", &self.verdict)
            .field("would", &self.would)
            .field("actions", &self.actions)
            .field("hits", &self.hits)
            .field("step", &self.step)
            .field("policy_version", &self.policy_version)
            .finish_non_exhaustive()
    }
}
