//! Word lists: which terms stand in a text, in whatever disguise.

use std::ops::Range;

use aho_corasick::AhoCorasick;

use self::{
    disguise::Disguises,
    forms::{Form, Shape},
    index::{AFFIX_MAX, Index, Key, Kind},
    report::Report,
};
use crate::view::Views;

mod disguise;
mod forms;
mod index;
mod joins;
mod literal;
mod mask;
mod parse;
mod reading;
mod report;
#[cfg(test)]
mod tests;

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
    /// A star somewhere else than at the beginning or the end.
    #[error("a star may only stand at the beginning and at the end of a term")]
    Star,
    /// A quote that is not closed.
    #[error("a quote needs another one at the other end of the line")]
    Quote,
    /// The lists together are too large for an automaton.
    #[error("there are too many terms with stars at the beginning, or with signs")]
    TooMany,
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
///
/// ```
/// use moderation::{terms::{Normalise, Term, TermList, Terms}, view::Views};
///
/// let term = Term::parse("zorp")?.ok_or("a comment")?;
/// let lists = [TermList { terms: &[term], allow: &[], normalise: Normalise::All }];
/// let terms = Terms::new(&lists)?;
/// let text = "you Z0\u{200b}rp!";
/// let mut found = Vec::new();
/// terms.scan(text, &Views::of(text), &mut found);
/// assert_eq!(found.len(), 1);
/// assert_eq!(text.get(found[0].span.clone()), Some("Z0\u{200b}rp"));
/// assert_eq!(found[0].form, "zorp");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Terms {
    forms: Vec<Form>,
    /// Words and phrases by hash.
    literal: Index,
    has_phrases: bool,
    /// What cannot be found word by word, and the forms of its patterns.
    verbatim: Option<(AhoCorasick, Vec<usize>)>,
    disguises: Disguises,
    masked: Index,
    has_disguises: bool,
}

impl Terms {
    /// Compiles lists.
    pub fn new(lists: &[TermList<'_>]) -> Result<Self, TermsError> {
        let mut views = Views::default();
        let mut forms = Vec::new();
        for (at, list) in lists.iter().enumerate() {
            let terms = list
                .terms
                .iter()
                .enumerate()
                .map(|(nth, term)| (nth, term, false));
            let allow = list
                .allow
                .iter()
                .enumerate()
                .map(|(nth, term)| (nth, term, true));
            for (nth, term, is_allowed) in terms.chain(allow) {
                let form = Form::read(term, list.normalise, (at, nth, is_allowed), &mut views)?;
                forms.extend(form.drawn());
                forms.push(form);
            }
        }
        let mut terms = Self {
            forms: Vec::new(),
            literal: Index::with_capacity(forms.len()),
            has_phrases: false,
            verbatim: None,
            disguises: Disguises::default(),
            masked: Index::with_capacity(2 * forms.len()),
            has_disguises: forms.iter().any(|form| form.normalise == Normalise::All),
        };
        let mut verbatim = Vec::new();
        for (at, form) in forms.iter().enumerate() {
            if !terms.add(form, at) {
                verbatim.push(at);
            }
            terms.disguises.add(form, at);
            mask::add(form, at, &mut terms.masked);
        }
        let too_many = |source| TermsError {
            list: 0,
            term: String::new(),
            source,
        };
        terms.disguises.finish().map_err(too_many)?;
        if !verbatim.is_empty() {
            let texts = verbatim
                .iter()
                .filter_map(|at| forms.get(*at))
                .map(|form| &*form.text);
            let automaton = AhoCorasick::new(texts).map_err(|_| too_many(TermError::TooMany))?;
            terms.verbatim = Some((automaton, verbatim));
        }
        terms.forms = forms;
        Ok(terms)
    }

    /// Adds a form to the words by hash; `false` if it cannot be found so.
    fn add(&mut self, form: &Form, at: usize) -> bool {
        let letters = form.text.chars().count();
        let key = Key::of(&form.text);
        match (form.shape(), form.place) {
            (Shape::Word, Place::Word) => self.literal.add(key, Kind::Word, at),
            (Shape::Word, Place::Prefix) if letters <= AFFIX_MAX => {
                self.literal.prefixes |= 1 << letters;
                self.literal.add(key, Kind::Prefix, at);
            }
            (Shape::Word, Place::Suffix) if letters <= AFFIX_MAX => {
                self.literal.suffixes |= 1 << letters;
                let key = form.text.chars().rev().fold(Key::default(), Key::with);
                self.literal.add(key, Kind::Suffix, at);
            }
            (Shape::Phrase, place) => {
                let mut words = form.text.split(' ').map(Key::of);
                let first = words.next().unwrap_or_default();
                let second = words.next().unwrap_or_default();
                let is_second_whole = place == Place::Word || words.next().is_some();
                let key = if is_second_whole {
                    first.then(second)
                } else {
                    first
                };
                self.has_phrases = true;
                self.literal.add(key, Kind::Phrase, at);
            }
            (Shape::Word | Shape::Verbatim, _) => return false,
        }
        true
    }

    /// Adds what stands in a text to `found`, by place; `views` are those of the same text.
    pub fn scan(&self, original: &str, views: &Views, found: &mut Vec<TermHit>) {
        let mut report = Report::new(original, found);
        self.scan_literal(&views.literal, &mut report);
        if self.has_disguises {
            self.scan_disguised(views, &mut report);
            self.scan_masked(views, &mut report);
        }
        report.finish();
    }
}
