//! The processor's own clock.

use std::time::Duration;

use nix::time::ClockId;

use crate::error::Error;

/// How much of the processor's time this thread has had.
pub(crate) fn thread_time() -> Result<Duration, Error> {
    ClockId::CLOCK_THREAD_CPUTIME_ID
        .now()
        .map(Duration::from)
        .map_err(|error| Error::system("the processor's clock")(error.into()))
}
