//! Threads, messages and people as the API writes and reads them.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Map, Value, json};
use time::{OffsetDateTime, format_description::well_known::Rfc3339, macros::format_description};

use crate::chat::{
    Candidate, ChatError, ChatFormat, ChatParticipant, Content, Message, Metadata, Receipt,
    Rejected, Thread, millis,
};

/// `CommunicationIdentifierModel`: Python's SDK reads `rawId` of it, JavaScript's the typed member. No
/// recording has the `kind` that the specification has.
pub(super) fn identifier(raw: &str) -> Value {
    json!({"rawId": raw, "communicationUser": {"id": raw}})
}

/// Whole seconds, as recorded.
pub(super) fn seconds(at: OffsetDateTime) -> String {
    let format = format_description!("[year]-[month]-[day]T[hour]:[minute]:[second]Z");
    at.to_offset(time::UtcOffset::UTC)
        .format(format)
        .unwrap_or_default()
}

/// An identifier in a request: the raw id, or the typed member of an ACS user, or both.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Identifier {
    raw_id: Option<String>,
    communication_user: Option<CommunicationUser>,
}

#[derive(Deserialize)]
struct CommunicationUser {
    id: String,
}

impl Identifier {
    pub(super) fn into_raw(self) -> Result<String, ChatError> {
        match (self.raw_id, self.communication_user) {
            (Some(raw), Some(user)) if raw != user.id => Err(ChatError::Identifier(raw)),
            (Some(raw), _) => Ok(raw),
            (None, Some(user)) => Ok(user.id),
            (None, None) => Err(ChatError::Identifier(String::new())),
        }
    }
}

/// `ChatParticipant` in a request.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Participant {
    communication_identifier: Identifier,
    display_name: Option<String>,
    share_history_time: Option<String>,
    #[serde(default)]
    metadata: Option<BTreeMap<String, String>>,
}

impl Participant {
    pub(super) fn into_candidate(self) -> Result<Candidate, ChatError> {
        let shared = self.share_history_time.map(|time| parse(&time));
        Ok(Candidate {
            id: self.communication_identifier.into_raw()?,
            display_name: self.display_name,
            share_history_time: shared.transpose()?,
            metadata: self.metadata.unwrap_or_default(),
        })
    }
}

pub(super) fn candidates(those: Vec<Participant>) -> Result<Vec<Candidate>, ChatError> {
    those.into_iter().map(Participant::into_candidate).collect()
}

/// A time in a request.
pub(super) fn parse(time: &str) -> Result<OffsetDateTime, ChatError> {
    OffsetDateTime::parse(time, &Rfc3339)
        .map_err(|_| ChatError::Invalid("A time is not in the format of RFC 3339."))
}

pub(super) fn participant(one: &ChatParticipant) -> Value {
    let mut shown = Map::new();
    shown.insert("communicationIdentifier".to_owned(), identifier(&one.id));
    if let Some(name) = &one.display_name {
        shown.insert("displayName".to_owned(), name.as_str().into());
    }
    let shared = seconds(one.share_history_time);
    shown.insert("shareHistoryTime".to_owned(), shared.into());
    metadata(&mut shown, &one.metadata);
    Value::Object(shown)
}

/// Whom a request could not add; the member is not there when it could add all.
pub(super) fn invalid_participants(rejected: &Rejected) -> Option<Value> {
    let errors = rejected
        .iter()
        .map(|(id, why)| json!({"target": id, "code": why.code(), "message": why.message()}));
    (!rejected.is_empty()).then(|| errors.collect())
}

pub(super) fn thread(thread: &Thread) -> Value {
    let mut shown = Map::new();
    let mut put = |name: &str, value: Value| {
        shown.insert(name.to_owned(), value);
    };
    put("id", thread.id.as_str().into());
    put("topic", thread.topic.as_str().into());
    put("createdOn", seconds(thread.created).into());
    put(
        "createdByCommunicationIdentifier",
        identifier(&thread.created_by),
    );
    if let Some(deleted) = thread.deleted {
        put("deletedOn", seconds(deleted).into());
    }
    if let Some(retention) = thread.retention {
        put("retentionPolicy", json!(retention));
    }
    metadata(&mut shown, &thread.metadata);
    Value::Object(shown)
}

/// A thread in the list of threads. What the system told is no message received.
pub(super) fn thread_item(thread: &Thread) -> Value {
    let mut shown = json!({"id": thread.id, "topic": thread.topic});
    if let Some(shown) = shown.as_object_mut() {
        if let Some(deleted) = thread.deleted {
            shown.insert("deletedOn".to_owned(), seconds(deleted).into());
        }
        let mut newest = thread.messages.iter().rev();
        if let Some(last) = newest.find(|message| message.is_said()) {
            let last = seconds(last.created).into();
            shown.insert("lastMessageReceivedOn".to_owned(), last);
        }
    }
    shown
}

pub(super) fn message(message: &Message) -> Value {
    let mut shown = Map::new();
    let mut put = |name: &str, value: Value| {
        shown.insert(name.to_owned(), value);
    };
    put("id", message.id().into());
    put("type", kind(&message.content).into());
    put("sequenceId", message.sequence.to_string().into());
    put("version", millis(message.version).to_string().into());
    put("content", content(message));
    if message.is_said() {
        // Recordings have an empty name where the sender gave none.
        let name = message.display_name.as_deref().unwrap_or_default();
        put("senderDisplayName", name.into());
        put("senderCommunicationIdentifier", identifier(&message.by));
    }
    put("createdOn", seconds(message.created).into());
    for (name, time) in [("editedOn", message.edited), ("deletedOn", message.deleted)] {
        if let Some(time) = time {
            put(name, seconds(time).into());
        }
    }
    if message.deleted.is_none() {
        metadata(&mut shown, &message.metadata);
    }
    Value::Object(shown)
}

fn kind(content: &Content) -> &'static str {
    match content {
        Content::Said {
            format: ChatFormat::Text,
            ..
        } => "text",
        Content::Said {
            format: ChatFormat::Html,
            ..
        } => "html",
        Content::TopicUpdated { .. } => "topicUpdated",
        Content::ParticipantAdded(_) => "participantAdded",
        Content::ParticipantRemoved(_) => "participantRemoved",
    }
}

fn content(message: &Message) -> Value {
    let by = || identifier(&message.by);
    match &message.content {
        // Recorded: what is deleted has an empty text, not none.
        Content::Said { .. } if message.deleted.is_some() => json!({"message": ""}),
        Content::Said { text, .. } => json!({"message": text}),
        Content::TopicUpdated { topic } => {
            json!({"topic": topic, "initiatorCommunicationIdentifier": by()})
        }
        Content::ParticipantAdded(those) | Content::ParticipantRemoved(those) => {
            let participants: Vec<_> = those.iter().map(participant).collect();
            json!({"participants": participants, "initiatorCommunicationIdentifier": by()})
        }
    }
}

pub(super) fn receipt(receipt: &Receipt) -> Value {
    json!({
        "senderCommunicationIdentifier": identifier(&receipt.by),
        "chatMessageId": receipt.message,
        "readOn": seconds(receipt.at),
    })
}

fn metadata(shown: &mut Map<String, Value>, metadata: &Metadata) {
    if !metadata.is_empty() {
        shown.insert("metadata".to_owned(), json!(metadata));
    }
}
