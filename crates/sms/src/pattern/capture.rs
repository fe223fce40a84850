//! What a capture takes.

use super::tokens::{is_decoration, is_separator};

/// The kinds of captures, from the narrowest: whatever one takes, the next takes too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Capture {
    /// A token of the digits 0 to 9.
    Number,
    /// A token of letters, digits, `-` and `_`.
    Id,
    /// A token.
    Word,
    /// The rest of the message.
    Text,
}

impl Capture {
    pub(super) const ALL: [Self; 4] = [Self::Number, Self::Id, Self::Word, Self::Text];

    /// Its name in a pattern.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Number => "number",
            Self::Id => "id",
            Self::Word => "word",
            Self::Text => "text",
        }
    }

    /// The longest that it takes, in UTF-16 code units (which is how ACS counts a message).
    pub const fn longest(self) -> usize {
        match self {
            Self::Number => 18,
            Self::Id | Self::Word => 32,
            Self::Text => 1600,
        }
    }

    /// The length that a capture usually has, by which a reply's price is estimated.
    pub const fn usual(self) -> usize {
        match self {
            Self::Number => 6,
            Self::Id => 12,
            Self::Word => 16,
            Self::Text => 40,
        }
    }

    pub(super) const fn example(self) -> &'static str {
        match self {
            Self::Number => "42",
            Self::Id => "a-42",
            Self::Word => "o'brien",
            Self::Text => "tuesday at noon",
        }
    }

    /// What it captures of a token, or of the rest of the message.
    pub(super) fn take(self, from: &str) -> Option<&str> {
        let taken = match self {
            Self::Text => from
                .trim_end()
                .trim_start_matches(|c: char| c.is_whitespace() || is_separator(c)),
            Self::Number | Self::Id | Self::Word => {
                from.trim_matches(|c| is_decoration(c) && c != '-' && c != '_')
            }
        };
        let fits = match self {
            Self::Number => !taken.is_empty() && taken.bytes().all(|b| b.is_ascii_digit()),
            Self::Id => {
                taken.contains(char::is_alphanumeric)
                    && taken
                        .chars()
                        .all(|c| c.is_alphanumeric() || c == '-' || c == '_')
            }
            Self::Word => taken.contains(char::is_alphanumeric),
            Self::Text => taken.contains(|c: char| !c.is_whitespace() && !is_decoration(c)),
        };
        let short = taken.len() <= self.longest() || taken.encode_utf16().count() <= self.longest();
        (fits && short).then_some(taken)
    }
}
