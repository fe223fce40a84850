//! How one try of an effect ended, and when the next one is due.

use std::time::Duration;

/// No service may put us off for longer than this with a `Retry-After`.
const LONGEST_PATIENCE: Duration = Duration::from_secs(60 * 60);

/// How one try ended. The reasons are for operators, and hold no personal data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// It has happened.
    Done,
    /// Not now; not before this long, if the other side said.
    Later(Option<Duration>, String),
    /// Not ever.
    Never(String),
}

/// The waits between tries.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Retry(pub(crate) &'static [Duration]);

impl Retry {
    /// How long to wait after the given number of tries; `None`: it is given up.
    pub(crate) fn wait(self, tries: usize, at_least: Option<Duration>) -> Option<Duration> {
        let own = *self.0.get(tries.checked_sub(1)?)?;
        Some(own.max(at_least.unwrap_or_default().min(LONGEST_PATIENCE)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_and_end_and_no_service_puts_us_off_for_a_day() {
        const SECONDS: fn(u64) -> Duration = Duration::from_secs;
        const RETRY: Retry = Retry(&[Duration::from_secs(5), Duration::from_secs(60)]);
        assert_eq!(RETRY.wait(0, None), None);
        assert_eq!(RETRY.wait(1, None), Some(SECONDS(5)));
        assert_eq!(RETRY.wait(2, Some(SECONDS(90))), Some(SECONDS(90)));
        assert_eq!(RETRY.wait(2, Some(SECONDS(86_400))), Some(SECONDS(3600)));
        assert_eq!(RETRY.wait(3, None), None);
    }
}
