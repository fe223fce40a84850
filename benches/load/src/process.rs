//! A server under measurement: its process, and what the kernel says about it.
//!
//! <https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html>

use std::{
    fs::File,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Duration,
};

use nix::unistd::{SysconfVar, sysconf};

use crate::error::Error;

/// A running server. It ends when this is dropped.
#[derive(Debug)]
pub(crate) struct Server {
    /// What the table calls it.
    pub(crate) name: &'static str,
    /// Where it listens on 127.0.0.1.
    pub(crate) port: u16,
    /// Where its output goes.
    pub(crate) log: PathBuf,
    child: Child,
}

/// Resident memory, in bytes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Memory {
    /// Now.
    pub(crate) resident: u64,
    /// The most so far.
    pub(crate) peak: u64,
}

impl Server {
    /// Starts `command`, with its output in `log`.
    pub(crate) fn start(
        name: &'static str,
        port: u16,
        command: &mut Command,
        log: &Path,
    ) -> Result<Self, Error> {
        let output = File::create(log).map_err(Error::file(log))?;
        let errors = output.try_clone().map_err(Error::file(log))?;
        let child = command
            .stdin(Stdio::null())
            .stdout(output)
            .stderr(errors)
            .spawn()
            .map_err(Error::file(Path::new(command.get_program())))?;
        Ok(Self {
            name,
            port,
            log: log.to_owned(),
            child,
        })
    }

    /// Whether it is still there.
    pub(crate) fn alive(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }

    /// The processor time of all its threads, kernel and user, since its start.
    pub(crate) fn processor_time(&self) -> Result<Duration, Error> {
        let path = format!("/proc/{}/stat", self.child.id());
        let stat = std::fs::read_to_string(&path).map_err(Error::file(Path::new(&path)))?;
        let ticks = ticks(&stat).ok_or(Error::Proc {
            path,
            field: "utime and stime",
        })?;
        let per_second = sysconf(SysconfVar::CLK_TCK)
            .ok()
            .flatten()
            .and_then(|ticks| u32::try_from(ticks).ok())
            .ok_or(Error::Nothing)?;
        Ok(Duration::from_secs(ticks) / per_second)
    }

    /// How much memory it has now and had at most.
    pub(crate) fn memory(&self) -> Result<Memory, Error> {
        let path = format!("/proc/{}/status", self.child.id());
        let status = std::fs::read_to_string(&path).map_err(Error::file(Path::new(&path)))?;
        let read = |field: &'static str| {
            kibibytes(&status, field)
                .map(|kibibytes| kibibytes * 1024)
                .ok_or(Error::Proc {
                    path: path.clone(),
                    field,
                })
        };
        Ok(Memory {
            resident: read("VmRSS")?,
            peak: read("VmHWM")?,
        })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Having ended already is as good.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// `utime` + `stime`, the 14th and 15th fields; the second, a name in parentheses, may hold spaces.
fn ticks(stat: &str) -> Option<u64> {
    let (_, after_name) = stat.rsplit_once(')')?;
    let mut fields = after_name.split_ascii_whitespace().skip(11);
    let user: u64 = fields.next()?.parse().ok()?;
    let system: u64 = fields.next()?.parse().ok()?;
    Some(user + system)
}

fn kibibytes(status: &str, field: &str) -> Option<u64> {
    let value = status
        .lines()
        .find_map(|line| line.strip_prefix(field)?.strip_prefix(':'))?;
    value.trim().strip_suffix(" kB")?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kernels_figures() {
        let stat =
            "4242 (a (odd) name) S 1 4242 4242 0 -1 4194560 900 0 3 0 250 75 0 0 20 0 5 0 9000 1 2";
        assert_eq!(ticks(stat), Some(325));
        assert_eq!(ticks("4242 (short) S 1"), None);
        let status = "Name:\tserver\nVmHWM:\t   20480 kB\nVmRSS:\t   10240 kB\n";
        assert_eq!(kibibytes(status, "VmHWM"), Some(20480));
        assert_eq!(kibibytes(status, "VmRSS"), Some(10240));
        assert_eq!(kibibytes(status, "VmSwap"), None);
    }
}
