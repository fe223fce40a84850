//! Terms with letters that are masked: `f*ck`.

use super::{
    Normalise, Place, Terms,
    forms::{Form, Shape},
    index::{AFFIX_MAX, Index, Key, Kind},
    report::Report,
};
use crate::view::{Views, is_vowel, is_word};

/// The lengths of terms that are looked for behind masks.
const LETTERS: std::ops::RangeInclusive<usize> = 3..=24;
/// More masked words in a text are not looked at.
const WORDS_MAX: usize = 200;

/// What may stand for a letter, the surest last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Mask {
    /// It separates words and parts of words otherwise.
    Separator,
    /// Punctuation.
    Weak,
    /// `*`, `#`, blocks and emoji.
    Strong,
}

impl Mask {
    fn of(sign: char) -> Option<Self> {
        Some(match sign {
            '-' | '_' | '.' => Self::Separator,
            '@' | '!' | '$' | '?' | '^' | '~' | '+' | '=' | '|' => Self::Weak,
            '*' | '#' | '%' | '&' => Self::Strong,
            _ if sign.is_ascii() || is_word(sign) || sign.is_whitespace() => return None,
            _ => Self::Strong,
        })
    }
}

/// A character of a masked word.
#[derive(Debug, Clone, Copy)]
struct Sign {
    at: usize,
    drawn: char,
    mask: Option<Mask>,
}

/// Adds a form to an index of words by what masks leave of them.
pub(super) fn add(form: &Form, at: usize, index: &mut Index) {
    let letters = form.text.chars().count();
    let ends = (form.text.chars().next(), form.text.chars().next_back());
    let (Some(first), Some(last)) = ends else {
        return;
    };
    if form.normalise != Normalise::All
        || form.is_allowed
        || form.shape() != Shape::Word
        || !LETTERS.contains(&letters)
    {
        return;
    }
    match form.place {
        Place::Word => {
            index.add(key(first, Some(last), letters), Kind::Masked, at);
            index.add(key(first, None, letters), Kind::Masked, at);
        }
        Place::Prefix if letters <= AFFIX_MAX => {
            index.prefixes |= 1 << letters;
            index.add(key(first, None, letters), Kind::MaskedPrefix, at);
        }
        Place::Prefix | Place::Suffix | Place::Anywhere => {}
    }
}

fn key(first: char, last: Option<char>, letters: usize) -> Key {
    let letters = u32::try_from(letters).ok().and_then(char::from_u32);
    Key::default()
        .with(first)
        .with(last.unwrap_or('*'))
        .with(letters.unwrap_or('*'))
}

impl Terms {
    /// Reports the terms that stand in a text behind masks.
    pub(super) fn scan_masked(&self, views: &Views, report: &mut Report<'_>) {
        let text = views.literal.text();
        for token in views.letters.masked.iter().take(WORDS_MAX) {
            let word = text.get(token.clone()).unwrap_or_default();
            let signs: Vec<Sign> = word
                .char_indices()
                .filter(|(_, drawn)| !matches!(drawn, '\u{fe0f}' | '\u{1f3fb}'..='\u{1f3ff}'))
                .map(|(at, drawn)| Sign {
                    at: token.start + at,
                    drawn,
                    mask: Mask::of(drawn),
                })
                .collect();
            let surest = signs.iter().filter_map(|sign| sign.mask).max();
            let is_part = |sign: &Sign| is_word(sign.drawn) || sign.mask == surest;
            let parts = signs.split(|sign| !is_part(sign));
            for part in parts {
                self.find_masked(part, views, report);
            }
        }
    }

    fn find_masked(&self, part: &[Sign], views: &Views, report: &mut Report<'_>) {
        let letter = |sign: &Sign| sign.mask.is_none();
        let start = part.iter().position(letter).unwrap_or(part.len());
        let is_emphasised = start > 0;
        let part = part.get(start..).unwrap_or_default();
        let last = part.iter().rposition(letter).unwrap_or(0);
        let tail = part.len() - last.saturating_add(1).min(part.len());
        let is_cut =
            tail > 1 && !is_emphasised && part.iter().skip(last + 1).all(|it| it.drawn == '*');
        let part = if is_cut {
            part
        } else {
            part.get(..=last).unwrap_or_default()
        };
        let (Some(first), Some(last)) = (part.first(), part.last()) else {
            return;
        };
        if part.iter().all(letter) {
            return;
        }
        let ending = letter(last).then_some(last.drawn);
        for form in self
            .masked
            .get(key(first.drawn, ending, part.len()), Kind::Masked)
        {
            self.take_masked(form, part, views, report);
        }
        for len in LETTERS.take_while(|len| *len <= part.len()) {
            let rest = part.get(len..).unwrap_or_default();
            if self.masked.has_prefix(len) && rest.iter().all(letter) {
                for form in self
                    .masked
                    .get(key(first.drawn, None, len), Kind::MaskedPrefix)
                {
                    self.take_masked(form, part, views, report);
                }
            }
        }
    }

    /// Reports a term if masks hide few enough of its letters.
    fn take_masked(&self, form: usize, part: &[Sign], views: &Views, report: &mut Report<'_>) {
        let Some(form) = self.forms.get(form) else {
            return;
        };
        let letters = form.text.chars().count();
        let hidden = || {
            form.text
                .chars()
                .zip(part)
                .filter(|(_, sign)| sign.mask.is_some())
        };
        let is_same = form
            .text
            .chars()
            .zip(part)
            .all(|(letter, sign)| sign.mask.is_some() || sign.drawn == letter);
        let masks = hidden().count();
        let shown = letters - masks.min(letters);
        let surest = part.iter().filter_map(|sign| sign.mask).max();
        let hides_vowels = hidden().all(|(letter, _)| is_vowel(letter));
        let has_ends = part
            .first()
            .zip(part.last())
            .is_some_and(|(first, last)| first.mask.is_none() && last.mask.is_none());
        let is_sure = match surest {
            Some(_) if letters < 4 => {
                surest == Some(Mask::Strong)
                    && masks == 1
                    && has_ends
                    && hides_vowels
                    && !report
                        .original
                        .contains(['=', ';', '{', '}', '<', '>', '/', '+'])
            }
            Some(Mask::Strong) => shown > 1 && (masks <= shown || (has_ends && letters > 4)),
            Some(Mask::Weak) => shown > 1 && masks <= shown && hides_vowels,
            Some(Mask::Separator) => shown > 2 && masks == 1 && hides_vowels,
            None => false,
        };
        if let (true, true, Some(first), Some(last)) =
            (is_same, is_sure && masks > 0, part.first(), part.last())
        {
            let span = first.at..last.at + last.drawn.len_utf8();
            report.add(form, views.literal.original(span), &form.text);
        }
    }
}
