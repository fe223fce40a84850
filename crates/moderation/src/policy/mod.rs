//! The policy: what may stand in a chat, and what becomes of what may not.
//!
//! [`Source`] is what a TOML file says, [`Source::check`] turns it into a [`Policy`] that cannot be
//! wrong, or says every [`Mistake`] with its place.

mod ai;
mod apply;
mod builtin;
mod check;
mod expect;
mod fnv;
mod length;
mod mistake;
mod notices;
mod rule;
mod source;
mod thread;

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Deserialize;
use toml::Spanned;

pub(crate) use self::{apply::Applied, builtin::Builtin, fnv::Fnv};
pub use self::{
    ai::{Ai, Breaker},
    expect::Failure,
    length::Length,
    mistake::Mistake,
    notices::Notices,
    rule::{Consequence, Mode, Notify, Rule, Severity},
    source::Source,
    thread::Override,
};
use crate::{flood, standing::Ladder, terms::Terms};

/// What may stand in a chat, and what becomes of what may not.
#[derive(Debug)]
pub struct Policy {
    /// Whether anything is done about what is found.
    pub mode: Mode,
    /// Who may write what he likes.
    pub exempt: Exempt,
    /// The limits of flood.
    pub flood: flood::Limits,
    /// When and how Content Safety is asked; not at all when absent.
    pub ai: Option<Ai>,
    /// The points of a strike.
    pub points: Points,
    /// What strikes lead to.
    pub ladder: Ladder,
    /// What the moderator says.
    pub notices: Notices,
    /// How much of a message the audit trail keeps.
    pub store_text: StoreText,
    /// Threads in which some rules are other.
    pub threads: Vec<Override>,
    /// All rules: the word lists, the patterns, and what else is set.
    pub(crate) rules: Vec<Rule>,
    /// The place of those that are set in `rules`, by [`Builtin`].
    pub(crate) builtins: [Option<usize>; Builtin::ALL.len()],
    /// The word lists; a list's number is its place in `rules`.
    pub(crate) terms: Terms,
    pub(crate) caps: Option<Caps>,
    pub(crate) emoji: Option<u32>,
    pub(crate) mentions: Option<u32>,
    webhooks: Vec<Spanned<String>>,
    tests: Vec<Spanned<source::TestSource>>,
    version: String,
}

/// Who may write what he likes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Exempt {
    /// By raw identifier.
    pub users: BTreeSet<String>,
    /// By role.
    pub roles: BTreeSet<String>,
}

/// The points of a strike.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Points {
    /// Of a hit of low severity,
    pub low: u32,
    /// of medium,
    pub medium: u32,
    /// and of high.
    pub high: u32,
}

/// How much of a message the audit trail keeps.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum StoreText {
    /// Nothing of it.
    None,
    /// A piece around the first hit, with personal data covered.
    #[default]
    Redacted,
    /// All of it, for evidence.
    Full,
}

/// What counts as shouting.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Caps {
    pub(crate) min_letters: u32,
    /// In thousandths.
    pub(crate) ratio: u32,
}

impl Points {
    /// Of a hit.
    pub fn of(self, severity: Severity) -> u32 {
        match severity {
            Severity::None => 0,
            Severity::Low => self.low,
            Severity::Medium => self.medium,
            Severity::High => self.high,
        }
    }
}

impl Policy {
    /// A short name of what the policy and its lists say: 16 hexadecimal digits, other when they say something
    /// else, the same when only comments or tests are other.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The rules that are set: word lists, patterns, and the others by section and key.
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// The webhooks that are told something, with the places where they are named.
    pub fn webhooks(&self) -> impl Iterator<Item = &Spanned<String>> {
        self.webhooks.iter()
    }
}

#[cfg(test)]
mod tests;
