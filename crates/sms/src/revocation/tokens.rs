//! A text in sentences of folded words that know where they stood.

use std::ops::Range;

use crate::text::{fold, own_lines};

/// What nobody needs to say it, and what bounds the work that a hostile text makes.
const MOST: usize = 200;

pub(super) struct Token {
    pub(super) word: String,
    at: Range<usize>,
    /// Whether the sender wrote it in capitals.
    pub(super) shouted: bool,
    /// Whether a comma, a colon or a dash precedes it.
    pub(super) after_pause: bool,
}

pub(super) struct Tokens<'m> {
    message: &'m str,
    sentences: Vec<Vec<Token>>,
}

impl<'m> Tokens<'m> {
    pub(super) fn of(message: &'m str) -> Self {
        let mut sentences: Vec<Vec<Token>> = Vec::new();
        let mut left = MOST;
        for line in own_lines(message) {
            sentences.push(Vec::new());
            let offset = line.as_ptr().addr() - message.as_ptr().addr();
            let mut quoted = Quotes::default();
            let mut pause = false;
            for (at, piece) in pieces(line) {
                let Some(first) = piece.chars().next() else {
                    continue;
                };
                if !first.is_alphanumeric() {
                    quoted.see(piece, line.get(at + piece.len()..).unwrap_or_default());
                    if piece.contains(['.', '!', '?', ';', '。', '！', '？']) {
                        sentences.push(Vec::new());
                    }
                    pause = piece.contains([',', ':', '—', '–', '(', '/']) || piece == " - ";
                    continue;
                }
                let Some(rest) = left.checked_sub(1) else {
                    break;
                };
                left = rest;
                if quoted.inside {
                    continue;
                }
                let mut word = String::new();
                fold(piece, &mut word);
                unstretch(&mut word);
                if let Some(sentence) = sentences.last_mut() {
                    let start = offset + at;
                    let negated = sentence.last_mut().filter(|_| word == "not" && !pause);
                    if let Some(verb) = negated.filter(|verb| verb.word == "do") {
                        "dont".clone_into(&mut verb.word);
                        verb.at.end = start + piece.len();
                        continue;
                    }
                    sentence.push(Token {
                        word,
                        at: start..start + piece.len(),
                        shouted: piece.chars().all(|c| !c.is_lowercase()),
                        after_pause: pause,
                    });
                }
                pause = false;
            }
        }
        sentences.retain(|sentence| !sentence.is_empty());
        Self { message, sentences }
    }

    pub(super) fn sentences(&self) -> impl Iterator<Item = &[Token]> {
        self.sentences.iter().map(Vec::as_slice)
    }

    pub(super) fn original(&self, tokens: &[Token]) -> Option<&'m str> {
        let (first, last) = (tokens.first()?, tokens.last()?);
        self.message.get(first.at.start..last.at.end)
    }
}

/// `stoppp` is `stop`: no English word has a letter three times in a row.
fn unstretch(word: &mut String) {
    if !word
        .as_bytes()
        .windows(3)
        .any(|w| matches!(w, [a, b, c] if a == b && b == c))
    {
        return;
    }
    let mut plain = String::with_capacity(word.len());
    for c in word.chars() {
        if !plain.ends_with(c) {
            plain.push(c);
        }
    }
    *word = plain;
}

/// Whether we are inside of what somebody quotes. A single quoted word is not taken for a quote:
/// people put `"stop"` so.
#[derive(Default)]
struct Quotes {
    inside: bool,
}

impl Quotes {
    fn see(&mut self, piece: &str, rest: &str) {
        let several = |end: &[char]| {
            rest.split_once(end)
                .is_some_and(|(quoted, _)| quoted.contains(char::is_whitespace))
        };
        if self.inside {
            self.inside = !piece.contains(['"', '”', '»', '“']);
        } else if piece.contains(['"', '“', '„', '«']) {
            self.inside = several(&['"', '”', '»', '“']);
        }
    }
}

/// Alternately what is of a word and what is between words. Apostrophes and marks are of a word.
fn pieces(line: &str) -> impl Iterator<Item = (usize, &str)> {
    let wordy = |c: char| {
        c.is_alphanumeric()
            || matches!(
                c,
                '\'' | '’' | '‘' | 'ʼ' | '`' | '´' | '\u{300}'..='\u{36f}'
            )
            || matches!(
                c,
                '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{fe0f}' | '\u{ad}'
            )
    };
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = line.get(at..)?;
        let first = rest.chars().next()?;
        let kind = wordy(first);
        let length = rest.find(|c| wordy(c) != kind).unwrap_or(rest.len());
        let start = at;
        at += length;
        // A leading apostrophe would hide the word behind it.
        let piece = rest.get(..length)?;
        let bare = if kind {
            piece.trim_start_matches(|c: char| !c.is_alphanumeric())
        } else {
            piece
        };
        Some((start + piece.len() - bare.len(), bare))
    })
}
