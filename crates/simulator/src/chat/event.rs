//! The events of chat, as Microsoft's samples spell them: those of a thread and those of its users
//! differ in the times, the version of a message, the subjects and the members that old clients
//! know.
//!
//! <https://learn.microsoft.com/azure/event-grid/communication-services-chat-events>

use base64::{Engine as _, engine::general_purpose::STANDARD_NO_PAD};
use serde_json::{Map, Value, json};
use time::{OffsetDateTime, format_description::well_known::Rfc3339};
use uuid::Uuid;

use super::{
    ChatFormat, ChatParticipant, Message,
    change::{Change, Properties, What},
    message::{Content, Metadata, millis},
};
use crate::eventgrid::PublishedEvent;

/// Whose event it is.
#[derive(Clone, Copy)]
pub(super) enum Level<'a> {
    Thread,
    /// This participant's.
    User(&'a str),
}

impl Level<'_> {
    fn time(self, at: OffsetDateTime) -> Value {
        let time = at.format(&Rfc3339).unwrap_or_default();
        match self {
            Self::Thread => time.replace('Z', "+00:00").into(),
            Self::User(_) => time.into(),
        }
    }
}

pub(super) fn of(
    change: &Change,
    event_type: &'static str,
    level: Level<'_>,
    id: Uuid,
) -> PublishedEvent {
    let mut data = Map::new();
    let mut put = |name: &str, value: Value| {
        data.insert(name.to_owned(), value);
    };
    match &change.what {
        What::ThreadCreated(properties) => {
            actor(&mut put, "createdBy", change, level);
            put("properties", json!({"topic": properties.topic}));
            thread(&mut put, properties);
            if let Level::User(_) = level {
                put("members", members(&change.told_to));
            }
            let participants = change.told_to.iter().map(participant);
            put("participants", participants.collect());
        }
        What::PropertiesUpdated { now, renamed } => {
            actor(&mut put, "editedBy", change, level);
            put("editTime", level.time(change.at));
            let changed = if *renamed {
                json!({"topic": now.topic})
            } else {
                json!({})
            };
            put("properties", changed);
            thread(&mut put, now);
        }
        What::ThreadDeleted => {
            actor(&mut put, "deletedBy", change, level);
            put("deleteTime", level.time(change.at));
        }
        What::ParticipantAdded(one) => {
            put("time", level.time(change.at));
            put("addedByCommunicationIdentifier", identifier(&change.by));
            put("participantAdded", participant(one));
        }
        What::ParticipantRemoved(one) => {
            put("time", level.time(change.at));
            put("removedByCommunicationIdentifier", identifier(&change.by));
            put("participantRemoved", participant(one));
        }
        What::MessageReceived(one) => message(&mut put, one, level),
        What::MessageEdited(one) => {
            put("editTime", level.time(change.at));
            message(&mut put, one, level);
        }
        What::MessageDeleted(one) => {
            put("deleteTime", level.time(change.at));
            message(&mut put, one, level);
        }
        What::Typing { display_name } => {
            put("senderCommunicationIdentifier", identifier(&change.by));
            if let Some(name) = display_name {
                put("senderDisplayName", name.as_str().into());
            }
        }
    }
    match &change.what {
        What::MessageReceived(_)
        | What::MessageEdited(_)
        | What::MessageDeleted(_)
        | What::Typing { .. } => {}
        _ => {
            put("createTime", level.time(change.created));
            put("version", millis(change.at).into());
        }
    }
    if let Level::User(recipient) = level {
        let old = !matches!(
            change.what,
            What::ParticipantAdded(_) | What::ParticipantRemoved(_)
        );
        if old {
            put("recipientId", recipient.into());
        }
        put("recipientCommunicationIdentifier", identifier(recipient));
    }
    put("threadId", change.thread.as_str().into());
    let transaction = STANDARD_NO_PAD.encode(change.mark.as_bytes());
    let number = change.mark.as_fields().0;
    put(
        "transactionId",
        format!("{transaction}.1.1.1.1.{number}.1.7").into(),
    );
    PublishedEvent {
        event_type,
        subject: subject(change, level),
        data: Value::Object(data),
        id: id.to_string(),
    }
}

