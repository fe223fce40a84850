//! The policy's own tests.

use std::{collections::BTreeSet, ops::Range};

use time::OffsetDateTime;

use super::{Mode, Policy, source::TestSource};
use crate::{
    ai,
    decide::{Decision, Known, decide},
    message::{Format, Message, Place, Subject},
};

/// A test of the policy that did not come out as expected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// The test's bytes in the file.
    pub at: Range<usize>,
    /// What was expected, and what came.
    pub message: String,
}

impl Policy {
    /// How many tests the policy has.
    pub fn tests(&self) -> usize {
        self.tests.len()
    }

    /// Runs the policy's tests, each on somebody in good standing. They look at what the rules say,
    /// whether or not a dry run does anything about it; with the mode `off` there is nothing to test.
    pub fn run_tests(&self, now: OffsetDateTime) -> Vec<Failure> {
        if self.mode == Mode::Off {
            return Vec::new();
        }
        let run = |test: &toml::Spanned<TestSource>| {
            let source = test.get_ref();
            let decision = self.run(source, now);
            let differences = differences(source, &decision);
            (!differences.is_empty()).then(|| Failure {
                at: test.span(),
                message: format!("{:?}: {}", source.text, differences.join("; ")),
            })
        };
        self.tests.iter().filter_map(run).collect()
    }

    fn run(&self, test: &TestSource, now: OffsetDateTime) -> Decision {
        let place = Place {
            thread: "test",
            topic: test.topic.as_deref(),
            metadata: &test.metadata,
        };
        let message = Message {
            subject: if test.as_topic {
                Subject::Topic
            } else {
                Subject::Message
            },
            format: if test.html {
                Format::Html
            } else {
                Format::Text
            },
            display_name: test.display_name.as_deref(),
            ..Message::new(&test.text, "test", now)
        };
        let findings = self.examine(&message, &place);
        let known = Known {
            roles: test.roles.clone(),
            ai: if findings.wants_ai() {
                ai::Outcome::Answered(test.ai)
            } else {
                ai::Outcome::NotAsked
            },
            ..Known::default()
        };
        decide(self, &message, &place, &findings, &known, "test", now)
    }
}

fn differences(test: &TestSource, decision: &Decision) -> Vec<String> {
    let expect = &test.expect.0;
    let mut all = Vec::new();
    let found: BTreeSet<&str> = decision.hits.iter().map(|hit| hit.rule.as_str()).collect();
    if let Some(action) = expect.action
        && action != decision.would
    {
        let because = match found.len() {
            0 => "no rule is hit".to_owned(),
            _ => format!("by {}", list(&found)),
        };
        all.push(format!(
            "expected {action}, found {} ({because})",
            decision.would
        ));
    }
    if let Some(rules) = &expect.rules {
        let expected: BTreeSet<&str> = rules.iter().map(String::as_str).collect();
        if expected != found {
            all.push(format!(
                "rules: expected {}, found {}",
                list(&expected),
                list(&found)
            ));
        }
    }
    let masked = decision.masked.as_deref().unwrap_or_default();
    if let Some(expected) = &expect.masked
        && expected != masked
    {
        all.push(format!("masked: expected {expected:?}, found {masked:?}"));
    }
    all
}

fn list(rules: &BTreeSet<&str>) -> String {
    let rules: Vec<_> = rules.iter().copied().collect();
    if rules.is_empty() {
        "none".to_owned()
    } else {
        rules.join(", ")
    }
}
