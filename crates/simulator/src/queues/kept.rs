//! Messages that outlive the simulator: work that an app has put off is not lost with a Ctrl-C.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use super::{Queues, state::State};

/// The file in which messages are kept from an orderly end to the next start.
#[derive(Debug)]
pub(crate) struct Kept(PathBuf);

impl Kept {
    /// Reads the file, and removes it: were the simulator killed, its messages would come again,
    /// long after they were worked on. One that cannot be understood is as good as none.
    pub(crate) fn open(path: &Path, queues: &Queues) -> io::Result<Self> {
        match fs::read(path) {
            Ok(bytes) => {
                fs::remove_file(path)?;
                match serde_json::from_slice::<State>(&bytes) {
                    Ok(state) => *queues.state() = state,
                    Err(error) => tracing::warn!(%error, "the queues could not be read"),
                }
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
        Ok(Self(path.to_path_buf()))
    }

    /// Writes the file.
    pub(crate) fn keep(&self, queues: &Queues) {
        let written = serde_json::to_vec(&*queues.state())
            .map_err(io::Error::from)
            .and_then(|bytes| fs::write(&self.0, bytes));
        if let Err(error) = written {
            tracing::warn!(%error, "the queues could not be kept");
        }
    }
}
