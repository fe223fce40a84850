//! Which pieces of a text may be one word: chunks that are no words by themselves, never ordinary
//! neighbours.

use std::ops::Range;

use crate::view::{Aggressive, How, Letter, Views};

/// A word is not cut into more chunks than this.
const CHUNKS_MAX: usize = 4;
/// What stands between words and operands, not within words: `he'll`, `a==b`.
const KEEPS_APART: [char; 12] = ['\'', '=', ':', ';', '&', '<', '>', '^', '|', '+', '?', '!'];
/// A word between white space is not cut into more parts than this.
const PARTS_MAX: usize = 8;

/// The pieces of a text, to be put together.
#[derive(Debug, Clone, Copy)]
pub(super) struct Joins<'a> {
    views: &'a Views,
    letters: &'a Aggressive,
    original: &'a str,
}

impl<'a> Joins<'a> {
    pub(super) fn of(views: &'a Views, original: &'a str) -> Self {
        Self {
            views,
            letters: &views.letters,
            original,
        }
    }

    /// A run of single letters without a first and a last one that is a word of its own: `a`, `i`,
    /// `u`.
    pub(super) fn without_words(self, run: &Range<usize>) -> impl Iterator<Item = Range<usize>> {
        let is_word = |at: usize, words: &[char]| {
            self.piece(at).is_some_and(|piece| {
                matches!(piece, [only] if words.contains(&only.reads)) && self.is_spaced(run)
            })
        };
        let first = is_word(run.start, &['a', 'i', 'o', 'u', 'y']);
        let last = run.end > 0 && is_word(run.end - 1, &['u', 'i', 'a']);
        let (start, end) = (run.start, run.end);
        [
            first.then_some(start + 1..end),
            last.then_some(start..end - 1),
            (first && last).then_some(start + 1..end - 1),
        ]
        .into_iter()
        .flatten()
        .filter(|part| part.len() >= 3)
    }

    /// Runs of pieces that may be one word though something stands between them.
    pub(super) fn joined(self) -> impl Iterator<Item = Range<usize>> {
        (0..self.letters.pieces.len())
            .flat_map(move |at| self.token(at).into_iter().chain(self.chunks(at)))
    }

    /// All pieces of a word between white space, if it begins with the piece at `at`.
    fn token(self, at: usize) -> Option<Range<usize>> {
        let token = |at: usize| self.letters.pieces.get(at).map(|piece| piece.token);
        let here = token(at)?;
        if at > 0 && token(at - 1) == Some(here) || token(at + 1) != Some(here) {
            return None;
        }
        let rest = self.letters.pieces.get(at..)?;
        let end = at + rest.iter().take_while(|piece| piece.token == here).count();
        let text = self.views.literal.text();
        let is_kept = |at| self.letters.gap(text, at).contains(KEEPS_APART);
        (end - at <= PARTS_MAX && !(at + 1..end).any(is_kept)).then_some(at..end)
    }

    /// Runs of pieces between white space that begin with the one at `at`.
    fn chunks(self, at: usize) -> impl Iterator<Item = Range<usize>> {
        (at + 2..=at + CHUNKS_MAX)
            .take_while(move |end| self.may_be_one(end - 2, end - 1))
            .map(move |end| at..end)
    }

    /// Whether two neighbours may be parts of a word: one of them at least is none itself.
    ///
    /// What is left of a contraction (`he ll`), labels (`plan B`) and abbreviations (`TV show`) are
    /// words, though they do not look like one.
    fn may_be_one(self, left: usize, right: usize) -> bool {
        let pieces = &self.letters.pieces;
        let is_broken = |at: usize| pieces.get(at).is_some_and(|it| it.is_broken);
        let (is_left_broken, is_right_broken) = (is_broken(left), is_broken(right));
        if !is_left_broken && !is_right_broken {
            return false;
        }
        let (Some(one), Some(other)) = (self.piece(left), self.piece(right)) else {
            return false;
        };
        self.is_alone(left)
            && self.is_alone(right)
            && matches!(
                self.letters.gap(self.views.literal.text(), right),
                " " | "  "
            )
            && !is_contraction(one, other)
            && !(is_left_broken && self.is_capital(one) && !self.is_capital(other))
            && !(is_right_broken && self.is_capital(other) && !self.is_capital(one))
    }

    /// Whether a piece is all of a word between white space, and is of letters only.
    fn is_alone(self, at: usize) -> bool {
        let token = |at: usize| self.letters.pieces.get(at).map(|piece| piece.token);
        let is_other = |other: Option<usize>| other.and_then(token) != token(at);
        is_other(at.checked_sub(1))
            && is_other(Some(at + 1))
            && self
                .piece(at)
                .is_some_and(|piece| piece.iter().all(|it| it.how == How::Plain))
    }

    fn piece(self, at: usize) -> Option<&'a [Letter]> {
        self.letters
            .pieces
            .get(at)
            .map(|piece| self.letters.of(piece))
    }

    fn is_spaced(self, run: &Range<usize>) -> bool {
        self.letters
            .gap(self.views.literal.text(), run.start + 1)
            .trim()
            .is_empty()
    }

    fn is_capital(self, letters: &[Letter]) -> bool {
        let (Some(first), Some(last)) = (letters.first(), letters.last()) else {
            return false;
        };
        let span = self.views.literal.original(first.at.start..last.at.end);
        self.original
            .get(span)
            .is_some_and(|drawn| !drawn.contains(char::is_lowercase))
    }
}

/// Whether the right one is the end of a contraction or plural whose apostrophe was left out.
fn is_contraction(left: &[Letter], right: &[Letter]) -> bool {
    let text = |letters: &[Letter]| letters.iter().map(|it| it.reads).collect::<String>();
    let is_short = right.len() < 3;
    is_short
        && match text(right).as_str() {
            "s" | "ll" | "ve" => true,
            "t" => left.last().is_some_and(|last| last.reads == 'n'),
            "d" | "m" => {
                matches!(
                    text(left).as_str(),
                    "i" | "he" | "she" | "it" | "we" | "you" | "they" | "who"
                )
            }
            _ => false,
        }
}
