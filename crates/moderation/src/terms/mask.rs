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
    /// Punctuation, and what stands for a blank to be filled in.
    Weak,
    /// `*`, `#`, blocks and emoji.
    Strong,
}

impl Mask {
    fn of(sign: char) -> Option<Self> {
        Some(match sign {
            '-' | '.' => Self::Separator,
            '_' | '@' | '!' | '$' | '?' | '^' | '~' | '+' | '=' | '|' => Self::Weak,
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
            let starts = [Some(first), None]
                .into_iter()
                .take(1 + usize::from(is_vowel(first)));
            for start in starts {
                index.add(key(start, Some(last), letters), Kind::Masked, at);
                index.add(key(start, None, letters), Kind::Masked, at);
            }
        }
        Place::Prefix if letters <= AFFIX_MAX => {
            index.prefixes |= 1 << letters;
            index.add(key(Some(first), None, letters), Kind::MaskedPrefix, at);
        }
        Place::Prefix | Place::Suffix | Place::Anywhere => {}
    }
}

/// The key of a word by the letters that are shown at its ends.
fn key(first: Option<char>, last: Option<char>, letters: usize) -> Key {
    let letters = u32::try_from(letters).ok().and_then(char::from_u32);
    [first, last, letters]
        .into_iter()
        .fold(Key::default(), |key, it| key.with(it.unwrap_or('*')))
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
            let is_letter = |sign: &Sign| sign.mask.is_none() && is_word(sign.drawn);
            let first = signs.iter().position(is_letter).unwrap_or(0);
            let last = signs.iter().rposition(is_letter).unwrap_or(0);
            let inside = signs.get(first..=last).unwrap_or_default();
            let outside = signs.iter().filter(|sign| sign.drawn == '*');
            let surest = inside
                .iter()
                .chain(outside)
                .filter_map(|sign| sign.mask)
                .max();
            let is_part = |sign: &Sign| is_word(sign.drawn) || sign.mask == surest;
            let parts = signs.split(|sign| !is_part(sign));
            for part in parts {
                self.find_masked(part, views, report);
            }
        }
    }

    fn find_masked(&self, part: &[Sign], views: &Views, report: &mut Report<'_>) {
        let letter = |sign: &Sign| sign.mask.is_none();
        let is_star = |sign: &Sign| sign.drawn == '*';
        let Some(first) = part.iter().position(letter) else {
            return;
        };
        let Some(last) = part.iter().rposition(letter) else {
            return;
        };
        let has_inner = part
            .get(first..=last)
            .is_some_and(|inner| !inner.iter().all(letter));
        let before = part.get(..first).unwrap_or_default();
        let after = part.get(last + 1..).unwrap_or_default();
        // Stars on both sides are emphasis, more than one before is.
        let is_open = matches!(before, [star] if is_star(star)) && (has_inner || after.is_empty());
        let is_cut = !after.is_empty()
            && after.iter().all(is_star)
            && (before.is_empty() || (has_inner && is_open));
        for start in [Some(first), is_open.then(|| first - 1)]
            .into_iter()
            .flatten()
        {
            for end in [Some(last + 1), is_cut.then_some(part.len())]
                .into_iter()
                .flatten()
            {
                let part = part.get(start..end).unwrap_or_default();
                if !part.iter().all(letter) {
                    self.find_hidden(part, views, report);
                }
            }
        }
    }

    /// Looks for terms of which some letters are hidden.
    fn find_hidden(&self, part: &[Sign], views: &Views, report: &mut Report<'_>) {
        let letter = |sign: &Sign| sign.mask.is_none();
        let shown = |sign: Option<&Sign>| sign.filter(|sign| letter(sign)).map(|sign| sign.drawn);
        let (first, last) = (shown(part.first()), shown(part.last()));
        for form in self.masked.get(key(first, last, part.len()), Kind::Masked) {
            self.take_masked(form, part, views, report);
        }
        for len in LETTERS.take_while(|len| *len <= part.len()) {
            let rest = part.get(len..).unwrap_or_default();
            if first.is_some() && self.masked.has_prefix(len) && rest.iter().all(letter) {
                for form in self.masked.get(key(first, None, len), Kind::MaskedPrefix) {
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
        let shows = |sign: Option<&Sign>| sign.is_some_and(|sign| sign.mask.is_none());
        let (has_first, has_last) = (shows(part.first()), shows(part.last()));
        let has_ends = has_first && has_last;
        let shows_no_vowel = part
            .iter()
            .all(|sign| sign.mask.is_some() || !is_vowel(sign.drawn));
        let tail = part
            .iter()
            .rev()
            .take_while(|sign| sign.mask.is_some())
            .count();
        let is_sure = match surest {
            Some(Mask::Strong) if letters < 4 => {
                masks == 1
                    && has_last
                    && hides_vowels
                    && !report
                        .original
                        .contains(['=', ';', '{', '}', '<', '>', '/', '+'])
            }
            _ if letters < 4 => false,
            // Nothing but the vowels is hidden.
            Some(Mask::Strong) if hides_vowels && shows_no_vowel => {
                shown > 1 && masks <= shown + 1 && (masks > 1 || shown > 2 || has_ends)
            }
            // One star at an end is as good as a letter only if it hides a vowel.
            Some(Mask::Strong) if !has_first || tail == 1 => {
                shown > 1 && masks <= shown && hides_vowels && (masks > 1 || shown > 2)
            }
            Some(Mask::Strong) => shown > 1 && (masks <= shown || (has_last && letters > 4)),
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
