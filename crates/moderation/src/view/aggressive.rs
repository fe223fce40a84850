//! The aggressive view: what is left of letters that are spaced out, stretched or written as digits
//! and signs.
//!
//! It is made of pieces, each a run of letters (and of digits and signs that may stand for letters)
//! with something else around it. Only single letters are put together in the text of the view:
//! ordinary words are never glued to their neighbours. What else may be put together, a word list
//! tries piece by piece, see [`crate::terms`].

use std::ops::Range;

use super::{
    View,
    characters::{Script, is_word},
    leet,
};

/// What a letter of the aggressive view was written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum How {
    /// The letter itself.
    Plain,
    /// `@` and `$`, which hardly stand for anything else inside a word.
    Bold,
    /// A digit.
    Digit,
    /// Another sign.
    Sign,
}

/// A letter of a piece.
#[derive(Debug, Clone)]
pub(crate) struct Letter {
    /// What it is read as.
    pub(crate) letter: char,
    pub(crate) how: How,
    /// Where it stands in the literal view.
    pub(crate) at: Range<usize>,
}

impl Letter {
    fn may_begin(&self) -> bool {
        self.how != How::Sign || (self.at.len() > 1 && self.letter != 'o')
    }

    fn may_end(&self) -> bool {
        self.may_begin() || self.letter == 't'
    }
}

/// A run of letters, by their indexes.
#[derive(Debug, Clone)]
pub(crate) struct Piece {
    pub(crate) letters: Range<usize>,
    /// The word between white space that it is part of, counted.
    pub(crate) token: usize,
}

/// The letters of a text, in pieces.
#[derive(Debug, Clone, Default)]
pub(crate) struct Aggressive {
    pub(crate) letters: Vec<Letter>,
    pub(crate) pieces: Vec<Piece>,
    /// Runs of single letters that are read as a word, by the indexes of their pieces.
    pub(crate) spelled: Vec<Range<usize>>,
    /// The words of the aggressive view, each a piece or a run of them, by the indexes of their
    /// pieces.
    pub(crate) words: Vec<Range<usize>>,
    /// Words with signs that may hide letters, in the literal view.
    pub(crate) masked: Vec<Range<usize>>,
}

/// Fewer single letters in a row are not a word that somebody spells.
const SPELLED_MIN: usize = 3;

/// Longer gaps between letters are not one word.
const GAP_MAX: usize = 8;

impl Aggressive {
    /// Reads a literal view into pieces and the aggressive view of the same text.
    pub(super) fn read(&mut self, literal: &View, view: &mut View) {
        self.letters.clear();
        self.pieces.clear();
        self.spelled.clear();
        self.words.clear();
        self.masked.clear();
        let text = literal.text();
        let mut end = 0;
        let mut token = 0;
        while let Some(start) = text.get(end..).and_then(|rest| rest.find(is_not_space)) {
            let start = end + start;
            let word = text.get(start..).unwrap_or_default();
            end = start + word.find(char::is_whitespace).unwrap_or(word.len());
            self.read_token(text.get(start..end).unwrap_or_default(), start, token);
            token += 1;
        }
        self.find_spelled(text);
        self.find_words();
        self.write(literal, view);
    }

    /// Reads what stands between white space.
    fn read_token(&mut self, word: &str, start: usize, token: usize) {
        let signs = Signs::of(word);
        let mut first = self.letters.len();
        let mut skip = 0;
        for (at, sign) in word.char_indices() {
            if at < skip {
                continue;
            }
            let read = if is_word(sign) {
                let read = leet::digit(sign).map_or((sign, How::Plain), |it| (it, How::Digit));
                Some((read.0, read.1, sign.len_utf8()))
            } else {
                signs.letter(sign, word.get(at..).unwrap_or_default())
            };
            if let Some((letter, how, len)) = read {
                skip = at + len;
                self.letters.push(Letter {
                    letter,
                    how,
                    at: start + at..start + skip,
                });
            } else {
                self.end_piece(first, token);
                first = self.letters.len();
            }
        }
        self.end_piece(first, token);
        if signs.may_mask {
            self.masked.push(start..start + word.len());
        }
    }

    /// Ends a piece that begins with the letter at `first`, without signs at its edges that are
    /// punctuation there. Signs without a letter or digit are no piece.
    fn end_piece(&mut self, first: usize, token: usize) {
        let letters = self.letters.get(first..).unwrap_or_default();
        let Some(end) = letters.iter().rposition(Letter::may_end) else {
            self.letters.truncate(first);
            return;
        };
        let start = letters.iter().position(Letter::may_begin).unwrap_or(end);
        if !letters
            .iter()
            .any(|it| matches!(it.how, How::Plain | How::Digit))
            || start > end
        {
            self.letters.truncate(first);
            return;
        }
        self.letters.truncate(first + end + 1);
        self.letters.drain(first..first + start);
        self.pieces.push(Piece {
            letters: first..self.letters.len(),
            token,
        });
    }

