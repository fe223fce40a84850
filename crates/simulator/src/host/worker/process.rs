//! The handler's process: how it is started, and what becomes of what it prints.

use std::{
    collections::VecDeque,
    io,
    path::PathBuf,
    process::Stdio,
    sync::{Arc, Mutex, PoisonError},
};

use tokio::{
    io::{AsyncBufReadExt, AsyncRead, BufReader},
    process::{Child, Command},
};
use uuid::Uuid;

use crate::host::events::{Event, Level, Reporter};

/// How many of the last lines on stderr the report of a crash repeats.
const TAIL: usize = 3;

/// Everything that is needed to start the handler, again and again.
pub(crate) struct Launch {
    pub(crate) program: PathBuf,
    /// Already split at spaces.
    pub(crate) arguments: Vec<String>,
    pub(crate) directory: PathBuf,
    pub(crate) script_root: PathBuf,
    /// Settings, on top of the environment of this process. No `Debug` here: they hold secrets.
    pub(crate) environment: Vec<(String, String)>,
    pub(crate) removed: Vec<String>,
    pub(crate) port: u16,
    pub(crate) stderr_is_for_errors: bool,
    pub(crate) reporter: Reporter,
}

/// A running handler.
pub(crate) struct Process {
    pub(crate) child: Child,
    errors: Arc<Mutex<VecDeque<String>>>,
}

impl Launch {
    pub(crate) fn spawn(&self) -> io::Result<Process> {
        let port = self.port.to_string();
        let worker = Uuid::new_v4().to_string();
        let mut command = Command::new(&self.program);
        command
            .args(&self.arguments)
            .current_dir(&self.directory)
            .envs(self.environment.iter().cloned());
        for name in &self.removed {
            command.env_remove(name);
        }
        let mut child = command
            .env("FUNCTIONS_CUSTOMHANDLER_PORT", &port)
            .env("FUNCTIONS_HTTPWORKER_PORT", &port)
            .env("FUNCTIONS_CUSTOMHANDLER_WORKER_ID", &worker)
            .env("FUNCTIONS_HTTPWORKER_ID", &worker)
            .env("FUNCTIONS_APP_ROOT_PATH", &self.script_root)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        let errors = Arc::default();
        if let Some(stdout) = child.stdout.take() {
            let reporter = self.reporter.clone();
            tokio::spawn(lines(stdout, move |text| {
                reporter.report(Event::Line {
                    level: Level::Information,
                    text,
                });
            }));
        }
        if let Some(stderr) = child.stderr.take() {
            let reporter = self.reporter.clone();
            let strict = self.stderr_is_for_errors;
            let tail: Arc<Mutex<VecDeque<String>>> = Arc::clone(&errors);
            tokio::spawn(lines(stderr, move |text| {
                let level = stderr_level(&text, strict);
                if level == Level::Error {
                    let mut tail = tail.lock().unwrap_or_else(PoisonError::into_inner);
                    tail.push_back(text.clone());
                    if tail.len() > TAIL {
                        tail.pop_front();
                    }
                }
                reporter.report(Event::Line { level, text });
            }));
        }
        Ok(Process { child, errors })
    }
}

impl Process {
    /// The last lines that the handler wrote to stderr.
    pub(crate) fn last_errors(&self) -> String {
        let errors = self.errors.lock().unwrap_or_else(PoisonError::into_inner);
        errors
            .iter()
            .map(String::as_str)
            .collect::<Vec<_>>()
            .join(" | ")
    }
}

async fn lines(stream: impl AsyncRead + Unpin, mut each: impl FnMut(String)) {
    let mut reader = BufReader::new(stream);
    let mut line = Vec::new();
    while reader
        .read_until(b'\n', &mut line)
        .await
        .is_ok_and(|read| read > 0)
    {
        each(
            String::from_utf8_lossy(&line)
                .trim_end_matches(['\r', '\n'])
                .to_owned(),
        );
        line.clear();
    }
}

/// `strict` is `useStdErrorStreamForErrorsOnly`, the default.
fn stderr_level(line: &str, strict: bool) -> Level {
    let line = line.to_ascii_lowercase();
    if strict {
        return if line.contains("warn") {
            Level::Warning
        } else {
            Level::Error
        };
    }
    let error = ["error", "fail", "severe", "unhandled exception"]
        .iter()
        .any(|word| line.contains(word));
    if error {
        Level::Error
    } else {
        Level::Information
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_level_of_a_line_on_stderr() {
        for (line, strict, expected) in [
            ("anything", true, Level::Error),
            ("WARNING: disk", true, Level::Warning),
            ("anything", false, Level::Information),
            ("it Failed", false, Level::Error),
            ("warn", false, Level::Information),
        ] {
            assert_eq!(stderr_level(line, strict), expected, "{line} {strict}");
        }
    }
}
