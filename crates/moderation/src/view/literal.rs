//! The literal view: the same letters, however they are encoded and whatever they are drawn with.

use unicode_normalization::char::{
    canonical_combining_class, compose, decompose_compatible, is_combining_mark,
};

use super::{
    View,
    characters::{extends, is_decoration, is_invisible, is_pictograph, parenthesised},
    flags::Indicators,
    foreign,
    look::Look,
};

const JOINER: char = '\u{200d}';
const EMOJI_STYLE: char = '\u{fe0f}';
const BLACK_FLAG: char = '\u{1f3f4}';
const TAG_FIRST: char = '\u{e0020}';
const TAG_LAST: char = '\u{e007f}';

/// A character on its way into the view, with the part of the original that it stands for.
#[derive(Debug, Clone)]
pub(super) struct Unit {
    pub(super) letter: char,
    pub(super) start: usize,
    pub(super) end: usize,
}

impl View {
    /// Reads a text: NFKC, full case folding, nothing invisible, no decoration, look-alikes plain.
    pub(super) fn read_literal(&mut self, text: &str, units: &mut Vec<Unit>) {
        self.clear();
        if text.bytes().all(is_plain) {
            self.text.push_str(text);
            self.text.make_ascii_lowercase();
            self.is_aligned = true;
            return;
        }
        units.clear();
        decompose(text, units);
        recompose(units);
        foreign::fold(units);
        for unit in units.iter() {
            self.push(unit.letter, unit.start..unit.end);
        }
    }
}

/// Whether a byte is read as itself, but for its case.
fn is_plain(byte: u8) -> bool {
    matches!(byte, b' '..=b'~' | b'\t'..=b'\r')
}

/// Whether neither decomposition nor composition concerns a character.
fn is_plain_letter(letter: char) -> bool {
    match letter {
        '\0'..='\u{7f}' => !letter.is_ascii_control(),
        // The acute and the Ukrainian apostrophe are among the others.
        _ => Look::of(letter).is_simple && !is_apostrophe(letter),
    }
}

/// The compatibility decomposition without what is not seen, in canonical order.
fn decompose(text: &str, units: &mut Vec<Unit>) {
    let mut indicators = Indicators::default();
    for (start, letter) in text.char_indices() {
        let end = start + letter.len_utf8();
        if is_plain_letter(letter) {
            units.push(Unit { letter, start, end });
        } else if is_decoration(letter)
            || (is_invisible(letter) && !is_in_emoji(letter, units, text.get(end..)))
        {
            if extends(letter) {
                for unit in units.iter_mut().rev().take_while(|unit| unit.end == start) {
                    unit.end = end;
                }
            }
        } else if let Some(letter) =
            parenthesised(letter).or_else(|| indicators.letter(letter, text.get(start..)))
        {
            units.push(Unit { letter, start, end });
        } else {
            push(letter, start, end, units);
        }
    }
}

/// Whether something invisible holds an emoji sequence together.
fn is_in_emoji(letter: char, units: &[Unit], rest: Option<&str>) -> bool {
    let before = units.last().map(|unit| unit.letter);
    match letter {
        JOINER => {
            before.is_some_and(|it| is_pictograph(it) || it == EMOJI_STYLE)
                && rest
                    .and_then(|rest| rest.chars().next())
                    .is_some_and(is_pictograph)
        }
        EMOJI_STYLE => before.is_some_and(is_pictograph),
        TAG_FIRST..=TAG_LAST => {
            before.is_some_and(|it| it == BLACK_FLAG || matches!(it, TAG_FIRST..=TAG_LAST))
        }
        _ => false,
    }
}

/// Adds what a character decomposes to, unless that would make a letter of a sign (`™`) or a space
/// of one (`¨`).
fn push(letter: char, start: usize, end: usize, units: &mut Vec<Unit>) {
    let letter = if is_apostrophe(letter) { '\'' } else { letter };
    // The lunate sigma looks like a `c`, the sigma that it decomposes to does not.
    if matches!(letter, '\'' | 'ϲ' | 'Ϲ') {
        units.push(Unit { letter, start, end });
        return;
    }
    if !letter.is_alphanumeric() && !letter.is_whitespace() && !is_combining_mark(letter) {
        let mut first = None;
        let mut is_sign = true;
        decompose_compatible(letter, |part| {
            first.get_or_insert(part);
            is_sign &= !part.is_alphanumeric();
        });
        if !is_sign || first == Some(' ') {
            units.push(Unit { letter, start, end });
            return;
        }
    }
    decompose_compatible(letter, |part| {
        if part != letter && (is_decoration(part) || is_invisible(part)) {
            return;
        }
        let part = if is_apostrophe(part) { '\'' } else { part };
        units.push(Unit {
            letter: part,
            start,
            end,
        });
        let class = canonical_combining_class(part);
        if class > 0 {
            sort_last(units, class);
        }
    });
}

fn is_apostrophe(letter: char) -> bool {
    matches!(
        letter,
        '\u{b4}' | '\u{2bc}' | '\u{2018}' | '\u{2019}' | '\u{2032}'
    )
}

/// Moves the last mark before the marks that canonical order puts after it.
fn sort_last(units: &mut [Unit], class: u8) {
    let mut at = units.len().saturating_sub(1);
    while let Some(before) = at.checked_sub(1)
        && units
            .get(before)
            .is_some_and(|unit| canonical_combining_class(unit.letter) > class)
    {
        units.swap(before, at);
        at = before;
    }
}

/// Canonical composition of what is left: syllables of Hangul, voiced kana, letters with a hamza.
///
/// <https://www.unicode.org/reports/tr15/#Description_Norm>
fn recompose(units: &mut Vec<Unit>) {
    let mut starter = None;
    let mut blocked = 0;
    let mut kept = 0_usize;
    for at in 0..units.len() {
        let Some(unit) = units.get(at).cloned() else {
            break;
        };
        let is_plain = is_plain_letter(unit.letter);
        let class = if is_plain {
            0
        } else {
            canonical_combining_class(unit.letter)
        };
        if !is_plain
            && let Some(base) = starter.and_then(|base: usize| units.get_mut(base))
            && (blocked < class || starter == kept.checked_sub(1))
            && let Some(both) = compose(base.letter, unit.letter)
        {
            base.letter = both;
            base.start = base.start.min(unit.start);
            base.end = base.end.max(unit.end);
            continue;
        }
        if class == 0 {
            starter = Some(kept);
        }
        blocked = class;
        if let Some(slot) = units.get_mut(kept) {
            *slot = unit;
        }
        kept += 1;
    }
    units.truncate(kept);
}
