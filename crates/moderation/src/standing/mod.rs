//! A sender's standing: strikes, mutes, a ban; and the ladder that leads from the one to the others.

mod ladder;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use time::{Duration, OffsetDateTime};

pub use self::ladder::{After, Ladder, Rung, Step};

/// How many strikes are kept: as many as the highest rung of a ladder may need, at a point each.
pub const MOST_STRIKES: usize = 64;

/// What is held against one sender. Stored, one for each; nothing is kept of somebody who never
/// did wrong.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// The strikes that have not expired, in the order of their messages' times.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub strikes: Vec<Strike>,
    /// The threads in which he is muted.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub muted: BTreeMap<String, Mute>,
    /// The ban from everything.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub banned: Option<Ban>,
}

/// One strike; a message has at most one, however often it is edited or delivered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Strike {
    /// What it is for: names the thread and the message.
    pub event: String,
    /// When the message was composed.
    #[serde(with = "time::serde::rfc3339")]
    pub at: OffsetDateTime,
    /// How much it counts.
    pub points: u32,
    /// The rule.
    pub rule: String,
}

/// What is composed from `since` on and before `until` is deleted on arrival.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mute {
    /// What it is for: names the thread and the message.
    pub event: String,
    /// When the message was composed that it was for.
    #[serde(with = "time::serde::rfc3339")]
    pub since: OffsetDateTime,
    /// When it ends.
    #[serde(with = "time::serde::rfc3339")]
    pub until: OffsetDateTime,
}

/// A ban.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ban {
    /// When it ends; never when absent.
    #[serde(
        with = "time::serde::rfc3339::option",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub until: Option<OffsetDateTime>,
    /// What it is for: names the thread and the message.
    pub event: String,
    /// The rule that it is for.
    pub rule: String,
}

impl Standing {
    /// Whether he is muted in this thread, for what he composes at `at`.
    pub fn muted(&self, thread: &str, at: OffsetDateTime) -> Option<&Mute> {
        let mute = self.muted.get(thread)?;
        (mute.since <= at && at < mute.until).then_some(mute)
    }

    /// Whether he is banned at `now`.
    pub fn banned(&self, now: OffsetDateTime) -> Option<&Ban> {
        let ban = self.banned.as_ref()?;
        ban.until.is_none_or(|until| now < until).then_some(ban)
    }

    /// Whether he may not write in this thread: what decides on a clean message whether
    /// [`decide`](crate::decide()) has to be asked at all.
    pub fn holds(&self, thread: &str, at: OffsetDateTime, now: OffsetDateTime) -> bool {
        self.muted(thread, at).is_some() || self.banned(now).is_some()
    }

    /// The points that count at `now`.
    pub fn points(&self, now: OffsetDateTime, expire: Duration) -> u32 {
        self.strikes
            .iter()
            .filter(|strike| strike.counts(now, expire))
            .fold(0, |sum, strike| sum.saturating_add(strike.points))
    }

    /// When it says nothing any more and may be forgotten; `None` for a ban for good.
    pub fn expires(&self, expire: Duration) -> Option<OffsetDateTime> {
        let strikes = self
            .strikes
            .iter()
            .map(|strike| strike.at.saturating_add(expire));
        let mutes = self.muted.values().map(|mute| mute.until);
        let ban = match &self.banned {
            Some(ban) => Some(ban.until?),
            None => None,
        };
        Some(
            strikes
                .chain(mutes)
                .chain(ban)
                .max()
                .unwrap_or(OffsetDateTime::UNIX_EPOCH),
        )
    }

    /// Mutes him in a thread; a mute never shortens another, and one event mutes once.
    pub(crate) fn mute(&mut self, thread: &str, mute: Mute) {
        match self.muted.get_mut(thread) {
            Some(old) if old.event == mute.event => {}
            Some(old) => {
                old.since = old.since.min(mute.since);
                if old.until < mute.until {
                    old.until = mute.until;
                    old.event = mute.event;
                }
            }
            None => {
                self.muted.insert(thread.to_owned(), mute);
            }
        }
    }

    /// Bans him; a ban never shortens another, and one event bans once.
    pub(crate) fn ban(&mut self, ban: Ban) {
        let longer = self.banned.as_ref().is_none_or(|old| {
            old.event != ban.event
                && old
                    .until
                    .is_some_and(|old| ban.until.is_none_or(|new| old < new))
        });
        if longer {
            self.banned = Some(ban);
        }
    }

    /// Drops what no longer counts.
    pub(crate) fn tidy(&mut self, now: OffsetDateTime, expire: Duration) {
        self.strikes.retain(|strike| strike.counts(now, expire));
        self.muted.retain(|_, mute| now < mute.until);
        if self.banned(now).is_none() {
            self.banned = None;
        }
    }
}

impl Strike {
    fn counts(&self, now: OffsetDateTime, expire: Duration) -> bool {
        now < self.at.saturating_add(expire)
    }
}

#[cfg(test)]
mod tests;
