//! A step's output: all of it in a file, the newest line on the terminal, the end of it on failure.

use std::fs::File;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::error::Error;
use crate::terminal;

/// How much of a failed step's output is shown; the file has the rest.
const SHOWN_ON_FAILURE: usize = 400;

/// How often the terminal's status line is redrawn at most.
const REDRAW: Duration = Duration::from_millis(80);

/// The output of one step.
#[derive(Debug)]
pub(crate) struct Log {
    path: PathBuf,
    shown: Shown,
    state: Mutex<State>,
}

/// What the terminal sees of the lines as they come.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Shown {
    All,
    Newest,
    Nothing,
}

#[derive(Debug)]
struct State {
    file: File,
    lines: Vec<String>,
    drawn: Option<Instant>,
}

impl Log {
    /// Starts the file anew. `verbose` passes every line on as it comes.
    pub(crate) fn create(path: PathBuf, verbose: bool) -> Result<Self, Error> {
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(Error::file(folder))?;
        }
        let file = File::create(&path).map_err(Error::file(&path))?;
        Ok(Self {
            path,
            shown: if verbose { Shown::All } else { Shown::Newest },
            state: Mutex::new(State {
                file,
                lines: Vec::new(),
                drawn: None,
            }),
        })
    }

    /// Keeps the lines off the terminal: for what runs beside a step.
    pub(crate) fn quiet(mut self) -> Self {
        self.shown = Shown::Nothing;
        self
    }

    /// Takes one line of output, colours included.
    pub(crate) fn line(&self, line: &str) {
        let mut state = self.state();
        // A full disk must not hide the step's own result.
        drop(writeln!(state.file, "{}", console::strip_ansi_codes(line)));
        match self.shown {
            Shown::All => terminal::line(line),
            Shown::Newest if state.drawn.is_none_or(|drawn| drawn.elapsed() > REDRAW) => {
                terminal::status(line);
                state.drawn = Some(Instant::now());
            }
            Shown::Newest | Shown::Nothing => {}
        }
        state.lines.push(line.to_owned());
    }

    /// The newest line that has something on it, for a sign of life.
    pub(crate) fn newest(&self) -> String {
        let state = self.state();
        let newest = state
            .lines
            .iter()
            .rev()
            .find(|line| !line.trim().is_empty());
        newest.cloned().unwrap_or_default()
    }

    /// Prints the end of the output, and where all of it is.
    pub(crate) fn show(&self) {
        let state = self.state();
        if self.shown != Shown::All {
            let told: Vec<_> = state
                .lines
                .iter()
                .filter(|line| !is_progress(line))
                .collect();
            let hidden = told.len().saturating_sub(SHOWN_ON_FAILURE);
            for line in told.iter().skip(hidden) {
                terminal::line(line);
            }
        }
        terminal::line(format_args!("  all of it: {}", self.path.display()));
    }

    /// Adds everything to another log.
    pub(crate) fn copy_to(&self, other: &Self) {
        for line in &self.state().lines {
            other.line(line);
        }
    }

    /// The file, for a message.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Lines that say that something went well, among which a failure would be hard to find.
fn is_progress(line: &str) -> bool {
    let line = console::strip_ansi_codes(line);
    let line = line.trim();
    ["Compiling ", "Checking ", "Downloaded ", "PASS ["]
        .iter()
        .any(|start| line.starts_with(start))
        || (line.starts_with("test ") && line.ends_with(" ... ok"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_went_well_is_told_apart() {
        let well = [
            "   Compiling axum v0.8.9",
            "\u{1b}[32m        PASS\u{1b}[0m [   0.059s] (1/4) acs hmac::tests::vectors",
            "test hmac::tests::vectors ... ok",
        ];
        let not = [
            "        FAIL [   1.791s] (166/434) frontdesk::it health::heals",
            "test hmac::tests::vectors ... FAILED",
            "warning: unused variable: `log`",
            "",
        ];
        assert!(well.iter().all(|line| is_progress(line)));
        assert!(!not.iter().any(|line| is_progress(line)));
    }
}
