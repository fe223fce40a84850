//! Terms in the literal view.

use std::ops::Range;

use super::{
    Place, Terms,
    forms::Form,
    index::{Key, Kind},
    report::Report,
};
use crate::view::{View, is_spaceless, is_word};

/// More between two words of a phrase, and they belong to different sentences.
const GAP_MAX: usize = 16;

/// A word while it is read.
#[derive(Debug, Clone, Copy, Default)]
struct Word {
    start: usize,
    end: usize,
    letters: usize,
    key: Key,
    /// Where digits begin that go to the end of the word.
    stem: Option<(usize, Key)>,
    has_digits: bool,
}

impl Terms {
    /// Reports the terms that stand in a literal view.
    pub(super) fn scan_literal(&self, view: &View, report: &mut Report<'_>) {
        let text = view.text();
        let mut before = None;
        let mut end = 0;
        while let Some(skipped) = text.get(end..).and_then(|rest| rest.find(is_in_word)) {
            let word = self.read_word(view, end + skipped, report);
            self.find_word(view, &word, before, report);
            end = word.end;
            before = Some(word);
        }
        self.scan_verbatim(view, report);
    }

    /// Reads the word that starts here, and reports what words may begin with.
    fn read_word(&self, view: &View, start: usize, report: &mut Report<'_>) -> Word {
        let rest = view.text().get(start..).unwrap_or_default();
        let mut word = Word {
            start,
            ..Word::default()
        };
        for (at, letter) in rest.char_indices() {
            if !is_in_word(letter) {
                break;
            }
            if !letter.is_ascii_digit() {
                word.stem = None;
            } else if !word.has_digits {
                word.stem = Some((start + at, word.key));
                word.has_digits = true;
            }
            word.key = word.key.with(letter);
            word.letters += 1;
            word.end = start + at + letter.len_utf8();
            if self.literal.has_prefix(word.letters) {
                for form in self.found(word.key, Kind::Prefix) {
                    check(form, start..word.end, view, report);
                }
            }
        }
        word
    }

    fn found(&self, key: Key, kind: Kind) -> impl Iterator<Item = &Form> {
        self.literal
            .get(key, kind)
            .filter_map(|form| self.forms.get(form))
    }

    fn find_word(&self, view: &View, word: &Word, before: Option<Word>, report: &mut Report<'_>) {
        for form in self.found(word.key, Kind::Word) {
            check(form, word.start..word.end, view, report);
        }
        if let Some((end, key)) = word.stem
            && self.literal.has_word(key)
            && !has_other_digits(view.text(), end..word.end)
        {
            for form in self.found(key, Kind::Word) {
                check(form, word.start..end, view, report);
            }
        }
        if self.has_phrases {
            let pair = before.map(|before| (before.start, before.key.then(word.key)));
            for (start, key) in [Some((word.start, word.key)), pair].into_iter().flatten() {
                for form in self.found(key, Kind::Phrase) {
                    if let Some(end) = phrase_end(view.text(), start, form) {
                        take(form, start..end, start..end, view, report);
                    }
                }
            }
        }
        if self.literal.has_suffixes() {
            let text = view.text().get(word.start..word.end).unwrap_or_default();
            let mut key = Key::default();
            for (letters, (at, letter)) in text.char_indices().rev().enumerate() {
                key = key.with(letter);
                if self.literal.has_suffix(letters + 1) {
                    for form in self.found(key, Kind::Suffix) {
                        check(form, word.start + at..word.end, view, report);
                    }
                }
            }
        }
    }

    fn scan_verbatim(&self, view: &View, report: &mut Report<'_>) {
        let Some((automaton, forms)) = &self.verbatim else {
            return;
        };
        let text = view.text();
        for found in automaton.find_overlapping_iter(text) {
            let form = forms
                .get(found.pattern().as_usize())
                .and_then(|form| self.forms.get(*form));
            let Some(form) = form else { continue };
            let begins = matches!(form.place, Place::Word | Place::Prefix);
            let ends = matches!(form.place, Place::Word | Place::Suffix);
            let part = found.range();
            if (!begins || is_edge(text, part.start)) && (!ends || is_edge(text, part.end)) {
                take(
                    form,
                    part.clone(),
                    form.place.whole(part, text),
                    view,
                    report,
                );
            }
        }
    }
}

/// Takes a part of the view for a term if it is that.
fn check(form: &Form, part: Range<usize>, view: &View, report: &mut Report<'_>) {
    if view.text().get(part.clone()) == Some(&form.text) {
        take(
            form,
            part.clone(),
            form.place.whole(part, view.text()),
            view,
            report,
        );
    }
}

fn take(
    form: &Form,
    part: Range<usize>,
    whole: Range<usize>,
    view: &View,
    report: &mut Report<'_>,
) {
    if form.is_as_written(report.original, view.original(part)) {
        let reads = view.text().get(whole.clone()).unwrap_or_default();
        report.add(form, view.original(whole), reads);
    }
}

impl Place {
    /// A part of a text with what the stars of its term stand for: the rest of the word.
    fn whole(self, part: Range<usize>, text: &str) -> Range<usize> {
        let mut whole = part.clone();
        if matches!(self, Self::Suffix | Self::Anywhere) {
            let before = text.get(..part.start).unwrap_or_default();
            whole.start = before.trim_end_matches(is_in_word).len();
        }
        if matches!(self, Self::Prefix | Self::Anywhere) {
            let after = text.get(part.end..).unwrap_or_default();
            whole.end = text.len() - after.trim_start_matches(is_in_word).len();
        }
        whole
    }
}

/// Whether it is part of a word that has an end.
#[inline]
fn is_in_word(letter: char) -> bool {
    if letter.is_ascii() {
        letter.is_ascii_alphanumeric()
    } else {
        is_word(letter) && !is_spaceless(letter)
    }
}

/// Whether a word may begin or end at a place of a text.
fn is_edge(text: &str, at: usize) -> bool {
    let before = text.get(..at).and_then(|text| text.chars().next_back());
    let after = text.get(at..).and_then(|text| text.chars().next());
    !before.is_some_and(is_in_word) || !after.is_some_and(is_in_word)
}

/// Whether the word between white space around some digits has others.
fn has_other_digits(text: &str, digits: Range<usize>) -> bool {
    let before = text.get(..digits.start).unwrap_or_default();
    let after = text.get(digits.end..).unwrap_or_default();
    let is_digit = |letter: char| letter.is_ascii_digit();
    before
        .rsplit(char::is_whitespace)
        .next()
        .is_some_and(|before| before.contains(is_digit))
        || after
            .split(char::is_whitespace)
            .next()
            .is_some_and(|after| after.contains(is_digit))
}

/// Where a phrase ends that may begin at a word.
fn phrase_end(text: &str, start: usize, form: &Form) -> Option<usize> {
    let mut rest = text.get(start..)?;
    let mut words = form.text.split(' ').peekable();
    while let Some(word) = words.next() {
        rest = rest.strip_prefix(word)?;
        let is_last = words.peek().is_none();
        let after = rest.trim_start_matches(is_in_word);
        if is_last && form.place == Place::Prefix {
            rest = after;
        } else if after.len() < rest.len() {
            return None;
        }
        if !is_last {
            let next = rest.trim_start_matches(|letter| !is_word(letter));
            if rest.len() - next.len() > GAP_MAX {
                return None;
            }
            rest = next;
        }
    }
    Some(text.len() - rest.len())
}
