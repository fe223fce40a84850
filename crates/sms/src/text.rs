//! Text.
use std::fmt;

/// Normalised.
#[derive(Clone, PartialEq, Eq)]
pub struct Normalised(String);

/// Normalises.
pub fn normalise(text: &str) -> Normalised {
    Normalised(
        text.split_whitespace()
            .map(|w| {
                w.trim_matches(|c: char| !c.is_alphanumeric())
                    .to_lowercase()
            })
            .filter(|w| !w.is_empty())
            .collect::<Vec<_>>()
            .join(" "),
    )
}

impl Normalised {
    /// Str.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Normalised {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Normalised")
    }
}
