//! The one clock of the Azure backend: the service compares the date of a signed request with its
//! own, so that a pinned one would be refused.

use time::OffsetDateTime;

pub(super) fn now() -> OffsetDateTime {
    #[expect(
        clippy::disallowed_methods,
        reason = "signatures and Retry-After dates are about the real time"
    )]
    OffsetDateTime::now_utc()
}
