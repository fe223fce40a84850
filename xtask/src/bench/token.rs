//! `cargo xtask bench token`: builds both programs with optimisations, installs the Node server, and
//! lets `benches/token` measure.

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

use crate::error::Error;
use crate::log::Log;
use crate::process::{self, Group, display};
use crate::terminal;
use crate::tools::node;
use crate::workspace;

/// Options of `cargo xtask bench token`.
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// Passed on: `--rounds`, `--slice`, `--starts`, `--latency`, `--only`; see `-- --help`.
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<OsString>,
}

/// Succeeds when everything was measured, whatever the figures.
pub(crate) fn run(options: &Options) -> Result<ExitCode, Error> {
    let log = Log::create(workspace::target().join("xtask/bench-token.log"), false)?;
    let peer = node::install_peer(&log)?;
    // Each by itself: built together, the app would get the features that the load needs.
    // The app as it is shipped; the load need not be that good.
    let frontdesk = build("frontdesk", "release", &log)?;
    let mut bench = workspace::program(build("token-bench", "bench", &log)?);
    terminal::clear_status();
    bench
        .arg("run")
        .arg("--frontdesk")
        .arg(frontdesk)
        .arg("--policy")
        .arg(workspace::root().join("benches/frontdesk.toml"))
        .arg("--peer")
        .arg(peer)
        .arg("--report")
        .arg(workspace::target().join("bench/token.md"))
        .args(&options.arguments);
    terminal::line(format_args!("$ {}", display(&bench)));
    let status = Group::start(bench)?.wait()?;
    Ok(if status.success() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// Builds one package's program and returns its path.
fn build(package: &str, profile: &str, log: &Log) -> Result<PathBuf, Error> {
    let mut cargo = workspace::cargo();
    cargo.args(["build", "--profile", profile, "-p", package]);
    process::run(cargo, log)?;
    // Cargo gives the profile `bench` the folder of `release`.
    Ok(workspace::target().join("release").join(package))
}
