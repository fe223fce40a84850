//! How often we may write in a thread: half of what ACS allows, so that people always have the other half.
//!
//! ACS counts sent, edited and deleted messages together: 10 in 10 seconds and 30 in a minute for a
//! thread, whoever writes.
//! <https://learn.microsoft.com/azure/communication-services/concepts/service-limits#chat>
//!
//! Counted in this process. What waits for its turn is worked off by one instance at a time
//! ([`drain`](super::drain)), and beyond that ACS's own 429 holds.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use moka::sync::Cache;
use time::OffsetDateTime;

/// Ours of the ten in ten seconds, and of the thirty in a minute.
const WINDOWS: [(usize, Duration); 2] =
    [(5, Duration::from_secs(10)), (15, Duration::from_secs(60))];
/// Of so many threads the count is kept; one that is forgotten begins anew.
const THREADS: u64 = 100_000;

/// What was written lately, by thread.
pub(crate) struct Budget {
    threads: Cache<String, Arc<Mutex<Spent>>>,
}

#[derive(Default)]
struct Spent {
    /// The last writes, the newest last; never more than the largest window holds.
    at: VecDeque<OffsetDateTime>,
    /// ACS has said to wait until then.
    held_until: Option<OffsetDateTime>,
}

impl Budget {
    pub(crate) fn new() -> Self {
        let longest = WINDOWS.iter().map(|(_, length)| *length).max();
        Self {
            threads: Cache::builder()
                .max_capacity(THREADS)
                .time_to_idle(longest.unwrap_or_default() * 2)
                .build(),
        }
    }

    /// Takes one write in `thread`, or says how long to wait for one.
    pub(crate) fn take(&self, thread: &str, now: OffsetDateTime) -> Result<(), Duration> {
        let spent = self.threads.get_with_by_ref(thread, Arc::default);
        let mut spent = lock(&spent);
        let wait = spent.wait(now);
        if !wait.is_zero() {
            return Err(wait);
        }
        let most = WINDOWS.iter().map(|(most, _)| *most).max().unwrap_or(0);
        if spent.at.len() >= most {
            spent.at.pop_front();
        }
        spent.at.push_back(now);
        Ok(())
    }

    /// ACS wants us to wait: nobody tries before.
    pub(crate) fn hold(&self, thread: &str, until: OffsetDateTime) {
        let spent = self.threads.get_with_by_ref(thread, Arc::default);
        let mut spent = lock(&spent);
        spent.held_until = spent.held_until.max(Some(until));
    }
}

impl Spent {
    fn wait(&self, now: OffsetDateTime) -> Duration {
        let free = |&(most, length): &(usize, Duration)| {
            // The write that has to leave the window before another fits.
            let oldest = self.at.len().checked_sub(most)?;
            Some(*self.at.get(oldest)? + length)
        };
        let windows = WINDOWS.iter().filter_map(free);
        let until = windows.chain(self.held_until).max();
        until
            .and_then(|until| (until - now).try_into().ok())
            .unwrap_or_default()
    }
}

/// No code panics while it holds the lock; if it did, the count would still be one.
fn lock(spent: &Mutex<Spent>) -> MutexGuard<'_, Spent> {
    spent.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    #[test]
    fn half_of_what_acs_allows_is_ours() {
        let budget = Budget::new();
        let start = datetime!(2026-11-21 12:00 UTC);
        let mut taken = Vec::new();
        for second in 0..120 {
            let now = start + Duration::from_secs(second);
            while budget.take("19:t@thread.v2", now).is_ok() {
                taken.push(second);
            }
        }
        let within = |from: u64, to: u64| taken.iter().filter(|at| (from..to).contains(at)).count();
        for from in 0..110 {
            assert!(within(from, from + 10) <= 5, "from {from}: {taken:?}");
        }
        for from in 0..60 {
            assert!(within(from, from + 60) <= 15, "from {from}: {taken:?}");
        }
        assert_eq!(taken.len(), 30, "and no less: {taken:?}");
    }

    #[test]
    fn a_wait_is_as_long_as_it_says_and_threads_do_not_wait_for_each_other() {
        let budget = Budget::new();
        let now = datetime!(2026-11-21 12:00 UTC);
        while budget.take("a", now).is_ok() {}
        assert_eq!(
            budget.take("a", now + Duration::from_secs(4)),
            Err(Duration::from_secs(6))
        );
        assert_eq!(budget.take("b", now), Ok(()));
        budget.hold("b", now + Duration::from_secs(30));
        assert_eq!(
            budget.take("b", now + Duration::from_secs(1)),
            Err(Duration::from_secs(29))
        );
        assert_eq!(budget.take("b", now + Duration::from_secs(30)), Ok(()));
    }
}
