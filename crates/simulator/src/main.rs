//! `cargo dev`.

use std::process::ExitCode;

use clap::Parser;
use simulator::dev::{self, DevError, Options};
use tracing::Level;

#[tokio::main]
async fn main() -> ExitCode {
    // What the simulator itself has to complain about; the app's log comes through the host.
    tracing_subscriber::fmt()
        .with_max_level(Level::WARN)
        .with_writer(std::io::stderr)
        .without_time()
        .init();
    match dev::run(Options::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            complain(&error);
            ExitCode::FAILURE
        }
    }
}

#[expect(clippy::print_stderr, reason = "this is a command-line tool")]
fn complain(error: &DevError) {
    eprintln!("error: {error}");
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        eprintln!("  because: {cause}");
        source = cause.source();
    }
}
