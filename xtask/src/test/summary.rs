//! What the run ends with: the steps that did not pass, and one plain line of counts.

use std::fmt;
use std::process::ExitCode;

use console::style;

use super::counts::{Count, Kind};
use super::step::Step;
use crate::terminal;

/// How a step went.
#[derive(Debug)]
pub(super) enum Outcome {
    Passed(Vec<Count>),
    Failed,
    /// Something that it needs had failed.
    Skipped,
}

/// All steps of a run.
#[derive(Debug, Default)]
pub(super) struct Summary {
    steps: Vec<(Step, Outcome)>,
}

impl Summary {
    pub(super) fn add(&mut self, step: Step, outcome: Outcome) {
        self.steps.push((step, outcome));
    }

    /// Prints the steps that did not pass, and the counts.
    pub(super) fn print(&self) {
        for (step, outcome) in &self.steps {
            match outcome {
                Outcome::Passed(_) => {}
                Outcome::Failed => {
                    terminal::line(format_args!("{} {step}", style("failed:").red()));
                }
                Outcome::Skipped => {
                    terminal::line(format_args!("{} {step}", style("skipped:").yellow()));
                }
            }
        }
        terminal::line(self);
    }

    /// A success only if every step passed.
    pub(super) fn exit_code(&self) -> ExitCode {
        let passed = self.number(|outcome| matches!(outcome, Outcome::Passed(_)));
        if passed == self.steps.len() {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        }
    }

    fn number(&self, is: impl Fn(&Outcome) -> bool) -> usize {
        self.steps.iter().filter(|(_, outcome)| is(outcome)).count()
    }

    fn sum(&self, kind: Kind) -> Count {
        let counts = self.steps.iter().filter_map(|(_, outcome)| match outcome {
            Outcome::Passed(counts) => Some(counts),
            Outcome::Failed | Outcome::Skipped => None,
        });
        let none = Count {
            kind,
            passed: 0,
            ignored: 0,
        };
        counts
            .flatten()
            .filter(|count| count.kind == kind)
            .fold(none, |sum, count| Count {
                kind,
                passed: sum.passed + count.passed,
                ignored: sum.ignored + count.ignored,
            })
    }
}

/// `frontdesk: 312 Rust tests, 24 doc tests, 41 SDK checks (python 20, node 21), …`
impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (python, node) = (self.sum(Kind::Python), self.sum(Kind::Node));
        write!(
            f,
            "frontdesk: {}, {}, {} SDK checks (python {}, node {}), {}, \
             {} steps passed, {} failed, {} skipped",
            self.sum(Kind::Rust),
            self.sum(Kind::Doc),
            python.passed + node.passed,
            python.passed,
            node.passed,
            self.sum(Kind::Documented),
            self.number(|outcome| matches!(outcome, Outcome::Passed(_))),
            self.number(|outcome| matches!(outcome, Outcome::Failed)),
            self.number(|outcome| matches!(outcome, Outcome::Skipped)),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ends_with_one_line_of_counts() {
        let count = |kind, passed, ignored| {
            Outcome::Passed(vec![Count {
                kind,
                passed,
                ignored,
            }])
        };
        let mut summary = Summary::default();
        summary.add(Step::Fmt, Outcome::Passed(Vec::new()));
        summary.add(Step::Test, count(Kind::Rust, 312, 1));
        summary.add(Step::Doctest, count(Kind::Doc, 24, 0));
        summary.add(Step::SdkPython, count(Kind::Python, 20, 0));
        summary.add(Step::SdkNode, count(Kind::Node, 21, 0));
        summary.add(Step::Docs, count(Kind::Documented, 9, 0));
        assert_eq!(
            summary.to_string(),
            "frontdesk: 312 Rust tests (1 ignored), 24 doc tests, \
             41 SDK checks (python 20, node 21), 9 documented requests, \
             6 steps passed, 0 failed, 0 skipped"
        );
        assert_eq!(summary.exit_code(), ExitCode::SUCCESS);
    }

    #[test]
    fn a_failed_or_skipped_step_fails_the_run() {
        for outcome in [Outcome::Failed, Outcome::Skipped] {
            let mut summary = Summary::default();
            summary.add(Step::Fmt, Outcome::Passed(Vec::new()));
            summary.add(Step::Doc, outcome);
            assert_eq!(summary.exit_code(), ExitCode::FAILURE);
        }
    }
}
