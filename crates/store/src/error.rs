//! What can go wrong, in kinds that a caller acts on differently.

use std::{path::PathBuf, time::Duration};

/// A failure of the store.
///
/// Not an error: a key that exists, a version that moved, a row that is absent. Those are answers,
/// and each operation has a type for them.
///
/// After [`Error::Unavailable`] the outcome of a write is unknown: it may have happened. Read the
/// row again, or repeat the write; every write here is conditional, so that repeating is safe.
///
/// No variant carries a key, a value, a credential or a URL: it is safe to log.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Error {
    /// The storage cannot answer now. Try again, after `retry_after` where the service said so.
    #[error("{service} is unavailable: {reason}")]
    Unavailable {
        /// Which storage.
        service: Service,
        /// Why, in words of the network or of the service.
        reason: String,
        /// How long the service asked us to wait.
        retry_after: Option<Duration>,
    },
    /// The service refuses our credential, or the credential cannot be had.
    #[error("{service} refuses our credential: {reason}")]
    Unauthorized {
        /// Which storage.
        service: Service,
        /// The service's error code, or what the credential said.
        reason: String,
    },
    /// The service answered something that this crate does not expect. A bug, ours or theirs.
    #[error("{service} answered {status} {code}")]
    Unexpected {
        /// Which storage.
        service: Service,
        /// The HTTP status.
        status: u16,
        /// The service's error code, or a hint at what was wrong with the answer.
        code: String,
    },
    /// A key, value, batch or message is over a limit. The same limits hold for both backends.
    #[error("{what} is {size} long, and the limit is {limit}")]
    TooLarge {
        /// What is too large, and the unit in which it is counted.
        what: &'static str,
        /// Its size.
        size: usize,
        /// The most that is allowed.
        limit: usize,
    },
    /// Two operations of one batch are on the same row.
    #[error("operation {op} of the batch is on the row of an earlier one")]
    DuplicateRow {
        /// The index of the second one.
        op: usize,
    },
    /// The value cannot be written as JSON.
    #[error("the value cannot be written as JSON: {reason}")]
    Unencodable {
        /// What the serializer said.
        reason: String,
    },
    /// What is stored is not what the caller's type expects, or not what this crate wrote.
    #[error("{what} in {place} cannot be read")]
    Corrupt {
        /// What was being read, and the position of the mistake. Never the content.
        what: String,
        /// The table or queue.
        place: String,
    },
    /// Another process has the embedded file open.
    #[error(
        "{} is in use by another process: one process at a time can open an embedded store",
        path.display()
    )]
    InUse {
        /// The file.
        path: PathBuf,
    },
    /// The embedded file cannot be opened.
    #[error("{} cannot be opened: {reason}", path.display())]
    Unopenable {
        /// The file.
        path: PathBuf,
        /// Why.
        reason: String,
    },
    /// The settings of the storage account are wrong.
    #[error("{0}")]
    Settings(String),
}

/// The storage behind an [`Error`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Service {
    /// The embedded file.
    File,
    /// The table service of a storage account.
    Tables,
    /// The queue service of a storage account.
    Queues,
}

impl std::fmt::Display for Service {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::File => "the store's file",
            Self::Tables => "Azure Table Storage",
            Self::Queues => "Azure Queue Storage",
        })
    }
}
