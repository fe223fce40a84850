//! Programs that this one starts: their output, their time limit, and that none outlives it.

mod group;
mod strays;

use std::io::{BufRead as _, BufReader, PipeReader};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::{Duration, Instant};

pub(crate) use group::{Group, install_cleanup};
pub(crate) use strays::end_strays;

use crate::error::Error;
use crate::log::Log;
use crate::terminal;

/// How long one program may take. CI stops the whole run after 90 minutes, and then says nothing.
const LIMIT: Duration = Duration::from_secs(40 * 60);

/// How often a long step says that it is alive, where there is no terminal with a status line.
const SIGN_OF_LIFE: Duration = Duration::from_secs(60);

/// Runs `command` to its end with its output (stdout and stderr, in their order) going to `log`.
///
/// Returns the output's lines without colours.
pub(crate) fn run(command: Command, log: &Log) -> Result<Vec<String>, Error> {
    let shown = display(&command);
    log.line(&format!("$ {shown}"));
    let (mut group, output) = start(command)?;
    let timed_out = AtomicBool::new(false);
    let (finished, watch) = mpsc::channel::<()>();
    let stopper = group.stopper();
    let (status, lines) = std::thread::scope(|scope| {
        let timed_out = &timed_out;
        scope.spawn(move || {
            let started = Instant::now();
            while watch.recv_timeout(SIGN_OF_LIFE) == Err(RecvTimeoutError::Timeout) {
                if started.elapsed() >= LIMIT {
                    timed_out.store(true, Ordering::Relaxed);
                    return stopper.kill();
                }
                sign_of_life(log, started.elapsed());
            }
        });
        let reader = scope.spawn(|| pass_on(output, log));
        let status = group.wait();
        drop(finished);
        // Whoever outlives the leader may hold the pipe open, and the reader would wait for it.
        stopper.kill();
        end_strays();
        (status, reader.join().unwrap_or_default())
    });
    let status = status?;
    match (timed_out.into_inner(), status.success()) {
        (true, _) => Err(Error::TimedOut {
            command: shown,
            limit: LIMIT,
        }),
        (false, true) => Ok(lines),
        (false, false) => Err(Error::Failed {
            command: shown,
            status,
        }),
    }
}

/// For a log without a status line: that a long step is alive, and where it is.
fn sign_of_life(log: &Log, elapsed: Duration) {
    if !console::Term::stdout().is_term() {
        let newest = log.newest();
        let newest = console::strip_ansi_codes(&newest);
        terminal::line(format_args!(
            "  … {}: {}",
            terminal::elapsed(elapsed),
            newest.trim()
        ));
    }
}

/// Starts `command` in a process group of its own; the reader has its stdout and stderr.
pub(crate) fn start(mut command: Command) -> Result<(Group, PipeReader), Error> {
    let failed = |source| Error::System {
        what: "cannot make a pipe",
        source,
    };
    let (reader, writer) = std::io::pipe().map_err(failed)?;
    command
        .stdin(Stdio::null())
        .stdout(writer.try_clone().map_err(failed)?)
        .stderr(writer);
    Ok((Group::start(command)?, reader))
}

/// Reads `output` to its end, line by line.
pub(crate) fn pass_on(output: PipeReader, log: &Log) -> Vec<String> {
    let mut output = BufReader::new(output);
    let mut lines = Vec::new();
    let mut bytes = Vec::new();
    while output
        .read_until(b'\n', &mut bytes)
        .is_ok_and(|length| length > 0)
    {
        let line = String::from_utf8_lossy(&bytes);
        let line = line.trim_end_matches(['\r', '\n']);
        log.line(line);
        lines.push(console::strip_ansi_codes(line).into_owned());
        bytes.clear();
    }
    lines
}

/// The command as one would type it: for headers and messages.
pub(crate) fn display(command: &Command) -> String {
    let program = std::path::Path::new(command.get_program());
    let name = program.file_name().unwrap_or(command.get_program());
    let words = std::iter::once(name).chain(command.get_args());
    words
        .map(|word| word.to_string_lossy())
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn log(folder: &tempfile::TempDir) -> Log {
        Log::create(folder.path().join("step.log"), false).unwrap()
    }

    fn python(code: &str) -> Command {
        let mut command = Command::new("python3");
        command.args(["-c", code]);
        command
    }

    #[test]
    fn both_streams_arrive_in_their_order_without_colours() {
        let folder = tempfile::tempdir().unwrap();
        let code = "import sys\nfor n in range(3):\n print('\\033[1mout\\033[0m', n, flush=True)\n print('err', n, file=sys.stderr, flush=True)";
        let lines = run(python(code), &log(&folder)).unwrap();
        assert_eq!(
            lines,
            ["out 0", "err 0", "out 1", "err 1", "out 2", "err 2"]
        );
        let file = std::fs::read_to_string(folder.path().join("step.log")).unwrap();
        assert!(
            file.ends_with("out 0\nerr 0\nout 1\nerr 1\nout 2\nerr 2\n"),
            "{file}"
        );
    }

    #[test]
    fn a_failure_names_the_command_and_the_status() {
        let folder = tempfile::tempdir().unwrap();
        let failed = run(python("raise SystemExit(3)"), &log(&folder)).unwrap_err();
        assert_eq!(
            failed.to_string(),
            "`python3 -c raise SystemExit(3)` failed (exit status: 3)"
        );
    }

    #[test]
    fn a_missing_program_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let failed = run(Command::new("no-such-program"), &log(&folder)).unwrap_err();
        assert_eq!(
            failed.to_string(),
            "cannot start `no-such-program`: No such file or directory (os error 2)"
        );
    }
}
