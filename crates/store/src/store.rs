//! The store: one type over two backends.

use crate::{
    AzureOptions, Batch, Continuation, Delete, Error, Insert, Key, MAX_DELAY, Message, Op, Page,
    Queue, Reader, Replace, Stored, Table, Version, azure::Azure, embedded::Embedded, limits,
    reader::Source, rows::Draft,
};
use serde::{Serialize, de::DeserializeOwned};
use std::{
    ops::{Bound, RangeBounds},
    path::Path,
    sync::Arc,
    time::Duration,
};
use time::OffsetDateTime;

/// Conditional state and delayed work. Cheap to clone; see the [crate] for what each call costs.
///
/// `now` is the caller's clock. It decides which rows are expired, and in the embedded backend which
/// messages are visible; Azure's queues have a clock of their own.
#[derive(Clone, Debug)]
pub struct Store {
    rows: Backend,
    queues: Backend,
}

/// The futures of Azure's operations are boxed where they are awaited: they are large, a round trip
/// hides the allocation, and a caller that only waits should be small.
#[derive(Clone, Debug)]
enum Backend {
    Embedded(Arc<Embedded>),
    Azure(Arc<Azure>),
}

impl Store {
    /// Opens, or makes, the embedded store in one file. Nothing is lost when the process is killed.
    ///
    /// One process at a time: a second one gets [`Error::InUse`]. Not for network file systems.
    pub async fn embedded(path: impl AsRef<Path>) -> Result<Self, Error> {
        let embedded = Embedded::open(path.as_ref().to_owned()).await?;
        Ok(Self::over(Backend::Embedded(Arc::new(embedded))))
    }

    /// An embedded store that forgets everything when it is dropped, for tests.
    pub fn in_memory() -> Result<Self, Error> {
        let embedded = Embedded::in_memory()?;
        Ok(Self::over(Backend::Embedded(Arc::new(embedded))))
    }

    /// A store in a storage account. Sends nothing: tables and queues are made when they are first
    /// written to.
    pub fn azure(options: AzureOptions) -> Result<Self, Error> {
        Ok(Self::over(Backend::Azure(Arc::new(Azure::new(options)?))))
    }

    fn over(backend: Backend) -> Self {
        Self {
            rows: backend.clone(),
            queues: backend,
        }
    }

    /// The same rows, with the queues of a storage account: where a Functions host takes the messages
    /// out, they have to be in an account, wherever the rows are.
    pub fn with_queues_of(self, options: AzureOptions) -> Result<Self, Error> {
        Ok(Self {
            queues: Backend::Azure(Arc::new(Azure::new(options)?)),
            ..self
        })
    }

    /// Inserts a row if it is absent. An expired row counts as absent.
    ///
    /// Of several concurrent inserts of one key, exactly one is [`Insert::Done`].
    pub async fn insert<T: Serialize>(
        &self,
        table: Table,
        key: &Key,
        value: &T,
        expires: Option<OffsetDateTime>,
        now: OffsetDateTime,
    ) -> Result<Insert, Error> {
        let draft = Draft::new(value, expires)?;
        limits::check_key(key)?;
        limits::check_draft(&draft)?;
        match &self.rows {
            Backend::Embedded(embedded) => embedded.insert(table, key.clone(), draft, now).await,
            Backend::Azure(azure) => Box::pin(azure.insert(table, key, &draft, now)).await,
        }
    }

    /// Reads a row. An expired row is absent.
    pub async fn get<T: DeserializeOwned>(
        &self,
        table: Table,
        key: &Key,
        now: OffsetDateTime,
    ) -> Result<Option<Stored<T>>, Error> {
        self.reader()?.get(table, key, now).await
    }

    /// For several reads. The embedded file is read as it is now, whatever is written meanwhile; a
    /// storage account is read row by row, at the time of each.
    pub fn reader(&self) -> Result<Reader, Error> {
        Ok(Reader(match &self.rows {
            Backend::Embedded(embedded) => Source::Embedded(embedded.snapshot()?),
            Backend::Azure(azure) => Source::Azure(Arc::clone(azure)),
        }))
    }

    /// Replaces a row that still has the version that was read.
    ///
    /// The version alone decides: a row that expired since it was read, and that nobody touched, is
    /// replaced and lives on with the new expiry.
    pub async fn replace<T: Serialize>(
        &self,
        table: Table,
        key: &Key,
        value: &T,
        version: &Version,
        expires: Option<OffsetDateTime>,
    ) -> Result<Replace, Error> {
        let draft = Draft::new(value, expires)?;
        limits::check_key(key)?;
        limits::check_draft(&draft)?;
        match &self.rows {
            Backend::Embedded(embedded) => {
                let version = version.clone();
                embedded.replace(table, key.clone(), draft, version).await
            }
            Backend::Azure(azure) => Box::pin(azure.replace(table, key, &draft, version)).await,
        }
    }

    /// Deletes a row; with a version, only if the row still has it. An absent row is
    /// [`Delete::Done`], so that deleting again is harmless.
    pub async fn delete(
        &self,
        table: Table,
        key: &Key,
        version: Option<&Version>,
    ) -> Result<Delete, Error> {
        limits::check_key(key)?;
        match &self.rows {
            Backend::Embedded(embedded) => {
                embedded.delete(table, key.clone(), version.cloned()).await
            }
            Backend::Azure(azure) => Box::pin(azure.delete(table, key, version)).await,
        }
    }

