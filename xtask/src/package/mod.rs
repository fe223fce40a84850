//! `cargo xtask package`: the folder that Azure Functions runs.
//!
//! ```text
//! target/package/
//!   host.json                 says that `frontdesk` is the handler
//!   frontdesk                 the program, for any Linux with glibc 2.28
//!   frontdesk.toml            the policy
//!   <function>/function.json  its trigger; the folder's name is the function's
//! ```
//! That is all: settings belong to the Function App, and `local.settings.json` may hold secrets.
//! <https://learn.microsoft.com/azure/azure-functions/functions-custom-handlers#application-structure>

mod assemble;
mod elf;
mod error;
#[cfg(test)]
mod tests;

use std::path::PathBuf;
use std::process::ExitCode;

pub(crate) use error::PackageError;

use crate::error::Error;
use crate::log::Log;
use crate::process;
use crate::terminal;
use crate::tools::python;
use crate::workspace;

/// The newest glibc that the program may ask for: images with 2.31 are still in use, and 2.28 is
/// what the oldest supported distributions have.
const GLIBC: elf::Version = elf::Version(2, 28);

/// The program's platform: the only one of Functions on Linux for custom handlers.
const TRIPLE: &str = "x86_64-unknown-linux-gnu";

/// Options of `cargo xtask package`.
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// Passes the build's output on.
    #[arg(long)]
    verbose: bool,
}

/// Makes the package and prints what is in it.
pub(crate) fn run(options: &Options) -> Result<ExitCode, Error> {
    let log = Log::create(
        workspace::target().join("xtask/package.log"),
        options.verbose,
    )?;
    let made = python::install(&log).and_then(|()| make(&log));
    terminal::clear_status();
    match made {
        Ok(lines) => {
            lines.iter().for_each(terminal::line);
            Ok(ExitCode::SUCCESS)
        }
        Err(error) => {
            if matches!(error, Error::Failed { .. } | Error::TimedOut { .. }) {
                log.show();
            }
            Err(error)
        }
    }
}

/// Builds the program, checks what it needs, assembles the folder; returns a listing to print.
pub(crate) fn make(log: &Log) -> Result<Vec<String>, Error> {
    let sources = assemble::Sources::find(workspace::root())?;
    let program = build(log)?;
    let needs = elf::read(&program)?;
    needs.check(GLIBC)?;
    let folder = workspace::target().join("package");
    let files = assemble::assemble(&sources, &program, &folder)?;
    let mut lines = vec![format!("{}:", folder.display())];
    lines.extend(files.iter().map(ToString::to_string));
    lines.push(format!(
        "runs with glibc {} or newer ({TRIPLE})",
        needs.glibc()
    ));
    Ok(lines)
}

/// Links against an older glibc with `zig cc`, which brings the symbol lists of all of them.
fn build(log: &Log) -> Result<PathBuf, Error> {
    let mut cargo = workspace::cargo();
    let target = format!("{TRIPLE}.{GLIBC}");
    cargo
        .args([
            "zigbuild",
            "--release",
            "-p",
            "frontdesk",
            "--bin",
            "frontdesk",
            "--target",
        ])
        .arg(target)
        .env("PATH", python::path()?);
    process::run(cargo, log)?;
    Ok(workspace::target().join(TRIPLE).join("release/frontdesk"))
}
