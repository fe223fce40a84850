//! What is said in a thread.

use std::fmt;

use serde::{Deserialize, Deserializer};

use super::{MessageType, Metadata, Participant};
use crate::{CommunicationIdentifier, Timestamp, lenient::fields};

/// A message of a thread. Its `Debug` shows neither what it says nor the sender's name.
///
/// A message that was deleted is still there, with [`deleted_on`](Self::deleted_on) and without
/// content.
/// <https://learn.microsoft.com/en-us/rest/api/communication/chat/chat-thread/get-chat-message>
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ChatMessage {
    /// Its id, the only thing that it always has: when it was sent, in milliseconds since 1970.
    pub id: String,
    /// What it is.
    #[serde(default = "unknown_type", rename = "type")]
    pub kind: MessageType,
    /// Its place in the thread, from 1.
    #[serde(default, deserialize_with = "fields::integer")]
    pub sequence_id: Option<u64>,
    /// The id at first; greater after each change.
    #[serde(default, deserialize_with = "fields::integer")]
    pub version: Option<u64>,
    /// What it says.
    #[serde(default, deserialize_with = "fields::option")]
    pub content: Option<MessageContent>,
    /// Who sent it, if a user did.
    #[serde(
        default,
        rename = "senderCommunicationIdentifier",
        deserialize_with = "fields::identifier"
    )]
    pub sender: Option<CommunicationIdentifier>,
    /// The name that the sender gave.
    #[serde(default, deserialize_with = "fields::text")]
    pub sender_display_name: Option<String>,
    /// When it came to the service.
    #[serde(default, deserialize_with = "fields::time")]
    pub created_on: Option<Timestamp>,
    /// When it was deleted, if it was.
    #[serde(default, deserialize_with = "fields::time")]
    pub deleted_on: Option<Timestamp>,
    /// When it was changed last, if it was.
    #[serde(default, deserialize_with = "fields::time")]
    pub edited_on: Option<Timestamp>,
    /// What the sender's app attached.
    #[serde(default, deserialize_with = "fields::texts")]
    pub metadata: Metadata,
}

/// What a message says. Its `Debug` shows none of it.
#[derive(Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MessageContent {
    /// The text of a message of a user.
    #[serde(default, deserialize_with = "fields::text")]
    pub message: Option<String>,
    /// The new topic.
    #[serde(default, deserialize_with = "fields::text")]
    pub topic: Option<String>,
    /// Who came in, or is out.
    #[serde(default, deserialize_with = "fields::list")]
    pub participants: Vec<Participant>,
    /// What is attached.
    #[serde(default, deserialize_with = "fields::list")]
    pub attachments: Vec<Attachment>,
    /// Who changed the topic, or let somebody in or out.
    #[serde(
        default,
        rename = "initiatorCommunicationIdentifier",
        deserialize_with = "fields::identifier"
    )]
    pub initiator: Option<CommunicationIdentifier>,
}

/// What is attached to a message, in a Teams meeting's chat. Its `Debug` shows neither name nor URLs.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Attachment {
    /// Its id.
    pub id: String,
    /// What it is.
    #[serde(default = "unknown_attachment")]
    pub attachment_type: AttachmentType,
    /// Its name.
    #[serde(default, deserialize_with = "fields::text")]
    pub name: Option<String>,
    /// Where it can be had.
    #[serde(default, deserialize_with = "fields::text")]
    pub url: Option<String>,
    /// Where a preview can be had.
    #[serde(default, deserialize_with = "fields::text")]
    pub preview_url: Option<String>,
}

/// What an attachment is.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum AttachmentType {
    /// A picture.
    Image,
    /// A file.
    File,
    /// A type that this crate does not know, as it came.
    Other(String),
}

fn unknown_type() -> MessageType {
    MessageType::Other(String::new())
}

fn unknown_attachment() -> AttachmentType {
    AttachmentType::Other(String::new())
}

impl<'de> Deserialize<'de> for AttachmentType {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = fields::text(deserializer)?.unwrap_or_default();
        Ok(match text.as_str() {
            "image" => Self::Image,
            "file" => Self::File,
            _ => Self::Other(text),
        })
    }
}

impl fmt::Debug for ChatMessage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ChatMessage")
            .field("id", &self.id)
            .field("kind", &self.kind)
            .field("sequence_id", &self.sequence_id)
            .field("version", &self.version)
            .field("sender", &self.sender)
            .field("created_on", &self.created_on)
            .field("deleted_on", &self.deleted_on)
            .field("edited_on", &self.edited_on)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for MessageContent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MessageContent(..)")
    }
}

impl fmt::Debug for Attachment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Attachment")
            .field("id", &self.id)
            .field("attachment_type", &self.attachment_type)
            .finish_non_exhaustive()
    }
}