    /// Reads up to `limit` live rows of a partition, in order of their row keys.
    ///
    /// `rows` is any range of row keys (`..`, `"a".."b"`); go on with the
    /// [continuation](Page::next) of the last page. Expired rows are left out.
    pub async fn range<'a, T: DeserializeOwned>(
        &self,
        table: Table,
        partition: &str,
        rows: impl RangeBounds<&'a str>,
        limit: usize,
        continuation: Option<&Continuation>,
        now: OffsetDateTime,
    ) -> Result<Page<T>, Error> {
        limits::check_partition(partition)?;
        let from = match continuation {
            Some(Continuation(last)) => Bound::Excluded(last.as_str()),
            None => rows.start_bound().map(|row| *row),
        };
        let to = rows.end_bound().map(|row| *row);
        let limit = limit.max(1);
        // One more than asked for, to know whether there is a next page.
        let wanted = limit.saturating_add(1);
        let mut found = match &self.rows {
            Backend::Embedded(embedded) => {
                embedded.range(table, partition, from, to, wanted, now)?
            }
            Backend::Azure(azure) => {
                Box::pin(azure.range(table, partition, from, to, wanted, now)).await?
            }
        };
        let more = found.len() > limit;
        found.truncate(limit);
        let rows = found
            .into_iter()
            .map(|(row, stored)| Ok((row, decode(table, stored)?)))
            .collect::<Result<Vec<(String, Stored<T>)>, Error>>()?;
        let last = rows.last().filter(|_| more);
        Ok(Page {
            next: last.map(|(row, _)| Continuation(row.clone())),
            rows,
        })
    }

    /// Does all of the operations on one partition, or none of them: at most [`MAX_BATCH`] of them,
    /// on different rows.
    ///
    /// [`MAX_BATCH`]: crate::MAX_BATCH
    pub async fn batch(
        &self,
        table: Table,
        partition: &str,
        ops: Vec<Op>,
        now: OffsetDateTime,
    ) -> Result<Batch, Error> {
        limits::check_batch(partition, &ops)?;
        if ops.is_empty() {
            return Ok(Batch::Done(Vec::new()));
        }
        match &self.rows {
            Backend::Embedded(embedded) => {
                embedded.batch(table, partition.to_owned(), ops, now).await
            }
            Backend::Azure(azure) => Box::pin(azure.batch(table, partition, ops, now)).await,
        }
    }

    /// Removes rows that are expired, the oldest first, and says how many. Looks at `limit` of them
    /// at most: call it again while it finds some. Needed only to give the space back.
    pub async fn sweep(
        &self,
        table: Table,
        now: OffsetDateTime,
        limit: usize,
    ) -> Result<usize, Error> {
        match &self.rows {
            Backend::Embedded(embedded) => embedded.sweep(table, now, limit).await,
            Backend::Azure(azure) => Box::pin(azure.sweep(table, now, limit)).await,
        }
    }

    /// Puts a message into a queue, to be received after `delay`.
    ///
    /// A delay over [`MAX_DELAY`] is cut to it: who wants to wait longer writes the due time into the
    /// message, and puts it again when it comes too early. A message is never dropped for its age.
    pub async fn put(
        &self,
        queue: &Queue,
        body: &[u8],
        delay: Duration,
        now: OffsetDateTime,
    ) -> Result<(), Error> {
        limits::check_body(body)?;
        let delay = delay.min(MAX_DELAY);
        match &self.queues {
            Backend::Embedded(embedded) => embedded.put(queue, body.to_vec(), delay, now).await,
            Backend::Azure(azure) => Box::pin(azure.put(queue, body, delay)).await,
        }
    }

    /// Takes up to `max` (at most 32) visible messages, and hides them for `visibility` (1 second to
    /// [`MAX_DELAY`]). Who has not deleted a message by then will see it received again.
    pub async fn receive(
        &self,
        queue: &Queue,
        max: u8,
        visibility: Duration,
        now: OffsetDateTime,
    ) -> Result<Vec<Message>, Error> {
        let max = max.clamp(1, 32);
        let visibility = visibility.clamp(Duration::from_secs(1), MAX_DELAY);
        match &self.queues {
            Backend::Embedded(embedded) => embedded.receive(queue, max, visibility, now).await,
            Backend::Azure(azure) => Box::pin(azure.receive(queue, max, visibility)).await,
        }
    }

    /// Deletes a received message. A message that is gone, or that was received again since, is left
    /// alone without an error: in the second case it will be worked on again.
    pub async fn delete_message(&self, queue: &Queue, message: &Message) -> Result<(), Error> {
        match &self.queues {
            Backend::Embedded(embedded) => embedded.delete_message(queue, message).await,
            Backend::Azure(azure) => Box::pin(azure.delete_message(queue, message)).await,
        }
    }
}

pub(crate) fn decode<T: DeserializeOwned>(
    table: Table,
    row: Stored<String>,
) -> Result<Stored<T>, Error> {
    let value = serde_json::from_str(&row.value).map_err(|error| Error::Corrupt {
        // The position only: serde's message may quote the value.
        what: format!(
            "a value (line {}, column {}: {:?} error)",
            error.line(),
            error.column(),
            error.classify()
        ),
        place: format!("table {}", table.name()),
    })?;
    Ok(Stored {
        value,
        version: row.version,
        expires: row.expires,
    })
}
