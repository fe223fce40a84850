//! A decision as one line of JSON.

use std::collections::BTreeMap;

use serde::Serialize;
use sms::{Action, Decision, Intent, Reason, Scope, Standing, segments::segments};

/// What `frontdesk replay sms` writes about a line. Members that do not apply are absent, but for
/// `rule` and `reply`, which are null.
#[derive(Debug, Serialize)]
pub(super) struct Told<'d> {
    intent: Intent,
    rule: Option<&'d str>,
    captures: &'d BTreeMap<String, String>,
    actions: &'d [Action],
    reply: Option<&'d str>,
    /// Of the reply; 0 without one.
    segments: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    consent: Option<Consent>,
    because: Vec<String>,
}

#[derive(Debug, Serialize)]
struct Consent {
    standing: Standing,
    scope: Scope,
    applies: bool,
}

impl<'d> From<&'d Decision> for Told<'d> {
    fn from(decision: &'d Decision) -> Self {
        let reply = decision.reply();
        Self {
            intent: decision.intent,
            rule: decision.rule.as_deref(),
            captures: &decision.captures,
            actions: &decision.actions,
            reply,
            segments: reply.map_or(0, |reply| segments(reply).segments),
            consent: decision.consent.map(|change| Consent {
                standing: change.standing,
                scope: change.scope,
                applies: change.applies,
            }),
            because: decision.because.iter().map(Reason::to_string).collect(),
        }
    }
}
