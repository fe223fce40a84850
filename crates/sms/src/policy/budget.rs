//! How many replies one peer may cause.

use std::num::NonZeroU8;

use schemars::JsonSchema;
use serde::Deserialize;

use super::Delay;

/// How many replies one peer may cause: what ends a loop with another automaton.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Budget {
    /// Replies within `per`. One more is kept for the confirmation of an opt-out.
    pub max: NonZeroU8,
    /// The length of time.
    pub per: Delay,
    /// Replies within `per` to texts that say the same.
    pub identical: NonZeroU8,
}

impl Default for Budget {
    fn default() -> Self {
        const fn at(value: u8) -> NonZeroU8 {
            match NonZeroU8::new(value) {
                Some(value) => value,
                None => NonZeroU8::MIN,
            }
        }
        Self {
            max: at(5),
            per: Delay::minutes(10),
            identical: at(2),
        }
    }
}
