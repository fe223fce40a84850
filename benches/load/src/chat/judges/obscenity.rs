//! The npm package `obscenity`, in a process of Node.

use std::{
    io::Write as _,
    path::Path,
    process::{Command, Stdio},
};

use serde_json::json;

use super::Verdicts;
use crate::{chat::cases::Case, error::Error};

/// What it says of the texts, given the words. `folder` has `judge.mjs` and the package.
pub(crate) fn judge(
    folder: &Path,
    words: &[&str],
    cases: &[&Case],
) -> Result<Vec<Verdicts>, Error> {
    let texts: Vec<_> = cases.iter().map(|case| &case.text).collect();
    let question = json!({ "words": words, "texts": texts }).to_string();
    let cannot = "cannot ask obscenity";
    let mut node = Command::new("node")
        .arg("judge.mjs")
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(Error::system(cannot))?;
    if let Some(mut stdin) = node.stdin.take() {
        // It reads everything before it says anything.
        stdin
            .write_all(question.as_bytes())
            .map_err(Error::system(cannot))?;
    }
    let answer = node.wait_with_output().map_err(Error::system(cannot))?;
    serde_json::from_slice(&answer.stdout)
        .map_err(|error| Error::system(cannot)(std::io::Error::other(error)))
}
