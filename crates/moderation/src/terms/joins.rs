//! Which pieces of a text may be one word: chunks that are no words by themselves, never ordinary
//! neighbours.

use std::ops::Range;

use crate::view::{Aggressive, How, Letter, Views, is_short_word};

/// A word is not cut into more chunks than this.
const CHUNKS_MAX: usize = 4;
/// What stands between words and operands, not within words: `he'll`, `a==b`.
const KEEPS_APART: [char; 12] = ['\'', '=', ':', ';', '&', '<', '>', '^', '|', '+', '?', '!'];
/// What a text that is no code hardly has.
const CODE: [char; 5] = ['=', '(', '{', ';', '`'];
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

    /// Hands over the runs of pieces that may be one word though something stands between them.
    pub(super) fn for_each(self, mut take: impl FnMut(Range<usize>)) {
        for (at, pair) in self.letters.pieces.windows(2).enumerate() {
            let [one, other] = pair else { continue };
            if one.token == other.token {
                self.token(at).into_iter().for_each(&mut take);
                self.underlined(at).into_iter().for_each(&mut take);
                self.behind_slash(at).into_iter().for_each(&mut take);
            } else if one.is_broken || other.is_broken {
                self.chunks(at).for_each(&mut take);
            }
        }
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
        (end - at <= PARTS_MAX && !(at + 1..end).any(is_kept) && !self.is_member(at, end))
            .then_some(at..end)
    }

    /// Whether pieces are a variable of one letter and what it has: `s.hit`, `s[hit]`.
    fn is_member(self, at: usize, end: usize) -> bool {
        let gap = self.letters.gap(self.views.literal.text(), at + 1);
        let (Some(one), Some(other)) = (self.piece(at), self.piece(at + 1)) else {
            return false;
        };
        end == at + 2
            && (gap == "[" || (gap == "." && self.original.contains(CODE)))
            && one.len() == 1
            && is_short_word(other.iter().map(|it| it.reads)) == Some(true)
    }

    /// The pieces from the one at `at` on with nothing but underscores between them, within a longer
    /// word.
    fn underlined(self, at: usize) -> Option<Range<usize>> {
        let text = self.views.literal.text();
        let is_underlined = |at: usize| self.is_same_token(at) && self.letters.gap(text, at) == "_";
        if is_underlined(at) || !is_underlined(at + 1) {
            return None;
        }
        let len = (at + 1..self.letters.pieces.len())
            .take_while(|at| is_underlined(*at))
            .count()
            + 1;
        (len <= PARTS_MAX).then_some(at..at + len)
    }

    /// The last two pieces of a word if a slash stands before them: `this/th_at`.
    fn behind_slash(self, at: usize) -> Option<Range<usize>> {
        let text = self.views.literal.text();
        let gap = self.letters.gap(text, at + 1);
        let is_broken = |at: usize| self.letters.pieces.get(at).is_some_and(|it| it.is_broken);
        (self.is_same_token(at)
            && self.letters.gap(text, at) == "/"
            && self.is_same_token(at + 1)
            && !self.is_same_token(at + 2)
            && matches!(gap, "-" | ".")
            && !self.is_member(at, at + 2)
            && (is_broken(at) || is_broken(at + 1)))
        .then_some(at..at + 2)
    }

    /// Whether the piece at `at` is of the same word between white space as the one before it.
    fn is_same_token(self, at: usize) -> bool {
        let token = |at: usize| self.letters.pieces.get(at).map(|piece| piece.token);
        let before = at.checked_sub(1).and_then(token);
        before.is_some() && before == token(at)
    }

    /// Runs of pieces between white space that begin with the one at `at`.
    fn chunks(self, at: usize) -> impl Iterator<Item = Range<usize>> {
        (at + 2..=at + CHUNKS_MAX)
            .take_while(move |end| self.may_be_one(end - 2, end - 1))
            .map(move |end| at..end)
            .filter(move |chunks| !self.is_spelled(chunks.clone()))
    }

    /// Whether all chunks are single letters: those are one word as far as they go, or none.
    fn is_spelled(self, chunks: Range<usize>) -> bool {
        chunks
            .filter_map(|at| self.piece(at))
            .all(|piece| piece.len() == 1)
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
            && !self.ends_contraction(left)
            && self.is_capital(one) == self.is_capital(other)
    }

    /// Whether a piece is what is left of a contraction with the one before it: `that s`.
    fn ends_contraction(self, at: usize) -> bool {
        let before = at.checked_sub(1).and_then(|before| self.piece(before));
        let pair = before.zip(self.piece(at));
        pair.is_some_and(|(before, it)| it.len() == 1 && is_contraction(before, it))
    }

    /// Whether a piece is all of a word between white space or behind a slash, and is of letters only.
    fn is_alone(self, at: usize) -> bool {
        let is_slashed = |at| self.letters.gap(self.views.literal.text(), at) == "/";
        (!self.is_same_token(at) || is_slashed(at))
            && (!self.is_same_token(at + 1) || is_slashed(at + 1))
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

/// Whether the right one is the end of a contraction whose apostrophe was left out.
fn is_contraction(left: &[Letter], right: &[Letter]) -> bool {
    let text = |letters: &[Letter]| letters.iter().map(|it| it.reads).collect::<String>();
    if right.len() > 2 {
        return false;
    }
    let left = text(left);
    let is_person = matches!(
        &*left,
        "i" | "he" | "she" | "it" | "we" | "you" | "they" | "who"
    );
    let is_asking = matches!(
        &*left,
        "that" | "what" | "there" | "here" | "where" | "when" | "how" | "why" | "let" | "one"
    );
    match &*text(right) {
        "ll" | "ve" => true,
        "t" => left.ends_with('n'),
        "d" | "m" => is_person,
        "s" | "re" => is_person || is_asking,
        _ => false,
    }
}
