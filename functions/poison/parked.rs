//! What we gave up on, with the reason: one row each, until it is replayed or three months are over.

use std::fmt::Write as _;

use aws_lc_rs::digest;
use serde::{Deserialize, Serialize};
use store::{Delete, Insert, Key, Queue, Replace, Store, Stored, Table};
use time::{Date, Duration, Month, OffsetDateTime};

use crate::{clock::Clock, error::Error, perform::ACTIONS};

/// The partition is the month, so that the newest are found first.
const POISON: Table = Table::new("poison");
/// How long a row is kept.
const KEPT: Duration = Duration::days(90);
/// The months that a row may be in, this one included.
const MONTHS: usize = 4;
/// The most bytes of an item that are kept; a longer one is cut, and cannot be replayed. An event
/// that means something is a few kilobytes long.
const LONGEST: usize = 96 * 1024;
/// The most rows that are listed.
const LISTED: usize = 500;
/// How many messages of the host's poison queue are taken over at once, Azure's limit.
const TAKEN: u8 = 32;
/// Each try loses only to another that won.
const TRIES: usize = 4;

/// Something that we gave up on. Its `Debug` hides the item.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Parked {
    /// The function that it was for.
    pub(crate) function: String,
    /// Why it can never succeed, without personal data.
    pub(crate) reason: String,
    /// When we gave up.
    #[serde(with = "time::serde::rfc3339")]
    pub(crate) at: OffsetDateTime,
    /// How often.
    pub(crate) times: u32,
    /// The event or the work, as it came.
    pub(crate) item: String,
    /// Whether `item` was too long to be kept whole.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) cut: bool,
}

/// The place of a row, as operators name it: `2026-11-6a1f…`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Id(String);

impl Id {
    /// Reads what [`Display`](std::fmt::Display) wrote; nothing else is an id.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (month, hash) = text.split_at_checked(7)?;
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        let (year, number) = month.split_once('-')?;
        let fits = year.len() == 4
            && digits(year)
            && digits(number)
            && hash.len() == 33
            && hash.starts_with('-')
            && hash.bytes().skip(1).all(|byte| byte.is_ascii_hexdigit());
        fits.then(|| Self(text.to_owned()))
    }

    fn new(at: OffsetDateTime, function: &str, item: &str) -> Self {
        let mut hash = digest::Context::new(&digest::SHA256);
        hash.update(function.as_bytes());
        hash.update(b"\n");
        hash.update(item.as_bytes());
        let mut id = month(at.date());
        id.push('-');
        for byte in hash.finish().as_ref().iter().take(16) {
            let _ = write!(id, "{byte:02x}");
        }
        Self(id)
    }

    fn key(&self) -> Key {
        let (month, hash) = self.0.split_at_checked(7).unwrap_or((&self.0, ""));
        Key::new(month, hash)
    }
}

impl std::fmt::Display for Id {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::fmt::Debug for Parked {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Parked")
            .field("function", &self.function)
            .field("reason", &self.reason)
            .field("at", &self.at)
            .field("times", &self.times)
            .finish_non_exhaustive()
    }
}

/// What we gave up on. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Poison {
    store: Store,
    clock: Clock,
}

impl Poison {
    /// Over a store.
    pub(crate) const fn new(store: Store, clock: Clock) -> Self {
        Self { store, clock }
    }

    /// Parks an item. The same item again, in the same month, is counted and not parked twice.
    pub(crate) async fn park(&self, function: &str, reason: &str, item: &str) -> Result<Id, Error> {
        let now = self.clock.now();
        let id = Id::new(now, function, item);
        let whole = item.len() <= LONGEST;
        // A character may lie across the limit.
        let mut ends = (0..=item.len().min(LONGEST)).rev();
        let kept = ends.find_map(|end| item.get(..end));
        let mut parked = Parked {
            function: function.to_owned(),
            reason: reason.to_owned(),
            at: now,
            times: 1,
            item: kept.unwrap_or_default().to_owned(),
            cut: !whole,
        };
        tracing::error!(%id, function, reason, "given up; GET /poison lists it");
        let expires = Some(now + KEPT);
        for _ in 0..TRIES {
            let key = id.key();
            if let Insert::Done(_) = self
                .store
                .insert(POISON, &key, &parked, expires, now)
                .await?
            {
                return Ok(id);
            }
            let Some(before) = self.store.get::<Parked>(POISON, &key, now).await? else {
                continue;
            };
            parked.times = before.value.times.saturating_add(1);
            let replaced = self
                .store
                .replace(POISON, &key, &parked, &before.version, expires)
                .await?;
            if let Replace::Done(_) = replaced {
                break;
            }
        }
        // Somebody else is parking the same item over and over: it is there.
        Ok(id)
    }

    /// One item.
    pub(crate) async fn find(&self, id: &Id) -> Result<Option<Stored<Parked>>, Error> {
        Ok(self.store.get(POISON, &id.key(), self.clock.now()).await?)
    }

