//! A text as keywords are looked for in it: without what keyboards, networks and mail programs add.

mod body;
mod fold;

use std::fmt;

pub use self::body::body;
pub(crate) use self::{
    body::{is_blank, is_quote, own_lines},
    fold::fold,
};

/// A text in small letters without accents, invisible characters, apostrophes, punctuation around
/// words, signature or quoted lines, its words separated by one space.
///
/// Two texts that people would call the same word are equal here; normalising again changes
/// nothing. `Debug` shows nothing of the text.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Normalised(String);

impl Normalised {
    /// The words, separated by one space each.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The words.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.0.split(' ').filter(|word| !word.is_empty())
    }
}

impl fmt::Debug for Normalised {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Normalised({} bytes)", self.0.len())
    }
}

/// Normalises a text.
///
/// Pictographs are dropped beside words (`YES 👍` is `yes`), and stay if there is no word: a
/// thumb alone may be an answer.
pub fn normalise(message: &str) -> Normalised {
    let mut words = String::with_capacity(message.len());
    let mut pictographs = String::new();
    let mut folded = String::new();
    for chunk in own_lines(message).flat_map(str::split_whitespace) {
        folded.clear();
        fold(chunk, &mut folded);
        for piece in folded.split_whitespace() {
            let word = piece.trim_matches(|c| !fold::is_wordy(c));
            if word.is_empty() {
                push(
                    &mut pictographs,
                    piece.trim_matches(|c| !fold::is_pictograph(c)),
                );
            } else {
                push(&mut words, word);
            }
        }
    }
    Normalised(if words.is_empty() { pictographs } else { words })
}

fn push(words: &mut String, word: &str) {
    if !words.is_empty() && !word.is_empty() {
        words.push(' ');
    }
    words.push_str(word);
}

#[cfg(test)]
mod tests;
