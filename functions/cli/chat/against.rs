//! What another policy would make of the same messages.

use std::{
    collections::BTreeMap,
    io::{self, Write},
};

use moderation::{Decision, Verdict};
use serde::Serialize;

use super::told::rules;

/// A message of which the policies say other things, whatever their modes.
#[derive(Serialize)]
struct Change<'d> {
    /// From 1.
    line: usize,
    #[serde(rename = "change")]
    kind: &'static str,
    before: Verdict,
    after: Verdict,
    /// The rules that it hits, of the policy for what is new and of the other for what is let pass.
    rules: Vec<&'d str>,
    text: &'d str,
}

/// The last line.
#[derive(Default, Serialize)]
pub(super) struct Changes {
    lines: usize,
    unchanged: usize,
    #[serde(flatten)]
    changed: BTreeMap<&'static str, usize>,
}

impl Changes {
    /// Compares what is decided about a line, and writes it if it differs.
    pub(super) fn compare(
        &mut self,
        output: &mut impl Write,
        line: usize,
        text: &str,
        before: &Decision,
        after: &Decision,
    ) -> io::Result<()> {
        self.lines += 1;
        if before.would == after.would {
            self.unchanged += 1;
            return Ok(());
        }
        let kind = match after.would {
            Verdict::Allow => "newly_allowed",
            Verdict::Flag => "newly_flagged",
            Verdict::Mask => "newly_masked",
            Verdict::Delete => "newly_deleted",
        };
        *self.changed.entry(kind).or_default() += 1;
        let why = if after.would > before.would {
            after
        } else {
            before
        };
        let change = Change {
            line,
            kind,
            before: before.would,
            after: after.would,
            rules: rules(why),
            text,
        };
        serde_json::to_writer(&mut *output, &change)?;
        writeln!(output)
    }

    pub(super) fn sum(&self, output: &mut impl Write) -> io::Result<()> {
        #[derive(Serialize)]
        struct Sum<'c> {
            summary: &'c Changes,
        }
        serde_json::to_writer(&mut *output, &Sum { summary: self })?;
        writeln!(output)
    }
}
