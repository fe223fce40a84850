//! Identities that outlive the simulator.
//!
//! An app keeps its users' identities. If the simulator forgot them at every restart, the app would
//! meet `IdentityNotOwned` for users that it knows, which Azure never does to it.

use std::{
    fs::{File, OpenOptions},
    io::{self, BufRead as _, BufReader, Seek as _, Write as _},
    path::Path,
};

use super::resource::IdentityRecord;

/// A file with one line for each creation and deletion.
#[derive(Debug)]
pub(crate) struct Ledger(File);

impl Ledger {
    /// Opens the file and reads what it holds, oldest first; a deleted identity comes twice.
    ///
    /// A line that is not a record was cut off when the simulator was killed, and is skipped.
    pub(crate) fn open(path: &Path) -> io::Result<(Self, Vec<IdentityRecord>)> {
        let file = OpenOptions::new()
            .read(true)
            .append(true)
            .create(true)
            .open(path)?;
        let mut records = Vec::new();
        for line in BufReader::new(&file).lines() {
            records.extend(serde_json::from_str::<IdentityRecord>(&line?).ok());
        }
        Ok((Self(file), records))
    }

    pub(crate) fn record(&mut self, record: &IdentityRecord) {
        let written = serde_json::to_string(record)
            .map_err(io::Error::from)
            .and_then(|line| self.0.write_all(format!("{line}\n").as_bytes()));
        report(written);
    }

    pub(crate) fn clear(&mut self) {
        report(self.0.set_len(0).and_then(|()| self.0.rewind()));
    }
}

/// The simulator goes on: what is lost is lost at the next start only.
fn report(outcome: io::Result<()>) {
    if let Err(error) = outcome {
        tracing::warn!(%error, "the list of identities could not be kept");
    }
}
