//! One thread that writes, and one commit for all that is waiting.
//!
//! A durable commit costs a flush of the disk, 0.2 ms or 5 ms, whatever is in it. Callers hand their
//! work to this thread; while one commit is being flushed the next group gathers, and nobody hears
//! of an outcome before the commit that holds it is durable.

use super::tx::{EXPIRY, MESSAGES, META, ROWS, Tx};
use crate::{Error, Service};
use redb::{Database, Durability};
use std::{
    iter,
    sync::{Arc, mpsc},
    thread,
};
use tokio::sync::oneshot;

/// The most jobs in one commit: it bounds how long the first of them waits for the last.
const MAX_GROUP: usize = 256;

/// Work inside a transaction, or the news that there is none. If it fails, the whole group is rolled
/// back and fails with it.
type Job = Box<dyn FnOnce(Result<&mut Tx<'_>, Error>) -> (Result<(), Error>, Ack) + Send>;
/// Tells the caller, once the fate of the commit is known.
type Ack = Box<dyn FnOnce(Result<(), Error>) + Send>;

#[derive(Debug)]
pub(super) struct Writer {
    /// Nothing only while dropping.
    jobs: Option<mpsc::Sender<Job>>,
    thread: Option<thread::JoinHandle<()>>,
}

impl Writer {
    pub(super) fn start(db: Arc<Database>, durability: Durability) -> Result<Self, std::io::Error> {
        let (jobs, waiting) = mpsc::channel::<Job>();
        let thread = thread::Builder::new()
            .name("store-writer".to_owned())
            .spawn(move || {
                while let Ok(first) = waiting.recv() {
                    let rest = waiting.try_iter();
                    let mut group = iter::once(first).chain(rest).take(MAX_GROUP);
                    let mut acks = Vec::new();
                    let outcome = commit(&db, durability, &mut group, &mut acks);
                    if let Err(error) = &outcome {
                        // Without a transaction, none of them was run.
                        acks.extend(group.map(|job| job(Err(error.clone())).1));
                    }
                    for ack in acks {
                        ack(outcome.clone());
                    }
                }
            })?;
        Ok(Self {
            jobs: Some(jobs),
            thread: Some(thread),
        })
    }

    /// Does `work` in the next commit and returns what it returned, once that is durable.
    pub(super) async fn run<R: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Tx<'_>) -> Result<R, Error> + Send + 'static,
    ) -> Result<R, Error> {
        let (reply, outcome) = oneshot::channel();
        let job: Job = Box::new(move |tx| {
            let done = tx.and_then(work);
            let failed = done.as_ref().map(|_| ()).map_err(Clone::clone);
            let ack: Ack = Box::new(move |committed| {
                // A caller that was cancelled is not told.
                reply.send(committed.and(done)).ok();
            });
            (failed, ack)
        });
        let sent = self
            .jobs
            .as_ref()
            .is_some_and(|jobs| jobs.send(job).is_ok());
        if !sent {
            return Err(stopped());
        }
        outcome.await.unwrap_or_else(|_| Err(stopped()))
    }
}

impl Drop for Writer {
    /// Waits for the last commit, so that the file is closed when the store is gone.
    fn drop(&mut self) {
        self.jobs = None;
        if let Some(thread) = self.thread.take() {
            thread.join().ok();
        }
    }
}

fn commit(
    db: &Database,
    durability: Durability,
    group: &mut impl Iterator<Item = Job>,
    acks: &mut Vec<Ack>,
) -> Result<(), Error> {
    let mut txn = db.begin_write().map_err(broken)?;
    txn.set_durability(durability).map_err(broken)?;
    // The host ends this process with SIGKILL, so each start is a start after a crash: without the
    // saved allocator state, opening would read the whole file.
    txn.set_quick_repair(true);
    let mut tx = Tx {
        rows: txn.open_table(ROWS).map_err(broken)?,
        expiry: txn.open_table(EXPIRY).map_err(broken)?,
        messages: txn.open_table(MESSAGES).map_err(broken)?,
        meta: txn.open_table(META).map_err(broken)?,
        dirty: false,
    };
    let mut outcome = Ok(());
    for job in group {
        let (done, ack) = job(Ok(&mut tx));
        acks.push(ack);
        outcome = outcome.and(done);
    }
    let dirty = tx.dirty;
    drop(tx);
    outcome?;
    if dirty {
        txn.commit().map_err(broken)?;
    } else {
        txn.abort().map_err(broken)?;
    }
    Ok(())
}

