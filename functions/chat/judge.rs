//! A message before the engine: what its rules find, whether it is part of a flood, what Content
//! Safety says. The decision itself, which needs to know what was before, is [`moderation::decide()`]'s.

use std::{sync::PoisonError, time::Duration};

use acs::chat::{ChatMessage, ListOptions, MessageFormat};
use moderation::{
    Findings, Format, Message, Place, Policy, ai,
    flood::{Fingerprint, Found, Seen, Sighting, Suspicion, confirm},
};
use time::OffsetDateTime;

use super::acting::{Actor, As, Refused};
use crate::App;

/// How long a thread is read for a flood; then the suspicion is dropped.
const PATIENCE: Duration = Duration::from_secs(3);
/// The most messages of a thread that are read, in pages of 200.
const PAGES: usize = 3;

/// What speaks for and against a message.
pub(crate) struct Weighed {
    pub(crate) findings: Findings,
    pub(crate) flood: Option<Found>,
    pub(crate) ai: ai::Outcome,
}

impl Weighed {
    /// Whether nothing speaks against it.
    pub(crate) fn is_clean(&self) -> bool {
        self.findings.is_clean() && self.flood.is_none() && self.ai == ai::Outcome::NotAsked
    }
}

impl App {
    /// Weighs a message; `id` is its id in the thread, if it is there already.
    pub(crate) async fn weigh(
        &self,
        policy: &Policy,
        message: &Message<'_>,
        place: &Place<'_>,
        id: Option<&str>,
    ) -> Weighed {
        let findings = policy.examine(message, place);
        let flood = match id {
            Some(id) => self.flooded(policy, message, place, id, &findings).await,
            None => None,
        };
        let ai = match &self.chat.judge {
            Some(judge) if flood.is_none() && findings.wants_ai() => {
                match judge.judge(&message.readable()).await {
                    Ok(severities) => ai::Outcome::Answered(severities),
                    Err(why) => {
                        tracing::warn!(%why, "Content Safety did not answer");
                        ai::Outcome::Failed
                    }
                }
            }
            _ => ai::Outcome::NotAsked,
        };
        Weighed {
            findings,
            flood,
            ai,
        }
    }

    async fn flooded(
        &self,
        policy: &Policy,
        message: &Message<'_>,
        place: &Place<'_>,
        id: &str,
        findings: &Findings,
    ) -> Option<Found> {
        let sighting = Sighting {
            thread: place.thread,
            sender: message.sender,
            id,
            at: message.at,
            fingerprint: findings.fingerprint,
        };
        let suspicion = {
            let seen = self.chat.seen.lock();
            // Whoever panicked here left counts behind, not lies.
            let mut seen = seen.unwrap_or_else(PoisonError::into_inner);
            seen.saw(&policy.flood, &sighting)
        };
        match suspicion? {
            Suspicion::Certain(found) => Some(found),
            Suspicion::Perhaps => {
                let read = self.read_back(policy, message, place.thread);
                let history = tokio::time::timeout(PATIENCE, Box::pin(read)).await;
                // Whoever floods comes again; one thread that cannot be read holds up nothing.
                let history = history.ok()?.ok()?;
                let history: Vec<_> = history.iter().map(Written::seen).collect();
                let this = Seen {
                    id,
                    sender: message.sender,
                    at: message.at,
                    fingerprint: findings.fingerprint,
                };
                confirm(&policy.flood, &this, &history)
            }
        }
    }

    /// What the sender has written in the thread, as far back as a flood may reach.
    async fn read_back(
        &self,
        policy: &Policy,
        message: &Message<'_>,
        thread: &str,
    ) -> Result<Vec<Written>, Refused> {
        let options = ListOptions {
            max_page_size: Some(200),
            start_time: policy.flood.reach().map(|reach| message.at - reach),
        };
        let read = |me: Actor| async move {
            let chat = me.chat();
            let mut page = chat.list_messages(thread, options).await?;
            let mut all = Vec::new();
            for _ in 1..PAGES {
                all.append(&mut page.items);
                match &page.next {
                    Some(next) => page = chat.next_page(next).await?,
                    None => break,
                }
            }
            all.append(&mut page.items);
            Ok(all)
        };
        let read = match self.chat_as(As::Moderator, read).await {
            // Not in the thread yet.
            Err(Refused::Forbidden) => self.chat_as(As::Person(message.sender), read).await,
            read => read,
        };
        let written = |it: ChatMessage| Written::new(policy, message.sender, it);
        Ok(read?.into_iter().filter_map(written).collect())
    }
}

/// What somebody has written.
struct Written {
    id: String,
    sender: String,
    at: OffsetDateTime,
    fingerprint: Option<Fingerprint>,
}

impl Written {
    fn new(policy: &Policy, sender: &str, message: ChatMessage) -> Option<Self> {
        let by = message.sender?.raw_id();
        let at = message.created_on?.value()?;
        let text = message.content.and_then(|content| content.message);
        let fingerprint = |text: String| {
            let format = match message.kind.format() {
                Some(MessageFormat::Html) => Format::Html,
                _ => Format::Text,
            };
            policy.fingerprint(&Message {
                format,
                ..Message::new(&text, sender, at)
            })
        };
        (by == sender).then(|| Self {
            id: message.id,
            sender: by,
            at,
            fingerprint: text.and_then(fingerprint),
        })
    }

    fn seen(&self) -> Seen<'_> {
        Seen {
            id: &self.id,
            sender: &self.sender,
            at: self.at,
            fingerprint: self.fingerprint,
        }
    }
}
