//! `cargo xtask bench <name>`: figures for the documentation; a failure only where one is asked for.

mod load;

use std::process::ExitCode;

use clap::Subcommand;

use crate::error::Error;
use crate::process::{Group, display};
use crate::terminal;
use crate::workspace;

/// Options of `cargo xtask bench`.
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    #[command(subcommand)]
    bench: Bench,
}

#[derive(Debug, Subcommand)]
enum Bench {
    /// How the embedded store's latency grows from 1,000 to 1,000,000 entries.
    Store,
    /// `/token` against a Node server that does the same: processor time, throughput, start, memory.
    Token(load::Options),
    /// Texts: decisions in a second, and events end to end beside a bare handler.
    Sms(load::Options),
    /// Chat messages: evasions seen and false alarms beside two other filters, and time.
    Chat(load::Options),
}

/// Runs one benchmark with the terminal as its own.
pub(crate) fn run(options: &Options) -> Result<ExitCode, Error> {
    match &options.bench {
        Bench::Store => {
            let mut cargo = workspace::cargo();
            cargo.args([
                "run",
                "--profile",
                "bench",
                "-p",
                "store",
                "--example",
                "growth",
            ]);
            terminal::line(format_args!("$ {}", display(&cargo)));
            let status = Group::start(cargo)?.wait()?;
            Ok(if status.success() {
                ExitCode::SUCCESS
            } else {
                ExitCode::FAILURE
            })
        }
        Bench::Token(options) => load::token(options),
        Bench::Sms(options) => load::sms(options),
        Bench::Chat(options) => load::chat(options),
    }
}
