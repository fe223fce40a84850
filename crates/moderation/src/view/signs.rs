//! The signs of a word between white space: which of them may stand for letters.

use super::{characters::is_word, leet, letters::How};

/// What the signs of a word between white space may mean.
#[derive(Debug, Default)]
pub(super) struct Signs {
    /// Whether no sign can stand for a letter: an address.
    pub(super) is_address: bool,
    /// The sign between all the letters: `f!u!c!k`.
    pub(super) separator: Option<char>,
    /// Whether brackets are brackets: one of them closes.
    is_bracketed: bool,
    /// Whether a sign may hide a letter.
    pub(super) may_mask: bool,
}

impl Signs {
    pub(super) fn of(word: &str) -> Self {
        let mut signs = Self::default();
        if word.chars().all(is_word) {
            return signs;
        }
        signs.is_address = (word.contains(':') && word.contains("://"))
            || word.split_once('@').is_some_and(|(name, host)| {
                name.ends_with(is_word) && host.trim_end_matches('.').contains('.')
            });
        let closing = word.matches([')', ']', '}', '>']).count();
        let drawn = || {
            let drawn = ["()", "[]", "|)", "|]"].iter();
            drawn.map(|drawn| word.matches(drawn).count()).sum()
        };
        signs.is_bracketed = closing > 0 && closing > drawn();
        let core = word.trim_matches(|letter| !is_word(letter));
        signs.separator = separator(word, core);
        let inside = word.trim_start_matches(|letter| !is_word(letter));
        signs.may_mask =
            !signs.is_address && (core.chars().any(|it| !is_word(it)) || inside.ends_with("**"));
        signs
    }

    /// The letter that a sign at the beginning of `rest` stands for, and its length in bytes.
    pub(super) fn letter(&self, sign: char, rest: &str) -> Option<(char, How, usize)> {
        if self.is_address || self.separator == Some(sign) {
            return None;
        }
        if let Some((letter, len)) = leet::drawn(rest) {
            return Some((letter, How::Sign, len));
        }
        let letter = leet::sign(sign)?;
        if self.is_bracketed && matches!(sign, '(' | '[' | '{' | '<') {
            return None;
        }
        let how = if leet::is_bold(sign) {
            How::Bold
        } else {
            How::Sign
        };
        Some((letter, how, sign.len_utf8()))
    }
}

/// The sign between all the letters of a word, unless one at its edges may be a letter too.
fn separator(word: &str, core: &str) -> Option<char> {
    let separator = core.chars().nth(1).filter(|sign| !is_word(*sign))?;
    let is_turn = |(at, it)| {
        if at % 2 == 0 {
            is_word(it) || (it != separator && leet::sign(it).is_some())
        } else {
            it == separator
        }
    };
    let (before, after) = word.split_once(core)?;
    let is_letter = before.ends_with(['@', '$', '/', '\\', '|', '<', ')', ']', '='])
        || after.starts_with(['@', '$', '+', '|', '/', '\\']);
    (core.chars().count() > 4 && core.chars().enumerate().all(is_turn) && !is_letter)
        .then_some(separator)
}