    /// Counts runs of single letters as one word, everything else piece by piece.
    fn find_words(&mut self) {
        let mut spelled = self.spelled.iter();
        let mut run = spelled.next();
        let mut at = 0;
        while at < self.pieces.len() {
            let word = match run {
                Some(run) if run.start == at => run.clone(),
                _ => at..at + 1,
            };
            at = word.end;
            if run.is_some_and(|run| run.end <= at) {
                run = spelled.next();
            }
            self.words.push(word);
        }
    }

    /// The letters of some pieces in a row, by their indexes.
    pub(crate) fn letters_of(&self, pieces: &Range<usize>) -> Range<usize> {
        let start = self
            .pieces
            .get(pieces.start)
            .map_or(0, |piece| piece.letters.start);
        let last = pieces
            .end
            .checked_sub(1)
            .and_then(|last| self.pieces.get(last));
        start..last.map_or(start, |piece| piece.letters.end.max(start))
    }

    /// The letters of the word around some letters.
    pub(crate) fn word_around(&self, letters: Range<usize>) -> Range<usize> {
        let at = self
            .words
            .partition_point(|word| self.letters_of(word).end <= letters.start);
        self.words
            .get(at)
            .map_or(letters, |word| self.letters_of(word))
    }

    /// The letters of a piece.
    pub(crate) fn of(&self, piece: &Piece) -> &[Letter] {
        self.letters.get(piece.letters.clone()).unwrap_or_default()
    }

    /// What stands between the pieces at `at - 1` and `at`.
    pub(crate) fn gap<'t>(&self, text: &'t str, at: usize) -> &'t str {
        let edge = |at: usize| self.pieces.get(at).map(|piece| self.of(piece));
        let end = at
            .checked_sub(1)
            .and_then(edge)
            .and_then(<[_]>::last)
            .map(|it| it.at.end);
        let start = edge(at).and_then(<[_]>::first).map(|it| it.at.start);
        end.zip(start)
            .and_then(|(end, start)| text.get(end..start))
            .unwrap_or_default()
    }

    /// Finds the runs of single letters with the same thing between all of them.
    fn find_spelled(&mut self, text: &str) {
        let mut spelled = std::mem::take(&mut self.spelled);
        let mut first = 0;
        while first < self.pieces.len() {
            let mut end = first;
            while self
                .pieces
                .get(end)
                .is_some_and(|piece| is_single(self.of(piece)))
                && (end < first + 2 || is_same_gap(self.gap(text, first + 1), self.gap(text, end)))
                && (end == first || is_gap(self.gap(text, end)))
            {
                end += 1;
            }
            if end - first >= SPELLED_MIN {
                self.split_spelled(text, first..end, &mut spelled);
            }
            // The last letter of a run may be the first of another with other gaps.
            first = if end > first + 1 { end - 1 } else { first + 1 };
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
        spelled.extend(
            words
                .into_iter()
                .filter(|word| self.is_readable(word.clone())),
        );
    }

    /// Whether pieces may be read as one word: of one script, and with digits and signs only for
    /// Latin letters.
    fn is_readable(&self, pieces: Range<usize>) -> bool {
        let pieces = self.pieces.get(pieces).unwrap_or_default();
        let mut letters = pieces.iter().flat_map(|piece| self.of(piece));
        let Some(script) = letters.clone().find(|it| it.how == How::Plain) else {
            return false;
        };
        let script = Script::of(script.letter);
        letters
            .clone()
            .all(|it| it.how != How::Plain || Script::of(it.letter) == script)
            && (script == Script::Latin || letters.all(|it| it.how == How::Plain))
            && Written::of(pieces.iter().flat_map(|piece| self.of(piece))).is_word()
    }

    /// Writes the view: pieces as they read, everything else as it is.
    fn write(&self, literal: &View, view: &mut View) {
        view.clear();
        let text = literal.text();
        let mut spelled = self.spelled.iter().peekable();
        let mut written = 0;
        for (at, piece) in self.pieces.iter().enumerate() {
            while spelled.peek().is_some_and(|run| run.end <= at) {
                spelled.next();
            }
            let run = spelled.peek().filter(|run| run.contains(&at));
            let letters = self.of(piece);
            let (Some(first), Some(last)) = (letters.first(), letters.last()) else {
                continue;
            };
            if run.is_none_or(|run| run.start == at) {
                copy(literal, written..first.at.start, view);
            }
            written = last.at.end;
            if run.is_none() && letters.iter().all(|letter| letter.how == How::Plain) {
                write_letters(literal, letters, view);
            } else if run.is_some() || self.is_readable(at..at + 1) {
                write_letters(literal, letters, view);
            } else {
                copy(literal, first.at.start..last.at.end, view);
            }
        }
        copy(literal, written..text.len(), view);
    }
}

