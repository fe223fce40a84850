//! How many checks ran, read from the end of each tool's output. A tool that succeeds without
//! saying how many ran is a failure: an empty run proves nothing.

use std::fmt;

use crate::error::Error;

/// Checks of one kind that passed, and those that were left out.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Count {
    pub(super) kind: Kind,
    pub(super) passed: u32,
    pub(super) ignored: u32,
}

/// What was counted.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Kind {
    Rust,
    Doc,
    Python,
    Node,
    /// Requests in the README and in `docs/`.
    Documented,
}

impl fmt::Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match self.kind {
            Kind::Rust => "Rust tests",
            Kind::Doc => "doc tests",
            Kind::Python | Kind::Node => "SDK checks",
            Kind::Documented => "documented requests",
        };
        write!(f, "{} {kind}", self.passed)?;
        match self.ignored {
            0 => Ok(()),
            ignored => write!(f, " ({ignored} ignored)"),
        }
    }
}

/// `Summary [   1.2s] 312 tests run: 312 passed (1 slow), 2 skipped`
pub(super) fn nextest(lines: &[String], command: &str) -> Result<Vec<Count>, Error> {
    let summary = lines
        .iter()
        .rev()
        .find(|line| line.trim_start().starts_with("Summary ["));
    let result = summary
        .and_then(|line| line.split_once(": "))
        .map_or("", |(_, result)| result);
    count(
        Kind::Rust,
        number_before(result, "passed"),
        number_before(result, "skipped"),
        command,
    )
}

/// `test result: ok. 3 passed; 0 failed; 1 ignored; …`, once for each test program.
pub(super) fn cargo_tests(lines: &[String], command: &str) -> Result<Vec<Count>, Error> {
    results(Kind::Rust, lines, command)
}

/// The same, of documentation examples.
pub(super) fn doc_tests(lines: &[String], command: &str) -> Result<Vec<Count>, Error> {
    results(Kind::Doc, lines, command)
}

/// `Ran 20 tests in 1.2s`, then `OK (skipped=1)`
pub(super) fn unittest(lines: &[String], command: &str) -> Result<Vec<Count>, Error> {
    let ran = lines.iter().rev().find_map(|line| {
        let (number, _) = line.strip_prefix("Ran ")?.split_once(" test")?;
        number.parse::<u32>().ok()
    });
    let skipped = lines.iter().rev().find_map(|line| {
        let (_, number) = line.strip_prefix("OK (")?.split_once("skipped=")?;
        number
            .split(|c: char| !c.is_ascii_digit())
            .next()?
            .parse()
            .ok()
    });
    let passed = ran.map(|ran| ran.saturating_sub(skipped.unwrap_or(0)));
    count(Kind::Python, passed, skipped, command)
}

/// `ℹ pass 21` and `ℹ skipped 0` of Node's reporter `spec`
pub(super) fn node(lines: &[String], command: &str) -> Result<Vec<Count>, Error> {
    let number = |word: &str| {
        lines.iter().rev().find_map(|line| {
            let number = line.strip_prefix("ℹ ")?.strip_prefix(word)?;
            number.trim().parse().ok()
        })
    };
    count(Kind::Node, number("pass "), number("skipped "), command)
}

fn results(kind: Kind, lines: &[String], command: &str) -> Result<Vec<Count>, Error> {
    let (mut passed, mut ignored) = (0, 0);
    for result in lines
        .iter()
        .filter_map(|line| line.strip_prefix("test result: ok. "))
    {
        passed += number_before(result, "passed").unwrap_or(0);
        ignored += number_before(result, "ignored").unwrap_or(0);
    }
    count(kind, Some(passed), Some(ignored), command)
}

/// The number that stands before `word`: 312 in `312 passed (1 slow)`.
fn number_before(text: &str, word: &str) -> Option<u32> {
    let mut words = text.split([' ', ',', ';']).filter(|word| !word.is_empty());
    let mut before = words.next()?;
    for next in words {
        if next == word {
            return before.parse().ok();
        }
        before = next;
    }
    None
}

fn count(
    kind: Kind,
    passed: Option<u32>,
    ignored: Option<u32>,
    command: &str,
) -> Result<Vec<Count>, Error> {
    match passed {
        None | Some(0) => Err(Error::NothingCounted {
            command: command.to_owned(),
        }),
        Some(passed) => Ok(vec![Count {
            kind,
            passed,
            ignored: ignored.unwrap_or(0),
        }]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Reader = fn(&[String], &str) -> Result<Vec<Count>, Error>;

    /// A name, what reads it, the output, and (passed, ignored).
    type Case = (&'static str, Reader, &'static str, Option<(u32, u32)>);

    fn read(reader: Reader, output: &str) -> Option<(u32, u32)> {
        let lines: Vec<_> = output.lines().map(str::to_owned).collect();
        match reader(&lines, "the tool").as_deref() {
            Ok([count]) => Some((count.passed, count.ignored)),
            Ok(counts) => panic!("{counts:?}"),
            Err(error) => {
                assert_eq!(error.to_string(), "`the tool` reported no tests");
                None
            }
        }
    }

    #[test]
    fn reads_the_last_lines_of_each_tool() {
        let nextest_output = "────────────\n     Summary [   0.005s] 312 tests run: 311 passed (1 slow, 1 flaky), 2 skipped\n";
        let cargo_output = "running 3 tests\ntest result: ok. 3 passed; 0 failed; 1 ignored; 0 measured\n\
             test result: ok. 40 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out\n";
        let cases: [Case; 9] = [
            ("nextest", nextest, nextest_output, Some((311, 2))),
            (
                "nextest, one",
                nextest,
                " Summary [ 1s] 1 test run: 1 passed, 0 skipped",
                Some((1, 0)),
            ),
            ("nextest, none", nextest, "error: no tests to run", None),
            ("cargo test", cargo_tests, cargo_output, Some((43, 1))),
            (
                "cargo test, none",
                doc_tests,
                "test result: ok. 0 passed; 0 failed;",
                None,
            ),
            (
                "unittest",
                unittest,
                "Ran 20 tests in 1.234s\n\nOK (skipped=3)\n",
                Some((17, 3)),
            ),
            (
                "unittest, one",
                unittest,
                "Ran 1 test in 0.1s\n\nOK\n",
                Some((1, 0)),
            ),
            (
                "node",
                node,
                "ℹ tests 22\nℹ suites 3\nℹ pass 21\nℹ fail 0\nℹ skipped 1\n",
                Some((21, 1)),
            ),
            ("node, none", node, "ℹ tests 0\nℹ pass 0\n", None),
        ];
        for (name, reader, output, expected) in cases {
            assert_eq!(read(reader, output), expected, "{name}");
        }
    }

    #[test]
    fn a_count_reads_as_a_phrase() {
        let count = |kind, passed, ignored| {
            Count {
                kind,
                passed,
                ignored,
            }
            .to_string()
        };
        assert_eq!(count(Kind::Rust, 312, 2), "312 Rust tests (2 ignored)");
        assert_eq!(count(Kind::Python, 20, 0), "20 SDK checks");
    }
}
