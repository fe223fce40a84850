//! npm packages: Microsoft's SDKs, and Azurite, which stands in for a storage account.

use std::path::{Path, PathBuf};

use crate::error::Error;
use crate::log::Log;
use crate::process;
use crate::tools::{Installation, copy, read};
use crate::workspace;

/// The oldest Node that Microsoft's packages support.
const OLDEST: u32 = 20;

/// Where the SDKs are installed; the suite is copied beside them to be run.
pub(crate) fn folder() -> PathBuf {
    workspace::tools().join("node")
}

/// Installs the SDKs that `tests/sdk/node` uses.
pub(crate) fn install(log: &Log) -> Result<(), Error> {
    clean_install("node", &workspace::root().join("tests/sdk/node"), log)
}

/// Installs Azurite.
pub(crate) fn install_azurite(log: &Log) -> Result<(), Error> {
    clean_install(
        "azurite",
        &workspace::root().join("xtask/tools/azurite"),
        log,
    )
}

/// Installs the packages of the Node server that `cargo xtask bench token` compares with, and
/// returns its folder.
pub(crate) fn install_peer(log: &Log) -> Result<PathBuf, Error> {
    let from = workspace::root().join("benches/peer");
    clean_install("peer", &from, log)?;
    let folder = workspace::tools().join("peer");
    copy(&from.join("server.mjs"), &folder.join("server.mjs"))?;
    Ok(folder)
}

/// Installs the filter that `cargo xtask bench chat` compares with, and returns its folder.
pub(crate) fn install_filter(log: &Log) -> Result<PathBuf, Error> {
    let from = workspace::root().join("benches/chat/peer");
    clean_install("filter", &from, log)?;
    let folder = workspace::tools().join("filter");
    copy(&from.join("judge.mjs"), &folder.join("judge.mjs"))?;
    Ok(folder)
}

/// Azurite's executable, an absolute path.
pub(crate) fn azurite() -> PathBuf {
    workspace::tools().join("azurite/node_modules/.bin/azurite")
}

/// `npm ci` of the manifest and lock file in `from`, into `target/tools/<name>`.
fn clean_install(name: &str, from: &Path, log: &Log) -> Result<(), Error> {
    let version = version(log)?;
    let lock = from.join("package-lock.json");
    let recipe = format!("{version}\n{}", read(&lock)?);
    Installation::new(name, recipe).ensure(|folder| {
        copy(&from.join("package.json"), &folder.join("package.json"))?;
        copy(&lock, &folder.join("package-lock.json"))?;
        let mut npm = workspace::program("npm");
        npm.args(["ci", "--no-audit", "--no-fund", "--no-update-notifier"])
            .current_dir(folder);
        process::run(npm, log)?;
        Ok(())
    })
}

/// `v20.20.2`, or what is wrong.
fn version(log: &Log) -> Result<String, Error> {
    let mut node = workspace::program("node");
    node.arg("--version");
    let version = process::run(node, log)?.concat();
    if supported(&version) {
        Ok(version)
    } else {
        Err(Error::Prerequisite(format!(
            "Node {OLDEST} or newer is needed; node is {version}"
        )))
    }
}

fn supported(version: &str) -> bool {
    let major = version
        .strip_prefix('v')
        .and_then(|numbers| numbers.split('.').next());
    major.is_some_and(|major| major.parse::<u32>().is_ok_and(|major| major >= OLDEST))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_compare_by_number() {
        let (good, bad) = (
            ["v20.0.0", "v22.11.0", "v100.0.0"],
            ["v18.19.1", "v9.0.0", "", "20"],
        );
        assert!(good.iter().all(|version| supported(version)));
        assert!(!bad.iter().any(|version| supported(version)));
    }
}
