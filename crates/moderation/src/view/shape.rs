//! What letters tell about a word without knowing it.

use super::letters::{How, Letter};

/// Whether a letter is a vowel, in Latin letters.
pub(crate) fn is_vowel(letter: char) -> bool {
    matches!(letter, 'a' | 'e' | 'i' | 'o' | 'u' | 'y')
}

/// Where a letter stands in a word.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Edge {
    pub(crate) is_first: bool,
    pub(crate) is_last: bool,
    /// Whether the word has four letters or more.
    pub(crate) is_long: bool,
}

impl Edge {
    /// Whether another word may have a letter twice where a word has it once, as `good` and `god`.
    ///
    /// English doubles consonants inside words and `e` and `o`; hardly `a`, `i` and `u`, never `h`,
    /// `j`, `k`, `q`, `v`, `w`, `x` and `y`, nothing at the beginning, and at the end of longer words
    /// only `e`, `f`, `l`, `o`, `s` and `z`.
    pub(crate) fn may_double(self, letter: char) -> bool {
        if !letter.is_ascii() {
            return true;
        }
        if matches!(
            letter,
            'a' | 'i' | 'u' | 'h' | 'j' | 'k' | 'q' | 'v' | 'w' | 'x' | 'y'
        ) {
            return false;
        }
        if self.is_first && !is_vowel(letter) {
            return letter == 'l';
        }
        let may_end = matches!(letter, 'e' | 'f' | 'l' | 'o' | 's' | 'z');
        !self.is_last || !self.is_long || may_end
    }
}

/// Whether letters may be a disguise as they are; if not, they are the word that they are.
///
/// They are if something is no letter, stretched, or stands for another letter: everything that makes
/// [`crate::terms`] take letters for a disguise.
pub(super) fn is_odd(letters: &[Letter]) -> bool {
    let letter = |at: usize| letters.get(at).map(|it| it.reads);
    let is_consonant = |at: Option<usize>| at.and_then(letter).is_none_or(|it| !is_vowel(it));
    if matches!(
        (letter(0), letter(1)),
        (Some('p'), Some('h')) | (Some('v'), Some('v'))
    ) {
        return true;
    }
    let mut doubled = 0;
    letters.iter().enumerate().any(|(at, it)| {
        let before = at.checked_sub(1);
        let is_double = before.and_then(letter) == Some(it.reads);
        doubled += usize::from(is_double);
        let is_last = at + 1 == letters.len();
        let edge = Edge {
            is_first: at == 1,
            is_last,
            is_long: true,
        };
        it.how != How::Plain
            || doubled > 1
            || (is_double && (!edge.may_double(it.reads) || !it.reads.is_ascii()))
            || (matches!(it.reads, 'l' | 'v') && is_consonant(before) && is_consonant(Some(at + 1)))
            || (is_last && it.reads == 'z')
    })
}

/// Whether letters cannot be a word: no vowel, or a beginning that no English word has.
pub(super) fn is_broken(letters: &[Letter]) -> bool {
    let is_latin = |it: &Letter| it.reads.is_ascii_alphabetic() && it.how != How::Sign;
    let is_open = |it: &Letter| is_vowel(it.reads);
    if !letters.iter().all(is_latin) {
        return false;
    }
    match letters {
        [first, second, ..] if !is_open(first) && !is_open(second) => {
            !letters.iter().any(is_open) || !is_onset(first.reads, second.reads)
        }
        _ => !letters.iter().any(is_open),
    }
}

/// Whether an English word may begin with two consonants.
fn is_onset(first: char, second: char) -> bool {
    match second {
        'l' => matches!(first, 'b' | 'c' | 'f' | 'g' | 'k' | 'l' | 'p' | 's'),
        'r' => matches!(
            first,
            'b' | 'c' | 'd' | 'f' | 'g' | 'k' | 'p' | 's' | 't' | 'w'
        ),
        'h' => matches!(first, 'c' | 'g' | 'k' | 'p' | 'r' | 's' | 't' | 'w' | 'z'),
        'n' => matches!(first, 'g' | 'k' | 'm' | 'p' | 's'),
        'w' => matches!(first, 'd' | 's' | 't'),
        's' => matches!(first, 'p' | 't'),
        'c' | 'k' | 'm' | 'p' | 'q' | 't' | 'v' => first == 's',
        'z' => first == 't',
        _ => false,
    }
}
