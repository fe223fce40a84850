//! The audit trail of moderation: what was decided and what came of it; only ever appended to.
//!
//! The partition is the day of the decision, the newest first in it; what came of a decision stands
//! directly before it. Each entry has a name of its own, so that writing it again changes nothing.

use std::ops::Bound;

use moderation::{Record, Verdict};
use serde::{Deserialize, Serialize};
use store::{Key, Page, Table};
use time::{Date, Duration, OffsetDateTime};

use crate::{
    App,
    chat::{decided::Decided, effects::State},
    error::Error,
    texts::EventKey,
};

const AUDIT: Table = Table::new("audit");
/// How long an entry is kept.
pub(crate) const KEPT: Duration = Duration::days(365);
/// Milliseconds of the year 5138 since 1970: more than any now, so that what is left of it falls.
const END: i128 = 99_999_999_999_999;

/// An entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Entry {
    /// When it was written.
    #[serde(with = "time::serde::rfc3339")]
    pub(crate) at: OffsetDateTime,
    /// ACS's id of the thread.
    pub(crate) thread: String,
    /// Whom it is about, by raw id.
    pub(crate) person: String,
    /// What happened.
    #[serde(flatten)]
    pub(crate) what: What,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub(crate) enum What {
    /// It was decided about a message.
    Decision {
        /// ACS's id of it.
        message: String,
        version: u64,
        /// Why, and what is to happen.
        #[serde(flatten)]
        record: Record,
    },
    /// An action has ended.
    Outcome {
        /// ACS's id of the message.
        message: String,
        version: u64,
        /// The action.
        action: String,
        state: State,
        /// How long everybody could read the message, in milliseconds, if it is gone now.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        visible_ms: Option<i64>,
    },
    /// A message was not let through.
    Refused {
        /// Why.
        #[serde(flatten)]
        record: Record,
    },
    /// Somebody who is banned was in the thread.
    Ban { state: State },
}

/// Writes down what was decided.
pub(crate) async fn decision(app: &App, event: &EventKey, decided: &Decided) -> Result<(), Error> {
    let record = decided.record.clone();
    let what = if decided.unsent && record.verdict == Verdict::Delete {
        What::Refused { record }
    } else {
        What::Decision {
            message: decided.message.clone(),
            version: decided.version,
            record,
        }
    };
    // After its outcomes.
    let name = format!("{event}/{}/z", decided.version);
    append(
        app,
        decided.at,
        &name,
        &decided.thread,
        &decided.sender,
        what,
    )
    .await
}

/// Writes down what came of an action.
pub(crate) async fn outcome(
    app: &App,
    event: &EventKey,
    decided: &Decided,
    index: usize,
    state: State,
) -> Result<(), Error> {
    let action = decided.effects.get(index).map(|effect| &effect.action);
    let name = action.map_or("", moderation::Action::name);
    let gone = state == State::Done && matches!(name, "delete" | "mask");
    let visible = app.clock.now() - decided.composed_at;
    let visible_ms = i64::try_from(visible.whole_milliseconds()).unwrap_or(i64::MAX);
    if gone {
        tracing::info!(%event, visible_ms, "a bad message is gone");
    }
    let what = What::Outcome {
        message: decided.message.clone(),
        version: decided.version,
        action: name.to_owned(),
        state,
        visible_ms: gone.then_some(visible_ms),
    };
    let version = decided.version;
    let name = format!("{event}/{version}/{index}/{}", state.name());
    append(
        app,
        decided.at,
        &name,
        &decided.thread,
        &decided.sender,
        what,
    )
    .await
}

/// Writes an entry down, unless one of this name is there: `since` and `name` are the same however
/// often it is tried.
pub(crate) async fn append(
    app: &App,
    since: OffsetDateTime,
    name: &str,
    thread: &str,
    person: &str,
    what: What,
) -> Result<(), Error> {
    let now = app.clock.now();
    let entry = Entry {
        at: now,
        thread: thread.to_owned(),
        person: person.to_owned(),
        what,
    };
    let left = END - since.unix_timestamp_nanos() / 1_000_000;
    let key = Key::new(day(since.date()), format!("{left:014}/{name}"));
    // If it exists it says the same.
    app.store
        .insert(AUDIT, &key, &entry, Some(since + KEPT), now)
        .await?;
    Ok(())
}

/// A page of a day's entries, the newest first, those after a row.
pub(super) async fn page(
    app: &App,
    date: Date,
    limit: usize,
    after: Option<&str>,
) -> Result<Page<Entry>, Error> {
    let from = after.map_or(Bound::Unbounded, Bound::Excluded);
    let rows = (from, Bound::<&str>::Unbounded);
    let now = app.clock.now();
    let day = day(date);
    let page = app.store.range(AUDIT, &day, rows, limit, None, now);
    Ok(page.await?)
}

fn day(date: Date) -> String {
    date.to_string()
}
