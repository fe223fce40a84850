//! `bench chat`: what is found in chat messages beside two other filters, and how soon.

mod accuracy;
mod cases;
mod evasions;
mod innocents;
mod judges;
mod lists;
mod random;
mod verdict;

use std::path::PathBuf;

use crate::error::Error;

/// What to measure and where it is.
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// The folder with the package `obscenity` and what asks it.
    #[arg(long)]
    peer: PathBuf,
    /// Where the tables are written to.
    #[arg(long)]
    report: PathBuf,
    /// Prints every case that Frontdesk gets wrong.
    #[arg(long)]
    misses: bool,
    /// Fails unless Frontdesk is better than the better of the others in both counts.
    #[arg(long)]
    check: bool,
}

/// Measures, prints, writes.
pub(crate) fn run(options: &Options) -> Result<(), Error> {
    verdict::run(options)
}
