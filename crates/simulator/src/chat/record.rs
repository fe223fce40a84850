//! Threads and messages as a test or a person at the control API sees them.

use serde::Serialize;
use time::OffsetDateTime;

use super::{
    ChatParticipant, ChatRetention, Content, Message, Thread,
    message::{ChatFormat, Metadata},
};

/// A thread, as `GET /_sim/chat/threads/{id}` shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ChatThread {
    /// `19:acsV1_…@thread.v2`.
    pub id: String,
    /// Its topic now.
    pub topic: String,
    /// The raw id of its creator.
    pub created_by: String,
    /// When it was created.
    #[serde(with = "time::serde::rfc3339")]
    pub created_on: OffsetDateTime,
    /// When it was deleted; a deleted thread is kept.
    #[serde(
        with = "time::serde::rfc3339::option",
        skip_serializing_if = "Option::is_none"
    )]
    pub deleted_on: Option<OffsetDateTime>,
    /// As the app gave it.
    #[serde(skip_serializing_if = "Metadata::is_empty")]
    pub metadata: Metadata,
    /// When it goes away by itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retention_policy: Option<ChatRetention>,
    /// Who is in it, in the order in which they came.
    pub participants: Vec<ChatParticipant>,
    /// Who came and went, in the order in which they came; who came twice is here twice.
    pub stays: Vec<ChatStay>,
    /// What was said, and what the system told, oldest first.
    pub messages: Vec<ChatMessage>,
}

impl ChatThread {
    /// What participants see: what was said and is not deleted, oldest first.
    pub fn standing(&self) -> impl Iterator<Item = &ChatMessage> {
        self.messages
            .iter()
            .filter(|message| message.text().is_some() && message.deleted_on.is_none())
    }
}

/// The time that somebody was in a thread.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ChatStay {
    /// The raw id.
    pub id: String,
    /// Who added them; themselves, if they created the thread.
    pub added_by: String,
    /// When they came.
    #[serde(with = "time::serde::rfc3339")]
    pub added_on: OffsetDateTime,
    /// Who removed them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub removed_by: Option<String>,
    /// When they went.
    #[serde(
        with = "time::serde::rfc3339::option",
        skip_serializing_if = "Option::is_none"
    )]
    pub removed_on: Option<OffsetDateTime>,
}

/// As the system has told it.
fn stays(thread: &Thread) -> Vec<ChatStay> {
    let mut stays = Vec::<ChatStay>::new();
    for message in &thread.messages {
        match &message.content {
            Content::ParticipantAdded(those) => stays.extend(those.iter().map(|one| ChatStay {
                id: one.id.clone(),
                added_by: message.by.clone(),
                added_on: message.created,
                removed_by: None,
                removed_on: None,
            })),
            Content::ParticipantRemoved(those) => {
                let gone = |stay: &&mut ChatStay| {
                    stay.removed_on.is_none() && those.iter().any(|one| one.id == stay.id)
                };
                for stay in stays.iter_mut().filter(gone) {
                    stay.removed_by = Some(message.by.clone());
                    stay.removed_on = Some(message.created);
                }
            }
            Content::Said { .. } | Content::TopicUpdated { .. } => {}
        }
    }
    stays
}

/// A message, the text of a deleted one included.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ChatMessage {
    /// When it was written, in milliseconds since 1970.
    pub id: String,
    /// The place in the thread, from 1.
    pub sequence_id: u64,
    /// Who wrote it, or did what the system tells.
    pub by: String,
    /// The name that the sender gave.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub display_name: Option<String>,
    /// What it is.
    #[serde(flatten)]
    pub kind: ChatMessageKind,
    /// When it was written.
    #[serde(with = "time::serde::rfc3339")]
    pub created_on: OffsetDateTime,
    /// When it was last edited.
    #[serde(
        with = "time::serde::rfc3339::option",
        skip_serializing_if = "Option::is_none"
    )]
    pub edited_on: Option<OffsetDateTime>,
    /// When it was deleted.
    #[serde(
        with = "time::serde::rfc3339::option",
        skip_serializing_if = "Option::is_none"
    )]
    pub deleted_on: Option<OffsetDateTime>,
    /// How long a deleted message was there, in milliseconds of the simulator's clock.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub visible_for: Option<u64>,
    /// As the sender gave it.
    #[serde(skip_serializing_if = "Metadata::is_empty")]
    pub metadata: Metadata,
}

impl ChatMessage {
    /// What its sender says with it now, or last said; `None` for what the system told.
    pub fn text(&self) -> Option<&str> {
        match &self.kind {
            ChatMessageKind::Text { text, .. } => Some(text),
            ChatMessageKind::Html { html, .. } => Some(html),
            ChatMessageKind::TopicUpdated { .. }
            | ChatMessageKind::ParticipantAdded { .. }
            | ChatMessageKind::ParticipantRemoved { .. } => None,
        }
    }
}

/// What a message says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum ChatMessageKind {
    /// Plain text.
    Text {
        /// What participants see, or saw until it was deleted.
        text: String,
        /// What was sent, before all edits.
        original: String,
    },
    /// HTML.
    Html {
        /// What participants see, or saw until it was deleted.
        html: String,
        /// What was sent, before all edits.
        original: String,
    },
    /// The thread has this topic from here on.
    TopicUpdated {
        /// The topic.
        topic: String,
    },
    /// These came.
    ParticipantAdded {
        /// Raw ids.
        participants: Vec<String>,
    },
    /// These went.
    ParticipantRemoved {
        /// Raw ids.
        participants: Vec<String>,
    },
}

impl From<&Thread> for ChatThread {
    fn from(thread: &Thread) -> Self {
        Self {
            id: thread.id.clone(),
            topic: thread.topic.clone(),
            created_by: thread.created_by.clone(),
            created_on: thread.created,
            deleted_on: thread.deleted,
            metadata: thread.metadata.clone(),
            retention_policy: thread.retention,
            participants: thread.participants.to_vec(),
            stays: stays(thread),
            messages: thread.messages.iter().map(ChatMessage::from).collect(),
        }
    }
}

impl From<&Message> for ChatMessage {
    fn from(message: &Message) -> Self {
        let visible_for = message.deleted.map(|deleted| {
            let millis = (deleted - message.created).whole_milliseconds();
            u64::try_from(millis).unwrap_or_default()
        });
        Self {
            id: message.id(),
            sequence_id: message.sequence,
            by: message.by.clone(),
            display_name: message.display_name.clone(),
            kind: ChatMessageKind::from(&message.content),
            created_on: message.created,
            edited_on: message.edited,
            deleted_on: message.deleted,
            visible_for,
            metadata: message.metadata.clone(),
        }
    }
}

impl From<&Content> for ChatMessageKind {
    fn from(content: &Content) -> Self {
        let ids = |participants: &[ChatParticipant]| {
            let ids = participants.iter().map(|one| one.id.clone());
            ids.collect()
        };
        match content.clone() {
            Content::Said {
                format: ChatFormat::Text,
                text,
                original,
            } => Self::Text { text, original },
            Content::Said {
                format: ChatFormat::Html,
                text,
                original,
            } => Self::Html {
                html: text,
                original,
            },
            Content::TopicUpdated { topic } => Self::TopicUpdated { topic },
            Content::ParticipantAdded(those) => Self::ParticipantAdded {
                participants: ids(&those),
            },
            Content::ParticipantRemoved(those) => Self::ParticipantRemoved {
                participants: ids(&those),
            },
        }
    }
}
