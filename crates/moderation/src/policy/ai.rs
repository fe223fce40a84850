//! When and how Content Safety is asked, and what its answers mean.

use std::num::NonZeroU32;

use super::Consequence;
use crate::ai::{Category, Severities};

/// When and how Content Safety is asked, and what its answers mean.
#[derive(Debug, Clone)]
pub struct Ai {
    /// How finely severities are told apart: 4 levels or 8.
    pub levels: u8,
    /// How long an answer is waited for.
    pub timeout: time::Duration,
    /// When asking is given up for a while.
    pub breaker: Breaker,
    pub(crate) thresholds: [Thresholds; 4],
}

/// When asking is given up for a while.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Breaker {
    /// After as many failures,
    pub failures: NonZeroU32,
    /// within so long,
    pub per: time::Duration,
    /// nobody is asked for so long.
    pub open: time::Duration,
}

/// From which severity on what becomes of a message, for one category.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Thresholds {
    pub(crate) flag: Option<u8>,
    pub(crate) notify: Option<u8>,
    pub(crate) delete: Option<u8>,
}

impl Ai {
    /// What the service is asked about.
    pub fn categories(&self) -> impl Iterator<Item = Category> {
        Category::ALL
            .into_iter()
            .zip(self.thresholds)
            .filter(|(_, thresholds)| *thresholds != Thresholds::default())
            .map(|(category, _)| category)
    }

    /// The categories that are hit, with what they lead to and whether people are told.
    pub(crate) fn hits(
        &self,
        severities: Severities,
    ) -> impl Iterator<Item = (Category, u8, Consequence, bool)> {
        Category::ALL
            .into_iter()
            .zip(self.thresholds)
            .filter_map(move |(category, thresholds)| {
                let severity = severities.of(category);
                let reached = |from: Option<u8>| from.is_some_and(|from| severity >= from);
                let notify = reached(thresholds.notify);
                let consequence = if reached(thresholds.delete) {
                    Consequence::Delete
                } else if notify || reached(thresholds.flag) {
                    Consequence::Flag
                } else {
                    return None;
                };
                Some((category, severity, consequence, notify))
            })
    }
}