/// The samples of a thread's participant events are in lower case here, those of its users are not.
fn subject(change: &Change, level: Level<'_>) -> String {
    let (about, who) = match (&change.what, level) {
        (What::ThreadCreated(_), _) => ("createdBy", &change.by),
        (What::PropertiesUpdated { .. }, _) => ("editedBy", &change.by),
        (What::ThreadDeleted, _) => ("deletedBy", &change.by),
        (What::ParticipantAdded(one), Level::Thread) => ("participantadded", &one.id),
        (What::ParticipantAdded(one), Level::User(_)) => ("participantAdded", &one.id),
        (What::ParticipantRemoved(one), Level::Thread) => ("participantremoved", &one.id),
        (What::ParticipantRemoved(one), Level::User(_)) => ("participantRemoved", &one.id),
        (
            What::MessageReceived(_)
            | What::MessageEdited(_)
            | What::MessageDeleted(_)
            | What::Typing { .. },
            _,
        ) => ("sender", &change.by),
    };
    let subject = format!("thread/{}/{about}/{who}", change.thread);
    match level {
        Level::Thread => subject,
        Level::User(recipient) => format!("{subject}/recipient/{recipient}"),
    }
}

/// Without `kind`, which the samples do not have.
fn identifier(raw: &str) -> Value {
    json!({"rawId": raw, "communicationUser": {"id": raw}})
}

/// Who did it, with the member of old clients beside it for users.
fn actor(put: &mut impl FnMut(&str, Value), name: &str, change: &Change, level: Level<'_>) {
    if let Level::User(_) = level {
        put(name, change.by.as_str().into());
    }
    put(
        &format!("{name}CommunicationIdentifier"),
        identifier(&change.by),
    );
}

fn thread(put: &mut impl FnMut(&str, Value), properties: &Properties) {
    metadata(put, &properties.metadata);
    if let Some(retention) = properties.retention {
        put("retentionPolicy", json!(retention));
    }
}

/// Absent when there is none.
fn metadata(put: &mut impl FnMut(&str, Value), metadata: &Metadata) {
    if !metadata.is_empty() {
        put("metadata", json!(metadata));
    }
}

fn participant(one: &ChatParticipant) -> Value {
    let mut shown = Map::new();
    let mut put = |name: &str, value: Value| {
        shown.insert(name.to_owned(), value);
    };
    if let Some(name) = &one.display_name {
        put("displayName", name.as_str().into());
    }
    put("participantCommunicationIdentifier", identifier(&one.id));
    metadata(&mut put, &one.metadata);
    Value::Object(shown)
}

/// Participants as the first clients know them.
fn members(participants: &[ChatParticipant]) -> Value {
    let members = participants.iter().map(|one| match &one.display_name {
        Some(name) => json!({"displayName": name, "memberId": one.id}),
        None => json!({"memberId": one.id}),
    });
    members.collect()
}

fn message(put: &mut impl FnMut(&str, Value), message: &Message, level: Level<'_>) {
    if let Content::Said { text, format, .. } = &message.content {
        if message.deleted.is_none() {
            put("messageBody", text.as_str().into());
            metadata(put, &message.metadata);
        }
        let kind = match format {
            ChatFormat::Text => "Text",
            ChatFormat::Html => "Html",
        };
        put("type", kind.into());
    }
    put("messageId", message.id().into());
    let version = millis(message.version);
    match level {
        Level::Thread => put("version", version.to_string().into()),
        Level::User(_) => {
            put("version", version.into());
            put("senderId", message.by.as_str().into());
        }
    }
    if let Some(name) = &message.display_name {
        put("senderDisplayName", name.as_str().into());
    }
    put("senderCommunicationIdentifier", identifier(&message.by));
    put("composeTime", level.time(message.created));
}
