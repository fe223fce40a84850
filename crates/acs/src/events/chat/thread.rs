//! A thread was created, changed or deleted.

use std::{collections::BTreeMap, fmt};

use serde::de::MapAccess;

use super::ChatParticipant;
use crate::{
    CommunicationIdentifier, MissingMember, Timestamp,
    chat::Metadata,
    lenient::{Member, Members},
    missing::required,
};

/// A thread was created, changed or deleted. `Debug` shows neither its topic nor who is in it.
///
/// <https://learn.microsoft.com/en-us/azure/event-grid/communication-services-chat-events#microsoftcommunicationchatthreadcreated-event>
#[derive(Clone, Default, PartialEq, Eq)]
pub struct ChatThreadEvent {
    /// See [`thread_id`](Self::thread_id).
    pub thread_id: Option<String>,
    /// What orders the events of a thread: later ones have a greater one.
    pub version: Option<u64>,
    /// Who did it.
    pub by: Option<CommunicationIdentifier>,
    /// Of whom the event is, if it is one for a participant.
    pub recipient: Option<CommunicationIdentifier>,
    /// The properties that it has, or has now. See [`topic`](Self::topic).
    pub properties: BTreeMap<String, String>,
    /// What the app attached.
    pub metadata: Metadata,
    /// Who is in it, if it was created.
    pub participants: Vec<ChatParticipant>,
    /// When it was created.
    pub create_time: Option<Timestamp>,
    /// When it was changed, if it was.
    pub edit_time: Option<Timestamp>,
    /// When it was deleted, if it was.
    pub delete_time: Option<Timestamp>,
    /// Why it was deleted. Not there before 2026.
    pub reason: Option<String>,
    /// What the service's support finds it by.
    pub transaction_id: Option<String>,
}

impl ChatThreadEvent {
    /// A thread was created.
    pub const CREATED: &str = "Microsoft.Communication.ChatThreadCreated";
    /// A thread was created: to each participant.
    pub const CREATED_WITH_USER: &str = "Microsoft.Communication.ChatThreadCreatedWithUser";
    /// A thread was deleted.
    pub const DELETED: &str = "Microsoft.Communication.ChatThreadDeleted";
    /// A thread was deleted: to each participant.
    pub const DELETED_WITH_USER: &str = "Microsoft.Communication.ChatThreadWithUserDeleted";
    /// A thread was changed.
    pub const PROPERTIES_UPDATED: &str = "Microsoft.Communication.ChatThreadPropertiesUpdated";
    /// A thread was changed: to each participant.
    pub const PROPERTIES_UPDATED_PER_USER: &str =
        "Microsoft.Communication.ChatThreadPropertiesUpdatedPerUser";

    /// The id of the thread.
    ///
    /// # Errors
    /// There is none.
    pub fn thread_id(&self) -> Result<&str, MissingMember> {
        required("threadId", self.thread_id.as_deref())
    }

    /// What it is about, if the event says so.
    pub fn topic(&self) -> Option<&str> {
        let (_, topic) = self
            .properties
            .iter()
            .find(|(name, _)| name.eq_ignore_ascii_case("topic"))?;
        Some(topic)
    }
}

impl Members for ChatThreadEvent {
    fn member<'de, A: MapAccess<'de>>(
        &mut self,
        name: &str,
        value: Member<'_, A>,
    ) -> Result<(), A::Error> {
        match name {
            "threadid" => self.thread_id = value.text()?,
            "version" => self.version = value.integer()?,
            "createdbycommunicationidentifier"
            | "deletedbycommunicationidentifier"
            | "editedbycommunicationidentifier" => value.identifier_into(&mut self.by)?,
            "createdby" | "deletedby" | "editedby" => value.raw_id_into(&mut self.by)?,
            "recipientcommunicationidentifier" => value.identifier_into(&mut self.recipient)?,
            "recipientid" => value.raw_id_into(&mut self.recipient)?,
            "properties" => self.properties = value.texts()?,
            "metadata" => self.metadata = value.texts()?,
            // What they were called in 2020 still comes beside them.
            "participants" | "members" => {
                let participants: Vec<_> = value.objects()?;
                let newer = name == "participants" && !participants.is_empty();
                if newer || self.participants.is_empty() {
                    self.participants = participants;
                }
            }
            "createtime" => self.create_time = value.time()?,
            "edittime" => self.edit_time = value.time()?,
            "deletetime" => self.delete_time = value.time()?,
            "reason" => self.reason = value.text()?,
            "transactionid" => self.transaction_id = value.text()?,
            _ => value.skip()?,
        }
        Ok(())
    }
}

impl fmt::Debug for ChatThreadEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ChatThreadEvent")
            .field("thread_id", &self.thread_id)
            .field("version", &self.version)
            .field("by", &self.by)
            .field("recipient", &self.recipient)
            .field("create_time", &self.create_time)
            .field("edit_time", &self.edit_time)
            .field("delete_time", &self.delete_time)
            .field("reason", &self.reason)
            .field("transaction_id", &self.transaction_id)
            .finish_non_exhaustive()
    }
}
