//! What a message is.

use serde::{Deserialize, Deserializer, Serialize};

use crate::lenient::fields;

/// How the text of a message is to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum MessageFormat {
    /// As it is.
    Text,
    /// As HTML.
    Html,
}

/// What a message is: what a user said, or what the service says that happened.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum MessageType {
    /// A user said something, in plain text.
    Text,
    /// A user said something, in HTML.
    Html,
    /// The thread has another topic.
    TopicUpdated,
    /// Participants came in.
    ParticipantAdded,
    /// Participants are out.
    ParticipantRemoved,
    /// A type that this crate does not know, as it came.
    Other(String),
}

impl MessageType {
    /// How a text of this type is to be read, if that is known.
    pub fn format(&self) -> Option<MessageFormat> {
        match self {
            Self::Text => Some(MessageFormat::Text),
            Self::Html => Some(MessageFormat::Html),
            Self::TopicUpdated
            | Self::ParticipantAdded
            | Self::ParticipantRemoved
            | Self::Other(_) => None,
        }
    }
}

/// Answers have lower case, events do not.
impl From<String> for MessageType {
    fn from(text: String) -> Self {
        match text.trim().to_ascii_lowercase().as_str() {
            "text" => Self::Text,
            "html" => Self::Html,
            "topicupdated" => Self::TopicUpdated,
            "participantadded" => Self::ParticipantAdded,
            "participantremoved" => Self::ParticipantRemoved,
            _ => Self::Other(text),
        }
    }
}

impl<'de> Deserialize<'de> for MessageType {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(fields::text(deserializer)?.unwrap_or_default().into())
    }
}
