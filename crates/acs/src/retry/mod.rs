//! When a request is tried again, and when it is not.
//!
//! `azure_core`'s own retry follows a `Retry-After` of an hour, repeats a `POST` whose answer was
//! lost, and knows nothing of the method it repeats. This one is made for a server that has a
//! caller waiting:
//!
//! * A wait grows exponentially, with full jitter: each is random between nothing and its bound.
//! * `Retry-After` (seconds or a date), `retry-after-ms` and `x-ms-retry-after-ms` are obeyed up to
//!   [`RetryLimits::retry_after_cap`]. If the service asks for more, the call fails at once and
//!   [`Error::retry_after`](crate::Error::retry_after) says how long.
//! * A request that may be repeated is tried again after 408, 429, 500, 502, 503, 504, a broken
//!   connection or a timeout. One that may not (it would create a second thing) only when it
//!   certainly did nothing: after 429, 503 or a connection that was never made. All of Chat that
//!   changes something is never tried again: there the caller decides.

mod after;
mod jitter;
mod policy;

use std::time::Duration;

pub(crate) use after::retry_after;
pub use jitter::Jitter;
pub(crate) use policy::{Repeat, RetryPolicy, timed_out};

/// How often and how patiently a call is retried.
///
/// With the defaults a call that fails each time at once takes at most 1.4 seconds, one that gets no
/// answer four times [`try_timeout`](Self::try_timeout) more.
#[derive(Debug, Clone, PartialEq)]
pub struct RetryLimits {
    /// How many tries may follow the first. Default 3; 0 means none.
    pub max_retries: u32,
    /// The bound of the first wait; each later one is twice the one before. Default 200 ms.
    pub initial_delay: Duration,
    /// No bound is longer. Default 2 s.
    pub max_delay: Duration,
    /// The longest wait that the service may ask for. Default 5 s.
    pub retry_after_cap: Duration,
    /// How long one try may take, the body of its answer included. Default 10 s.
    pub try_timeout: Duration,
    /// What chooses a wait below its bound.
    pub jitter: Jitter,
}

impl Default for RetryLimits {
    fn default() -> Self {
        Self {
            max_retries: 3,
            initial_delay: Duration::from_millis(200),
            max_delay: Duration::from_secs(2),
            retry_after_cap: Duration::from_secs(5),
            try_timeout: Duration::from_secs(10),
            jitter: Jitter::Random,
        }
    }
}

impl RetryLimits {
    /// How long to wait before retry number `retry` (from 0).
    ///
    /// `None` means not to wait: the service asks for longer than the cap. Where it names a time,
    /// the jitter of a first wait comes on top, so that the callers it turned away together do not
    /// return together.
    fn wait(&self, retry: u32, retry_after: Option<Duration>) -> Option<Duration> {
        match retry_after {
            Some(after) if after > self.retry_after_cap => None,
            Some(after) => Some(after.saturating_add(self.jitter.below(self.initial_delay))),
            None => {
                let growth = 2_u32.saturating_pow(retry);
                let bound = self
                    .initial_delay
                    .saturating_mul(growth)
                    .min(self.max_delay);
                Some(self.jitter.below(bound))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limits(share: f64) -> RetryLimits {
        RetryLimits {
            jitter: Jitter::Share(share),
            ..RetryLimits::default()
        }
    }

    #[test]
    fn waits_double_up_to_their_bound() {
        let waits = |share| [0, 1, 2, 3, 4, 99].map(|n| limits(share).wait(n, None).unwrap());
        let ms = Duration::from_millis;
        assert_eq!(waits(1.0), [200, 400, 800, 1600, 2000, 2000].map(ms));
        assert_eq!(waits(0.25), [50, 100, 200, 400, 500, 500].map(ms));
        assert_eq!(waits(0.0), [0; 6].map(ms));
    }

    #[test]
    fn the_service_is_obeyed_up_to_the_cap() {
        let wait = |after| limits(0.5).wait(0, Some(Duration::from_millis(after)));
        assert_eq!(wait(0), Some(Duration::from_millis(100)));
        assert_eq!(wait(5000), Some(Duration::from_millis(5100)));
        assert_eq!(wait(5001), None);
    }
}
