//! Threads.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{
    Metadata, NewParticipant,
    metadata::{require_metadata, values},
    participant,
};
use crate::{CommunicationIdentifier, Error, Result, Timestamp, lenient::fields, quoted::Quoted};

/// After how many days a thread can be deleted by itself.
/// <https://learn.microsoft.com/en-us/azure/communication-services/concepts/chat/concepts#chat-data>
const RETENTION_DAYS: std::ops::RangeInclusive<u16> = 30..=90;

/// A thread. Its `Debug` shows neither topic nor metadata.
/// <https://learn.microsoft.com/en-us/rest/api/communication/chat/chat-thread/get-chat-thread-properties>
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ChatThread {
    /// Its id: `19:…@thread.v2`.
    pub id: String,
    /// What it is about.
    #[serde(default, deserialize_with = "fields::text")]
    pub topic: Option<String>,
    /// When it was created.
    #[serde(default, deserialize_with = "fields::time")]
    pub created_on: Option<Timestamp>,
    /// By whom.
    #[serde(
        default,
        rename = "createdByCommunicationIdentifier",
        deserialize_with = "fields::identifier"
    )]
    pub created_by: Option<CommunicationIdentifier>,
    /// When it was deleted, if it was.
    #[serde(default, deserialize_with = "fields::time")]
    pub deleted_on: Option<Timestamp>,
    /// What the app attached.
    #[serde(default, deserialize_with = "fields::texts")]
    pub metadata: Metadata,
    /// When it goes by itself, if that is said in a way that this crate knows.
    #[serde(default, deserialize_with = "fields::option")]
    pub retention_policy: Option<RetentionPolicy>,
}

/// A thread in a list. Its `Debug` does not show the topic.
/// <https://learn.microsoft.com/en-us/rest/api/communication/chat/chat/list-chat-threads>
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ChatThreadItem {
    /// Its id.
    pub id: String,
    /// What it is about.
    #[serde(default, deserialize_with = "fields::text")]
    pub topic: Option<String>,
    /// When it was deleted, if it was.
    #[serde(default, deserialize_with = "fields::time")]
    pub deleted_on: Option<Timestamp>,
    /// When its last message came.
    #[serde(default, deserialize_with = "fields::time")]
    pub last_message_received_on: Option<Timestamp>,
}

/// When a thread goes by itself.
/// <https://learn.microsoft.com/en-us/azure/communication-services/concepts/chat/concepts#chat-data>
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum RetentionPolicy {
    /// Never.
    None,
    /// Some time after it was created.
    #[serde(rename_all = "camelCase")]
    ThreadCreationDate {
        /// After how many days: 30 to 90.
        delete_thread_after_days: u16,
    },
}

/// A thread to create. Its `Debug` shows neither topic nor metadata.
#[derive(Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct NewThread<'a> {
    /// What it is about. Not empty.
    pub topic: &'a str,
    /// Who is in it, besides who creates it: at most [`MAX_ADDED`](super::MAX_ADDED).
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    pub participants: &'a [NewParticipant<'a>],
    /// What to attach, of at most [`MAX_METADATA_BYTES`](super::MAX_METADATA_BYTES).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metadata: Option<&'a Metadata>,
    /// When it goes by itself. Without it, never.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retention_policy: Option<RetentionPolicy>,
}

/// What to change of a thread; what is `None` stays. Its `Debug` shows neither topic nor metadata.
#[derive(Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ThreadUpdate<'a> {
    /// What it is about from now on. Not empty.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub topic: Option<&'a str>,
    /// What to attach, of at most [`MAX_METADATA_BYTES`](super::MAX_METADATA_BYTES). A name that is
    /// not in it keeps its value: the update is a merge patch.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metadata: Option<&'a Metadata>,
    /// When it goes by itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retention_policy: Option<RetentionPolicy>,
}

impl<'a> NewThread<'a> {
    /// A thread about this, in which its creator is alone.
    pub fn new(topic: &'a str) -> Self {
        Self {
            topic,
            participants: &[],
            metadata: None,
            retention_policy: None,
        }
    }

    pub(super) fn check(&self) -> Result<Quoted<'a>> {
        require_topic(self.topic)?;
        require_metadata(self.metadata)?;
        require_retention(self.retention_policy)?;
        let mut names = participant::check(self.participants, 0)?;
        names.extend(values(self.metadata));
        Ok(Quoted {
            names,
            text: self.topic,
        })
    }
}

impl<'a> ThreadUpdate<'a> {
    pub(super) fn check(&self) -> Result<Quoted<'a>> {
        if *self == Self::default() {
            return Err(Error::invalid_input("an update changes something"));
        }
        self.topic.map_or(Ok(()), require_topic)?;
        require_metadata(self.metadata)?;
        require_retention(self.retention_policy)?;
        Ok(Quoted {
            names: values(self.metadata).collect(),
            text: self.topic.unwrap_or_default(),
        })
    }
}

fn require_topic(topic: &str) -> Result<()> {
    if topic.is_empty() {
        return Err(Error::invalid_input("the topic is empty"));
    }
    Ok(())
}

fn require_retention(policy: Option<RetentionPolicy>) -> Result<()> {
    match policy {
        Some(RetentionPolicy::ThreadCreationDate {
            delete_thread_after_days,
        }) if !RETENTION_DAYS.contains(&delete_thread_after_days) => Err(Error::invalid_input(
            "a thread is deleted after 30 to 90 days",
        )),
        Some(RetentionPolicy::ThreadCreationDate { .. } | RetentionPolicy::None) | None => Ok(()),
    }
}

impl fmt::Debug for ChatThread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ChatThread")
            .field("id", &self.id)
            .field("created_on", &self.created_on)
            .field("created_by", &self.created_by)
            .field("deleted_on", &self.deleted_on)
            .field("retention_policy", &self.retention_policy)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for ChatThreadItem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ChatThreadItem")
            .field("id", &self.id)
            .field("deleted_on", &self.deleted_on)
            .field("last_message_received_on", &self.last_message_received_on)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for NewThread<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewThread")
            .field("participants", &self.participants)
            .field("retention_policy", &self.retention_policy)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for ThreadUpdate<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ThreadUpdate")
            .field("retention_policy", &self.retention_policy)
            .finish_non_exhaustive()
    }
}
