//! Patterns: which texts a route is for.
//!
//! A pattern is written as a person would send the text, with the parts that vary in angle
//! brackets: `DONE <job:id>`. `|` separates alternatives: `CONFIRM | YES`.
//!
//! | capture | takes | at most |
//! | --- | --- | --- |
//! | `<name:number>` | one token of the digits 0 to 9 | 18 characters |
//! | `<name:id>` | one token of letters, digits, `-` and `_`; leading zeros stay | 32 |
//! | `<name:word>` | one token of anything | 32 |
//! | `<name:text>` | the rest of the message, line breaks and all; only at the end | 1,600 |
//!
//! Keywords are compared after [`normalise`](crate::text::normalise), captures keep the sender's
//! own characters, without the punctuation around a token. A text matches only as a whole:
//! `DONE 42 thanks` is not `DONE <job:id>`. Every token is looked at once, so matching is linear.

mod capture;
mod cover;
mod parse;
mod tokens;

use std::fmt;

pub use self::{
    capture::Capture,
    parse::PatternError,
    tokens::{Token, Tokens},
};

/// A parsed pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern {
    source: String,
    alternatives: Vec<Vec<Item>>,
    captures: Vec<(String, Capture)>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Item {
    /// A keyword, normalised.
    Keyword(String),
    Capture(String, Capture),
}

/// How a text stands to a pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Match<'p, 't> {
    /// It is such a text, with these captures.
    Whole(Vec<(&'p str, &'t str)>),
    /// It begins with the keywords, and what follows is not what the captures take.
    KeywordsOnly,
    /// It is something else.
    Not,
}

impl Pattern {
    /// The pattern as it was written.
    pub fn as_str(&self) -> &str {
        &self.source
    }

    /// What it captures; the same in every alternative.
    pub fn captures(&self) -> &[(String, Capture)] {
        &self.captures
    }

    /// Whether every alternative begins with a keyword.
    pub fn begins_with_keyword(&self) -> bool {
        self.alternatives
            .iter()
            .all(|items| matches!(items.first(), Some(Item::Keyword(_))))
    }

    /// Compares a text.
    pub fn compare<'p, 't>(&'p self, text: &Tokens<'t>) -> Match<'p, 't> {
        let mut keywords = false;
        for items in &self.alternatives {
            match compare(items, text) {
                Match::Whole(captures) => return Match::Whole(captures),
                Match::KeywordsOnly => keywords = true,
                Match::Not => {}
            }
        }
        if keywords {
            Match::KeywordsOnly
        } else {
            Match::Not
        }
    }

    /// A text of each alternative, for checks at load: the keywords as they are compared, and
    /// an example of each capture.
    pub fn examples(&self) -> impl Iterator<Item = String> {
        self.alternatives.iter().map(|items| {
            let words: Vec<_> = items
                .iter()
                .map(|item| match item {
                    Item::Keyword(word) => word.as_str(),
                    Item::Capture(_, kind) => kind.example(),
                })
                .collect();
            words.join(" ")
        })
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.source)
    }
}

fn compare<'p, 't>(items: &'p [Item], text: &Tokens<'t>) -> Match<'p, 't> {
    let mut tokens = text.iter();
    let mut captures = Vec::new();
    let mut in_keywords = true;
    let mut before = None;
    for item in items {
        let token = tokens.next();
        match item {
            Item::Keyword(word) => {
                if token.is_none_or(|token| token.normal() != word) {
                    return if in_keywords {
                        Match::Not
                    } else {
                        Match::KeywordsOnly
                    };
                }
            }
            Item::Capture(name, kind) => {
                in_keywords = false;
                let taken = match kind {
                    Capture::Text => kind.take(text.after(before)),
                    Capture::Number | Capture::Id | Capture::Word => {
                        token.and_then(|token| kind.take(token.original()))
                    }
                };
                let Some(taken) = taken else {
                    return Match::KeywordsOnly;
                };
                captures.push((name.as_str(), taken));
                if *kind == Capture::Text {
                    return Match::Whole(captures);
                }
            }
        }
        before = token;
    }
    match tokens.next() {
        None => Match::Whole(captures),
        // `DONE 42 thanks` has its keyword; `YES I think so` is a sentence, not a wrong `YES`.
        Some(_) if !in_keywords => Match::KeywordsOnly,
        Some(_) => Match::Not,
    }
}

#[cfg(test)]
mod tests;
