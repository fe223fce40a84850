//! What a term is looked for as.

use super::{Normalise, Place, Term, TermError, TermsError};
use crate::view::{Views, is_spaceless, is_word, latin_look};

/// A term as it is looked for.
#[derive(Debug)]
pub(super) struct Form {
    pub(super) list: usize,
    pub(super) term: usize,
    /// Whether it releases hits rather than being one.
    pub(super) is_allowed: bool,
    pub(super) normalise: Normalise,
    pub(super) place: Place,
    /// How it reads, words with one space between them.
    pub(super) text: Box<str>,
    /// Whether its letters of other scripts are replaced by the Latin ones that they look like.
    pub(super) is_drawn: bool,
    /// How it was written, for lists that are not normalised.
    pub(super) written: Box<str>,
}

/// How a term is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// One word of letters and digits.
    Word,
    /// Several of them, of which a star may only stand after the last.
    Phrase,
    /// Anything else: signs, emoji, scripts without spaces, phrases with other stars.
    Verbatim,
}

impl Form {
    /// Reads a term of a list.
    pub(super) fn read(
        term: &Term,
        normalise: Normalise,
        at: (usize, usize, bool),
        views: &mut Views,
    ) -> Result<Self, TermsError> {
        let (list, index, is_allowed) = at;
        let refuse = |source| TermsError {
            list,
            term: term.text.clone(),
            source,
        };
        let text = reading(&term.text, views);
        is_long_enough(&text)
            .then_some(())
            .ok_or_else(|| refuse(TermError::TooShort))?;
        let written = match normalise {
            Normalise::None => term.text.as_str().into(),
            Normalise::Case => term.text.to_lowercase().into(),
            Normalise::Unicode | Normalise::All => "".into(),
        };
        let (place, text) = (term.place, text.into());
        Ok(Self {
            list,
            term: index,
            is_allowed,
            normalise,
            place,
            text,
            is_drawn: false,
            written,
        })
    }

    /// The term among Latin letters, where its own letters are taken for those that they look like.
    pub(super) fn drawn(&self) -> Option<Self> {
        let text: Box<str> = self.text.chars().map(latin_look).collect();
        (text != self.text && self.written.is_empty()).then(|| Self {
            text,
            is_drawn: true,
            written: "".into(),
            ..*self
        })
    }

    pub(super) fn shape(&self) -> Shape {
        let is_plain = |letter: char| is_word(letter) && !is_spaceless(letter);
        if !self
            .text
            .chars()
            .all(|letter| letter == ' ' || is_plain(letter))
        {
            Shape::Verbatim
        } else if !self.text.contains(' ') {
            Shape::Word
        } else if matches!(self.place, Place::Word | Place::Prefix) {
            Shape::Phrase
        } else {
            Shape::Verbatim
        }
    }
}

/// How a term reads: its words with a space between, or all of it if other signs are part of it.
///
/// Signs that only join words (`rat-catcher`, `o'neil`) do so in a text in any other way.
fn reading(text: &str, views: &mut Views) -> String {
    views.read(text.trim());
    let text = views.literal.text();
    let joins =
        |letter: char| letter.is_whitespace() || matches!(letter, '-' | '\'' | '_' | '.' | ',');
    if text.chars().all(|letter| is_word(letter) || joins(letter)) {
        let words: Vec<&str> = text.split(joins).filter(|word| !word.is_empty()).collect();
        words.join(" ")
    } else {
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

fn is_long_enough(text: &str) -> bool {
    let letters = text.chars().filter(|letter| *letter != ' ').count();
    letters > 1 || (letters == 1 && !text.starts_with(is_ordinary) && text != "*")
}

/// Whether a single one of it says nothing: not an emoji, not a letter that is a word.
fn is_ordinary(letter: char) -> bool {
    letter.is_ascii() || (is_word(letter) && !is_spaceless(letter))
}

/// Whether a term can be looked for at all.
pub(super) fn check(term: &Term) -> Result<(), TermError> {
    let text = reading(&term.text, &mut Views::default());
    is_long_enough(&text)
        .then_some(())
        .ok_or(TermError::TooShort)
}
