//! A child and everything that it started, as one process group that ends with this program.

use std::collections::BTreeSet;
use std::os::unix::process::CommandExt as _;
use std::process::{Child, ChildStdout, Command, ExitStatus};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, killpg};
use nix::unistd::Pid;
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

use crate::error::Error;
use crate::process::strays;
use crate::terminal;

/// The groups that are running, for [`install_cleanup`].
static RUNNING: Mutex<BTreeSet<i32>> = Mutex::new(BTreeSet::new());

/// How long a group may take to end by itself when asked.
const GRACE: Duration = Duration::from_secs(5);

fn running() -> MutexGuard<'static, BTreeSet<i32>> {
    RUNNING.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A running child and its descendants. Dropping it kills what is left of them.
#[derive(Debug)]
pub(crate) struct Group {
    child: Child,
    stopper: Stopper,
}

/// The means to end a [`Group`] from another thread.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stopper(Pid);

impl Group {
    /// Starts `command` as the leader of a new group.
    pub(crate) fn start(mut command: Command) -> Result<Self, Error> {
        // Held while starting, so that an interrupt sees either no child or a registered one.
        let mut running = running();
        let child = command
            .process_group(0)
            .spawn()
            .map_err(|source| Error::Start {
                program: command.get_program().to_string_lossy().into_owned(),
                source,
            })?;
        let id = i32::try_from(child.id()).map_err(|_| Error::System {
            what: "a process id does not fit",
            source: std::io::ErrorKind::InvalidData.into(),
        })?;
        running.insert(id);
        Ok(Self {
            child,
            stopper: Stopper(Pid::from_raw(id)),
        })
    }

    /// Ends it from elsewhere.
    pub(crate) fn stopper(&self) -> Stopper {
        self.stopper
    }

    /// Its output, if it was piped and nobody has taken it.
    pub(crate) fn stdout(&mut self) -> Option<ChildStdout> {
        self.child.stdout.take()
    }

    /// Waits for the leader's end.
    pub(crate) fn wait(&mut self) -> Result<ExitStatus, Error> {
        self.child.wait().map_err(|source| Error::System {
            what: "cannot wait for a program",
            source,
        })
    }

    /// How the leader ended, if it has.
    pub(crate) fn ended(&mut self) -> Option<ExitStatus> {
        self.child.try_wait().ok().flatten()
    }

    /// Asks the group to end as Ctrl-C would, and insists after a while.
    pub(crate) fn stop(mut self) {
        self.stopper.signal(Signal::SIGINT);
        let asked = Instant::now();
        while self.ended().is_none() && asked.elapsed() < GRACE {
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        self.stopper.kill();
        drop(self.child.wait());
        running().remove(&self.stopper.0.as_raw());
    }
}

impl Stopper {
    /// Ends every process of the group at once.
    pub(crate) fn kill(self) {
        self.signal(Signal::SIGKILL);
    }

    fn signal(self, signal: Signal) {
        // The group being gone already is the aim.
        let _ = killpg(self.0, signal);
    }
}

/// Makes Ctrl-C, a closed terminal and CI's stop signal end the children before this program.
pub(crate) fn install_cleanup() -> Result<(), Error> {
    strays::adopt();
    let mut signals = Signals::new([SIGINT, SIGTERM, SIGHUP]).map_err(|source| Error::System {
        what: "cannot listen for signals",
        source,
    })?;
    std::thread::spawn(move || {
        if let Some(signal) = signals.forever().next() {
            end_everything();
            #[expect(clippy::exit, reason = "this is what the signal asks for")]
            std::process::exit(128 + signal);
        }
    });
    Ok(())
}

/// Ends all groups; the lock stays held, so no new one starts.
fn end_everything() {
    let running = running();
    let groups = || running.iter().map(|id| Pid::from_raw(*id));
    for group in groups() {
        let _ = killpg(group, Signal::SIGINT);
    }
    let asked = Instant::now();
    let alive = |group| killpg(group, None).is_ok();
    while groups().any(alive) && asked.elapsed() < GRACE {
        strays::reap();
        std::thread::sleep(Duration::from_millis(20));
    }
    for group in groups() {
        let _ = killpg(group, Signal::SIGKILL);
    }
    strays::kill_all();
    terminal::clear_status();
}

/// Whether `id` leads a group that is meant to run.
pub(super) fn is_running(id: i32) -> bool {
    running().contains(&id)
}

#[cfg(test)]
mod tests {
    use std::io::{BufRead as _, BufReader};
    use std::process::Stdio;

    use super::*;

    /// Starts a child that starts a grandchild, and returns the group with the grandchild's id.
    fn family(code: &str) -> (Group, Pid) {
        let mut command = Command::new("python3");
        command.args(["-c", code]).stdout(Stdio::piped());
        let mut group = Group::start(command).unwrap();
        let mut line = String::new();
        let stdout = group.child.stdout.take().unwrap();
        BufReader::new(stdout).read_line(&mut line).unwrap();
        (group, Pid::from_raw(line.trim().parse().unwrap()))
    }

    const SLEEPERS: &str = "import subprocess\n\
        child = subprocess.Popen(['sleep', '600'])\n\
        print(child.pid, flush=True)\n\
        child.wait()";

    fn wait_until_gone(pid: Pid) {
        let started = Instant::now();
        // A zombie still answers signals; the state letter tells it apart.
        let gone = || {
            std::fs::read_to_string(format!("/proc/{pid}/stat"))
                .map_or(true, |stat| stat.contains(") Z "))
        };
        while !gone() {
            assert!(
                started.elapsed() < Duration::from_secs(10),
                "{pid} is alive"
            );
            std::thread::yield_now();
        }
    }

    #[test]
    fn dropping_ends_the_grandchildren() {
        let (group, grandchild) = family(SLEEPERS);
        assert!(is_running(group.stopper.0.as_raw()));
        drop(group);
        wait_until_gone(grandchild);
    }

    #[test]
    fn stopping_asks_first() {
        let folder = tempfile::tempdir().unwrap();
        let note = folder.path().join("asked");
        let code = format!(
            "import os, signal, sys\n\
             def ask(*_):\n open({note:?}, 'w').close(); sys.exit(0)\n\
             signal.signal(signal.SIGINT, ask)\n\
             print(os.getpid(), flush=True)\n\
             signal.pause()"
        );
        let (group, leader) = family(&code);
        group.stop();
        wait_until_gone(leader);
        assert!(note.exists());
    }
}
