//! What was found, and what releases it.

use std::ops::Range;

use super::{Normalise, TermHit, forms::Form};
use crate::view::{is_foreign, is_word};

/// Hits of one text on their way to the caller.
#[derive(Debug)]
pub(super) struct Report<'a> {
    pub(super) original: &'a str,
    found: &'a mut Vec<TermHit>,
    first: usize,
    /// What allowed words cover, by list.
    allowed: Vec<(usize, Range<usize>)>,
}

impl<'a> Report<'a> {
    pub(super) fn new(original: &'a str, found: &'a mut Vec<TermHit>) -> Self {
        let first = found.len();
        Self {
            original,
            found,
            first,
            allowed: Vec::new(),
        }
    }

    /// Adds a term that stands in the original; `reads` is what it was read as.
    pub(super) fn add(&mut self, form: &Form, span: Range<usize>, reads: &str) {
        if form.is_drawn
            && !self
                .original
                .get(span.clone())
                .is_some_and(|it| it.contains(is_foreign))
        {
            return;
        }
        if form.is_allowed {
            self.allowed.push((form.list, span));
        } else {
            let (list, term, form) = (form.list, form.term, reads.to_owned());
            self.found.push(TermHit {
                list,
                term,
                span,
                form,
            });
        }
    }

    /// Releases what is covered by an allowed word of the list, and reports everything once.
    pub(super) fn finish(self) {
        let Self {
            found,
            first,
            allowed,
            ..
        } = self;
        let mut hits = found.split_off(first);
        hits.retain(|hit| {
            !allowed
                .iter()
                .any(|(list, word)| *list == hit.list && covers(word, &hit.span))
        });
        hits.sort_by(|one, other| {
            let key = |hit: &TermHit| (hit.list, hit.term, hit.span.start);
            key(one)
                .cmp(&key(other))
                .then(other.span.end.cmp(&one.span.end))
        });
        hits.dedup_by(|hit, before| {
            (hit.list, hit.term) == (before.list, before.term) && covers(&before.span, &hit.span)
        });
        hits.sort_by_key(|hit| (hit.span.start, hit.span.end));
        found.append(&mut hits);
    }
}

fn covers(one: &Range<usize>, other: &Range<usize>) -> bool {
    one.start <= other.start && other.end <= one.end
}

impl Form {
    /// Whether a part of the original is the term at the list's level of normalisation.
    pub(super) fn is_as_written(&self, original: &str, part: Range<usize>) -> bool {
        let part = original.get(part).unwrap_or_default();
        match self.normalise {
            Normalise::None => is_same(part, &self.written),
            Normalise::Case => is_same(&part.to_lowercase(), &self.written),
            Normalise::Unicode | Normalise::All => true,
        }
    }
}

/// Whether two texts have the same words, or are the same.
fn is_same(one: &str, other: &str) -> bool {
    let words = |text| str::split(text, |letter| !is_word(letter)).filter(|word| !word.is_empty());
    one == other || (words(other).next().is_some() && words(one).eq(words(other)))
}
