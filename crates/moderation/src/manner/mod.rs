//! How a message is written, in numbers: capitals, emoji, mentions.

mod emoji;
mod mentions;

use std::collections::BTreeSet;

use crate::extract::Extracted;

/// What can be counted of a message. Whether it is too much is the policy's to say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Manner {
    /// Letters of scripts that have capitals. Others never count: a message in Thai has none.
    pub letters: usize,
    /// Those of them that are capitals.
    pub upper: usize,
    /// Emoji as a reader counts them: a family, a flag or a keycap is one.
    pub emoji: usize,
    /// Different people mentioned, by `@name` or by mention markup.
    pub mentions: usize,
}

/// Counts.
pub fn measure(message: &Extracted<'_>) -> Manner {
    let mut manner = Manner::default();
    let text = &*message.text;
    for c in text.chars() {
        let (upper, lower) = (c.is_uppercase(), c.is_lowercase());
        manner.letters += usize::from(upper || lower);
        manner.upper += usize::from(upper);
    }
    manner.emoji = emoji::count(text);
    let mut mentioned: BTreeSet<String> = mentions::names(text).map(str::to_lowercase).collect();
    // The text of the markup may itself be written `@name`.
    let marked: BTreeSet<&str> = message.mentions.iter().map(String::as_str).collect();
    mentioned.retain(|name| {
        !message
            .mentions
            .iter()
            .any(|mention| mention.trim_start_matches('@').to_lowercase() == *name)
    });
    manner.mentions = mentioned.len() + marked.len();
    manner
}

#[cfg(test)]
mod tests;
