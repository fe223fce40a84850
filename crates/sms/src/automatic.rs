//! Automatic.
use std::fmt;

/// Kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Automatic {
    /// A tapback.
    Tapback,
}

impl fmt::Display for Automatic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("tapback")
    }
}

/// Classifies.
pub fn classify(text: &str) -> Option<Automatic> {
    text.starts_with("Liked “").then_some(Automatic::Tapback)
}
