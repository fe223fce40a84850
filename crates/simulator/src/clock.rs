//! The simulator's time: the system's, or pinned and moved by the test.

use std::sync::Arc;

use time::{Duration, OffsetDateTime};
use tokio::{sync::watch, time::timeout};

/// The time that every part of the simulator reads. Clones share one clock.
///
/// Time only moves by itself in a [`system`](Self::system) clock; [`advance`](Self::advance) moves
/// both kinds, so that a running `cargo dev` can skip a day too.
#[derive(Clone, Debug)]
pub struct Clock {
    pinned: Option<OffsetDateTime>,
    advanced: Arc<watch::Sender<Duration>>,
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
        let advanced = *self.advanced.borrow();
        self.pinned
            .unwrap_or_else(OffsetDateTime::now_utc)
            .to_offset(time::UtcOffset::UTC)
            + advanced
    }

    /// Moves the clock forward; a negative duration moves it back.
    pub fn advance(&self, by: Duration) {
        self.advanced.send_modify(|advanced| *advanced += by);
    }

    /// Takes all moves back.
    pub fn restore(&self) {
        self.advanced.send_replace(Duration::ZERO);
    }

    /// Waits until the clock shows `at` or later, however it gets there. Without a time, for ever.
    pub(crate) async fn reaches(&self, at: Option<OffsetDateTime>) {
        let Some(at) = at else {
            return std::future::pending().await;
        };
        // From here on no move of the clock is missed.
        let mut moved = self.advanced.subscribe();
        loop {
            let Ok(left) = std::time::Duration::try_from(at - self.now()) else {
                return;
            };
            if left.is_zero() {
                return;
            }
            // The sender is ours, so that there always is one.
            if self.pinned.is_some() {
                drop(moved.changed().await);
            } else {
                drop(timeout(left, moved.changed()).await);
            }
        }
    }
}

impl Default for Clock {
    fn default() -> Self {
        Self::system()
    }
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    #[tokio::test]
    async fn waiting_ends_when_the_clock_is_moved_there_and_not_before() {
        let start = datetime!(2026-11-20 12:00 UTC);
        let clock = Clock::pinned(start);
        clock.reaches(Some(start)).await;
        let waiting = tokio::spawn({
            let clock = clock.clone();
            async move { clock.reaches(Some(start + Duration::hours(1))).await }
        });
        clock.advance(Duration::minutes(59));
        tokio::task::yield_now().await;
        assert!(!waiting.is_finished());
        clock.advance(Duration::minutes(1));
        waiting.await.unwrap();
    }

    #[tokio::test]
    async fn the_systems_clock_gets_there_by_itself_or_is_moved() {
        let clock = Clock::system();
        clock
            .reaches(Some(clock.now() + Duration::milliseconds(2)))
            .await;
        let day = clock.now() + Duration::DAY;
        let ((), ()) = tokio::join!(clock.reaches(Some(day)), async {
            clock.advance(Duration::DAY);
        });
    }
}
