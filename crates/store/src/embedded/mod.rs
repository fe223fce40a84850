//! The embedded backend: one redb file, read directly and written by one thread.

#[cfg(test)]
mod power_loss;
mod queue;
mod record;
mod tx;
mod writer;

use crate::{Batch, Delete, Error, Insert, Key, Op, Replace, Stored, Table, Version, rows::Draft};
use record::Record;
use redb::{
    Builder, Database, DatabaseError, Durability, ReadableDatabase as _, StorageBackend,
    TableError, backends::InMemoryBackend,
};
use std::{
    fmt,
    ops::Bound,
    path::{Path, PathBuf},
    sync::Arc,
};
use time::OffsetDateTime;
use tx::{EXPIRY, MESSAGES, META, ROWS, Tx};
use writer::{Writer, broken};

/// The memory that redb may use for pages. Small, because the system caches the file anyway.
const CACHE_BYTES: usize = 4 * 1024 * 1024;

pub(crate) struct Embedded {
    db: Arc<Database>,
    writer: Writer,
}

impl fmt::Debug for Embedded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Embedded").finish_non_exhaustive()
    }
}

impl Embedded {
    pub(crate) async fn open(path: PathBuf) -> Result<Self, Error> {
        let open = move || {
            if !path.exists() {
                make_file(&path)?;
            }
            Self::start(open_file(&path, &path)?, Durability::Immediate)
        };
        tokio::task::spawn_blocking(open)
            .await
            .unwrap_or_else(|error| std::panic::resume_unwind(error.into_panic()))
    }

    pub(crate) fn in_memory() -> Result<Self, Error> {
        Self::on(InMemoryBackend::new(), Durability::Immediate)
    }

    fn on(disk: impl StorageBackend, durability: Durability) -> Result<Self, Error> {
        let db = Builder::new()
            .set_cache_size(CACHE_BYTES)
            .create_with_backend(disk)
            .map_err(broken)?;
        Self::start(db, durability)
    }

    fn start(db: Database, durability: Durability) -> Result<Self, Error> {
        let db = Arc::new(db);
        make_tables(&db)?;
        let writer = Writer::start(Arc::clone(&db), durability)
            .map_err(|error| broken(redb::Error::Io(error)))?;
        Ok(Self { db, writer })
    }

    pub(crate) async fn insert(
        &self,
        table: Table,
        key: Key,
        draft: Draft,
        now: OffsetDateTime,
    ) -> Result<Insert, Error> {
        let insert = move |tx: &mut Tx<'_>| tx.insert(table, &key, &draft, now);
        self.writer.run(insert).await
    }

    pub(crate) async fn replace(
        &self,
        table: Table,
        key: Key,
        draft: Draft,
        version: Version,
    ) -> Result<Replace, Error> {
        let replace = move |tx: &mut Tx<'_>| tx.replace(table, &key, &draft, &version);
        self.writer.run(replace).await
    }

    pub(crate) async fn delete(
        &self,
        table: Table,
        key: Key,
        version: Option<Version>,
    ) -> Result<Delete, Error> {
        let delete = move |tx: &mut Tx<'_>| tx.delete(table, &key, version.as_ref());
        self.writer.run(delete).await
    }

    pub(crate) async fn batch(
        &self,
        table: Table,
        partition: String,
        ops: Vec<Op>,
        now: OffsetDateTime,
    ) -> Result<Batch, Error> {
        let batch = move |tx: &mut Tx<'_>| tx.batch(table, &partition, ops, now);
        self.writer.run(batch).await
    }

    pub(crate) async fn sweep(
        &self,
        table: Table,
        now: OffsetDateTime,
        limit: usize,
    ) -> Result<usize, Error> {
        let sweep = move |tx: &mut Tx<'_>| tx.sweep(table, now, limit);
        self.writer.run(sweep).await
    }

    pub(crate) fn range(
        &self,
        table: Table,
        partition: &str,
        from: Bound<&str>,
        to: Bound<&str>,
        limit: usize,
        now: OffsetDateTime,
    ) -> Result<Vec<(String, Stored<String>)>, Error> {
        if is_empty(from, to) {
            return Ok(Vec::new());
        }
        let rows = self.read()?;
        let from = match from {
            Bound::Unbounded => Bound::Included(""),
            bound => bound,
        };
        let place = |row| (table.name(), partition, row);
        let bounds = (from.map(place), to.map(place));
        let mut found = Vec::new();
        for entry in rows.range::<(&str, &str, &str)>(bounds).map_err(broken)? {
            let (entry, bytes) = entry.map_err(broken)?;
            let (in_table, in_partition, row) = entry.value();
            // Without an upper bound, the range goes on into the partitions behind.
            if (in_table, in_partition) != (table.name(), partition) || found.len() == limit {
                break;
            }
            let record = Record::read(table, bytes.value())?;
            if !record.head.expiry.is_past(now) {
                found.push((row.to_owned(), record.stored()));
            }
        }
        Ok(found)
    }

    /// All rows as they are now. Reads happen on the caller's thread: microseconds, of which most are
    /// these.
    pub(crate) fn snapshot(&self) -> Result<Snapshot, Error> {
        self.read().map(Snapshot)
    }

    fn read(&self) -> Result<Rows, Error> {
        let txn = self.db.begin_read().map_err(broken)?;
        txn.open_table(ROWS).map_err(broken)
    }
}

