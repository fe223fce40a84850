//! A text as its scanners read it: one byte for each character that is seen.

use std::{borrow::Cow, ops::Range};

use unicode_normalization::char::decompose_compatible;
use unicode_properties::{GeneralCategory, UnicodeGeneralCategory};

use crate::pages::Pages;

/// A letter beyond ASCII that may be part of an address.
pub(super) const LETTER: u8 = 0x80;
/// A character of a script that is written without spaces: as good as one for what stands beside.
pub(super) const IDEOGRAPH: u8 = 0x81;
/// Anything else beyond ASCII.
pub(super) const OTHER: u8 = 0x82;

/// A currency's sign.
pub(super) const CURRENCY: u8 = 0x83;

/// The characters of a text: digits of every script as `0`–`9`, full-width and mathematical forms
/// as ASCII, any dash as `-`, any space as ` `, any raised dot as `.`; what is invisible is left out.
pub(super) struct Units<'a> {
    seen: Cow<'a, [u8]>,
    /// Where each unit's character starts; empty if all are ASCII.
    starts: Vec<usize>,
    len: usize,
}

impl<'a> Units<'a> {
    pub(super) fn of(text: &'a str) -> Self {
        let len = text.len();
        if text.is_ascii() {
            return Self {
                seen: text.as_bytes().into(),
                starts: Vec::new(),
                len,
            };
        }
        let mut units = Vec::with_capacity(len);
        let mut starts = Vec::with_capacity(len + 1);
        for (at, c) in text.char_indices() {
            if let Some(unit) = unit(c) {
                units.push(unit);
                starts.push(at);
            }
        }
        Self {
            seen: units.into(),
            starts,
            len,
        }
    }

    pub(super) fn get(&self) -> &[u8] {
        &self.seen
    }

    /// The bytes of the text from the first to the last of these units, with what is invisible
    /// between and after them.
    pub(super) fn bytes(&self, span: Range<usize>) -> Range<usize> {
        if self.starts.is_empty() {
            return span;
        }
        let start = |unit: usize| self.starts.get(unit).copied().unwrap_or(self.len);
        start(span.start)..start(span.end)
    }
}

fn unit(c: char) -> Option<u8> {
    if let Ok(ascii) = u8::try_from(c)
        && ascii.is_ascii()
    {
        return Some(ascii);
    }
    match c {
        // Letters by far the most common, which the tables below would find to be letters.
        '\u{c0}'..='\u{d6}' | '\u{d8}'..='\u{f6}' | '\u{f8}'..='\u{17f}' => Some(LETTER),
        '\u{370}'..='\u{52f}' | '\u{5d0}'..='\u{5ea}' | '\u{620}'..='\u{64a}' => Some(LETTER),
        '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' => {
            Some(IDEOGRAPH)
        }
        '\u{ac00}'..='\u{d7a3}' => Some(IDEOGRAPH),
        '\u{b7}' | '\u{2022}' | '\u{2027}' | '\u{2219}' | '\u{22c5}' | '\u{3002}' | '\u{ff61}' => {
            Some(b'.')
        }
        '\u{2044}' | '\u{2215}' => Some(b'/'),
        '\u{2212}' => Some(b'-'),
        // Variation selectors, a keycap's box, fillers: they show nothing of their own.
        '\u{fe00}'..='\u{fe0f}'
        | '\u{20e3}'
        | '\u{34f}'
        | '\u{115f}'
        | '\u{1160}'
        | '\u{3164}'
        | '\u{180e}' => None,
        _ => UNITS.get(c),
    }
}

static UNITS: Pages<Option<u8>> = Pages::new(by_category);

fn by_category(c: char) -> Option<u8> {
    use GeneralCategory::{
        CurrencySymbol, DashPunctuation, DecimalNumber, Format, LineSeparator, ParagraphSeparator,
        SpaceSeparator,
    };
    match c.general_category() {
        Format => return None,
        SpaceSeparator => return Some(b' '),
        LineSeparator | ParagraphSeparator => return Some(b'\n'),
        CurrencySymbol => return Some(CURRENCY),
        DashPunctuation => return Some(b'-'),
        DecimalNumber => return Some(b'0' + digit(c)),
        _ => {}
    }
    let mut one = None;
    let mut several = false;
    decompose_compatible(c, |part| {
        several |= one.is_some();
        one = Some(part);
    });
    let ascii = one
        .filter(|part| !several && part.is_ascii())
        .and_then(|part| u8::try_from(part).ok());
    Some(match ascii {
        Some(ascii) => ascii,
        None if c.is_alphabetic() => LETTER,
        None => OTHER,
    })
}

/// The value of a decimal digit. They come in runs of ten, at a code point that ends in hexadecimal
/// 0 or 6. <https://www.unicode.org/versions/latest/core-spec/chapter-4/>
fn digit(c: char) -> u8 {
    let code = u32::from(c);
    let value = if (0x1d7ce..=0x1d7ff).contains(&code) {
        // Five mathematical alphabets without a gap.
        (code - 0x1d7ce) % 10
    } else if char::from_u32(code & !15)
        .is_some_and(|first| first.general_category() == GeneralCategory::DecimalNumber)
    {
        code & 15
    } else {
        (code & 15).saturating_sub(6)
    };
    u8::try_from(value % 10).unwrap_or_default()
}
