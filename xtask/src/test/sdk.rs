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
    stage(&workspace::root().join("tests/sdk/node"), &suite)?;
    let mut command = Command::new("node");
    command
        .args([
            "--test",
            "--test-reporter=spec",
            "--test-concurrency=1",
            "suite/",
        ])
        .current_dir(node::folder());
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

/// Copies the `.js` files of `from` into `to`, which holds nothing else afterwards.
fn stage(from: &Path, to: &Path) -> Result<(), Error> {
    if to.exists() {
        std::fs::remove_dir_all(to).map_err(Error::file(to))?;
    }
    std::fs::create_dir_all(to).map_err(Error::file(to))?;
    for entry in std::fs::read_dir(from).map_err(Error::file(from))? {
        let path = entry.map_err(Error::file(from))?.path();
        if let (Some("js"), Some(name)) = (
            path.extension().and_then(|extension| extension.to_str()),
            path.file_name(),
        ) {
            std::fs::copy(&path, to.join(name)).map_err(Error::file(&path))?;
        }
    }
    Ok(())
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
        for path in [
            from.join("a.test.js"),
            from.join("package.json"),
            to.join("removed.test.js"),
        ] {
            std::fs::write(path, "").unwrap();
        }
        stage(&from, &to).unwrap();
        let left: Vec<_> = std::fs::read_dir(&to)
            .unwrap()
            .map(|e| e.unwrap().file_name())
            .collect();
        assert_eq!(left, ["a.test.js"]);
    }
}
