//! The map from the app's keys to ACS's threads and to who is in them, in the table `threads`. It is what
//! authorises a call.
//!
//! | partition | row | what | kept |
//! | --- | --- | --- | --- |
//! | key | `thread` | the thread | as long as ACS keeps the thread |
//! | key | `member/<user>` | somebody who is in it, or on the way in or out | as long as they are |
//! | user | the thread's partition | that they may be in the thread | as long as they are |
//! | request | `sent` | a message with an `Idempotency-Key` | a day |

use std::{collections::BTreeMap, ops::Range};

use serde::{Deserialize, Serialize};
use store::{Key, Stored, Table};
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use crate::{
    App, caller::SignedIn, error::Error, identities::UserKey, policy::ThreadRule, texts::EventKey,
};

/// See the table above.
pub(crate) const THREADS: Table = Table::new("threads");
/// The row of the thread itself.
pub(super) const THREAD: &str = "thread";
/// What the rows of members begin with, and what no row of them begins with any more.
const MEMBERS: Range<&str> = "member/".."member0";
/// More than a thread has.
const MOST: usize = 250;

/// A thread.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Thread {
    pub(crate) key: String,
    pub(crate) topic: String,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) metadata: BTreeMap<String, String>,
    /// Whoever made it and, until they are put out, manages it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) creator: Option<String>,
    /// By this ACS knows the same creation again.
    pub(crate) attempt: Uuid,
    /// ACS's id, once ACS has made it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) id: Option<String>,
    /// How many members there are, those on the way in or out included.
    pub(crate) members: usize,
    #[serde(with = "time::serde::rfc3339")]
    pub(crate) created: OffsetDateTime,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) retention_days: Option<u16>,
}

impl Thread {
    /// When the map forgets it: not before ACS does.
    pub(crate) fn expires(&self) -> Option<OffsetDateTime> {
        let days = i64::from(self.retention_days?);
        Some(self.created + Duration::days(days + 1))
    }
}

/// Somebody in a thread.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Member {
    /// As their issuer calls them.
    pub(crate) user: String,
    /// ACS's raw id.
    pub(crate) id: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) display_name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) role: Option<String>,
    pub(crate) state: State,
    /// When they were let in.
    #[serde(with = "time::serde::rfc3339")]
    pub(crate) since: OffsetDateTime,
    /// Whether they can read what was said before.
    #[serde(default)]
    pub(crate) history: bool,
}

/// How far somebody is. Whoever meets a state on the way finishes the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum State {
    /// To be let in; whether ACS has done so is not known.
    Joining,
    /// In.
    In,
    /// To be put out; whether ACS has done so is not known. No longer a member for us.
    Leaving,
}

/// The partition of a key.
pub(super) fn partition(key: &str) -> String {
    EventKey::new(&["thread", key]).to_string()
}

/// The row of a member.
pub(super) fn member_row(user: UserKey) -> String {
    format!("member/{}", user.hex())
}

/// A thread as its caller sees it.
pub(crate) struct Seen {
    pub(crate) partition: String,
    pub(crate) thread: Stored<Thread>,
    /// The caller's own row, unless they are out or on the way out.
    pub(crate) own: Option<Member>,
    /// Whether the caller lets in and puts out members.
    pub(crate) manages: bool,
}

/// What there is under a key for a caller.
pub(super) enum Found {
    /// Nothing.
    Nothing,
    /// A thread that is not the caller's business.
    Hidden,
    /// A thread that the caller is in, or manages.
    Seen(Box<Seen>),
}

/// The rule about a key.
pub(crate) fn rule<'a>(app: &'a App, key: &str) -> Option<&'a ThreadRule> {
    app.policy.threads.iter().find(|rule| rule.fits(key))
}

/// What there is under a key for a caller. Two reads.
pub(super) async fn find(app: &App, caller: &SignedIn, key: &str) -> Result<Found, Error> {
    let partition = partition(key);
    let now = app.clock.now();
    let reader = app.store.reader()?;
    let (thread_row, own_row) = (
        Key::new(partition.as_str(), THREAD),
        Key::new(partition.as_str(), member_row(caller.key)),
    );
    let (thread, own): (Option<Stored<Thread>>, Option<Stored<Member>>) = tokio::try_join!(
        reader.get(THREADS, &thread_row, now),
        reader.get(THREADS, &own_row, now),
    )?;
    let Some(thread) = thread else {
        return Ok(Found::Nothing);
    };
    let own = own
        .map(|own| own.value)
        .filter(|own| own.state != State::Leaving);
    let made_it = thread.value.creator.as_ref() == Some(&caller.key.hex());
    let manages = made_it || rule(app, key).is_some_and(|rule| rule.may_manage(&caller.roles));
    if !manages && own.is_none() {
        return Ok(Found::Hidden);
    }
    Ok(Found::Seen(Box::new(Seen {
        partition,
        thread,
        own,
        manages,
    })))
}

/// Everybody who is in a thread, or on the way in or out.
pub(super) async fn members(
    app: &App,
    partition: &str,
) -> Result<Vec<(String, Stored<Member>)>, Error> {
    let now = app.clock.now();
    let page = app
        .store
        .range(THREADS, partition, MEMBERS, MOST, None, now);
    Ok(page.await?.rows)
}

/// Somebody in a thread, or on the way in or out.
pub(super) async fn member(
    app: &App,
    partition: &str,
    user: UserKey,
) -> Result<Option<Stored<Member>>, Error> {
    let key = Key::new(partition, member_row(user));
    Ok(app.store.get(THREADS, &key, app.clock.now()).await?)
}

/// The thread under a partition.
pub(super) async fn thread(app: &App, partition: &str) -> Result<Option<Stored<Thread>>, Error> {
    let key = Key::new(partition, THREAD);
    Ok(app.store.get(THREADS, &key, app.clock.now()).await?)
}
