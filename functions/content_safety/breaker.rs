//! When to leave a service alone that keeps failing.
//!
//! Closed, everything passes. After enough failures within a period it opens, and nothing passes for
//! a while; then one call may try, and its outcome closes it or opens it again.

use std::{collections::VecDeque, time::Duration};

use time::OffsetDateTime;

/// When the circuit breaker opens, and for how long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BreakerOptions {
    /// So many failures open it; 0 is 1.
    pub failures: u32,
    /// The period in which they count.
    pub within: Duration,
    /// How long it stays open before one call may try.
    pub open_for: Duration,
}

/// A circuit breaker. It asks no clock: every call says what time it is.
#[derive(Debug)]
pub(super) struct Breaker {
    options: BreakerOptions,
    state: State,
}

#[derive(Debug)]
enum State {
    /// With the times of the failures that count, oldest first.
    Closed(VecDeque<OffsetDateTime>),
    Open {
        until: OffsetDateTime,
    },
    /// One call is trying. Its outcome may never come, if who made it was cancelled: then the next
    /// may try.
    Trying {
        until: OffsetDateTime,
    },
}

impl Breaker {
    /// A closed one.
    pub(super) const fn new(options: BreakerOptions) -> Self {
        Self {
            options,
            state: State::Closed(VecDeque::new()),
        }
    }

    /// Whether a call may be made. Each that may ends in [`succeeded`](Self::succeeded) or
    /// [`failed`](Self::failed).
    pub(super) fn admits(&mut self, now: OffsetDateTime) -> bool {
        match self.state {
            State::Closed(_) => true,
            State::Open { until } | State::Trying { until } => {
                let tries = until <= now;
                if tries {
                    self.state = State::Trying {
                        until: now + self.options.open_for,
                    };
                }
                tries
            }
        }
    }

    /// A call was answered. Whether that closed it.
    pub(super) fn succeeded(&mut self) -> bool {
        // An answer while it is open is one to a call from before it opened, and says nothing of now.
        let closes = matches!(self.state, State::Trying { .. });
        if closes {
            self.state = State::Closed(VecDeque::new());
        }
        closes
    }

    /// A call failed. Whether that opened it.
    pub(super) fn failed(&mut self, now: OffsetDateTime) -> bool {
        let opens = match &mut self.state {
            State::Open { .. } => false,
            State::Trying { .. } => true,
            State::Closed(failures) => {
                let within = self.options.within;
                failures.push_back(now);
                failures.retain(|failure| now - *failure < within);
                failures.len() >= self.options.failures.max(1) as usize
            }
        };
        if opens {
            let until = now + self.options.open_for;
            self.state = State::Open { until };
        }
        opens
    }
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    fn at(seconds: i64) -> OffsetDateTime {
        datetime!(2026-11-20 12:00 UTC) + time::Duration::seconds(seconds)
    }

    /// Opens at the third failure within 30 seconds, for a minute.
    fn breaker() -> Breaker {
        Breaker::new(BreakerOptions {
            failures: 3,
            within: Duration::from_secs(30),
            open_for: Duration::from_mins(1),
        })
    }

    fn opened_at(second: i64) -> Breaker {
        let mut breaker = breaker();
        for n in [2, 1, 0] {
            assert!(breaker.admits(at(second - n)));
            assert_eq!(breaker.failed(at(second - n)), n == 0, "{n}");
        }
        breaker
    }

    #[test]
    fn only_enough_failures_within_the_period_open_it() {
        let mut breaker = breaker();
        for (second, opens) in [
            (0, false),
            (15, false),
            // The first is half a minute old and counts no more.
            (30, false),
            (44, true),
        ] {
            assert!(breaker.admits(at(second)), "{second}");
            assert_eq!(breaker.failed(at(second)), opens, "{second}");
        }
        assert!(!breaker.admits(at(45)));
    }

    #[test]
    fn successes_between_failures_do_not_hide_them() {
        let mut breaker = breaker();
        for (second, opens) in [(0, false), (1, false), (2, true)] {
            assert!(!breaker.succeeded());
            assert_eq!(breaker.failed(at(second)), opens);
        }
    }

    #[test]
    fn open_it_admits_nothing_and_then_one() {
        let mut breaker = opened_at(0);
        assert!(!breaker.admits(at(59)));
        assert!(breaker.admits(at(60)), "one may try");
        assert!(!breaker.admits(at(61)), "and no other");
        assert!(breaker.succeeded(), "which closes it");
        assert!(breaker.admits(at(62)));
        // With no failures on its account.
        assert!(!breaker.failed(at(62)) && !breaker.failed(at(63)));
        assert!(breaker.failed(at(64)));
    }

    #[test]
    fn a_failed_try_opens_it_again() {
        let mut breaker = opened_at(0);
        assert!(breaker.admits(at(60)));
        assert!(breaker.failed(at(70)));
        assert!(!breaker.admits(at(129)));
        assert!(breaker.admits(at(130)));
    }

    #[test]
    fn a_try_without_an_outcome_does_not_keep_it_open_for_ever() {
        let mut breaker = opened_at(0);
        assert!(breaker.admits(at(60)));
        assert!(!breaker.admits(at(119)));
        assert!(breaker.admits(at(120)));
    }

    #[test]
    fn outcomes_of_calls_from_before_it_opened_change_nothing() {
        let mut breaker = opened_at(0);
        assert!(!breaker.failed(at(50)), "it is open already");
        assert!(!breaker.succeeded());
        assert!(!breaker.admits(at(59)));
        assert!(breaker.admits(at(60)), "nor does it stay open longer");
    }

    #[test]
    fn no_failures_is_one() {
        let mut breaker = Breaker::new(BreakerOptions {
            failures: 0,
            within: Duration::from_secs(30),
            open_for: Duration::from_secs(1),
        });
        assert!(breaker.admits(at(0)));
        assert!(breaker.failed(at(0)));
    }
}
