//! What the literal view has to know of every character.

use unicode_normalization::char::{
    canonical_combining_class, decompose_compatible, is_combining_mark,
};

use super::{
    characters::{Script, is_decoration, is_invisible, is_spaceless, is_word_anew, regional},
    lookalikes::{Likeness, plain},
};
use crate::pages::Pages;

/// What a character is, and what it looks like.
#[derive(Debug, Clone, Copy)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "they are properties of a character"
)]
pub(super) struct Look {
    pub(super) is_word: bool,
    /// Whether it belongs to a word whose letters are judged together.
    pub(super) is_in_word: bool,
    pub(super) is_letter: bool,
    /// Whether NFKD leaves it alone and it combines with nothing before it.
    pub(super) is_simple: bool,
    pub(super) script: Script,
    /// How it or its other case is drawn, whichever is more Latin.
    pub(super) likeness: Option<Likeness>,
    /// The Latin letter that it or its lower case is drawn like.
    pub(super) plain: Option<(char, Likeness)>,
    pub(super) lower: char,
}

impl Look {
    pub(super) fn of(letter: char) -> Self {
        LOOKS.get(letter)
    }

    fn anew(letter: char) -> Self {
        let lower = letter.to_lowercase().next().unwrap_or(letter);
        let cases = [Some(letter), Some(lower), letter.to_uppercase().next()];
        let mut known = cases
            .into_iter()
            .flatten()
            .filter_map(plain)
            .map(|(_, likeness)| likeness);
        let capital = letter.to_uppercase().next().and_then(plain);
        let by_capital = capital.map(|(it, _)| (it, Likeness::Alike));
        let is_word = is_word_anew(letter);
        let is_letter = letter.is_alphabetic();
        let mut is_simple = canonical_combining_class(letter) == 0
            && !is_invisible(letter)
            && !is_decoration(letter)
            && !is_combining_mark(letter)
            // Jamo, and the vowels of Kirat Rai, combine though they are letters.
            && !matches!(letter, '\u{1100}'..='\u{11ff}' | '\u{16d40}'..='\u{16d7f}')
            && regional(letter).is_none();
        // A syllable of Hangul is put together again from what it decomposes to.
        if !matches!(letter, '\u{ac00}'..='\u{d7a3}') {
            decompose_compatible(letter, |part| is_simple &= part == letter);
        }
        Self {
            is_word,
            is_in_word: is_word && !is_spaceless(letter),
            is_letter,
            is_simple,
            script: Script::of(letter),
            likeness: known
                .clone()
                .find(|it| *it != Likeness::Alike)
                .or_else(|| known.next()),
            plain: plain(letter).or_else(|| plain(lower)).or(by_capital),
            lower,
        }
    }
}

static LOOKS: Pages<Look> = Pages::new(Look::anew);
