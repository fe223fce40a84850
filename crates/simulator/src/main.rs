//! `cargo dev`.

use std::process::ExitCode;

use clap::Parser;
use simulator::dev::{self, DevError, Options};

#[tokio::main]
async fn main() -> ExitCode {
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
