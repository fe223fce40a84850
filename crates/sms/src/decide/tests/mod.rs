//! Whole decisions, table by table.

mod consent;
mod loops;
mod properties;
mod routes;

use std::fmt::Write as _;

use time::{Duration, OffsetDateTime, macros::datetime};

use super::*;
use crate::{
    action::{Action, ReplyKind},
    consent::{Consent, Scope, Stand, Standing},
    conversation::{Conversation, Pending, Replied},
    number::Address,
    policy::Source,
};

const NOW: OffsetDateTime = datetime!(2026-11-21 12:00 UTC);
const PEER: &str = "+14255550123";
const TOLL_FREE: &str = "+18005550100";
const MOBILE: &str = "+14255550199";

const POLICY: &str = r#"
    [[number]]
    number = "+18005550100"
    type = "toll_free"
    program = "alerts"
    [[number]]
    number = "+14255550199"
    type = "mobile"
    [[number]]
    number = "55501"
    type = "short_code"
    acs_managed_optout = true
    [opt_out]
    scope_all_from = "2027-01-31"
    confirm = "You are out. Reply START to return."
    start = "Welcome back."
    help = "Call 1-800-555-0100."
    [[route]]
    pattern = "DONE <job:id>"
    do = { webhook = "jobs", type = "job.done", reply = "Job {job} closed. Thank you." }
    missing = "Please send DONE followed by the job number."
    [[route]]
    pattern = "APPT <when:text>"
    do = { reply = "Shall we book {when}? Reply YES or NO.", ask = { question = "appointment", expires = "30m" } }
    [[route]]
    pattern = "CONFIRM | YES"
    when = { pending = "appointment" }
    do = { webhook = "jobs", type = "appointment.confirmed", reply = "Booked.", clear = true }
    [[route]]
    pattern = "LOG <entry:text>"
    do = { queue = "log-book" }
    [fallback]
    do = { inbox = "human-inbox" }
"#;

pub(super) fn policy() -> Policy {
    let source: Source = toml::from_str(POLICY).unwrap();
    source.check().unwrap()
}

fn address(text: &str) -> Address {
    Address::parse(text, crate::number::Region::default()).unwrap()
}

fn decided(message: &str, to: &str, known: &Known) -> Decision {
    at(message, to, known, NOW)
}

fn at(message: &str, to: &str, known: &Known, at: OffsetDateTime) -> Decision {
    let text = Inbound {
        from: &address(PEER),
        to: &address(to),
        message,
        at,
    };
    decide(&policy(), &text, known, NOW)
}

/// A decision in lines, for snapshots.
fn told(decision: &Decision) -> String {
    let mut lines = format!("{:?}", decision.intent);
    if let Some(rule) = &decision.rule {
        write!(lines, " by `{rule}`").unwrap();
    }
    if !decision.captures.is_empty() {
        write!(lines, " with {:?}", decision.captures).unwrap();
    }
    for action in &decision.actions {
        write!(lines, "\n- {}", serde_json::to_string(action).unwrap()).unwrap();
    }
    if let Some(change) = &decision.consent {
        write!(lines, "\n- {}", serde_json::to_string(change).unwrap()).unwrap();
    }
    if let Some(conversation) = &decision.conversation {
        write!(
            lines,
            "\n- pending {:?}, {} replies",
            conversation.pending.as_ref().map(|p| &p.question),
            conversation.replies.len()
        )
        .unwrap();
    }
    for reason in &decision.because {
        write!(lines, "\n  {reason}").unwrap();
    }
    lines
}

fn out(minutes_ago: i64) -> Known {
    Known {
        consent: Consent {
            program: Some(Stand {
                standing: Standing::Out,
                at: NOW - Duration::minutes(minutes_ago),
            }),
            everywhere: None,
        },
        ..Known::default()
    }
}

fn asked(expires: OffsetDateTime) -> Known {
    Known {
        conversation: Conversation {
            pending: Some(Pending {
                question: "appointment".to_owned(),
                asked: NOW - Duration::minutes(5),
                expires,
            }),
            replies: Vec::new(),
        },
        ..Known::default()
    }
}
