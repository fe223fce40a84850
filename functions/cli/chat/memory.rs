//! What the earlier lines left behind.

use std::collections::{HashMap, VecDeque};

use moderation::{
    Decision, Known, Policy, Standing, decide,
    flood::{self, Fingerprint, Seen},
};
use time::OffsetDateTime;

use super::line::Line;

/// A policy that judges one line after the other.
pub(super) struct Judge<'p> {
    policy: &'p Policy,
    /// By sender.
    standings: HashMap<String, Standing>,
    /// By thread and sender, the last messages.
    written: HashMap<(String, String), VecDeque<Written>>,
}

/// A message of before.
struct Written {
    at: OffsetDateTime,
    fingerprint: Option<Fingerprint>,
}

/// As many messages of one sender in one thread are looked back at.
const MOST: usize = 1_000;

impl<'p> Judge<'p> {
    pub(super) fn new(policy: &'p Policy) -> Self {
        Self {
            policy,
            standings: HashMap::new(),
            written: HashMap::new(),
        }
    }

    /// Decides about line number `number`. Only of a sender and a time something can be remembered.
    pub(super) fn decide(&mut self, line: &Line, number: usize, now: OffsetDateTime) -> Decision {
        let (message, place) = (line.message(now), line.place());
        let findings = self.policy.examine(&message, &place);
        let mut known = Known {
            roles: line.roles.clone(),
            ..Known::default()
        };
        let remembered = line.sender.as_ref().filter(|_| line.at.is_some());
        if let Some(sender) = remembered {
            known.standing = self.standings.get(sender).cloned().unwrap_or_default();
            known.flood = self.flood(line, sender, message.at, findings.fingerprint);
        }
        let event = number.to_string();
        let at = message.at;
        let decision = decide(self.policy, &message, &place, &findings, &known, &event, at);
        if let (Some(sender), Some(standing)) = (remembered, &decision.standing) {
            self.standings.insert(sender.clone(), standing.clone());
        }
        decision
    }

    fn flood(
        &mut self,
        line: &Line,
        sender: &str,
        at: OffsetDateTime,
        fingerprint: Option<Fingerprint>,
    ) -> Option<flood::Found> {
        let limits = &self.policy.flood;
        limits.reach()?;
        let key = (line.thread.clone(), sender.to_owned());
        let written = self.written.entry(key).or_default();
        let history: Vec<_> = written
            .iter()
            .map(|earlier| Seen {
                id: "earlier",
                sender,
                at: earlier.at,
                fingerprint: earlier.fingerprint,
            })
            .collect();
        let message = Seen {
            id: "this",
            sender,
            at,
            fingerprint,
        };
        let found = flood::confirm(limits, &message, &history);
        written.push_back(Written { at, fingerprint });
        if written.len() > MOST {
            written.pop_front();
        }
        found
    }
}
