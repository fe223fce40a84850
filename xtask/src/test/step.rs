//! The steps, in their order, and which of them to run.

use std::fmt;

use clap::ValueEnum;

/// One step of `cargo xtask test`.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd, ValueEnum)]
pub(crate) enum Step {
    /// `cargo fmt --check`
    Fmt,
    /// Python environment, npm packages, Azurite
    Tools,
    /// `cargo clippy`, warnings denied
    Clippy,
    /// The Rust tests
    Test,
    /// The examples in the documentation
    Doctest,
    /// `cargo doc`, warnings denied
    Doc,
    /// `cargo xtask package`
    Package,
    /// `cargo dev`, for the two suites after it
    Dev,
    /// Microsoft's Python SDKs
    SdkPython,
    /// Microsoft's JavaScript SDKs
    SdkNode,
    /// The commands in the README and `docs/`, on the packaged app
    Docs,
    /// Licences, bans, sources
    Deny,
}

impl Step {
    /// The steps without which this one cannot run.
    pub(super) fn needs(self) -> &'static [Self] {
        match self {
            // Azurite for the store's tests; the linker for the package.
            Self::Test | Self::Package => &[Self::Tools],
            Self::SdkPython | Self::SdkNode => &[Self::Tools, Self::Dev],
            Self::Docs => &[Self::Tools, Self::Package],
            Self::Fmt
            | Self::Tools
            | Self::Clippy
            | Self::Doctest
            | Self::Doc
            | Self::Dev
            | Self::Deny => &[],
        }
    }

    /// One line for the step's header.
    pub(super) fn purpose(self) -> &'static str {
        match self {
            Self::Fmt => "the formatting is rustfmt's",
            Self::Tools => "Python environment, npm packages and Azurite in target/tools",
            Self::Clippy => "no warning in any target",
            Self::Test => "unit and integration tests, with Azurite",
            Self::Doctest => "the examples in the documentation run",
            Self::Doc => "the documentation builds without a warning",
            Self::Package => "target/package for Azure, glibc 2.28",
            Self::Dev => "cargo dev starts and answers",
            Self::SdkPython => "Microsoft's Python SDKs against it",
            Self::SdkNode => "Microsoft's JavaScript SDKs against it",
            Self::Docs => "the commands of the README and docs/, on the packaged app",
            Self::Deny => "licences, bans and sources of all dependencies",
        }
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let value = self.to_possible_value();
        f.pad(value.as_ref().map_or("", |value| value.get_name()))
    }
}

/// All steps, or `only` these with what they need; without `skip` and what needs that.
pub(super) fn plan(only: &[Step], skip: &[Step]) -> Vec<Step> {
    let skipped =
        |step: &Step| skip.contains(step) || step.needs().iter().any(|need| skip.contains(need));
    let chosen = |step: &Step| {
        only.is_empty()
            || only.contains(step)
            || only.iter().any(|only| only.needs().contains(step))
    };
    let all = Step::value_variants().iter().copied();
    all.filter(|step| chosen(step) && !skipped(step)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_runs_in_order_unless_told_otherwise() {
        assert_eq!(plan(&[], &[]), Step::value_variants());
        for (position, step) in Step::value_variants().iter().enumerate() {
            let before = &Step::value_variants()[..position];
            assert!(
                step.needs().iter().all(|need| before.contains(need)),
                "{step}"
            );
        }
    }

    #[test]
    fn one_step_brings_what_it_needs() {
        assert_eq!(
            plan(&[Step::SdkNode], &[]),
            [Step::Tools, Step::Dev, Step::SdkNode]
        );
        assert_eq!(plan(&[Step::Fmt, Step::Doc], &[]), [Step::Fmt, Step::Doc]);
    }

    #[test]
    fn leaving_one_out_leaves_out_what_needs_it() {
        let left = plan(&[], &[Step::Tools, Step::Clippy]);
        assert_eq!(
            left,
            [Step::Fmt, Step::Doctest, Step::Doc, Step::Dev, Step::Deny]
        );
    }

    #[test]
    fn names_are_those_of_the_command_line() {
        assert_eq!(Step::SdkPython.to_string(), "sdk-python");
        assert_eq!(format!("{:<6}|", Step::Doc), "doc   |");
    }
}
