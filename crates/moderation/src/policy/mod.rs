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
pub(crate) use self::{
    apply::Applied,
    builtin::Builtin,
    check::{BANNED, MUTED},
    fnv::Fnv,
};
use crate::{
    flood, links::LinkRules, patterns::Patterns, pii::Region, standing::Ladder, terms::Terms,
};

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
    /// The patterns: of the text as it stands, and of its literal view.
    pub(crate) patterns: Vec<PatternSet>,
    /// Whether any rule is about how a text reads: reading it is half of the work.
    pub(crate) minds_views: bool,
    /// Whose national phone numbers are looked for.
    pub(crate) regions: Vec<Region>,
    pub(crate) links: Option<LinkRules>,
    pub(crate) caps: Option<Caps>,
    pub(crate) emoji: Option<usize>,
    pub(crate) mentions: Option<usize>,
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
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Deserialize, JsonSchema)]
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

/// Patterns that are held against the same text.
#[derive(Debug)]
pub(crate) struct PatternSet {
    /// Whether that is the literal view.
    pub(crate) literal: bool,
    pub(crate) patterns: Patterns,
    /// The place of each in `rules`.
    pub(crate) rules: Vec<usize>,
}

/// What counts as shouting.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Caps {
    pub(crate) min_letters: usize,
    /// In thousandths.
    pub(crate) ratio: usize,
}

const PERSONAL: [Builtin; 6] = [
    Builtin::Email,
    Builtin::Phone,
    Builtin::Card,
    Builtin::Iban,
    Builtin::UsSsn,
    Builtin::Ip,
];

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

    /// Whether a rule is a pattern.
    pub(crate) fn is_pattern(&self, id: &str) -> bool {
        self.patterns
            .iter()
            .flat_map(|set| &set.rules)
            .filter_map(|place| self.rules.get(*place))
            .any(|rule| rule.id == id)
    }

    pub(crate) fn minds_personal_data(&self) -> bool {
        PERSONAL.into_iter().any(|builtin| self.has(builtin))
    }

    /// The webhooks that are told something, with the places where they are named.
    pub fn webhooks(&self) -> impl Iterator<Item = &Spanned<String>> {
        self.webhooks.iter()
    }
}

#[cfg(test)]
mod tests;
