//! The Python environment: Microsoft's SDKs, and the linker that `cargo xtask package` uses.

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::Command;

use crate::error::Error;
use crate::log::Log;
use crate::process;
use crate::tools::{Installation, read};
use crate::workspace;

/// The oldest Python whose wheels the pinned versions still offer.
const OLDEST: (u32, u32) = (3, 11);

/// The environment's folder of programs, to be put first on `PATH`.
fn programs() -> PathBuf {
    workspace::tools().join("venv/bin")
}

/// `PATH` with the environment's programs before all others.
pub(crate) fn path() -> Result<OsString, Error> {
    let inherited = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::iter::once(programs()).chain(std::env::split_paths(&inherited));
    std::env::join_paths(folders).map_err(|error| Error::Prerequisite(format!("PATH: {error}")))
}

/// The environment's interpreter.
pub(crate) fn interpreter() -> PathBuf {
    programs().join("python")
}

/// Installs the environment.
pub(crate) fn install(log: &Log) -> Result<(), Error> {
    let sdks = workspace::root().join("tests/sdk/python/requirements.txt");
    let linker = workspace::root().join("xtask/tools/requirements.txt");
    let version = version(log)?;
    let recipe = format!("{version}\n{}{}", read(&sdks)?, read(&linker)?);
    Installation::new("venv", recipe).ensure(|folder| {
        let mut venv = workspace::program("python3");
        venv.args(["-m", "venv", "--without-pip"]).arg(folder);
        process::run(venv, log)?;
        let mut pip = Command::new(interpreter());
        pip.arg(workspace::root().join("xtask/tools/bootstrap_pip.py"));
        process::run(pip, log)?;
        let mut install = Command::new(interpreter());
        install
            .args([
                "-m",
                "pip",
                "install",
                "--no-input",
                "--disable-pip-version-check",
            ])
            .arg("--requirement")
            .arg(&sdks)
            .arg("--requirement")
            .arg(&linker);
        process::run(install, log)?;
        Ok(())
    })
}

/// `3.11.7`, or what is wrong.
fn version(log: &Log) -> Result<String, Error> {
    let mut command = workspace::program("python3");
    command.args(["-c", "import platform; print(platform.python_version())"]);
    let lines = process::run(command, log)?;
    let version = lines.concat();
    if supported(&version) {
        Ok(version)
    } else {
        let (major, minor) = OLDEST;
        Err(Error::Prerequisite(format!(
            "Python {major}.{minor} or newer is needed; python3 is {version}"
        )))
    }
}

fn supported(version: &str) -> bool {
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
    fn versions_compare_by_number() {
        let good = ["3.11.0", "3.11.7", "3.13.0rc1", "4.0.0"];
        let bad = ["3.9.18", "3.10.12", "2.7.18", "", "three.eleven"];
        assert!(good.iter().all(|version| supported(version)));
        assert!(!bad.iter().any(|version| supported(version)));
    }
}
