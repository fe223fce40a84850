//! From points to steps.

use std::fmt;

use time::{Duration, OffsetDateTime};

use super::{MOST_STRIKES, Standing, Strike};
use crate::policy::Length;

/// What points lead to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ladder {
    /// How long a strike counts.
    pub expire: Duration,
    /// The rungs, each higher than the one before.
    pub rungs: Vec<Rung>,
}

/// A rung.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rung {
    /// The points that reach it.
    pub at: u32,
    /// What it leads to.
    pub step: Step,
}

/// What a rung leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// He is told.
    Warn,
    /// What he writes in the thread is deleted, for so long.
    Mute(Length),
    /// He is put out of the thread.
    Remove,
    /// He is put out of everything, for so long or for good.
    Ban(Option<Length>),
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Warn => f.write_str("warn"),
            Self::Mute(length) => write!(f, "mute for {length}"),
            Self::Remove => f.write_str("remove"),
            Self::Ban(None) => f.write_str("ban"),
            Self::Ban(Some(length)) => write!(f, "ban for {length}"),
        }
    }
}

/// The standing after a strike.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct After {
    /// The standing, strikes only: what a step does to mutes and bans is the decision's.
    pub standing: Standing,
    /// The points that count now.
    pub points: u32,
    /// The highest rung that this strike crossed.
    pub step: Option<Step>,
}

impl Standing {
    /// The standing after a strike.
    ///
    /// The same event a second time changes nothing. A strike that comes late counts from its
    /// message's own time, so one that comes after its expiry counts for nothing. A rung is crossed by the
    /// strike that brings the sum from below it to it or above; when strikes have expired it can be
    /// crossed again.
    #[must_use]
    pub fn after(&self, strike: Strike, now: OffsetDateTime, ladder: &Ladder) -> After {
        let mut standing = self.clone();
        standing.tidy(now, ladder.expire);
        let before = standing.points(now, ladder.expire);
        let known = standing.strikes.iter().any(|old| old.event == strike.event);
        if known || strike.points == 0 || !strike.counts(now, ladder.expire) {
            return After {
                standing,
                points: before,
                step: None,
            };
        }
        let points = before.saturating_add(strike.points);
        let place = standing
            .strikes
            .partition_point(|old| (old.at, &old.event) < (strike.at, &strike.event));
        standing.strikes.insert(place, strike);
        // Without the oldest the sum still reaches the highest rung that a policy may have.
        if standing.strikes.len() > MOST_STRIKES {
            standing.strikes.remove(0);
        }
        let step = ladder
            .rungs
            .iter()
            .rev()
            .find(|rung| before < rung.at && rung.at <= points)
            .map(|rung| rung.step);
        After {
            standing,
            points,
            step,
        }
    }
}
