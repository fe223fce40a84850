//! A participant came into a thread, or is out of it.

use std::fmt;

use serde::de::MapAccess;

use crate::{
    CommunicationIdentifier, MissingMember, Timestamp,
    chat::Metadata,
    lenient::{Member, Members},
    missing::required,
};

/// A participant came into a thread, or is out of it.
///
/// The events for a thread have their own spelling, `ChatThreadParticipant…`, and so have their
/// subjects, which are in lower case.
/// <https://learn.microsoft.com/en-us/azure/event-grid/communication-services-chat-events#microsoftcommunicationchatthreadparticipantadded-event>
#[derive(Clone, Default, PartialEq, Eq)]
pub struct ChatParticipantEvent {
    /// See [`thread_id`](Self::thread_id).
    pub thread_id: Option<String>,
    /// What orders the events of a thread: later ones have a greater one.
    pub version: Option<u64>,
    /// Who. See [`identifier`](Self::identifier).
    pub participant: Option<ChatParticipant>,
    /// Who did it.
    pub by: Option<CommunicationIdentifier>,
    /// Of whom the event is, if it is one for a participant.
    pub recipient: Option<CommunicationIdentifier>,
    /// When it happened.
    pub time: Option<Timestamp>,
    /// When the thread was created.
    pub create_time: Option<Timestamp>,
    /// What the service's support finds it by.
    pub transaction_id: Option<String>,
}

/// Who is in a thread. `Debug` does not show the name.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct ChatParticipant {
    /// Who.
    pub identifier: Option<CommunicationIdentifier>,
    /// Under which name.
    pub display_name: Option<String>,
    /// What the app attached.
    pub metadata: Metadata,
}

impl ChatParticipantEvent {
    /// A participant came into a thread.
    pub const ADDED: &str = "Microsoft.Communication.ChatThreadParticipantAdded";
    /// A participant came into a thread: to each participant.
    pub const ADDED_WITH_USER: &str =
        "Microsoft.Communication.ChatParticipantAddedToThreadWithUser";
    /// A participant is out of a thread.
    pub const REMOVED: &str = "Microsoft.Communication.ChatThreadParticipantRemoved";
    /// A participant is out of a thread: to each participant.
    pub const REMOVED_WITH_USER: &str =
        "Microsoft.Communication.ChatParticipantRemovedFromThreadWithUser";

    /// The id of the thread.
    ///
    /// # Errors
    /// There is none.
    pub fn thread_id(&self) -> Result<&str, MissingMember> {
        required("threadId", self.thread_id.as_deref())
    }

    /// Who came in, or is out.
    ///
    /// # Errors
    /// Nobody.
    pub fn identifier(&self) -> Result<&CommunicationIdentifier, MissingMember> {
        self.participant
            .as_ref()
            .and_then(|participant| participant.identifier.as_ref())
            .ok_or(MissingMember("participantCommunicationIdentifier"))
    }
}

impl Members for ChatParticipantEvent {
    fn member<'de, A: MapAccess<'de>>(
        &mut self,
        name: &str,
        value: Member<'_, A>,
    ) -> Result<(), A::Error> {
        match name {
            "threadid" => self.thread_id = value.text()?,
            "version" => self.version = value.integer()?,
            "participantadded" | "participantremoved" => self.participant = value.object()?,
            "addedbycommunicationidentifier" | "removedbycommunicationidentifier" => {
                value.identifier_into(&mut self.by)?;
            }
            "addedby" | "removedby" => value.raw_id_into(&mut self.by)?,
            "recipientcommunicationidentifier" => value.identifier_into(&mut self.recipient)?,
            "recipientid" => value.raw_id_into(&mut self.recipient)?,
            "time" => self.time = value.time()?,
            "createtime" => self.create_time = value.time()?,
            "transactionid" => self.transaction_id = value.text()?,
            _ => value.skip()?,
        }
        Ok(())
    }
}

impl Members for ChatParticipant {
    fn member<'de, A: MapAccess<'de>>(
        &mut self,
        name: &str,
        value: Member<'_, A>,
    ) -> Result<(), A::Error> {
        match name {
            "participantcommunicationidentifier" => value.identifier_into(&mut self.identifier)?,
            "memberid" => value.raw_id_into(&mut self.identifier)?,
            "displayname" => self.display_name = value.text()?,
            "metadata" => self.metadata = value.texts()?,
            _ => value.skip()?,
        }
        Ok(())
    }
}

impl fmt::Debug for ChatParticipantEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ChatParticipantEvent")
            .field("thread_id", &self.thread_id)
            .field("version", &self.version)
            .field("participant", &self.participant)
            .field("by", &self.by)
            .field("recipient", &self.recipient)
            .field("time", &self.time)
            .field("create_time", &self.create_time)
            .field("transaction_id", &self.transaction_id)
            .finish()
    }
}

impl fmt::Debug for ChatParticipant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ChatParticipant")
            .field("identifier", &self.identifier)
            .finish_non_exhaustive()
    }
}
