//! The commands in the README and in `docs/`, run as they stand there.
//!
//! A block of `sh` is run by a shell, line for line, against the packaged app in the simulator's
//! host. A block of `console` holds commands of this program, each of which some step of the test
//! runs; a new one must be added to the list here.

use std::fs;
use std::path::{Path, PathBuf};

use crate::error::Error;
use crate::log::Log;
use crate::process;
use crate::workspace;

use super::counts::{Count, Kind};
use super::dev::Dev;

/// What `console` blocks may say, with the step that runs it.
const COVERED: [&str; 8] = [
    "cargo dev",                          // dev
    "cargo xtask test",                   // this run
    "cargo xtask package",                // package
    "cargo dev --package target/package", // docs
    "cargo xtask bench chat",             // minutes long, and only measures
    "cargo xtask bench sms",              // likewise
    "cargo xtask bench store",            // likewise
    "cargo xtask bench token",            // likewise
];

/// Runs every block.
pub(super) fn run(log: &Log) -> Result<Vec<Count>, Error> {
    let mut dev = Dev::start(&["--package", "target/package"], log)?;
    let mut requests = 0;
    for path in documents()? {
        let text = fs::read_to_string(&path).map_err(Error::file(&path))?;
        for block in blocks(&text) {
            match block.language {
                "sh" => {
                    let curls = block.text.matches("curl ").count();
                    requests += u32::try_from(curls).unwrap_or(u32::MAX);
                    shell(&block.text, dev.base, log)?;
                    dev.check()?;
                }
                "console" => known(&path, &block.text)?,
                _ => {}
            }
        }
    }
    Ok(vec![Count {
        kind: Kind::Documented,
        passed: requests,
        ignored: 0,
    }])
}

fn documents() -> Result<Vec<PathBuf>, Error> {
    let docs = workspace::root().join("docs");
    let mut paths = vec![workspace::root().join("README.md")];
    for entry in fs::read_dir(&docs).map_err(Error::file(&docs))? {
        paths.push(entry.map_err(Error::file(&docs))?.path());
    }
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "md"));
    paths.sort();
    Ok(paths)
}

/// Runs one block on the ports of this run. A request that is refused fails it.
fn shell(block: &str, base: u16, log: &Log) -> Result<(), Error> {
    let block = block
        .replace("localhost:7071", &format!("localhost:{base}"))
        .replace("localhost:7080", &format!("localhost:{}", base + 1))
        .replace("localhost:7443", &format!("localhost:{}", base + 2))
        .replace("curl -s ", "curl -sS --fail-with-body ");
    let mut shell = workspace::program("sh");
    shell.args(["-euc", &block]);
    process::run(shell, log).map(drop)
}

fn known(path: &Path, block: &str) -> Result<(), Error> {
    match block.lines().find(|line| !COVERED.contains(line)) {
        Some(line) => Err(Error::Prerequisite(format!(
            "{}: nothing runs `{line}`: let a step run it, and list it in xtask/src/test/docs.rs",
            path.display()
        ))),
        None => Ok(()),
    }
}

/// A fenced block of a Markdown text.
#[derive(Debug, PartialEq, Eq)]
struct Block<'a> {
    language: &'a str,
    text: String,
}

fn blocks(text: &str) -> Vec<Block<'_>> {
    let mut blocks = Vec::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        if let Some(language) = line.strip_prefix("```") {
            let text: Vec<_> = lines.by_ref().take_while(|line| *line != "```").collect();
            blocks.push(Block {
                language,
                text: text.join("\n"),
            });
        }
    }
    blocks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_are_found_with_their_language() {
        let text = "# Title\n```sh\ncurl a\ncurl b\n```\ntext\n```json\n{}\n```\n";
        let block = |language, text: &str| Block {
            language,
            text: text.to_owned(),
        };
        assert_eq!(
            blocks(text),
            [block("sh", "curl a\ncurl b"), block("json", "{}")]
        );
    }

    #[test]
    fn a_command_that_nothing_runs_is_named() {
        let path = Path::new("docs/new.md");
        assert!(known(path, "cargo dev\ncargo xtask package").is_ok());
        let error = known(path, "cargo dev\ncargo magic").unwrap_err();
        assert!(error.to_string().contains("`cargo magic`"), "{error}");
    }
}
