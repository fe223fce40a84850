//! What becomes of messages.

mod actions;
mod known;
mod places;
mod properties;
mod threads;

use time::{Duration, OffsetDateTime, macros::datetime};

use super::*;
use crate::{
    action::{Action, Verdict},
    ai, flood,
    message::{Format, Message, Place},
    policy::{Policy, Source},
    standing::{Mute, Standing},
};

const NOW: OffsetDateTime = datetime!(2026-11-21 12:00 UTC);

const POLICY: &str = r#"
[exempt]
users = ["8:acs:boss"]
roles = ["staff"]
[[list]]
id = "house"
terms = ["frobnicate", "*glorb*"]
category = "profanity"
action = "delete"
[[list]]
id = "mild"
terms = ["fiddle"]
severity = "low"
action = "mask"
[[list]]
id = "watch"
terms = ["quince"]
action = "flag"
[[list]]
id = "trial"
terms = ["marzipan"]
action = "ban"
mode = "dry_run"
[[list]]
id = "care"
terms = ["hurt myself"]
category = "self_harm"
action = "flag"
notify = { webhook = "care", type = "chat.self_harm" }
[[regex]]
id = "ticket"
pattern = '\bTCK-\d{6}\b'
action = "flag"
[pii]
email = "mask"
[flood]
rate = { max = 5, per = "10s", action = "remove" }
identical = { times = 3, per = "30m", action = "delete" }
[manner]
caps = { min_letters = 8, ratio = 0.7, action = "flag" }
[ai]
provider = "content_safety"
on_error = "flag"
hate = { flag = 2, delete = 4 }
self_harm = { flag = 2, notify = 4, people = { webhook = "desk", type = "chat.self_harm" } }
[strikes]
ladder = [
    { at = 2, do = "warn" },
    { at = 4, do = "mute", for = "10m" },
    { at = 6, do = "remove" },
    { at = 8, do = "ban", for = "1d" },
]
[[thread]]
match = { metadata = { kind = "kids" } }
rules = { house = { action = "ban", for = "30d" } }
[[thread]]
match = { topic = "lab*" }
mode = "dry_run"
[[thread]]
match = { topic = "off*" }
mode = "off"
[notices]
deleted = "A message was deleted."
warned = "Mind your words."
muted = "Quiet until {until}."
removed = "Somebody had to go."
banned = "Gone until {until}."
"#;

fn policy(text: &str) -> Policy {
    let source: Source = toml::from_str(text).unwrap();
    source.check(&[].into()).unwrap()
}

/// Decides about a message of somebody in good standing, in a thread about nothing.
fn decided(message: &Message<'_>) -> Decision {
    decided_in(message, &Place::new("t"), &Known::default())
}

fn decided_in(message: &Message<'_>, place: &Place<'_>, known: &Known) -> Decision {
    let policy = policy(POLICY);
    let findings = policy.examine(message, place);
    decide(&policy, message, place, &findings, known, "t/1", NOW)
}

fn text(text: &str) -> Message<'_> {
    Message::new(text, "8:acs:somebody", NOW)
}

/// The verdict and the actions' names.
fn told(decision: &Decision) -> (Verdict, Vec<&'static str>) {
    let actions = decision.actions.iter().map(Action::name).collect();
    (decision.verdict, actions)
}

fn rules(decision: &Decision) -> Vec<(&str, Where)> {
    let hits = decision.hits.iter();
    hits.map(|hit| (hit.rule.as_str(), hit.at)).collect()
}
