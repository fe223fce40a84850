//! The Content Safety resource: its two keys, and what it finds harmful.

use std::fmt;

use aws_lc_rs::constant_time;

use super::judgement::Harms;
use crate::{Which, rng::Rng};

/// A resource of Content Safety.
pub(crate) struct Account {
    primary: String,
    secondary: String,
    dice: Rng,
    pub(crate) harms: Harms,
}

impl Account {
    /// The resource that the seed decides.
    pub(crate) fn new(seed: u64) -> Self {
        // Dice of its own: those of the other services fall as they did before there was this one.
        let mut dice = Rng::new(!seed);
        Self {
            primary: key(&mut dice),
            secondary: key(&mut dice),
            dice,
            harms: Harms::default(),
        }
    }

    pub(crate) fn key(&self, which: Which) -> &str {
        match which {
            Which::Primary => &self.primary,
            Which::Secondary => &self.secondary,
        }
    }

    pub(crate) fn regenerate(&mut self, which: Which) -> String {
        let new = key(&mut self.dice);
        match which {
            Which::Primary => self.primary.clone_from(&new),
            Which::Secondary => self.secondary.clone_from(&new),
        }
        new
    }

    /// Whether this is one of the two keys.
    pub(super) fn accepts(&self, key: &[u8]) -> bool {
        [&self.primary, &self.secondary]
            .iter()
            .any(|own| constant_time::verify_slices_are_equal(own.as_bytes(), key).is_ok())
    }
}

impl fmt::Debug for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Account").finish_non_exhaustive()
    }
}

/// 32 hexadecimal digits, as the portal shows them.
fn key(dice: &mut Rng) -> String {
    dice.uuid().simple().to_string()
}
