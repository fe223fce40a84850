//! A piece of text as a browser or a person would read a link in it.

use std::ops::Range;

use unicode_normalization::char::decompose_compatible;
use unicode_properties::{GeneralCategory, UnicodeGeneralCategory};

/// A word with what hides a link in it taken away, and the way back.
#[derive(Debug, Default)]
pub(super) struct Clean {
    pub(super) text: String,
    /// Where in the original each byte of `text` comes from, and the end.
    origins: Vec<usize>,
    /// A dot, a colon or a slash is written in brackets.
    pub(super) defanged: bool,
    /// Something invisible is in it, at these bytes of `text`.
    pub(super) invisible: Vec<usize>,
}

/// What a bracket may hold for a dot, a colon or a slash.
const BRACKETED: [(&str, &str); 7] = [
    (".", "."),
    ("dot", "."),
    ("punkt", "."),
    ("punto", "."),
    (":", ":"),
    ("://", "://"),
    ("/", "/"),
];

impl Clean {
    /// Reads the piece of a text that starts at `at`.
    pub(super) fn read(&mut self, piece: &str, at: usize) {
        self.text.clear();
        self.origins.clear();
        self.invisible.clear();
        self.defanged = false;
        let mut rest = piece;
        while let Some(c) = rest.chars().next() {
            let here = at + (piece.len() - rest.len());
            if let Some((len, stands_for)) = bracketed(rest) {
                self.defanged = true;
                self.push(stands_for, here);
                rest = rest.get(len..).unwrap_or_default();
                continue;
            }
            rest = rest.get(c.len_utf8()..).unwrap_or_default();
            if c.is_ascii() {
                self.text.push(c);
                self.origins.push(here);
                continue;
            }
            match seen(c) {
                Some(c) => {
                    let mut buffer = [0; 4];
                    self.push(c.encode_utf8(&mut buffer), here);
                }
                None => self.invisible.push(self.text.len()),
            }
        }
        self.origins.push(at + piece.len());
    }

    fn push(&mut self, text: &str, origin: usize) {
        self.text.push_str(text);
        self.origins.extend(std::iter::repeat_n(origin, text.len()));
    }

    /// The bytes of the original that these bytes stand for.
    pub(super) fn original(&self, span: &Range<usize>) -> Range<usize> {
        let origin = |at: usize| self.origins.get(at).copied();
        let start = origin(span.start).unwrap_or_default();
        start..origin(span.end).unwrap_or(start)
    }
}

/// The length of a bracketed sign at the start of a text, with the spaces around it, and the sign:
/// `[.]`, ` (dot) `, `{:}`.
pub(super) fn bracketed(text: &str) -> Option<(usize, &'static str)> {
    let start = text.trim_start_matches(' ');
    let (close, inner) = match start.as_bytes().first()? {
        b'(' => (')', start.get(1..)?),
        b'[' => (']', start.get(1..)?),
        b'{' => ('}', start.get(1..)?),
        _ => return None,
    };
    // The longest sign in a bracket, with a space on each side.
    let end = inner
        .char_indices()
        .take(8)
        .find(|(_, c)| *c == close)
        .map(|(at, _)| at)?;
    let said = inner.get(..end)?.trim_matches(' ');
    let (_, stands_for) = BRACKETED
        .iter()
        .find(|(sign, _)| sign.eq_ignore_ascii_case(said))?;
    let after = inner.get(end + 1..)?;
    let rest = after.trim_start_matches(' ');
    Some((text.len() - rest.len(), stands_for))
}

/// Whether a character beyond ASCII is seen as a sign that no link is without.
pub(super) const fn is_sign(c: char) -> bool {
    matches!(
        c,
        '\u{2024}'
            | '\u{3002}'
            | '\u{fe13}'
            | '\u{fe52}'
            | '\u{fe55}'
            | '\u{fe68}'
            | '\u{ff0e}'
            | '\u{ff1a}'
            | '\u{ff3c}'
            | '\u{ff61}'
    )
}

/// A character as it is seen: compatibility forms as what they are forms of, any raised or
/// ideographic dot as a dot; `None` if it is not seen.
fn seen(c: char) -> Option<char> {
    match c {
        '\u{3002}' | '\u{ff61}' => return Some('.'),
        '\u{2044}' | '\u{2215}' => return Some('/'),
        '\u{fe00}'..='\u{fe0f}' | '\u{34f}' | '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{180e}' => {
            return None;
        }
        _ => {}
    }
    if c.general_category() == GeneralCategory::Format {
        return None;
    }
    let mut one = None;
    let mut several = false;
    decompose_compatible(c, |part| {
        several |= one.is_some();
        one = Some(part);
    });
    Some(one.filter(|_| !several).unwrap_or(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sign_of_a_link_is_known() {
        for c in '\u{80}'..=char::MAX {
            let expected = matches!(seen(c), Some('.' | ':' | '\\'));
            assert_eq!(is_sign(c), expected, "{c:?}");
        }
    }
}
