//! When a failed delivery is tried again, and when it is given up.
//!
//! <https://learn.microsoft.com/azure/event-grid/delivery-and-retry#retry-schedule>

use time::Duration;

use super::{Attempt, Retries, Tried};

/// What follows the first failure, the second and so on; the last step repeats.
const STEPS: [Duration; 10] = [
    Duration::seconds(10),
    Duration::seconds(30),
    Duration::minutes(1),
    Duration::minutes(5),
    Duration::minutes(10),
    Duration::minutes(30),
    Duration::hours(1),
    Duration::hours(3),
    Duration::hours(6),
    Duration::hours(12),
];

/// What comes after a failure.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Next {
    /// Another attempt after this time, before the randomization.
    Retry(Duration),
    /// None, for this reason.
    DeadLetter(String),
}

/// Decides after the last of `attempts`, which failed.
///
/// Statuses are those of the table for Azure resources, which a function is: there 401 and 404 are
/// tried again, 400, 403 and 413 are not.
pub(crate) fn after(attempts: &[Attempt], retries: Retries) -> Next {
    let made = attempts.len();
    let Some(last) = attempts.last() else {
        return Next::Retry(Duration::ZERO);
    };
    let at_least = match last.tried {
        Tried::Answered(400 | 403 | 413) => {
            return Next::DeadLetter(last.tried.outcome().to_owned());
        }
        Tried::Answered(401 | 404) => Duration::minutes(5),
        Tried::Answered(408) => Duration::minutes(2),
        Tried::Answered(503) => Duration::seconds(30),
        Tried::Answered(_) | Tried::TimedOut | Tried::NoConnection => Duration::seconds(10),
    };
    if made >= usize::from(retries.max_attempts) {
        return Next::DeadLetter("MaxDeliveryAttemptsExceeded".to_owned());
    }
    let step = STEPS.get(made - 1).or(STEPS.last());
    Next::Retry(at_least.max(step.copied().unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    fn attempts(tried: Tried, count: usize) -> Vec<Attempt> {
        let attempt = Attempt {
            at: datetime!(2026-11-20 12:00 UTC),
            tried,
            elapsed_ms: 1,
        };
        vec![attempt; count]
    }

    fn next(status: u16, count: usize) -> Next {
        after(
            &attempts(Tried::Answered(status), count),
            Retries::default(),
        )
    }

    #[test]
    fn the_published_steps() {
        let seconds: Vec<_> = (1..=12)
            .map(|made| match next(500, made) {
                Next::Retry(delay) => delay.whole_seconds(),
                Next::DeadLetter(reason) => panic!("{reason}"),
            })
            .collect();
        assert_eq!(
            seconds,
            [
                10, 30, 60, 300, 600, 1800, 3600, 10_800, 21_600, 43_200, 43_200, 43_200
            ]
        );
    }

    #[test]
    fn the_status_sets_the_least_delay_or_ends_it() {
        let retry = |seconds| Next::Retry(Duration::seconds(seconds));
        let never = |reason: &str| Next::DeadLetter(reason.to_owned());
        for (status, first, fifth) in [
            (400, never("BadRequest"), never("BadRequest")),
            (401, retry(300), retry(600)),
            (403, never("Forbidden"), never("Forbidden")),
            (404, retry(300), retry(600)),
            (408, retry(120), retry(600)),
            (413, never("PayloadTooLarge"), never("PayloadTooLarge")),
            (429, retry(10), retry(600)),
            (500, retry(10), retry(600)),
            (503, retry(30), retry(600)),
            (302, retry(10), retry(600)),
        ] {
            assert_eq!(next(status, 1), first, "{status}");
            assert_eq!(next(status, 5), fifth, "{status}");
        }
        for tried in [Tried::TimedOut, Tried::NoConnection] {
            let next = after(&attempts(tried, 1), Retries::default());
            assert_eq!(next, retry(10), "{tried:?}");
        }
    }

    #[test]
    fn the_last_attempt_is_the_last() {
        let retries = Retries {
            max_attempts: 2,
            ..Retries::default()
        };
        let next = |count| after(&attempts(Tried::Answered(500), count), retries);
        assert_eq!(next(1), Next::Retry(Duration::seconds(10)));
        assert_eq!(
            next(2),
            Next::DeadLetter("MaxDeliveryAttemptsExceeded".to_owned())
        );
    }
}
