//! `cargo dev`: one build of the app and of the simulator, which then takes this program's place.
//!
//! One build, because cargo would compile what the two share twice if it built them one after the
//! other: each needs other features of it.

use std::io::{BufRead as _, BufReader};
use std::os::unix::process::CommandExt as _;
use std::path::PathBuf;
use std::process::{ExitCode, Stdio};

use serde::Deserialize;

use crate::error::Error;
use crate::process::Group;
use crate::workspace;

/// Options of `cargo dev`.
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// The app's port; the simulator takes the next two (without it: 7071, 7080 and 7443).
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=65533))]
    port_base: Option<u16>,
    /// Runs a packaged folder as it is, instead of building the app.
    #[arg(long, value_name = "DIR", conflicts_with = "release")]
    package: Option<PathBuf>,
    /// Builds with optimisations.
    #[arg(long)]
    release: bool,
}

/// Builds, and becomes the simulator.
pub(crate) fn run(options: &Options) -> Result<ExitCode, Error> {
    let mut build = workspace::cargo();
    build.args(["build", "--package", "simulator", "--bin", "simulator"]);
    if options.package.is_none() {
        build.args(["--package", "frontdesk", "--bin", "frontdesk"]);
    }
    if options.release {
        build.arg("--release");
    }
    build.arg("--message-format=json-render-diagnostics");
    build.stdout(Stdio::piped());
    let mut group = Group::start(build)?;
    let mut programs = Programs::default();
    if let Some(messages) = group.stdout() {
        for line in BufReader::new(messages).lines().map_while(Result::ok) {
            programs.note(&line);
        }
    }
    let status = group.wait()?;
    if !status.success() {
        // cargo has said why.
        return Ok(ExitCode::FAILURE);
    }
    drop(group);
    let missing = || Error::Dev("cannot find what cargo has built".to_owned());
    let mut simulator = workspace::program(programs.simulator.ok_or_else(missing)?);
    match &options.package {
        Some(package) => {
            let package = std::path::absolute(package).map_err(Error::file(package))?;
            simulator.arg("--package").arg(package)
        }
        None => simulator
            .arg("--app")
            .arg(programs.app.ok_or_else(missing)?),
    };
    if let Some(base) = options.port_base {
        simulator.args(["--port-base", &base.to_string()]);
    }
    let source = simulator.exec();
    let program = "simulator".to_owned();
    Err(Error::Start { program, source })
}

/// Where cargo has put the two programs.
#[derive(Debug, Default, PartialEq, Eq)]
struct Programs {
    app: Option<PathBuf>,
    simulator: Option<PathBuf>,
}

/// One message of `--message-format=json`; of interest are only the programs.
/// <https://doc.rust-lang.org/cargo/reference/external-tools.html#artifact-messages>
#[derive(Deserialize)]
struct Message {
    target: Option<Target>,
    executable: Option<PathBuf>,
}

#[derive(Deserialize)]
struct Target {
    name: String,
}

impl Programs {
    fn note(&mut self, line: &str) {
        let Ok(Message {
            target: Some(target),
            executable: Some(executable),
        }) = serde_json::from_str(line)
        else {
            return;
        };
        match target.name.as_str() {
            "frontdesk" => self.app = Some(executable),
            "simulator" => self.simulator = Some(executable),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_programs_are_found_among_the_messages() {
        let mut programs = Programs::default();
        for line in [
            r#"{"reason":"compiler-artifact","target":{"name":"acs"},"executable":null}"#,
            r#"{"reason":"compiler-artifact","target":{"name":"build-script-build"},"executable":"/t/build"}"#,
            r#"{"reason":"compiler-artifact","target":{"name":"frontdesk"},"executable":null}"#,
            r#"{"reason":"compiler-artifact","target":{"name":"frontdesk"},"executable":"/t/frontdesk"}"#,
            r#"{"reason":"compiler-artifact","target":{"name":"simulator"},"executable":"/t/simulator"}"#,
            r#"{"reason":"build-finished","success":true}"#,
            "no JSON at all",
        ] {
            programs.note(line);
        }
        assert_eq!(
            programs,
            Programs {
                app: Some("/t/frontdesk".into()),
                simulator: Some("/t/simulator".into()),
            }
        );
    }
}
