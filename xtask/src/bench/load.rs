//! Builds the app and the program in `benches/load`, and lets that measure.

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::{Command, ExitCode};

use crate::error::Error;
use crate::log::Log;
use crate::process::{self, Group, display};
use crate::terminal;
use crate::tools::node;
use crate::workspace;

/// Options of `cargo xtask bench token` and `sms`.
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// Passed on: `--rounds`, `--slice`, `--only` and more; see `-- --help`.
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<OsString>,
}

/// `/token` against a Node server.
pub(super) fn token(options: &Options) -> Result<ExitCode, Error> {
    let log = log("token")?;
    let peer = node::install_peer(&log)?;
    run("token", options, &log, |bench| {
        bench.arg("--peer").arg(peer);
    })
}

/// Texts against a bare handler, and the engine by itself.
pub(super) fn sms(options: &Options) -> Result<ExitCode, Error> {
    run("sms", options, &log("sms")?, |bench| {
        bench
            .arg("--example")
            .arg(workspace::root().join("frontdesk.toml"));
    })
}

fn log(name: &str) -> Result<Log, Error> {
    let path = format!("xtask/bench-{name}.log");
    Log::create(workspace::target().join(path), false)
}

/// Succeeds when everything was measured, whatever the figures.
fn run(
    name: &str,
    options: &Options,
    log: &Log,
    more: impl FnOnce(&mut Command),
) -> Result<ExitCode, Error> {
    // Each by itself: built together, the app would get the features that the load needs.
    // The app as it is shipped; the load need not be that good.
    let frontdesk = build("frontdesk", "release", log)?;
    let mut bench = workspace::program(build("bench", "bench", log)?);
    terminal::clear_status();
    bench
        .arg(name)
        .arg("--frontdesk")
        .arg(frontdesk)
        .arg("--policy")
        .arg(workspace::root().join(format!("benches/{name}.toml")))
        .arg("--report")
        .arg(workspace::target().join(format!("bench/{name}.md")));
    more(&mut bench);
    bench.args(&options.arguments);
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
