//! Something that somebody has written, from the event to the decision that is kept.

use std::collections::BTreeMap;

use moderation::{
    Action, Decision, Format, Known, Message, Policy, Standing, Subject, Verdict, decide,
    policy::Mode,
};
use store::Stored;
use time::OffsetDateTime;

use super::{
    decided::Decided,
    effects::{Effect, State},
    rows::{CHATS, FACTS, Facts, KEPT, Rows, STANDING, decided_row, standing_of},
};
use crate::{
    App,
    error::{Error, contended},
    texts::{EventKey, write},
};

/// Each try loses only to another that won: as many messages of one person may come at once.
const TRIES: usize = 64;

/// A message, or a topic, in one version.
pub(crate) struct Case {
    /// The same for all its versions.
    pub(crate) event: EventKey,
    pub(crate) subject: Subject,
    /// ACS's id of the thread.
    pub(crate) thread: String,
    /// ACS's id of the message.
    pub(crate) message: String,
    pub(crate) version: u64,
    /// Who wrote it, by raw id.
    pub(crate) sender: String,
    pub(crate) display_name: Option<String>,
    pub(crate) text: String,
    pub(crate) format: Format,
    pub(crate) metadata: BTreeMap<String, String>,
    /// When it was written at first.
    pub(crate) composed_at: OffsetDateTime,
    /// When this version was written.
    pub(crate) at: OffsetDateTime,
    /// Whether it goes through us and nobody has read it yet. Then only what is not sent, or not as it is, is
    /// decided about: about the rest it is decided when its own event comes.
    pub(crate) unsent: bool,
}

impl App {
    /// Decides about what somebody has written, once, and does what was decided.
    pub(crate) async fn judge(&self, case: &Case) -> Result<(), Error> {
        match self.decide_once(case).await? {
            Some(decided) => self.moderate(&case.event, decided).await,
            None => Ok(()),
        }
    }

    /// What is decided about what somebody has written; `None` where nothing is to be done.
    ///
    /// What nothing speaks against costs two reads and writes nothing. What is decided about
    /// anything else, with what it changes for its sender, is in the store before anything happens; the
    /// same again only finishes what has not happened yet.
    pub(crate) async fn decide_once(&self, case: &Case) -> Result<Option<Stored<Decided>>, Error> {
        let on = |policy: &&Policy| policy.mode != Mode::Off;
        let Some(policy) = self.policy.chat.as_ref().filter(on) else {
            return Ok(None);
        };
        if case.sender == self.moderator().await? {
            return Ok(None);
        }
        let row = decided_row(&case.event);
        let message = case.as_message();
        let mut weighed = None;
        for _ in 0..TRIES {
            let rows = Rows::of(self)?;
            let (known, standing, facts) = tokio::try_join!(
                rows.get::<Decided>(&case.sender, &row),
                rows.get::<Standing>(&case.sender, STANDING),
                rows.get::<Facts>(&case.thread, FACTS),
            )?;
            drop(rows);
            let known = match known {
                Some(known) if known.value.version > case.version => return Ok(None),
                Some(known) if known.value.version == case.version => {
                    return Ok(Some(known));
                }
                older => older,
            };
            let now = self.clock.now();
            let facts = facts.map(|facts| facts.value).unwrap_or_default();
            let place = facts.place(&case.thread);
            let weighed = if let Some(weighed) = &weighed {
                weighed
            } else {
                let is_sent = case.subject == Subject::Message && !case.unsent;
                let id = is_sent.then_some(case.message.as_str());
                weighed.insert(self.weigh(policy, &message, &place, id).await)
            };
            let before = standing_of(standing.as_ref());
            if weighed.is_clean() && !before.holds(&case.thread, case.at, now) {
                return Ok(None);
            }
            let knowledge = Known {
                roles: facts.roles.get(&case.sender).cloned().unwrap_or_default(),
                standing: before,
                flood: weighed.flood,
                ai: weighed.ai,
            };
            let event = case.event.to_string();
            let findings = &weighed.findings;
            let decision = decide(policy, &message, &place, findings, &knowledge, &event, now);
            tracing::info!(
                event,
                verdict = %decision.verdict,
                actions = decision.actions.len(),
                "decided"
            );
            let as_it_is = case.unsent && decision.verdict < Verdict::Mask;
            if as_it_is || decision.is_nothing() {
                return Ok(None);
            }
            let mut ops = Vec::with_capacity(2);
            if let Some(after) = &decision.standing {
                let until = after.expires(policy.ladder.expire);
                ops.push(write(STANDING.to_owned(), after, standing.as_ref(), until)?);
            }
            let decided = case.decided(decision, policy, now);
            let until = Some(now + KEPT);
            ops.push(write(row.clone(), &decided, known.as_ref(), until)?);
            self.store.batch(CHATS, &case.sender, ops, now).await?;
            // Read again: our decision, or that of another delivery which was faster.
        }
        Err(contended())
    }
}

impl Case {
    pub(crate) fn as_message(&self) -> Message<'_> {
        Message {
            subject: self.subject,
            text: &self.text,
            format: self.format,
            sender: &self.sender,
            display_name: self.display_name.as_deref(),
            metadata: &self.metadata,
            at: self.at,
        }
    }

    fn decided(&self, decision: Decision, policy: &Policy, now: OffsetDateTime) -> Decided {
        let by_content = |rule: &str| !matches!(rule, "muted" | "banned");
        let effect = |action: Action| Effect {
            state: match action {
                // There is nothing to take away, and its sender gets an answer.
                Action::Delete | Action::Mask { .. } | Action::Warn { .. } if self.unsent => {
                    State::Done
                }
                _ => State::Open,
            },
            action,
        };
        Decided {
            thread: self.thread.clone(),
            message: self.message.clone(),
            version: self.version,
            sender: self.sender.clone(),
            composed_at: self.composed_at,
            metadata: self.metadata.clone(),
            unsent: self.unsent,
            by_content: decision.hits.iter().all(|hit| by_content(&hit.rule)),
            record: decision.record(policy),
            effects: decision.actions.into_iter().map(effect).collect(),
            audited: false,
            at: now,
        }
    }
}
