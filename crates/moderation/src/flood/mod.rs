//! Flood: too many messages of one sender in one thread, or the same one too often.
//!
//! An instance sees only some of a thread's messages, and no message is worth a write of its own. So
//! each keeps a [`Window`] of what it saw, in memory; when that could be a part of a flood it reads the
//! thread, and [`confirm()`] counts there. Both go by compose time.

mod confirm;
mod fingerprint;
mod window;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use time::{Duration, OffsetDateTime};

pub use self::{
    confirm::{Seen, confirm},
    fingerprint::Fingerprint,
    window::{Sighting, Suspicion, Window},
};

/// How much is too much.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Limits {
    /// Of messages at all.
    pub rate: Option<Limit>,
    /// Of messages that say the same.
    pub identical: Option<Limit>,
}

/// A limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    /// As many are allowed; one more is too many.
    pub most: u32,
    /// Within so long.
    pub per: Duration,
}

/// What was found to be too much.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    /// Which limit.
    pub kind: Kind,
    /// How many there were.
    pub count: u32,
}

/// Which limit was broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Messages at all.
    Rate,
    /// Messages that say the same.
    Identical,
}

impl Limits {
    /// The reach back from a message within which the thread has to be read: up to here and no
    /// further. `None` if there are no limits.
    pub fn reach(&self) -> Option<Duration> {
        [self.rate, self.identical]
            .iter()
            .flatten()
            .map(|limit| limit.per)
            .max()
    }

    fn each(&self) -> impl Iterator<Item = (Kind, Limit)> {
        let rate = self.rate.map(|limit| (Kind::Rate, limit));
        let identical = self.identical.map(|limit| (Kind::Identical, limit));
        rate.into_iter().chain(identical)
    }
}

impl Limit {
    fn covers(self, earlier: OffsetDateTime, at: OffsetDateTime) -> bool {
        earlier <= at && at - earlier < self.per
    }
}

#[cfg(test)]
mod tests;
