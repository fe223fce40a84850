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

/// Work inside a transaction. If it fails, the whole group is rolled back and fails with it.
type Job = Box<dyn FnOnce(&mut Tx<'_>) -> (Result<(), Error>, Ack) + Send>;
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
                    let group = iter::once(first).chain(waiting.try_iter()).take(MAX_GROUP);
                    let mut acks = Vec::new();
                    let outcome = commit(&db, durability, group, &mut acks);
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
            let done = work(tx);
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
    group: impl Iterator<Item = Job>,
    acks: &mut Vec<Ack>,
) -> Result<(), Error> {
    // The jobs are taken off the channel even if there is no transaction to run them in: they must
    // be answered.
    let group: Vec<Job> = group.collect();
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
        let (done, ack) = job(&mut tx);
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
    Error::Unavailable {
        service: Service::File,
        reason: error.into().to_string(),
        retry_after: None,
    }
}

fn stopped() -> Error {
    Error::Unavailable {
        service: Service::File,
        reason: "its writer has stopped".to_owned(),
        retry_after: None,
    }
}
