//! What every benchmark is told, and how it begins and ends.

use std::{path::PathBuf, time::Duration};

use tokio::runtime::{Builder, Runtime};

use crate::{
    error::Error,
    report::{self, Row},
    rounds::Plan,
    servers::Setup,
};

/// What every benchmark is told.
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// The program under measurement.
    #[arg(long)]
    frontdesk: PathBuf,
    /// Its policy.
    #[arg(long)]
    policy: PathBuf,
    /// Where the table is written to; a folder of this name is used for the run.
    #[arg(long)]
    report: PathBuf,
    /// How often each server has its turn.
    #[arg(long, default_value_t = 7)]
    pub(crate) rounds: usize,
    /// How long a turn is, in milliseconds.
    #[arg(long, default_value_t = 2_000)]
    slice: u64,
}

impl Options {
    pub(crate) fn plan(&self) -> Plan {
        Plan {
            rounds: self.rounds,
            slice: Duration::from_millis(self.slice),
        }
    }

    /// Makes the run's folder, new. `settings` are the program's, beside the usual ones.
    pub(crate) fn setup(
        &self,
        settings: &'static [(&'static str, &'static str)],
    ) -> Result<Setup, Error> {
        let folder = self.report.with_extension("");
        if folder.exists() {
            std::fs::remove_dir_all(&folder).map_err(Error::file(&folder))?;
        }
        std::fs::create_dir_all(&folder).map_err(Error::file(&folder))?;
        Ok(Setup {
            folder,
            frontdesk: self.frontdesk.clone(),
            policy: self.policy.clone(),
            settings,
        })
    }

    /// Prints and writes the table.
    pub(crate) fn report(&self, rows: &[Row], machine: &str) -> Result<(), Error> {
        let notes = [format!("{machine}. Medians of {} rounds.", self.rounds)];
        report::print(rows, &notes);
        std::fs::write(&self.report, report::markdown(rows, &notes))
            .map_err(Error::file(&self.report))
    }
}

/// The load's own. It must not need the cores that it measures.
pub(crate) fn runtime() -> Result<Runtime, Error> {
    Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .map_err(Error::system("no runtime"))
}
