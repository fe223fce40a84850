//! The one error of this program: every variant reads as a sentence to the person at the terminal.

use std::path::{Path, PathBuf};
use std::process::ExitStatus;
use std::time::Duration;

/// Why a task could not be done.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    /// A program could not be started at all.
    #[error("cannot start `{program}`: {source}")]
    Start {
        program: String,
        source: std::io::Error,
    },
    /// A program ran and said no.
    #[error("`{command}` failed ({status})")]
    Failed { command: String, status: ExitStatus },
    /// A program hung.
    #[error("`{command}` was stopped after {} minutes", limit.as_secs() / 60)]
    TimedOut { command: String, limit: Duration },
    /// A file or folder could not be used.
    #[error("{}: {source}", path.display())]
    File {
        path: PathBuf,
        source: std::io::Error,
    },
    /// The operating system refused something that names no file.
    #[error("{what}: {source}")]
    System {
        what: &'static str,
        source: std::io::Error,
    },
    /// The tests ran, but nothing in their output says how many.
    #[error("`{command}` reported no tests")]
    NothingCounted { command: String },
    /// An interpreter is missing or too old.
    #[error("{0}")]
    Prerequisite(String),
    /// `cargo dev` did not come up.
    #[error("`cargo dev` {0}")]
    Dev(String),
    /// The package cannot be assembled, or is not what Azure runs.
    #[error(transparent)]
    Package(#[from] crate::package::PackageError),
}

impl Error {
    /// For `map_err` after an operation on `path`.
    pub(crate) fn file(path: &Path) -> impl FnOnce(std::io::Error) -> Self + '_ {
        |source| Self::File {
            path: path.to_owned(),
            source,
        }
    }
}
