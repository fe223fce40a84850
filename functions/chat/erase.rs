//! Taking a bad message away. ACS lets nobody delete or edit a message but its sender, so this is
//! done in the sender's name; nothing counts as done before ACS has said so.
//!
//! A refusal is normal, and leads down a chain: as the sender, as the moderator (whom some resources let), and
//! where the sender is out of the thread already, as the sender let back in for as long as it takes
//! ([`drain`](super::drain)). At its end stand people.

use std::{collections::BTreeMap, time::Duration};

use acs::chat::{MAX_METADATA_BYTES, MessageUpdate};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::acting::{Actor, As, Refused};
use crate::{App, texts::EventKey};

/// The mark of a message that we have covered, in its metadata.
const MARK: (&str, &str) = ("moderation", "masked");

/// A message that is to go, or to be covered.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Erasure {
    /// Who wrote it.
    pub(crate) sender: String,
    /// ACS's id of it.
    pub(crate) message: String,
    /// The version that was looked at.
    pub(crate) version: u64,
    /// What it is to say instead, if it is not to go.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) instead: Option<String>,
    /// Its metadata, which an edit would lose.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) metadata: BTreeMap<String, String>,
    /// The decision that it follows from.
    pub(crate) decided: EventKey,
    /// Since when it is to go.
    #[serde(with = "time::serde::rfc3339")]
    pub(crate) since: OffsetDateTime,
}

/// How one try ended.
#[derive(Debug)]
pub(crate) enum Erased {
    /// It is gone, or covered.
    Done,
    /// Not now.
    Later(Option<Duration>, String),
    /// Neither the sender nor the moderator may.
    Forbidden,
    /// Not ever.
    Never(String),
}

impl App {
    /// Whether the message still says what was looked at, as the moderator sees it.
    pub(crate) async fn is_superseded(&self, thread: &str, erasure: &Erasure) -> bool {
        let (thread, message) = (thread, erasure.message.as_str());
        let read = self
            .chat_as(As::Moderator, |me| async move {
                me.chat().message(thread, message).await
            })
            .await;
        // What cannot be read is taken for what it was: the event has said so.
        read.is_ok_and(|now| now.version.is_some_and(|version| version > erasure.version))
    }

    /// Tries to erase a message, once.
    pub(crate) async fn erase(&self, thread: &str, erasure: &Erasure) -> Erased {
        let mut last = Refused::Forbidden;
        for who in [As::Person(&erasure.sender), As::Moderator] {
            match self.erase_as(who, thread, erasure).await {
                // Somebody was faster.
                Ok(()) | Err(Refused::NotFound) => return Erased::Done,
                Err(Refused::Later(after, why)) => return Erased::Later(after, why),
                Err(refused) => last = refused,
            }
        }
        match last {
            Refused::Never(why) => Erased::Never(why),
            _ => Erased::Forbidden,
        }
    }

    async fn erase_as(&self, who: As<'_>, thread: &str, erasure: &Erasure) -> Result<(), Refused> {
        let message = erasure.message.as_str();
        let Some(content) = erasure.instead.as_deref() else {
            let delete = |me: Actor| async move { me.chat().delete_message(thread, message).await };
            return self.chat_as(who, delete).await;
        };
        let mut metadata = erasure.metadata.clone();
        metadata.insert(MARK.0.to_owned(), MARK.1.to_owned());
        // What has no room for the mark goes without it.
        let fits = metadata
            .iter()
            .map(|(key, value)| key.len() + value.len())
            .sum::<usize>()
            <= MAX_METADATA_BYTES;
        let update = MessageUpdate {
            content: Some(content),
            metadata: fits.then_some(&metadata),
        };
        self.chat_as(who, |me| async move {
            me.chat().update_message(thread, message, update).await
        })
        .await
    }
}
