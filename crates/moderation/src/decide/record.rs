//! What the audit trail keeps.

use serde::{Deserialize, Serialize};

use super::{Decision, Hit, Stage};
use crate::{
    action::{Action, Verdict},
    policy::{Policy, StoreText},
};

/// What the audit trail keeps of a decision. Holds no more of the text than the policy's `store_text` allows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// What became of the message.
    pub verdict: Verdict,
    /// What would have, if every mode were `enforce`.
    pub would: Verdict,
    /// The names of the actions, in their order.
    pub actions: Vec<String>,
    /// Why.
    pub hits: Vec<Hit>,
    /// What is kept of the text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub snippet: Option<String>,
    /// How it came about.
    pub stages: Vec<Stage>,
    /// The policy's version.
    pub policy_version: String,
}

impl Decision {
    /// What the audit trail keeps of it.
    pub fn record(&self, policy: &Policy) -> Record {
        let readable = |hit: &Hit| match policy.store_text {
            StoreText::Full => true,
            // A pattern may match anything; a list's terms, hosts and kinds are the policy's own words.
            StoreText::Redacted => !policy.is_pattern(&hit.rule),
            StoreText::None => false,
        };
        let hits = self.hits.iter().map(|hit| {
            let mut hit = hit.clone();
            if !readable(&hit) {
                hit.form.clear();
            }
            hit
        });
        Record {
            verdict: self.verdict,
            would: self.would,
            actions: self
                .actions
                .iter()
                .map(|action| Action::name(action).to_owned())
                .collect(),
            hits: hits.collect(),
            snippet: self.snippet.clone(),
            stages: self.stages.clone(),
            policy_version: self.policy_version.clone(),
        }
    }
}