/// A failure of the file or of the disk under it.
pub(super) fn broken(error: impl Into<redb::Error>) -> Error {
    match error.into() {
        redb::Error::Corrupted(reason) => Error::Corrupt {
            what: format!("a page ({reason})"),
            place: Service::File.to_string(),
        },
        error => Error::Unavailable {
            service: Service::File,
            reason: error.to_string(),
            retry_after: None,
        },
    }
}

fn stopped() -> Error {
    Error::Unavailable {
        service: Service::File,
        reason: "its writer has stopped".to_owned(),
        retry_after: None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::Embedded;
    use crate::{Error, Insert, Key, Queue, Service, Table};
    use redb::{Durability, StorageBackend, backends::InMemoryBackend};
    use std::{
        io,
        sync::{
            Arc,
            atomic::{AtomicBool, AtomicU64, Ordering},
        },
        time::Duration,
    };
    use time::{OffsetDateTime, macros::datetime};

    const TABLE: Table = Table::new("rows");
    const NOW: OffsetDateTime = datetime!(2026-03-01 12:00 UTC);

    /// A disk that counts its flushes and that can be made to fail.
    #[derive(Debug)]
    struct Disk {
        memory: InMemoryBackend,
        flushes: Arc<AtomicU64>,
        full: Arc<AtomicBool>,
    }

    impl StorageBackend for Disk {
        fn len(&self) -> Result<u64, io::Error> {
            self.memory.len()
        }

        fn read(&self, offset: u64, out: &mut [u8]) -> Result<(), io::Error> {
            self.memory.read(offset, out)
        }

        fn set_len(&self, len: u64) -> Result<(), io::Error> {
            self.memory.set_len(len)
        }

        fn sync_data(&self) -> Result<(), io::Error> {
            if self.full.load(Ordering::SeqCst) {
                return Err(io::Error::other("no space left"));
            }
            self.flushes.fetch_add(1, Ordering::SeqCst);
            self.memory.sync_data()
        }

        fn write(&self, offset: u64, data: &[u8]) -> Result<(), io::Error> {
            self.memory.write(offset, data)
        }
    }

    fn store() -> (Embedded, Arc<AtomicU64>, Arc<AtomicBool>) {
        let (flushes, full) = (Arc::default(), Arc::default());
        let disk = Disk {
            memory: InMemoryBackend::new(),
            flushes: Arc::clone(&flushes),
            full: Arc::clone(&full),
        };
        let store = Embedded::on(disk, Durability::Immediate).unwrap();
        (store, flushes, full)
    }

    fn draft() -> crate::rows::Draft {
        crate::rows::Draft::new(&1, None).unwrap()
    }

    #[tokio::test]
    async fn a_full_disk_is_unavailable_for_everybody() {
        let (store, _, full) = store();
        full.store(true, Ordering::SeqCst);
        let key = |row: u8| Key::new("p", row.to_string());
        for round in 0..3 {
            let (first, second) = tokio::join!(
                store.insert(TABLE, key(1), draft(), NOW),
                store.insert(TABLE, key(2), draft(), NOW),
            );
            let reasons = [first, second].map(|outcome| match outcome {
                Err(Error::Unavailable {
                    service: Service::File,
                    reason,
                    ..
                }) => reason,
                other => panic!("{other:?}"),
            });
            // After the first failure, redb refuses everything until the file is opened again.
            let [first, second] = reasons;
            assert!(round > 0 || first.contains("no space left"), "{first}");
            assert!(!second.contains("stopped"), "{second}");
        }
    }

    #[tokio::test]
    async fn what_changes_nothing_flushes_nothing() {
        let (store, flushes, _) = store();
        let count = || flushes.load(Ordering::SeqCst);
        let key = Key::new("p", "r");
        let queue = Queue::new("actions");
        let start = count();
        let done = store.insert(TABLE, key.clone(), draft(), NOW).await;
        assert!(matches!(done, Ok(Insert::Done(_))));
        let written = count();
        assert_eq!(written - start, 2);
        for _ in 0..3 {
            let exists = store.insert(TABLE, key.clone(), draft(), NOW).await;
            assert_eq!(exists, Ok(Insert::Exists));
            let hour = Duration::from_secs(3600);
            assert_eq!(store.receive(&queue, 1, hour, NOW).await, Ok(Vec::new()));
            assert_eq!(store.sweep(TABLE, NOW, 10).await, Ok(0));
        }
        assert_eq!(count(), written);
    }
}
