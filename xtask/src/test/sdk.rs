//! Microsoft's own SDKs as the judges of the simulator and the app: `tests/sdk/`.

use std::path::Path;
use std::process::Command;

use super::counts::{self, Count};
use super::dev::Dev;
use crate::error::Error;
use crate::log::Log;
use crate::process;
use crate::tools::{node, python};
use crate::workspace;

/// Runs `tests/sdk/python`.
pub(super) fn python(dev: &mut Dev, log: &Log) -> Result<Vec<Count>, Error> {
    let mut suite = Command::new(python::interpreter());
    suite
        .args(["-m", "unittest", "discover", "--verbose"])
        .current_dir(workspace::root().join("tests/sdk/python"))
        .env("PYTHONDONTWRITEBYTECODE", "1");
    let (lines, shown) = run(suite, dev, log)?;
    counts::unittest(&lines, &shown)
}

/// Runs `tests/sdk/node`, from a copy beside the installed packages: that is where Node looks.
pub(super) fn node(dev: &mut Dev, log: &Log) -> Result<Vec<Count>, Error> {
    let suite = node::folder().join("suite");
    let files = stage(&workspace::root().join("tests/sdk/node"), &suite)?;
    let mut command = Command::new("node");
    command
        .args(["--test", "--test-reporter=spec", "--test-concurrency=1"])
        .args(files.iter().filter(|name| name.ends_with(".test.js")))
        .current_dir(suite);
    let (lines, shown) = run(command, dev, log)?;
    counts::node(&lines, &shown)
}

fn run(mut suite: Command, dev: &mut Dev, log: &Log) -> Result<(Vec<String>, String), Error> {
    suite.envs(&dev.environment);
    let shown = process::display(&suite);
    let lines = process::run(suite, log);
    dev.check()?;
    Ok((lines?, shown))
}

/// Copies the `.js` files of `from` into `to`, which holds nothing else afterwards; returns their
/// names in order.
fn stage(from: &Path, to: &Path) -> Result<Vec<String>, Error> {
    if to.exists() {
        std::fs::remove_dir_all(to).map_err(Error::file(to))?;
    }
    std::fs::create_dir_all(to).map_err(Error::file(to))?;
    let mut names = Vec::new();
    for entry in std::fs::read_dir(from).map_err(Error::file(from))? {
        let path = entry.map_err(Error::file(from))?.path();
        let script = path.extension().is_some_and(|extension| extension == "js");
        if let (true, Some(name)) = (script, path.file_name().and_then(|name| name.to_str())) {
            std::fs::copy(&path, to.join(name)).map_err(Error::file(&path))?;
            names.push(name.to_owned());
        }
    }
    names.sort();
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_suite_is_copied() {
        let folder = tempfile::tempdir().unwrap();
        let (from, to) = (folder.path().join("from"), folder.path().join("to"));
        for path in [from.join("node_modules"), to.clone()] {
            std::fs::create_dir_all(path).unwrap();
        }
        let others = [from.join("package.json"), to.join("removed.test.js")];
        let scripts = [from.join("simulator.js"), from.join("a.test.js")];
        for path in others.iter().chain(&scripts) {
            std::fs::write(path, "").unwrap();
        }
        assert_eq!(stage(&from, &to).unwrap(), ["a.test.js", "simulator.js"]);
        let entries = std::fs::read_dir(&to).unwrap();
        let mut left: Vec<_> = entries.map(|entry| entry.unwrap().file_name()).collect();
        left.sort();
        assert_eq!(left, ["a.test.js", "simulator.js"]);
    }
}