type Rows = redb::ReadOnlyTable<(&'static str, &'static str, &'static str), &'static [u8]>;

/// All rows as they were at one moment.
pub(crate) struct Snapshot(Rows);

impl Snapshot {
    pub(crate) fn get(
        &self,
        table: Table,
        key: &Key,
        now: OffsetDateTime,
    ) -> Result<Option<Stored<String>>, Error> {
        let place = (table.name(), key.partition.as_str(), key.row.as_str());
        let Some(bytes) = self.0.get(place).map_err(broken)? else {
            return Ok(None);
        };
        let record = Record::read(table, bytes.value())?;
        Ok((!record.head.expiry.is_past(now)).then(|| record.stored()))
    }
}

impl fmt::Debug for Snapshot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Snapshot").finish_non_exhaustive()
    }
}

/// Whether no row can be between the bounds. redb panics on a range that ends before it starts.
pub(crate) fn is_empty(from: Bound<&str>, to: Bound<&str>) -> bool {
    match (from, to) {
        (Bound::Unbounded, _) | (_, Bound::Unbounded) => false,
        (Bound::Included(from), Bound::Included(to)) => from > to,
        (
            Bound::Included(from) | Bound::Excluded(from),
            Bound::Included(to) | Bound::Excluded(to),
        ) => from >= to,
    }
}

/// Opens the file at `path`, which the caller knows as `name`.
fn open_file(path: &Path, name: &Path) -> Result<Database, Error> {
    Builder::new()
        .set_cache_size(CACHE_BYTES)
        .create(path)
        .map_err(|error| unopenable(name, error))
}

/// Makes a new file under another name, and gives it its own when it is whole.
///
/// redb cannot open a file whose making was cut short: a process killed in its first moment would
/// leave a store that never opens again. A link, unlike a rename, does not replace the file of
/// another process that was faster.
fn make_file(path: &Path) -> Result<(), Error> {
    let mut draft = path.as_os_str().to_owned();
    draft.push(format!(".{}.new", uuid::Uuid::new_v4()));
    let draft = PathBuf::from(draft);
    make_tables(&open_file(&draft, path)?)?;
    let linked = std::fs::hard_link(&draft, path);
    std::fs::remove_file(&draft).ok();
    // The name must survive a power failure as well. Windows has no such flush, and needs none.
    if let Some(Ok(dir)) = path.parent().map(std::fs::File::open) {
        dir.sync_all().ok();
    }
    match linked {
        Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => {
            Err(unopenable(path, DatabaseError::Storage(error.into())))
        }
        _ => Ok(()),
    }
}

/// Makes the tables of a new file. An old one is not written to: opening it costs no flush.
fn make_tables(db: &Database) -> Result<(), Error> {
    let txn = db.begin_read().map_err(broken)?;
    match txn.open_table(META) {
        Ok(_) => return Ok(()),
        Err(TableError::TableDoesNotExist(_)) => {}
        Err(error) => return Err(broken(error)),
    }
    let txn = db.begin_write().map_err(broken)?;
    txn.open_table(ROWS).map_err(broken)?;
    txn.open_table(EXPIRY).map_err(broken)?;
    txn.open_table(MESSAGES).map_err(broken)?;
    txn.open_table(META).map_err(broken)?;
    txn.commit().map_err(broken)
}

fn unopenable(path: &Path, error: DatabaseError) -> Error {
    let path = path.to_owned();
    match error {
        DatabaseError::DatabaseAlreadyOpen => Error::InUse { path },
        error => Error::Unopenable {
            path,
            reason: error.to_string(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scratch() -> PathBuf {
        let name = format!("store-{}", uuid::Uuid::new_v4());
        let dir = std::env::temp_dir().join(name);
        std::fs::create_dir(&dir).unwrap();
        dir
    }

    fn files(dir: &Path) -> Vec<String> {
        std::fs::read_dir(dir)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect()
    }

    #[tokio::test]
    async fn of_several_first_opens_one_has_the_file_and_nothing_is_left_over() {
        let dir = scratch();
        let path = dir.join("state.redb");
        let mut race = tokio::task::JoinSet::new();
        for _ in 0..8 {
            race.spawn(Embedded::open(path.clone()));
        }
        let (opened, refused): (Vec<_>, Vec<_>) =
            race.join_all().await.into_iter().partition(Result::is_ok);
        assert_eq!(opened.len(), 1);
        for error in refused {
            let path = path.clone();
            assert_eq!(error.err(), Some(Error::InUse { path }));
        }
        assert_eq!(files(&dir), ["state.redb"]);
        drop(opened);
        assert!(Embedded::open(path).await.is_ok());
        std::fs::remove_dir_all(dir).unwrap();
    }

    #[tokio::test]
    async fn a_file_that_is_none_of_ours_says_so() {
        let dir = scratch();
        let path = dir.join("state.redb");
        std::fs::write(&path, "something else").unwrap();
        let error = Embedded::open(path.clone()).await.err().unwrap();
        assert_eq!(
            error.to_string(),
            format!(
                "{} cannot be opened: {}",
                path.display(),
                "I/O error: Not a redb database: magic number mismatch"
            )
        );
        let nowhere = dir.join("missing/state.redb");
        let error = Embedded::open(nowhere.clone()).await.err().unwrap();
        assert!(matches!(error, Error::Unopenable { path, .. } if path == nowhere));
        std::fs::remove_dir_all(dir).unwrap();
    }
}
