//! Texts, and what is known of them.

use std::collections::BTreeSet;

/// A text.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Case {
    /// What a reader sees.
    pub(crate) text: String,
    /// What was sent, if it was HTML.
    pub(crate) html: Option<String>,
    /// The word that is hidden in it; none in an innocent text.
    pub(crate) word: Option<&'static str>,
}

impl Case {
    /// A text with a bad word.
    pub(crate) const fn bad(word: &'static str, text: String) -> Self {
        Self {
            text,
            html: None,
            word: Some(word),
        }
    }

    /// A text without.
    pub(crate) const fn innocent(text: String) -> Self {
        Self {
            text,
            html: None,
            word: None,
        }
    }
}

/// Texts of one kind.
#[derive(Debug)]
pub(crate) struct Class {
    /// How the table calls it.
    pub(crate) name: &'static str,
    pub(crate) cases: Vec<Case>,
    seen: BTreeSet<Case>,
}

impl Class {
    pub(crate) const fn new(name: &'static str) -> Self {
        Self {
            name,
            cases: Vec::new(),
            seen: BTreeSet::new(),
        }
    }

    /// Another text, unless there is the same one.
    pub(crate) fn add(&mut self, case: Case) {
        if self.seen.insert(case.clone()) {
            self.cases.push(case);
        }
    }
}
