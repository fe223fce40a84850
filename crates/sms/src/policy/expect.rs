//! The policy's own tests.

use std::{collections::BTreeMap, fmt::Debug, ops::Range};

use time::OffsetDateTime;

use super::{
    Policy,
    source::{Expect, TestSource},
};
use crate::{
    action::Action,
    decide::{Decision, Inbound, Known, decide},
    number::Address,
};

/// The sender of a test that names none: of the range that is kept for fiction.
const SOMEBODY: &str = "+14255550123";
/// The receiver of a test that names none, in a policy that lists no number.
const DESK: &str = "+18005550100";

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

    /// Runs the policy's tests, each in a fresh conversation.
    pub fn run_tests(&self, now: OffsetDateTime) -> Vec<Failure> {
        let run = |test: &toml::Spanned<TestSource>| {
            let source = test.get_ref();
            let decision = self.run(source, now)?;
            let differences = differences(&source.expect, &decision);
            (!differences.is_empty()).then(|| Failure {
                at: test.span(),
                message: format!(
                    "{:?}: {}; because {}",
                    source.text,
                    differences.join("; "),
                    decision
                        .because
                        .iter()
                        .map(ToString::to_string)
                        .collect::<Vec<_>>()
                        .join(", ")
                ),
            })
        };
        self.tests.iter().filter_map(run).collect()
    }

    /// `None` for addresses that are none, which the check has refused before.
    fn run(&self, test: &TestSource, now: OffsetDateTime) -> Option<Decision> {
        let address = |text: &str| Address::parse(text, self.default_region).ok();
        let from = address(test.from.as_deref().unwrap_or(SOMEBODY))?;
        let to = match (&test.to, self.numbers.first()) {
            (Some(to), _) => address(to)?,
            (None, Some(number)) => number.address,
            (None, None) => address(DESK)?,
        };
        let known = Known::supposing(test.pending.as_deref(), test.opted_out, now);
        let text = Inbound {
            from: &from,
            to: &to,
            message: &test.text,
            at: now,
        };
        Some(decide(self, &text, &known, now))
    }
}

fn differences(expect: &Expect, decision: &Decision) -> Vec<String> {
    let name = |which: fn(&Action) -> Option<&String>| {
        let found = decision.actions.iter().find_map(which);
        found.cloned().unwrap_or_default()
    };
    let mut all = Vec::new();
    if let Some(intent) = expect.intent
        && intent != decision.intent
    {
        all.push(format!(
            "intent: expected {intent}, found {}",
            decision.intent
        ));
    }
    let rule = decision.rule.clone().unwrap_or_default();
    compare(&mut all, "rule", expect.rule.as_ref(), &rule);
    compare::<BTreeMap<_, _>>(
        &mut all,
        "captures",
        expect.captures.as_ref(),
        &decision.captures,
    );
    let reply = decision.reply().unwrap_or_default().to_owned();
    compare(&mut all, "reply", expect.reply.as_ref(), &reply);
    let target = name(|action| match action {
        Action::Webhook { target, .. } => Some(target),
        Action::Reply { .. } | Action::Queue { .. } | Action::Inbox { .. } => None,
    });
    compare(&mut all, "webhook", expect.webhook.as_ref(), &target);
    let event_type = name(|action| match action {
        Action::Webhook { event_type, .. } => Some(event_type),
        Action::Reply { .. } | Action::Queue { .. } | Action::Inbox { .. } => None,
    });
    compare(&mut all, "type", expect.event_type.as_ref(), &event_type);
    let queue = name(|action| match action {
        Action::Queue { queue } | Action::Inbox { queue } => Some(queue),
        Action::Reply { .. } | Action::Webhook { .. } => None,
    });
    compare(&mut all, "queue", expect.queue.as_ref(), &queue);
    all
}

fn compare<T: PartialEq + Debug>(
    all: &mut Vec<String>,
    what: &str,
    expected: Option<&T>,
    found: &T,
) {
    if let Some(expected) = expected
        && expected != found
    {
        all.push(format!("{what}: expected {expected:?}, found {found:?}"));
    }
}
