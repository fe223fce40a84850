//! A small language of phrases: `stop (sending|texting) me? @texts`.

use super::tokens::Token;

/// What a phrase is guarded by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Somebody is asked to stop: not if that is negated, past, or said of others.
    Stop,
    /// Somebody is told not to: not if it tells what somebody does or did not do.
    Dont,
    /// A wish of the sender's own.
    Wish,
    /// Clear wherever it stands, unless negated.
    Plain,
    /// A word in capitals at the beginning of a sentence that has small letters.
    Shout,
    /// A whole sentence, which pleasantries may surround.
    Whole,
}

/// A phrase, parsed.
pub(super) struct Phrase {
    pub(super) kind: Kind,
    items: Vec<Item>,
}

struct Item {
    words: Vec<&'static str>,
    optional: bool,
}

impl Phrase {
    /// Words are separated by spaces; `a|b` is either, `?` behind them makes them optional, and
    /// `@name` stands for the words of a class.
    pub(super) fn new(kind: Kind, text: &'static str, class: fn(&str) -> &'static str) -> Self {
        let items = text.split(' ').map(|item| {
            let bare = item.trim_end_matches('?');
            let words = bare
                .split('|')
                .flat_map(|word| match word.strip_prefix('@') {
                    Some(name) => class(name).split(' ').collect(),
                    None => vec![word],
                });
            Item {
                words: words.collect(),
                optional: bare.len() < item.len(),
            }
        });
        Self {
            kind,
            items: items.collect(),
        }
    }

    /// What it can begin with.
    pub(super) fn first_words(&self) -> impl Iterator<Item = &'static str> {
        let last = self
            .items
            .iter()
            .position(|item| !item.optional)
            .unwrap_or_default();
        self.items
            .iter()
            .take(last + 1)
            .flat_map(|item| item.words.iter().copied())
    }

    /// How many tokens from `start` on are the phrase.
    pub(super) fn matches(&self, sentence: &[Token], start: usize) -> Option<usize> {
        let length = longest(&self.items, sentence.get(start..)?)?;
        Some(length).filter(|length| *length > 0)
    }
}

fn longest(items: &[Item], tokens: &[Token]) -> Option<usize> {
    let Some((item, items)) = items.split_first() else {
        return Some(0);
    };
    let taken = tokens
        .split_first()
        .filter(|(token, _)| item.words.contains(&token.word.as_str()))
        .and_then(|(_, rest)| longest(items, rest))
        .map(|length| length + 1);
    let skipped = if item.optional {
        longest(items, tokens)
    } else {
        None
    };
    taken.max(skipped)
}
