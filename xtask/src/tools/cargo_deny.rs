//! `cargo-deny`, which checks licences, bans and sources. It takes minutes to build, so the build
//! goes on beside the other steps, at a low priority.

use std::path::PathBuf;
use std::process::Command;
use std::thread::JoinHandle;

use crate::error::Error;
use crate::log::Log;
use crate::process;
use crate::tools::Installation;
use crate::workspace;

const VERSION: &str = "0.20.2";

/// The oldest one found on `PATH` that reads this repository's `deny.toml`.
const OLDEST: (u32, u32) = (0, 18);

/// The program, ready or being built.
#[derive(Debug)]
pub(crate) enum CargoDeny {
    /// On `PATH` already.
    Found,
    /// Being built by a thread.
    Building(JoinHandle<Result<(), Error>>),
}

impl CargoDeny {
    /// Looks for the program and starts to build it where it is missing.
    pub(crate) fn prepare(log: Log) -> Self {
        if on_path(&log) {
            Self::Found
        } else {
            Self::Building(std::thread::spawn(move || install(&log)))
        }
    }

    /// The program, once it is there.
    pub(crate) fn program(self) -> Result<PathBuf, Error> {
        match self {
            Self::Found => Ok(PathBuf::from("cargo-deny")),
            Self::Building(build) => match build.join() {
                Ok(built) => built.map(|()| workspace::tools().join("cargo-deny/bin/cargo-deny")),
                Err(panic) => std::panic::resume_unwind(panic),
            },
        }
    }
}

fn install(log: &Log) -> Result<(), Error> {
    Installation::new("cargo-deny", VERSION.to_owned()).ensure(|folder| {
        let build = folder.join("build");
        let mut install = Command::new("nice");
        install
            .args(["-n", "10", "cargo", "install", "--locked", "--root"])
            .arg(folder)
            .arg("--target-dir")
            .arg(&build)
            .arg(format!("cargo-deny@{VERSION}"))
            // It runs for a second, once: a quick build is worth more than a quick program.
            .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1")
            .env("CARGO_PROFILE_RELEASE_LTO", "off")
            .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16");
        process::run(install, log)?;
        std::fs::remove_dir_all(&build).map_err(Error::file(&build))
    })
}

fn on_path(log: &Log) -> bool {
    let mut asked = Command::new("cargo-deny");
    asked.arg("--version");
    process::run(asked, log).is_ok_and(|lines| recent(&lines.concat()))
}

/// Reads `cargo-deny 0.20.2`.
fn recent(answer: &str) -> bool {
    let version = answer.trim().strip_prefix("cargo-deny ").unwrap_or("");
    let mut numbers = version.split('.').map(str::parse);
    match (numbers.next(), numbers.next()) {
        (Some(Ok(major)), Some(Ok(minor))) => (major, minor) >= OLDEST,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_old_or_foreign_program_is_not_used() {
        assert!(recent("cargo-deny 0.20.2\n"));
        assert!(recent("cargo-deny 0.18.0"));
        assert!(recent("cargo-deny 1.0.0"));
        assert!(!recent("cargo-deny 0.9.1"));
        assert!(!recent("cargo-deny 0.17.9"));
        assert!(!recent("error: no such command"));
    }
}
