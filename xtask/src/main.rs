//! `cargo xtask test | package | bench …` and `cargo dev`: what a person and CI run on this repository, in one
//! program, so that the only thing to install is Rust (with Node and Python for the tests).

mod bench;
mod dev;
mod error;
mod http;
mod log;
mod package;
mod process;
mod terminal;
mod test;
mod tools;
mod workspace;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// What this repository's maintenance consists of.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", version)]
struct Cli {
    #[command(subcommand)]
    task: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// Builds the app and runs it on this machine, with everything that it needs (`cargo dev`).
    Dev(dev::Options),
    /// Checks everything: formatting, lints, tests, docs, licences, the package, Microsoft's SDKs.
    Test(test::Options),
    /// Builds the folder that Azure Functions runs, `target/package/`.
    Package(package::Options),
    /// Measures; never part of `test`.
    Bench(bench::Options),
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let done = process::install_cleanup().and_then(|()| match &cli.task {
        Task::Dev(options) => dev::run(options),
        Task::Test(options) => test::run(options),
        Task::Package(options) => package::run(options),
        Task::Bench(options) => bench::run(options),
    });
    match done {
        Ok(code) => code,
        Err(error) => {
            terminal::error(&error);
            ExitCode::FAILURE
        }
    }
}