/// How many letters of a word are written in which way.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Written {
    pub(crate) plain: usize,
    pub(crate) bold: usize,
    pub(crate) digits: usize,
    pub(crate) signs: usize,
}

impl Written {
    pub(crate) fn of<'l>(letters: impl Iterator<Item = &'l Letter>) -> Self {
        let mut written = Self::default();
        for letter in letters {
            *match letter.how {
                How::Plain => &mut written.plain,
                How::Bold => &mut written.bold,
                How::Digit => &mut written.digits,
                How::Sign => &mut written.signs,
            } += 1;
        }
        written
    }

    /// Whether digits and signs are few enough to stand for letters.
    ///
    /// A word has at least as many letters as digits: `5h1t` reads as one, `a55`, `4k` and `455` are codes.
    pub(crate) fn is_word(self) -> bool {
        let sure = self.plain + self.bold;
        let least = if self.digits > 0 { 2 } else { 1 };
        self.plain >= least && self.digits <= sure && self.signs <= 2 * sure
    }
}

/// Whether a piece is one letter, possibly stretched.
fn is_single(letters: &[Letter]) -> bool {
    letters
        .first()
        .is_some_and(|first| letters.iter().all(|it| it.letter == first.letter))
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

fn is_not_space(letter: char) -> bool {
    !letter.is_whitespace()
}

fn copy(literal: &View, part: Range<usize>, view: &mut View) {
    let start = part.start;
    for (at, letter) in literal.text().get(part).unwrap_or_default().char_indices() {
        let at = start + at;
        view.push(letter, literal.original(at..at + letter.len_utf8()));
    }
}

/// Writes letters, at most two of the same.
fn write_letters(literal: &View, letters: &[Letter], view: &mut View) {
    for Letter { letter, at, .. } in letters {
        let stands_for = literal.original(at.clone());
        let mut written = view.text.chars().rev();
        if written.next() == Some(*letter) && written.next() == Some(*letter) {
            view.stretch(stands_for.end);
        } else {
            view.push(*letter, stands_for);
        }
    }
}

/// What the signs of a word between white space may mean.
#[derive(Debug, Default)]
struct Signs {
    /// Whether no sign can stand for a letter: an address.
    is_address: bool,
    /// The sign between all the letters: `f!u!c!k`.
    separator: Option<char>,
    /// Whether brackets are brackets: one of them closes.
    is_bracketed: bool,
    /// Whether a sign may hide a letter.
    may_mask: bool,
}

impl Signs {
    fn of(word: &str) -> Self {
        let mut signs = Self::default();
        if word.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            return signs;
        }
        signs.is_address = word.contains("://")
            || word.split_once('@').is_some_and(|(name, host)| {
                name.ends_with(is_word) && host.trim_end_matches('.').contains('.')
            });
        let drawn = ["()", "[]", "|)", "|]"]
            .iter()
            .map(|drawn| word.matches(drawn).count());
        signs.is_bracketed = word.matches([')', ']', '}', '>']).count() > drawn.sum();
        let core = word.trim_matches(|letter| !is_word(letter));
        let mut letters = core.chars();
        let separator = letters.nth(1).filter(|sign| !is_word(*sign));
        if let Some(separator) = separator
            && core.chars().count() > 4
            && core.chars().enumerate().all(|(at, it)| {
                if at % 2 == 0 {
                    is_word(it)
                } else {
                    it == separator
                }
            })
        {
            signs.separator = Some(separator);
        }
        let inside = word.trim_start_matches(|letter| !is_word(letter));
        signs.may_mask =
            !signs.is_address && (core.chars().any(|it| !is_word(it)) || inside.ends_with("**"));
        signs
    }

    /// The letter that a sign at the beginning of `rest` stands for, and its length in bytes.
    fn letter(&self, sign: char, rest: &str) -> Option<(char, How, usize)> {
        if self.is_address || self.separator == Some(sign) {
            return None;
        }
        if let Some((letter, len)) = leet::drawn(rest) {
            return Some((letter, How::Sign, len));
        }
        let letter = leet::sign(sign)?;
        if self.is_bracketed && matches!(sign, '(' | '[' | '{' | '<') {
            return None;
        }
        let how = if leet::is_bold(sign) {
            How::Bold
        } else {
            How::Sign
        };
        Some((letter, how, sign.len_utf8()))
    }
}
