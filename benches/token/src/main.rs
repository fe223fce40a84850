//! What `cargo xtask bench token` runs: Frontdesk against a Node server that does the same.
//!
//! One program, three processes: the load with the clock and the table (`run`), everything that
//! both servers ask (`upstream`), and the least that a server could do (`bare`). They are apart so
//! that the processor time of a server is the server's alone.
//!
//! It is a program of its own, and not a part of `xtask`, because a load generator must be built
//! with optimisations, or it is what gets measured.

mod bare;
mod checks;
mod connection;
mod error;
mod issuer;
mod load;
mod machine;
mod memory;
mod process;
mod report;
mod rounds;
mod run;
mod servers;
mod start;
mod statistics;
mod upstream;
mod users;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

#[derive(Debug, Parser)]
#[command(name = "token-bench")]
struct Cli {
    #[command(subcommand)]
    part: Part,
}

#[derive(Debug, Subcommand)]
enum Part {
    /// Measures, prints a table, and writes it as Markdown.
    Run(run::Options),
    /// The identity provider, the vault, the managed identity and ACS, as cheap as they can be.
    Upstream(upstream::Options),
    /// A server that verifies the same tokens and does nothing else.
    Bare(bare::Options),
}

fn main() -> ExitCode {
    let done = match Cli::parse().part {
        Part::Run(options) => run::run(&options),
        Part::Upstream(options) => upstream::run(&options),
        Part::Bare(options) => bare::run(&options),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            report::failure(&error);
            ExitCode::FAILURE
        }
    }
}
