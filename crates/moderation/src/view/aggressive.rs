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
    letters::{How, Letter, Written},
    shape::{self, Small},
    signs::Signs,
};

/// A run of letters, by their indexes.
#[derive(Debug, Clone)]
pub(crate) struct Piece {
    pub(crate) letters: Range<usize>,
    /// The word between white space that it is part of, counted.
    pub(crate) token: usize,
    /// Whether it is part of an address.
    pub(super) is_address: bool,
    /// Whether it may be a disguise as it is.
    pub(crate) is_odd: bool,
    /// Whether it is no word as it is.
    pub(crate) is_broken: bool,
}

/// Another reading of some letters, behind all others.
#[derive(Debug, Clone)]
pub(crate) struct Wide {
    pub(crate) letters: Range<usize>,
    /// Whether they are single letters with something between them; if not, they are a piece with the
    /// signs around it.
    pub(crate) is_joined: bool,
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
    /// What may be read in another way after all.
    pub(crate) wide: Vec<Wide>,
    edged: Vec<Letter>,
    /// Words with signs that may hide letters, in the literal view.
    pub(crate) masked: Vec<Range<usize>>,
    /// Whether a bracket closes in the text.
    has_brackets: bool,
    /// Whether an `I` of the text may stand for an `l`.
    hides_l: bool,
}

/// Fewer letters do not make letters of signs that stand alone.
const SURE_MIN: usize = 3;

impl Aggressive {
    /// Reads a literal view into pieces and the aggressive view of the same text.
    pub(super) fn read(&mut self, original: &str, literal: &View, view: &mut View) {
        let follows_small = |(at, _)| original.get(..at).is_some_and(|it| it.ends_with(is_small));
        self.hides_l = original.match_indices('I').any(follows_small);
        self.letters.clear();
        self.pieces.clear();
        self.spelled.clear();
        self.words.clear();
        self.masked.clear();
        self.wide.clear();
        self.edged.clear();
        let text = literal.text();
        self.has_brackets = text.contains(')');
        let mut end = 0;
        let mut token = 0;
        let mut apart = 0;
        while let Some(start) = token_start(text, end) {
            let word = text.as_bytes().get(start..).unwrap_or_default();
            end = start + self.push_run(word, start, token);
            if let Some(marks) = ending(text, end).filter(|_| end > start) {
                end += marks;
            } else {
                if end > start {
                    self.pop_run();
                }
                end = token_end(text, start);
                self.read_token(text, start, end, token);
            }
            if is_long_word(text.as_bytes().get(start..end).unwrap_or_default()) {
                self.find_mixed(text, apart..start);
                apart = end;
            }
            token += 1;
        }
        self.find_mixed(text, apart..text.len());
        self.find_spelled(text);
        self.find_words();
        self.write(literal, view);
        let behind = self.letters.len();
        self.letters.append(&mut self.edged);
        for Wide { letters, .. } in &mut self.wide {
            *letters = behind + letters.start..behind + letters.end;
        }
    }

    /// Adds letters that are read behind everything else.
    pub(super) fn add_behind(&mut self, letters: impl Iterator<Item = Letter>) {
        let first = self.edged.len();
        self.edged.extend(letters);
        self.wide.push(Wide {
            letters: first..self.edged.len(),
            is_joined: true,
        });
    }