    /// Removes an item that is done with, unless it was parked again meanwhile.
    pub(crate) async fn remove(&self, id: &Id, parked: &Stored<Parked>) -> Result<(), Error> {
        match self
            .store
            .delete(POISON, &id.key(), Some(&parked.version))
            .await?
        {
            Delete::Done | Delete::Conflict => Ok(()),
        }
    }

    /// The items, the newest first, and whether there are more than are listed.
    pub(crate) async fn list(&self) -> Result<(Vec<(Id, Parked)>, bool), Error> {
        self.take_over().await?;
        let now = self.clock.now();
        let mut found = Vec::new();
        for month in months(now.date()) {
            let left = LISTED - found.len();
            if left == 0 {
                return Ok((found, true));
            }
            // All of a month: rows are not in the order of time.
            let page = self
                .store
                .range::<Parked>(POISON, &month, .., LISTED, None, now)
                .await?;
            let more = page.next.is_some() || page.rows.len() > left;
            let mut rows: Vec<_> = page
                .rows
                .into_iter()
                .map(|(hash, stored)| (Id(format!("{month}{hash}")), stored.value))
                .collect();
            rows.sort_by_key(|(_, parked)| std::cmp::Reverse(parked.at));
            found.extend(rows.into_iter().take(left));
            if more {
                return Ok((found, true));
            }
        }
        Ok((found, false))
    }

    /// Takes over what the Functions host gave up on: work during which the process died, or the store
    /// was away, as often as `host.json` lets it.
    async fn take_over(&self) -> Result<(), Error> {
        let queue: Queue = ACTIONS.poison();
        let hidden = std::time::Duration::from_secs(60);
        let now = self.clock.now();
        for message in self.store.receive(&queue, TAKEN, hidden, now).await? {
            let item = String::from_utf8_lossy(&message.body);
            self.park("perform", "failed too often under the host", &item)
                .await?;
            self.store.delete_message(&queue, &message).await?;
        }
        Ok(())
    }
}

fn month(date: Date) -> String {
    format!("{:04}-{:02}", date.year(), u8::from(date.month()))
}

/// This month and those before it, the newest first.
fn months(today: Date) -> impl Iterator<Item = String> {
    let before = |date: Date| {
        let (month, year) = (date.month().previous(), date.year());
        let year = if month == Month::December {
            year - 1
        } else {
            year
        };
        Date::from_calendar_date(year, month, 1).ok()
    };
    std::iter::successors(today.replace_day(1).ok(), move |date| before(*date))
        .take(MONTHS)
        .map(month)
}

#[cfg(test)]
mod tests {
    use time::macros::{date, datetime};

    use super::*;

    #[test]
    fn an_id_is_a_month_and_a_hash_and_nothing_else_is_one() {
        let id = Id::new(datetime!(2026-11-21 12:00 UTC), "perform", "{}");
        assert_eq!(Id::parse(&id.to_string()), Some(id.clone()));
        assert_eq!(id.key().partition, "2026-11");
        let text = id.to_string();
        for wrong in [
            String::new(),
            "2026-11".to_owned(),
            text.replace("2026-11", "2026/11"),
            text.replace("2026-11", "äöü1"),
            format!("{text}0"),
            text.replace("-11-", "-11+"),
        ] {
            assert_eq!(Id::parse(&wrong), None, "{wrong}");
        }
    }

    #[test]
    fn months_go_back_over_the_new_year() {
        let found: Vec<_> = months(date!(2027 - 01 - 31)).collect();
        assert_eq!(found, ["2027-01", "2026-12", "2026-11", "2026-10"]);
    }

    #[tokio::test]
    async fn the_same_item_is_parked_once_and_counted() {
        let now = datetime!(2026-11-21 12:00 UTC);
        let clock = Clock::from_fn(move || now);
        let poison = Poison::new(Store::in_memory().unwrap(), clock);
        let first = poison
            .park("sms_received", "no number", "[1]")
            .await
            .unwrap();
        let second = poison
            .park("sms_received", "no sender", "[1]")
            .await
            .unwrap();
        let other = poison.park("perform", "no number", "[1]").await.unwrap();
        assert_eq!(first, second);
        assert_ne!(first, other);

        let (listed, more) = poison.list().await.unwrap();
        let shown: Vec<_> = listed
            .iter()
            .map(|(_, p)| (&*p.function, &*p.reason, p.times))
            .collect();
        assert!(!more);
        assert_eq!(shown.len(), 2);
        assert!(
            shown.contains(&("sms_received", "no sender", 2)),
            "{shown:?}"
        );

        let parked = poison.find(&first).await.unwrap().unwrap();
        poison.remove(&first, &parked).await.unwrap();
        assert_eq!(poison.find(&first).await.unwrap(), None);
    }
}
