//! The one place of this crate that reads the wall clock.

use time::OffsetDateTime;

/// The current time, for the signature's date and for a `Retry-After` that is a date.
#[expect(
    clippy::disallowed_methods,
    reason = "a signature carries the date of the try that sends it, which no caller can know"
)]
pub(crate) fn now() -> OffsetDateTime {
    OffsetDateTime::now_utc()
}
