//! What the figures were measured on.

use std::process::Command;

use nix::sys::resource::{Resource, getrlimit, setrlimit};

use crate::error::Error;

/// One line: processor, cores, kernel, Node, and how busy the machine was before.
pub(crate) fn describe() -> String {
    let file = |path| std::fs::read_to_string(path).unwrap_or_default();
    let processors = file("/proc/cpuinfo");
    let model = processors
        .lines()
        .find_map(|line| line.strip_prefix("model name")?.split_once(": "))
        .map_or("unknown processor", |(_, model)| model);
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let kernel = file("/proc/sys/kernel/osrelease");
    let load = file("/proc/loadavg");
    let load = load.split(' ').next().unwrap_or("unknown");
    let node = Command::new("node").arg("--version").output();
    let node = node.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned());
    format!(
        "{model}, {cores} cores; Linux {}; Node {}; load average before the run {load}",
        kernel.trim(),
        node.unwrap_or_else(|_| "missing".to_owned()),
    )
}

/// Raises the limit on open files, for this process and those it starts, as far as it goes.
pub(crate) fn raise_open_files() -> Result<u64, Error> {
    let cannot = "the limit on open files";
    let (_, most) =
        getrlimit(Resource::RLIMIT_NOFILE).map_err(|error| Error::system(cannot)(error.into()))?;
    setrlimit(Resource::RLIMIT_NOFILE, most, most)
        .map_err(|error| Error::system(cannot)(error.into()))?;
    Ok(most)
}
