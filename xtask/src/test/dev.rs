//! `cargo dev` as a stranger starts it, for the suites that talk to it.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use crate::error::Error;
use crate::http;
use crate::log::Log;
use crate::process::{self, Group};
use crate::terminal;
use crate::workspace;

/// Building the app and the simulator included.
const LIMIT: Duration = Duration::from_secs(20 * 60);

/// A running `cargo dev`. Dropping it ends it and what it started.
#[derive(Debug)]
pub(super) struct Dev {
    group: Option<Group>,
    output: Option<JoinHandle<Vec<String>>>,
    log: Arc<Log>,
    /// What a Python or Node program needs in its environment to talk to it.
    pub(super) environment: BTreeMap<String, String>,
    /// The app's port; the simulator has the next two.
    pub(super) base: u16,
}

impl Dev {
    /// Starts it on free ports and waits until the app says that it is healthy.
    ///
    /// `arguments` are those that a person would add to `cargo dev`.
    pub(super) fn start(arguments: &[&str], log: &Log) -> Result<Self, Error> {
        let base = http::free_ports(3, std::process::id())
            .ok_or_else(|| Error::Dev("finds no three free ports side by side".to_owned()))?;
        let mut cargo = workspace::cargo();
        cargo.args(["dev", "--port-base", &base.to_string()]);
        cargo.args(arguments);
        log.line(&format!("$ {}", process::display(&cargo)));
        let (group, output) = process::start(cargo)?;
        let own =
            Arc::new(Log::create(workspace::target().join("xtask/dev-output.log"), false)?.quiet());
        let reader = Arc::clone(&own);
        let mut dev = Self {
            group: Some(group),
            output: Some(std::thread::spawn(move || {
                process::pass_on(output, &reader)
            })),
            log: own,
            environment: BTreeMap::new(),
            base,
        };
        if let Err(error) = dev.wait(base) {
            dev.log.copy_to(log);
            return Err(error);
        }
        Ok(dev)
    }

    fn wait(&mut self, base: u16) -> Result<(), Error> {
        let started = Instant::now();
        while !matches!(http::get(base, "/health"), Ok(Some(_))) {
            if let Some(status) = self.group.as_mut().and_then(Group::ended) {
                return Err(Error::Dev(format!("ended ({status})")));
            }
            if started.elapsed() > LIMIT {
                return Err(Error::Dev("did not become healthy".to_owned()));
            }
            terminal::status(&self.log.newest());
            std::thread::sleep(Duration::from_millis(100));
        }
        let simulator = base.saturating_add(1);
        let asked = http::get(simulator, "/_sim/env").map_err(|source| Error::System {
            what: "GET /_sim/env",
            source,
        })?;
        let lines = asked.ok_or_else(|| Error::Dev("does not answer GET /_sim/env".to_owned()))?;
        self.environment = parse(&lines);
        self.environment.extend([
            (
                "FRONTDESK_URL".to_owned(),
                format!("http://127.0.0.1:{base}"),
            ),
            (
                "SIMULATOR_URL".to_owned(),
                format!("http://127.0.0.1:{simulator}"),
            ),
        ]);
        Ok(())
    }

    /// Whether it is still running, with its last words if not.
    pub(super) fn check(&mut self) -> Result<(), Error> {
        match self.group.as_mut().and_then(Group::ended) {
            Some(status) => Err(Error::Dev(format!(
                "ended during the suite ({status}): {}",
                self.log.path().display()
            ))),
            None => Ok(()),
        }
    }
}

impl Drop for Dev {
    fn drop(&mut self) {
        if let Some(group) = self.group.take() {
            group.stop();
        }
        process::end_strays();
        if let Some(output) = self.output.take() {
            drop(output.join());
        }
    }
}

/// Reads lines like `NAME=value`, `export NAME='value with spaces'`; `#` starts a comment line.
fn parse(lines: &str) -> BTreeMap<String, String> {
    let pairs = lines.lines().filter_map(|line| {
        let line = line.trim();
        let (name, value) = line
            .strip_prefix("export ")
            .unwrap_or(line)
            .split_once('=')?;
        let value = ['\'', '"']
            .into_iter()
            .find_map(|quote| value.strip_prefix(quote)?.strip_suffix(quote))
            .unwrap_or(value)
            // How a shell writes a quote inside quotes.
            .replace(r"'\''", "'");
        (!name.starts_with('#')).then(|| (name.to_owned(), value))
    });
    pairs.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn environment_lines_may_be_plain_or_for_a_shell() {
        let lines = "# for Python\nREQUESTS_CA_BUNDLE=/a/b.pem\n\
            export ACS='endpoint=https://127.0.0.1:1/;accesskey=abc=='\nnonsense\n\
            export QUOTE='it'\\''s'\n";
        let parsed: Vec<_> = parse(lines).into_iter().collect();
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        assert_eq!(
            parsed,
            [
                pair("ACS", "endpoint=https://127.0.0.1:1/;accesskey=abc=="),
                pair("QUOTE", "it's"),
                pair("REQUESTS_CA_BUNDLE", "/a/b.pem"),
            ]
        );
    }
}
