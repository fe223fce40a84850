//! The simulator's time: the system's, or pinned and moved by the test.

use std::sync::{Arc, Mutex, PoisonError};

use time::{Duration, OffsetDateTime};

/// The time that every part of the simulator reads. Clones share one clock.
///
/// Time only moves by itself in a [`system`](Self::system) clock; [`advance`](Self::advance) moves
/// both kinds, so that a running `cargo dev` can skip a day too.
#[derive(Clone, Debug)]
pub struct Clock {
    pinned: Option<OffsetDateTime>,
    advanced: Arc<Mutex<Duration>>,
}

impl Clock {
    /// The machine's clock.
    pub fn system() -> Self {
        Self {
            pinned: None,
            advanced: Arc::default(),
        }
    }

    /// A clock that stands at `at` until it is advanced.
    pub fn pinned(at: OffsetDateTime) -> Self {
        Self {
            pinned: Some(at),
            advanced: Arc::default(),
        }
    }

    /// The present moment, always UTC.
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place where the simulator reads time"
    )]
    pub fn now(&self) -> OffsetDateTime {
        let advanced = *self.advanced.lock().unwrap_or_else(PoisonError::into_inner);
        self.pinned
            .unwrap_or_else(OffsetDateTime::now_utc)
            .to_offset(time::UtcOffset::UTC)
            + advanced
    }

    /// Moves the clock forward; a negative duration moves it back.
    pub fn advance(&self, by: Duration) {
        *self.advanced.lock().unwrap_or_else(PoisonError::into_inner) += by;
    }
}

impl Default for Clock {
    fn default() -> Self {
        Self::system()
    }
}