    /// Reads what stands between white space.
    fn read_token(&mut self, text: &str, start: usize, end: usize, token: usize) {
        let word = text.get(start..end).unwrap_or_default();
        let mut first = self.letters.len();
        if let Some(core) = plain_core(word, self.has_brackets) {
            self.read_plain(word, core, start, token);
            return;
        }
        let signs = Signs::of(word);
        let is_apart = signs.separator.is_some();
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
                    reads: letter,
                    how,
                    at: start + at..start + skip,
                });
            } else {
                self.end_piece(text, first, (token, is_apart));
                first = self.letters.len();
            }
        }
        let is_apart = is_apart && self.letters.last().is_some_and(Letter::may_end);
        self.end_piece(text, first, (token, is_apart));
        if signs.is_address {
            let pieces = self.pieces.iter_mut().rev();
            pieces
                .take_while(|piece| piece.token == token)
                .for_each(|piece| piece.is_address = true);
        }
        if signs.may_mask {
            self.masked.push(start..start + word.len());
        }
    }

    /// Ends a piece that begins with the letter at `first`, without signs at its edges that are
    /// punctuation there. Signs without a letter or digit are no piece.
    ///
    /// A sign is a letter if others are taken apart in the same way, `is_apart`.
    fn end_piece(&mut self, text: &str, first: usize, (token, is_apart): (usize, bool)) {
        let letters = self.letters.get(first..).unwrap_or_default();
        if let [only] = letters
            && (is_apart || may_be_alone(text, &only.at))
        {
            self.push_piece(first, token);
            return;
        }
        let Some(end) = letters.iter().rposition(Letter::may_end) else {
            self.letters.truncate(first);
            return;
        };
        let start = letters.iter().position(Letter::may_begin).unwrap_or(end);
        let is_plain = |it: &Letter| matches!(it.how, How::Plain | How::Digit);
        let is_bold = letters.len() > 2 && letters.iter().all(|it| it.how == How::Bold);
        if !(is_bold || letters.iter().any(is_plain)) || start > end {
            self.letters.truncate(first);
            return;
        }
        let wide = wide(text, letters, start, end);
        if wide != (start..end + 1) {
            let first = self.edged.len();
            self.edged
                .extend_from_slice(letters.get(wide).unwrap_or_default());
            self.wide.push(Wide {
                letters: first..self.edged.len(),
                is_joined: false,
            });
        }
        self.letters.truncate(first + end + 1);
        self.letters.drain(first..first + start);
        self.push_piece(first, token);
    }

    fn push_piece(&mut self, first: usize, token: usize) {
        let letters = self.letters.get(first..).unwrap_or_default();
        let is_odd = self.hides_l || shape::is_odd(letters);
        let is_broken = shape::is_broken(letters);
        let letters = first..self.letters.len();
        self.pieces.push(Piece {
            letters,
            token,
            is_address: false,
            is_odd,
            is_broken,
        });
    }

    /// Reads small letters with nothing but `'` and `-` between them.
    fn read_plain(&mut self, word: &str, core: Range<usize>, start: usize, token: usize) {
        let core_text = word.get(core.clone()).unwrap_or_default();
        let mut at = start + core.start;
        for run in core_text
            .as_bytes()
            .split(|byte| !byte.is_ascii_lowercase())
        {
            at += self.push_run(run, at, token) + 1;
        }
        if core_text.contains('-') {
            self.masked.push(start..start + word.len());
        }
    }

    /// A piece of the small letters that `bytes` begin with and that stand at `start`; how many they
    /// are.
    fn push_run(&mut self, bytes: &[u8], start: usize, token: usize) -> usize {
        let first = self.letters.len();
        let mut small = Small::default();
        for (letter, at) in bytes.iter().copied().zip(start..) {
            if !letter.is_ascii_lowercase() {
                break;
            }
            small.read(letter);
            self.letters.push(Letter {
                reads: char::from(letter),
                how: How::Plain,
                at: at..at + 1,
            });
        }
        let letters = self.letters.get(first..).unwrap_or_default();
        let len = letters.len();
        let run = bytes.get(..len).unwrap_or_default();
        if len > 0 {
            let is_odd = self.hides_l || (small.may_be_odd(run) && shape::is_odd(letters));
            self.pieces.push(Piece {
                letters: first..first + len,
                token,
                is_address: false,
                is_odd,
                is_broken: small.is_broken(run),
            });
        }
        len
    }

    /// Takes the last piece back.
    fn pop_run(&mut self) {
        if let Some(piece) = self.pieces.pop() {
            self.letters.truncate(piece.letters.start);
        }
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

    /// Whether a word may be a disguise.
    pub(crate) fn is_odd(&self, word: &Range<usize>) -> bool {
        let pieces = self.pieces.get(word.clone()).unwrap_or_default();
        pieces.len() > 1 || pieces.iter().any(|piece| piece.is_odd)
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

    /// Whether pieces may be read as one word: of one script, and with digits and signs only for
    /// Latin letters.
    pub(super) fn is_readable(&self, pieces: Range<usize>) -> bool {
        let pieces = self.pieces.get(pieces).unwrap_or_default();
        let mut letters = pieces.iter().flat_map(|piece| self.of(piece));
        let Some(script) = letters.clone().find(|it| it.how == How::Plain) else {
            return false;
        };
        let script = Script::of(script.reads);
        let is_sign = |piece: &Piece| matches!(self.of(piece), [only] if matches!(only.how, How::Bold | How::Sign));
        let plain = letters.clone().filter(|it| it.how == How::Plain).count();
        if plain < SURE_MIN && pieces.iter().any(is_sign) {
            return false;
        }
        letters
            .clone()
            .all(|it| it.how != How::Plain || Script::of(it.reads) == script)
            && (script == Script::Latin || letters.all(|it| it.how == How::Plain))
            && Written::of(pieces.iter().flat_map(|piece| self.of(piece))).is_word()
    }
}

/// The part of a word without punctuation around it, if it has small letters only, and apostrophes
/// and hyphens between them.
///
/// A bracket that nothing closes may be a letter.
fn plain_core(word: &str, has_brackets: bool) -> Option<Range<usize>> {
    let before = word.trim_start_matches(|sign| match sign {
        '(' => has_brackets,
        _ => matches!(sign, '"' | '\''),
    });
    let start = word.len() - before.len();
    let core = before.trim_end_matches(['.', ',', '!', '?', ':', ';', ')', '"', '\'']);
    let is_plain = |byte: u8| matches!(byte, b'a'..=b'z' | b'\'' | b'-');
    core.bytes()
        .all(is_plain)
        .then_some(start..start + core.len())
}

/// Whether a sign with white space around it may be a letter: one that separates nothing else.
fn may_be_alone(text: &str, sign: &Range<usize>) -> bool {
    let before = text.get(..sign.start).unwrap_or_default();
    let after = text.get(sign.end..).unwrap_or_default();
    let is_sign = match text.get(sign.clone()) {
        Some("!" | "(" | "@" | "$") => true,
        Some(sign @ ("|" | "+")) => !before.contains(sign) && !after.contains(sign),
        _ => false,
    };
    is_sign
        && before.chars().next_back().is_none_or(char::is_whitespace)
        && after.chars().next().is_none_or(char::is_whitespace)
}

/// The letters from `start` to `end` with the signs around them that may be letters: `(unt`, but not
/// what opens a bracket that closes, and not an exclamation mark at the end.
fn wide(text: &str, letters: &[Letter], start: usize, end: usize) -> Range<usize> {
    let drawn = |it: &Letter| text.get(it.at.clone()).unwrap_or_default();
    let rest = letters
        .first()
        .and_then(|first| text.get(first.at.start..))
        .unwrap_or_default();
    let is_bracket = |it: &Letter| match drawn(it) {
        "(" => rest.contains(')'),
        "[" => rest.contains(']'),
        "{" => rest.contains('}'),
        "<" => rest.contains('>'),
        _ => false,
    };
    let before = start.checked_sub(1).and_then(|before| letters.get(before));
    let has_before = before.is_some_and(|it| !is_bracket(it));
    let has_after = letters.get(end + 1).is_some_and(|it| drawn(it) == "|");
    start - usize::from(has_before)..end + 1 + usize::from(has_after)
}

/// Whether all of what stands between white space is a word of several small letters.
fn is_long_word(word: &[u8]) -> bool {
    word.len() > 2 && word.iter().all(u8::is_ascii_lowercase) && word.first() != word.last()
}

fn is_small(letter: char) -> bool {
    letter.is_ascii_lowercase()
}

/// Where the next word between white space starts.
fn token_start(text: &str, from: usize) -> Option<usize> {
    if let [b' ', b'!'..=b'~', ..] = text.as_bytes().get(from..)? {
        return Some(from + 1);
    }
    let rest = text.get(from..)?;
    Some(from + rest.find(|letter: char| !letter.is_whitespace())?)
}

/// Where the word between white space ends that starts here.
fn token_end(text: &str, start: usize) -> usize {
    let bytes = text.as_bytes().get(start..).unwrap_or_default();
    let drawn = |byte: &u8| matches!(byte, b'!'..=b'~');
    let ascii = bytes.iter().take_while(|byte| drawn(byte)).count();
    let rest = text.get(start + ascii..).unwrap_or_default();
    start + ascii + rest.find(char::is_whitespace).unwrap_or(rest.len())
}

/// How long the punctuation is that a word ends with; `None` if it goes on.
fn ending(text: &str, at: usize) -> Option<usize> {
    let is_mark = |it: &u8| {
        matches!(
            it,
            b'.' | b',' | b'!' | b'?' | b':' | b';' | b')' | b'"' | b'\''
        )
    };
    let rest = text.as_bytes().get(at..)?;
    let marks = rest.iter().take_while(|it| is_mark(it)).count();
    matches!(rest.get(marks), None | Some(b' ' | b'\t'..=b'\r')).then_some(marks)
}
