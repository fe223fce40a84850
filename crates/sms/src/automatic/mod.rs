//! Texts that no person wrote to us: reactions, quotes, answering machines.

/// Kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Automatic {
    /// A reaction.
    Tapback,
    /// Our own words.
    Quote,
    /// An answering machine.
    AutoReply,
    /// A report that a text did not arrive.
    Undeliverable,
}

impl std::fmt::Display for Automatic {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(match self {
            Self::Tapback => "a reaction",
            Self::Quote => "a quote of our text",
            Self::AutoReply => "an automatic reply",
            Self::Undeliverable => "a report of failure",
        })
    }
}

/// Classifies.
pub fn classify(message: &str) -> Option<Automatic> {
    message.starts_with("Liked “").then_some(Automatic::Tapback)
}
