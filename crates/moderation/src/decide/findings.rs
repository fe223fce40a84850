//! What the local rules found.

use std::ops::Range;

use serde::Serialize;

use super::Hit;
use crate::{flood::Fingerprint, pii};

/// What the local rules found in a message: [`Policy::examine`](crate::Policy::examine).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Findings {
    /// The hits, in the order of the texts and of their places there.
    pub hits: Vec<Hit>,
    /// The personal data in the body, of the kinds that the policy names.
    pub entities: Vec<Entity>,
    /// What the message says, for the rules about flood; absent if it is short.
    pub fingerprint: Option<Fingerprint>,
    /// What an exempt user wrote is not looked at.
    pub exempt: Option<Exemption>,
    pub(crate) wants_ai: bool,
}

/// A piece of personal data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Entity {
    /// What it is.
    #[serde(rename = "type")]
    pub kind: pii::Kind,
    /// Where in the body, in bytes of the original.
    pub span: Range<usize>,
}

/// Why somebody may write what he likes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Exemption {
    /// By his identifier.
    User,
    /// By this role.
    Role(String),
    /// The mode is `off` here.
    Off,
}

impl Findings {
    /// Whether there is nothing to decide, unless the sender is muted or banned, or writes too much.
    pub fn is_clean(&self) -> bool {
        self.hits.is_empty()
    }

    /// Whether Content Safety is to be asked before the decision: it is configured, and what was found
    /// does not delete the message anyway.
    pub fn wants_ai(&self) -> bool {
        self.wants_ai
    }
}
