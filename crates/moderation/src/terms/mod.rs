//! Word lists: which terms stand in a text, in whatever disguise.

use std::ops::Range;

use crate::view::Views;

/// One entry of a word list.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Term {
    /// The letters as the operator wrote them, without stars and quotes.
    pub text: String,
    /// Where in a word they may stand.
    pub place: Place,
}

/// Where in a word a term may stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Place {
    /// The whole word: `word`.
    Word,
    /// At the beginning of a word: `prefix*`.
    Prefix,
    /// At the end of a word: `*suffix`.
    Suffix,
    /// Anywhere in a word: `*anywhere*`.
    Anywhere,
}

/// Why a line of a word list is not a term.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TermError {
    /// Nothing is left of it once normalised, or a single letter.
    #[error("a term needs at least two letters")]
    TooShort,
}

impl Term {
    /// Reads a line of a word list; `None` for an empty line and for a comment (`#`).
    pub fn parse(line: &str) -> Result<Option<Self>, TermError> {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            return Ok(None);
        }
        if line.len() < 2 {
            return Err(TermError::TooShort);
        }
        Ok(Some(Self {
            text: line.to_owned(),
            place: Place::Word,
        }))
    }
}

/// How far a text is normalised before a list is held against it.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    Default,
    serde::Deserialize,
    serde::Serialize,
    schemars::JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Normalise {
    /// Not at all: the same characters.
    None,
    /// Upper and lower case are the same.
    Case,
    /// And every way to encode or draw a letter is.
    Unicode,
    /// And so are spaced out, stretched, masked letters, and digits and signs for letters.
    #[default]
    All,
}

/// A word list with the words that it must leave alone.
#[derive(Debug, Clone, Copy)]
pub struct TermList<'a> {
    /// What is looked for.
    pub terms: &'a [Term],
    /// What releases a hit that it covers.
    pub allow: &'a [Term],
    /// How far both are normalised.
    pub normalise: Normalise,
}

/// Why lists cannot be compiled.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{source}: `{term}`")]
pub struct TermsError {
    /// The list, counted from 0.
    pub list: usize,
    /// The term as the operator wrote it.
    pub term: String,
    /// What is wrong with it.
    #[source]
    pub source: TermError,
}

/// A term that stands in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TermHit {
    /// The list, counted from 0 in the order given to [`Terms::new`].
    pub list: usize,
    /// The term in its list, counted from 0.
    pub term: usize,
    /// Where it stands, in bytes of the original.
    pub span: Range<usize>,
    /// What the span was read as.
    pub form: String,
}

/// All word lists, ready to be held against texts.
#[derive(Debug)]
pub struct Terms {
    forms: Vec<(usize, usize, String)>,
}

impl Terms {
    /// Compiles lists.
    pub fn new(lists: &[TermList<'_>]) -> Result<Self, TermsError> {
        let mut forms = Vec::new();
        for (list, terms) in lists.iter().enumerate() {
            for (term, Term { text, .. }) in terms.terms.iter().enumerate() {
                forms.push((list, term, text.to_lowercase()));
            }
        }
        Ok(Self { forms })
    }

    /// Adds what stands in a text to `found`; `views` are those of the same text.
    pub fn scan(&self, original: &str, views: &Views, found: &mut Vec<TermHit>) {
        for (list, term, form) in &self.forms {
            if let Some(at) = views.literal.text().find(form.as_str()) {
                let span = views.literal.original(at..at + form.len());
                if original.get(span.clone()).is_some() {
                    found.push(TermHit {
                        list: *list,
                        term: *term,
                        span,
                        form: form.clone(),
                    });
                }
            }
        }
    }
}
