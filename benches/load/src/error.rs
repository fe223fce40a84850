//! Why the benchmark could not be run to its end. A missed target is no error.

use std::path::{Path, PathBuf};

/// A sentence for the person at the terminal.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    #[error("{}: {source}", path.display())]
    File {
        path: PathBuf,
        source: std::io::Error,
    },
    #[error("{what}: {source}")]
    System {
        what: &'static str,
        source: std::io::Error,
    },
    #[error("{what}: {source}")]
    Crypto {
        what: &'static str,
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    #[error("{path} has no {field}")]
    Proc { path: String, field: &'static str },
    #[error("{server} did not start; its output is in {}", log.display())]
    NotReady { server: String, log: PathBuf },
    #[error("{server} answered {status}: {body}")]
    Answer {
        server: String,
        status: u16,
        body: String,
    },
    #[error("{server} does not do the same as the others: {difference}")]
    Different { server: String, difference: String },
    #[error("there was nothing to measure")]
    Nothing,
    #[error("Frontdesk is not better than the better of the others in both counts")]
    NotBetter,
}

impl Error {
    /// For `map_err` after an operation on `path`.
    pub(crate) fn file(path: &Path) -> impl FnOnce(std::io::Error) -> Self + '_ {
        |source| Self::File {
            path: path.to_owned(),
            source,
        }
    }

    /// For `map_err` after an operation on no file.
    pub(crate) fn system(what: &'static str) -> impl FnOnce(std::io::Error) -> Self {
        move |source| Self::System { what, source }
    }

    /// For `map_err` after making or using a key.
    pub(crate) fn crypto<E>(what: &'static str) -> impl FnOnce(E) -> Self
    where
        E: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        move |source| Self::Crypto {
            what,
            source: source.into(),
        }
    }
}
