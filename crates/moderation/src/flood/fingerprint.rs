//! What a message says, as a number.

use serde::{Deserialize, Serialize};

/// What a message says, as a number: equal for messages that read alike. Stable between versions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Fingerprint(u64);

/// Shorter ones (`ok`, `thank you`) are said again by everyone.
const SHORTEST: usize = 12;

impl Fingerprint {
    /// Of a normalised text; `None` for one that is too short to be told from small talk.
    pub(crate) fn of(normalised: &str) -> Option<Self> {
        let mut hash = crate::policy::Fnv::default();
        let mut characters = 0_usize;
        for word in normalised.split_whitespace() {
            hash.write(word.as_bytes());
            hash.write(b" ");
            characters += word.chars().count();
        }
        (characters >= SHORTEST).then(|| Self(hash.get()))
    }
}
