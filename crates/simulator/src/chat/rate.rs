//! The published rate limits: so many requests in 10 and in 60 seconds.
//!
//! <https://learn.microsoft.com/azure/communication-services/concepts/service-limits#rate-limits-for-chat>

use std::collections::{BTreeMap, VecDeque};

use time::{Duration, OffsetDateTime};

use super::ChatError;

/// What is counted together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Operation {
    CreateThread,
    DeleteThread,
    UpdateThread,
    ChangeParticipants,
    ListParticipants,
    GetThreads,
    GetMessage,
    ListMessages,
    /// Sending, editing and deleting.
    ChangeMessage,
    GetReceipts,
    SendReceipt,
    Typing,
}

/// Who shares a limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Share {
    User,
    Thread,
    UserInThread,
}

/// Requests in 10 seconds and in 60; 0 is no limit.
type Limit = (Share, usize, usize);

impl Operation {
    fn limits(self) -> &'static [Limit] {
        use Share::{Thread, User, UserInThread};
        match self {
            Self::CreateThread | Self::DeleteThread => &[(User, 10, 0)],
            Self::UpdateThread => &[(Thread, 5, 0)],
            Self::ChangeParticipants | Self::ChangeMessage => &[(Thread, 10, 30)],
            Self::ListParticipants => &[(UserInThread, 10, 0), (Thread, 250, 0)],
            Self::GetThreads => &[(User, 50, 0)],
            Self::GetMessage => &[(UserInThread, 50, 0), (Thread, 250, 0)],
            Self::ListMessages => &[(UserInThread, 50, 200), (Thread, 250, 400)],
            Self::GetReceipts => &[(UserInThread, 5, 0), (Thread, 100, 0)],
            Self::SendReceipt => &[(UserInThread, 10, 30)],
            Self::Typing => &[(UserInThread, 5, 15), (Thread, 10, 30)],
        }
    }
}

const SHORT: Duration = Duration::seconds(10);
const LONG: Duration = Duration::seconds(60);

/// How many counters there may be until those that count nothing any more are looked for.
const COUNTERS: usize = 10_000;

/// The requests of the last minute.
#[derive(Debug, Default)]
pub(super) struct Rates(BTreeMap<(Operation, Share, String), VecDeque<OffsetDateTime>>);

impl Rates {
    /// Counts a request, or says when there is room for it. One that is refused is not counted.
    pub(super) fn spend(
        &mut self,
        operation: Operation,
        user: &str,
        thread: &str,
        now: OffsetDateTime,
    ) -> Result<(), ChatError> {
        if self.0.len() > COUNTERS {
            self.0
                .retain(|_, times| times.back().is_some_and(|last| *last + LONG > now));
        }
        let keys: Vec<_> = operation
            .limits()
            .iter()
            .map(|&(share, short, long)| {
                let of = match share {
                    Share::User => user.to_owned(),
                    Share::Thread => thread.to_owned(),
                    Share::UserInThread => format!("{user} {thread}"),
                };
                ((operation, share, of), short, long)
            })
            .collect();
        let mut wait = Duration::ZERO;
        for (key, short, long) in &keys {
            let times = self.0.entry(key.clone()).or_default();
            while times.front().is_some_and(|first| *first + LONG <= now) {
                times.pop_front();
            }
            for (limit, window) in [(*short, SHORT), (*long, LONG)] {
                // The one whose leaving makes room; never there without a limit.
                let nth = times.len().checked_sub(limit);
                if let Some(blocking) = nth.and_then(|nth| times.get(nth)) {
                    wait = wait.max(*blocking + window - now);
                }
            }
        }
        if wait.is_positive() {
            let whole = (wait + Duration::nanoseconds(999_999_999)).whole_seconds();
            return Err(ChatError::TooMany {
                retry_after: whole.unsigned_abs(),
            });
        }
        for (key, ..) in keys {
            self.0.entry(key).or_default().push_back(now);
        }
        Ok(())
    }
}
