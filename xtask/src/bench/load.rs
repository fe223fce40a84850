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

/// Options of `cargo xtask bench token`, `sms` and `chat`.
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// Passed on: `--rounds`, `--slice`, `--only`, `--misses`, `--check` and more; see `-- --help`.
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<OsString>,
}

/// `/token` against a Node server.
pub(super) fn token(options: &Options) -> Result<ExitCode, Error> {
    let log = log("token")?;
    let peer = node::install_peer(&log)?;
    let frontdesk = frontdesk(&log)?;
    run("token", options, &log, |bench| {
        app(bench, "token", frontdesk).arg("--peer").arg(peer);
    })
}

/// Texts against a bare handler, and the engine by itself.
pub(super) fn sms(options: &Options) -> Result<ExitCode, Error> {
    let log = log("sms")?;
    let frontdesk = frontdesk(&log)?;
    run("sms", options, &log, |bench| {
        app(bench, "sms", frontdesk)
            .arg("--example")
            .arg(workspace::root().join("frontdesk.toml"));
    })
}

/// What is found in chat messages, beside two other filters, and how soon.
pub(super) fn chat(options: &Options) -> Result<ExitCode, Error> {
    let log = log("chat")?;
    let peer = node::install_filter(&log)?;
    run("chat", options, &log, |bench| {
        bench.arg("--peer").arg(peer);
    })
}

fn log(name: &str) -> Result<Log, Error> {
    let path = format!("xtask/bench-{name}.log");
    Log::create(workspace::target().join(path), false)
}

/// Builds the app as it is shipped. By itself: built together with the load, it would get the features
/// that the load needs.
fn frontdesk(log: &Log) -> Result<PathBuf, Error> {
    build("frontdesk", "release", log)
}

/// Tells the load where the app and its policy are.
fn app<'a>(bench: &'a mut Command, name: &str, frontdesk: PathBuf) -> &'a mut Command {
    bench
        .arg("--frontdesk")
        .arg(frontdesk)
        .arg("--policy")
        .arg(workspace::root().join(format!("benches/{name}.toml")))
}

/// Succeeds when everything was measured, whatever the figures, unless the options say otherwise.
fn run(
    name: &str,
    options: &Options,
    log: &Log,
    more: impl FnOnce(&mut Command),
) -> Result<ExitCode, Error> {
    // The load need not be as good as what is shipped.
    let mut bench = workspace::program(build("bench", "bench", log)?);
    terminal::clear_status();
    bench
        .arg(name)
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
