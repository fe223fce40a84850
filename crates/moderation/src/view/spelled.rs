//! Words that are spelled letter by letter.

use std::ops::Range;

use super::{aggressive::Aggressive, letters::Letter};

/// Fewer single letters in a row are not a word that somebody spells.
const SPELLED_MIN: usize = 3;
/// Longer gaps between letters are not one word.
const GAP_MAX: usize = 8;

impl Aggressive {
    /// Finds the runs of single letters with the same thing between all of them.
    pub(super) fn find_spelled(&mut self, text: &str) {
        let mut spelled = std::mem::take(&mut self.spelled);
        let mut first = 0;
        while first < self.pieces.len() {
            let mut end = first;
            while self
                .pieces
                .get(end)
                .is_some_and(|piece| !piece.is_address && is_single(self.of(piece)))
                && (end < first + 2 || is_same_gap(self.gap(text, first + 1), self.gap(text, end)))
                && (end == first || is_gap(self.gap(text, end)))
            {
                end += 1;
            }
            let is_run = end - first >= SPELLED_MIN;
            if is_run {
                self.split_spelled(text, first..end, &mut spelled);
            }
            // The last of two letters may be the first of a run with other gaps.
            first = if is_run {
                end
            } else {
                end.saturating_sub(1).max(first + 1)
            };
        }
        self.spelled = spelled;
    }

    /// Splits a run where its gaps are wider than elsewhere, if words are left on all sides.
    fn split_spelled(&self, text: &str, run: Range<usize>, spelled: &mut Vec<Range<usize>>) {
        let width = |at| self.gap(text, at).len();
        let narrow = (run.start + 1..run.end).map(width).min().unwrap_or(0);
        let mut words = Vec::new();
        let mut start = run.start;
        for at in run.start + 1..run.end {
            if width(at) > narrow {
                words.push(start..at);
                start = at;
            }
        }
        words.push(start..run.end);
        if words.iter().any(|word| word.len() < SPELLED_MIN) {
            words = vec![run];
        }
        let may_be = |word: &Range<usize>| {
            let letters = self.letters.get(self.letters_of(word)).unwrap_or_default();
            !is_single(letters)
                && !self.is_path(text, word)
                && self.is_readable(word.clone())
                && !self.breaks_brackets(text, word)
        };
        spelled.extend(words.into_iter().filter(may_be));
    }

    /// Whether single letters between slashes are the beginning of a longer name: `/b/a/d-part`.
    fn is_path(&self, text: &str, word: &Range<usize>) -> bool {
        let after = self.gap(text, word.end);
        self.gap(text, word.start + 1) == "/"
            && !after.is_empty()
            && !after.contains(char::is_whitespace)
    }

    /// Whether there are brackets between the letters, and more than a bracket around them: without
    /// those between them, what is around them would mean something else.
    fn breaks_brackets(&self, text: &str, word: &Range<usize>) -> bool {
        let letters = self.letters.get(self.letters_of(word)).unwrap_or_default();
        let (Some(first), Some(last)) = (letters.first(), letters.last()) else {
            return true;
        };
        let before = text
            .get(..first.at.start)
            .and_then(|it| it.rsplit(char::is_whitespace).next());
        let after = text
            .get(last.at.end..)
            .and_then(|it| it.split(char::is_whitespace).next());
        let is_bare = matches!(before, Some("" | "(" | "[" | "{" | "<"))
            && matches!(after, Some("" | ")" | "]" | "}" | ">"));
        let mut gaps = (word.start + 1..word.end).map(|at| self.gap(text, at));
        !is_bare && gaps.any(|gap| gap.contains([')', ']', '}', '>']))
    }
}

/// Whether a piece is one letter, possibly stretched.
fn is_single(letters: &[Letter]) -> bool {
    letters
        .first()
        .is_some_and(|first| letters.iter().all(|it| it.reads == first.reads))
}

/// Whether letters around it may be a word that is spelled: white space, or signs with white space on
/// both sides or none. Not what stands behind initials and between the entries of a list.
fn is_gap(gap: &str) -> bool {
    let signs = gap.trim();
    let is_before = gap.starts_with(char::is_whitespace);
    let is_after = gap.ends_with(char::is_whitespace);
    gap.len() <= GAP_MAX && (signs.is_empty() || is_before == is_after)
}

/// Whether two gaps separate the letters of one word.
fn is_same_gap(one: &str, other: &str) -> bool {
    one == other || (one.trim().is_empty() && other.trim().is_empty())
}
