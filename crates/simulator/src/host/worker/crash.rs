//! When the host gives up on a handler that keeps dying.

use time::{Duration, OffsetDateTime};

/// Errors closer together than this are counted together.
const WINDOW: Duration = Duration::minutes(30);

/// The errors after which the host stops.
const LIMIT: u32 = 3;

/// Counts the errors of a handler: the third one stops the host, unless half an hour lay before it.
#[derive(Debug, Default)]
pub(crate) struct CrashRule {
    errors: u32,
    last: Option<OffsetDateTime>,
}

/// What follows from an error.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    Restart,
    StopHost,
}

impl CrashRule {
    pub(crate) fn record(&mut self, now: OffsetDateTime) -> Verdict {
        if self.last.is_some_and(|last| now - last > WINDOW) {
            self.errors = 0;
        }
        self.last = Some(now);
        self.errors += 1;
        if self.errors < LIMIT {
            Verdict::Restart
        } else {
            Verdict::StopHost
        }
    }
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    #[test]
    fn the_third_error_without_a_quiet_half_hour_stops_the_host() {
        let start = datetime!(2026-11-20 12:00 UTC);
        for (minutes, expected) in [
            (&[0, 1, 2][..], Verdict::StopHost),
            (&[0, 30, 60], Verdict::StopHost),
            (&[0, 31, 60], Verdict::Restart),
            (&[0, 29, 60], Verdict::Restart),
            (&[0, 31, 60, 90], Verdict::StopHost),
        ] {
            let mut rule = CrashRule::default();
            let verdicts: Vec<_> = minutes
                .iter()
                .map(|minute| rule.record(start + Duration::minutes(*minute)))
                .collect();
            assert_eq!(verdicts.last(), Some(&expected), "{minutes:?}");
        }
    }
}
