//! `cargo xtask test`: every check of this repository, to the end, whatever fails on the way.

mod counts;
mod dev;
mod docs;
mod sdk;
mod step;
mod summary;

use std::collections::BTreeMap;
use std::process::ExitCode;
use std::time::Instant;

use console::style;

use crate::error::Error;
use crate::log::Log;
use crate::package;
use crate::process;
use crate::terminal;
use crate::tools::cargo_deny::CargoDeny;
use crate::tools::{node, python};
use crate::workspace;
use counts::Count;
use dev::Dev;
use step::Step;
use summary::{Outcome, Summary};

/// Options of `cargo xtask test`.
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// Runs only these steps, and what they need.
    #[arg(long, value_name = "STEP", value_enum)]
    only: Vec<Step>,
    /// Leaves these steps out, and what needs them.
    #[arg(long, value_name = "STEP", value_enum)]
    skip: Vec<Step>,
    /// Passes all output on as it comes.
    #[arg(long, short)]
    verbose: bool,
}

/// Runs the chosen steps and prints the summary.
pub(crate) fn run(options: &Options) -> Result<ExitCode, Error> {
    let steps = step::plan(&options.only, &options.skip);
    let mut run = Run {
        verbose: options.verbose,
        cargo_deny: None,
        dev: None,
    };
    if steps.contains(&Step::Deny) {
        // Quiet: it goes on beside the other steps, whose status line is theirs.
        let log = Log::create(workspace::target().join("xtask/cargo-deny.log"), false)?.quiet();
        run.cargo_deny = Some(CargoDeny::prepare(log));
    }
    let mut summary = Summary::default();
    let mut outcomes: BTreeMap<Step, bool> = BTreeMap::new();
    for step in steps {
        let missing = step
            .needs()
            .iter()
            .find(|needed| outcomes.get(needed) == Some(&false));
        let outcome = match missing {
            Some(needed) => {
                terminal::line(format_args!(
                    "{} {step}, which needs {needed}",
                    style("SKIP").yellow()
                ));
                Outcome::Skipped
            }
            None => run.step(step)?,
        };
        outcomes.insert(step, matches!(outcome, Outcome::Passed(_)));
        summary.add(step, outcome);
    }
    drop(run);
    process::end_strays();
    summary.print();
    Ok(summary.exit_code())
}

/// What lives longer than one step.
#[derive(Debug)]
struct Run {
    verbose: bool,
    cargo_deny: Option<CargoDeny>,
    dev: Option<Dev>,
}

impl Run {
    /// Does one step, with a header, and its result and time after it.
    fn step(&mut self, step: Step) -> Result<Outcome, Error> {
        let log = Log::create(
            workspace::target().join(format!("xtask/{step}.log")),
            self.verbose,
        )?;
        let header = format!("{step:<10} {}", step.purpose());
        terminal::line(format_args!("{} {header}", style("────").dim()));
        let started = Instant::now();
        let done = self.act(step, &log);
        terminal::clear_status();
        let time = terminal::elapsed(started.elapsed());
        for stray in process::end_strays() {
            terminal::line(format_args!(
                "     ended a process that {step} left behind: {stray}"
            ));
        }
        match done {
            Ok(counts) => {
                let counted: Vec<_> = counts.iter().map(ToString::to_string).collect();
                let ok = style("  ok").green();
                terminal::line(format_args!(
                    "{ok} {step:<10} {time:>10}  {}",
                    counted.join(", ")
                ));
                Ok(Outcome::Passed(counts))
            }
            Err(error) => {
                log.show();
                let failed = style("FAIL").red().bold();
                terminal::line(format_args!("{failed} {step:<10} {time:>10}  {error}"));
                Ok(Outcome::Failed)
            }
        }
    }

    fn act(&mut self, step: Step, log: &Log) -> Result<Vec<Count>, Error> {
        let cargo = |arguments: &[&str]| {
            let mut cargo = workspace::cargo();
            cargo.args(arguments);
            cargo
        };
        match step {
            Step::Fmt => {
                process::run(cargo(&["fmt", "--all", "--check"]), log)?;
            }
            Step::Tools => {
                python::install(log)?;
                node::install(log)?;
                node::install_azurite(log)?;
            }
            Step::Clippy => {
                let arguments = [
                    "clippy",
                    "--workspace",
                    "--all-targets",
                    "--",
                    "-D",
                    "warnings",
                ];
                process::run(cargo(&arguments), log)?;
            }
            Step::Test => return tests(log),
            Step::Doctest => {
                let command = cargo(&["test", "--doc", "--workspace"]);
                let shown = process::display(&command);
                return counts::doc_tests(&process::run(command, log)?, &shown);
            }
            Step::Doc => {
                let mut doc = cargo(&[
                    "doc",
                    "--no-deps",
                    "--workspace",
                    "--document-private-items",
                ]);
                doc.env("RUSTDOCFLAGS", "-D warnings");
                process::run(doc, log)?;
            }
            Step::Package => {
                for line in package::make(log)? {
                    log.line(&line);
                }
            }
            Step::Dev => self.dev = Some(Dev::start(&[], log)?),
            Step::SdkPython => return sdk::python(self.dev()?, log),
            Step::SdkNode => return sdk::node(self.dev()?, log),
            Step::Docs => {
                // Not needed any more: this step has one of its own.
                self.dev = None;
                return docs::run(log);
            }
            Step::Deny => {
                if let Some(cargo_deny) = self.cargo_deny.take() {
                    let mut deny = workspace::program(cargo_deny.program()?);
                    deny.args(["check", "bans", "licenses", "sources"]);
                    process::run(deny, log)?;
                }
            }
        }
        Ok(Vec::new())
    }

    fn dev(&mut self) -> Result<&mut Dev, Error> {
        let absent = || Error::Dev("is not running".to_owned());
        self.dev.as_mut().ok_or_else(absent)
    }
}

/// The Rust tests, by nextest where it is installed: it runs the test programs side by side.
fn tests(log: &Log) -> Result<Vec<Count>, Error> {
    let mut asked = workspace::cargo();
    asked.args(["nextest", "--version"]);
    let nextest = process::run(asked, log).is_ok();
    let mut command = workspace::cargo();
    if nextest {
        command.args(["nextest", "run", "--workspace", "--no-fail-fast"]);
    } else {
        command.args(["test", "--workspace", "--tests", "--no-fail-fast"]);
    }
    command.env("AZURITE", node::azurite());
    let shown = process::display(&command);
    let lines = process::run(command, log)?;
    if nextest {
        counts::nextest(&lines, &shown)
    } else {
        counts::cargo_tests(&lines, &shown)
    }
}
