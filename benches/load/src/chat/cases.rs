//! Texts, and what is known of them.

use std::{collections::BTreeSet, ops::Range};

/// A text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Case {
    /// What a reader sees.
    pub(crate) text: String,
    /// What was sent, if it was HTML.
    pub(crate) html: Option<String>,
    /// What is hidden in it; nothing in an innocent text.
    pub(crate) hidden: Option<Hidden>,
}

/// A bad word in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Hidden {
    pub(crate) word: &'static str,
    /// Where it stands in what was sent, in bytes.
    pub(crate) at: Range<usize>,
}

impl Case {
    /// A text with `evasion`, which is how `word` was written, in the place of `{}` in `frame`.
    pub(crate) fn bad(word: &'static str, evasion: &str, frame: &str) -> Self {
        let (before, after) = frame.split_once("{}").unwrap_or_default();
        let at = before.len()..before.len() + evasion.len();
        Self {
            text: format!("{before}{evasion}{after}"),
            html: None,
            hidden: Some(Hidden { word, at }),
        }
    }

    /// What was sent.
    pub(crate) fn sent(&self) -> &str {
        self.html.as_ref().unwrap_or(&self.text)
    }

    /// A text without.
    pub(crate) const fn innocent(text: String) -> Self {
        Self {
            text,
            html: None,
            hidden: None,
        }
    }
}

/// Texts of one kind.
#[derive(Debug)]
pub(crate) struct Class {
    /// How the table calls it.
    pub(crate) name: &'static str,
    pub(crate) cases: Vec<Case>,
    sent: BTreeSet<String>,
}

impl Class {
    pub(crate) const fn new(name: &'static str) -> Self {
        Self {
            name,
            cases: Vec::new(),
            sent: BTreeSet::new(),
        }
    }

    /// Whether its texts have bad words.
    pub(crate) fn is_bad(&self) -> bool {
        self.cases.iter().any(|case| case.hidden.is_some())
    }

    /// Another text, unless the same was sent already.
    pub(crate) fn add(&mut self, case: Case) {
        if self.sent.insert(case.sent().to_owned()) {
            self.cases.push(case);
        }
    }
}
