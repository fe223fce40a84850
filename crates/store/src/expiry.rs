//! When a row becomes absent.

use time::OffsetDateTime;

/// The moment from which a row counts as absent, in milliseconds since 1970.
///
/// "Never" is the largest number, not an absence: Azure Tables cannot ask for rows *without* a
/// property, and with a number in every row one comparison finds the live ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Expiry(pub(crate) i64);

impl Expiry {
    const NEVER: Self = Self(i64::MAX);

    pub(crate) fn at(time: Option<OffsetDateTime>) -> Self {
        time.map_or(Self::NEVER, |time| Self(millis(time)))
    }

    pub(crate) fn is_past(self, now: OffsetDateTime) -> bool {
        self.0 <= millis(now)
    }

    pub(crate) fn is_never(self) -> bool {
        self == Self::NEVER
    }

    pub(crate) fn time(self) -> Option<OffsetDateTime> {
        OffsetDateTime::from_unix_timestamp_nanos(i128::from(self.0) * 1_000_000).ok()
    }
}

/// Whole milliseconds since 1970.
pub(crate) fn millis(time: OffsetDateTime) -> i64 {
    let whole = time.unix_timestamp_nanos().div_euclid(1_000_000);
    i64::try_from(whole).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    #[test]
    fn a_row_is_absent_from_its_expiry_on() {
        let at = datetime!(2026-03-01 12:00:00.5 UTC);
        let expiry = Expiry::at(Some(at));
        assert!(!expiry.is_past(datetime!(2026-03-01 12:00:00.499 UTC)));
        assert!(expiry.is_past(at));
        assert_eq!(expiry.time(), Some(at));
    }

    #[test]
    fn never_is_after_every_time() {
        let expiry = Expiry::at(None);
        assert!(expiry.is_never());
        assert!(!expiry.is_past(datetime!(9999-12-31 23:59:59 UTC)));
        assert_eq!(expiry.time(), None);
    }

    #[test]
    fn times_before_1970_round_down() {
        let at = datetime!(1969-12-31 23:59:59.9999 UTC);
        assert_eq!(Expiry::at(Some(at)), Expiry(-1));
    }
}
