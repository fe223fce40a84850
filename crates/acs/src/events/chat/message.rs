//! A message was sent, changed or deleted.

use std::fmt;

use serde::de::MapAccess;

use crate::{
    CommunicationIdentifier, MissingMember, Timestamp,
    chat::{MessageFormat, MessageType, Metadata},
    lenient::{Member, Members},
    missing::required,
};

/// A message was sent, changed or deleted, or is a command for a bot.
///
/// An event for a thread comes for every message, also for those of a program of one's own. `Debug`
/// shows neither what the message says nor the sender's name.
/// <https://learn.microsoft.com/en-us/azure/event-grid/communication-services-chat-events#microsoftcommunicationchatmessagereceivedinthread-event>
#[derive(Clone, Default, PartialEq, Eq)]
pub struct ChatMessageEvent {
    /// See [`thread_id`](Self::thread_id).
    pub thread_id: Option<String>,
    /// See [`message_id`](Self::message_id).
    pub message_id: Option<String>,
    /// See [`version`](Self::version).
    pub version: Option<u64>,
    /// See [`sender`](Self::sender).
    pub sender: Option<CommunicationIdentifier>,
    /// Of whom the event is, if it is one for a participant.
    pub recipient: Option<CommunicationIdentifier>,
    /// The name that the sender gave.
    pub sender_display_name: Option<String>,
    /// What it is. See [`format`](Self::format).
    pub kind: Option<MessageType>,
    /// See [`body`](Self::body).
    pub body: Option<String>,
    /// When it was sent.
    pub compose_time: Option<Timestamp>,
    /// When it was changed, if it was.
    pub edit_time: Option<Timestamp>,
    /// When it was deleted, if it was.
    pub delete_time: Option<Timestamp>,
    /// What the sender's app attached.
    pub metadata: Metadata,
    /// Its place in the thread, from 1. Not there before 2026.
    pub sequence_id: Option<u64>,
    /// What the service's support finds it by.
    pub transaction_id: Option<String>,
}

impl ChatMessageEvent {
    /// A message was sent: to each participant but its sender.
    pub const RECEIVED: &str = "Microsoft.Communication.ChatMessageReceived";
    /// A message was sent: to the thread.
    pub const RECEIVED_IN_THREAD: &str = "Microsoft.Communication.ChatMessageReceivedInThread";
    /// A message was changed: to each participant but its sender.
    pub const EDITED: &str = "Microsoft.Communication.ChatMessageEdited";
    /// A message was changed: to the thread.
    pub const EDITED_IN_THREAD: &str = "Microsoft.Communication.ChatMessageEditedInThread";
    /// A message was deleted: to each participant but its sender.
    pub const DELETED: &str = "Microsoft.Communication.ChatMessageDeleted";
    /// A message was deleted: to the thread.
    pub const DELETED_IN_THREAD: &str = "Microsoft.Communication.ChatMessageDeletedInThread";
    /// A message is a command for an Azure bot in the thread.
    pub const BOT_COMMAND_IN_THREAD: &str =
        "Microsoft.Communication.ChatAzureBotCommandReceivedInThread";

    /// The id of the thread.
    ///
    /// # Errors
    /// There is none.
    pub fn thread_id(&self) -> Result<&str, MissingMember> {
        required("threadId", self.thread_id.as_deref())
    }

    /// The id of the message: when it was sent, in milliseconds since 1970. It is unique in its
    /// thread.
    ///
    /// # Errors
    /// There is none.
    pub fn message_id(&self) -> Result<&str, MissingMember> {
        required("messageId", self.message_id.as_deref())
    }

    /// What orders the events of a message: its id at first, and greater after each change.
    ///
    /// # Errors
    /// There is none.
    pub fn version(&self) -> Result<u64, MissingMember> {
        self.version.ok_or(MissingMember("version"))
    }

    /// Who sent it: a user of the resource, or a Teams user, or an application.
    ///
    /// # Errors
    /// Nobody.
    pub fn sender(&self) -> Result<&CommunicationIdentifier, MissingMember> {
        self.sender
            .as_ref()
            .ok_or(MissingMember("senderCommunicationIdentifier"))
    }

    /// What it says, which may be nothing. A message that was deleted does not say anything.
    ///
    /// # Errors
    /// There is no text, not even an empty one.
    pub fn body(&self) -> Result<&str, MissingMember> {
        self.body.as_deref().ok_or(MissingMember("messageBody"))
    }

    /// How the body is to be read, if that is known.
    pub fn format(&self) -> Option<MessageFormat> {
        self.kind.as_ref()?.format()
    }
}

impl Members for ChatMessageEvent {
    fn member<'de, A: MapAccess<'de>>(
        &mut self,
        name: &str,
        value: Member<'_, A>,
    ) -> Result<(), A::Error> {
        match name {
            "threadid" => self.thread_id = value.text()?,
            "messageid" => self.message_id = value.text()?,
            "version" => self.version = value.integer()?,
            "sendercommunicationidentifier" => value.identifier_into(&mut self.sender)?,
            "senderid" => value.raw_id_into(&mut self.sender)?,
            "recipientcommunicationidentifier" => value.identifier_into(&mut self.recipient)?,
            "recipientid" => value.raw_id_into(&mut self.recipient)?,
            "senderdisplayname" => self.sender_display_name = value.text()?,
            "type" => self.kind = value.text()?.map(MessageType::from),
            "messagebody" => self.body = value.text()?,
            "composetime" => self.compose_time = value.time()?,
            "edittime" => self.edit_time = value.time()?,
            "deletetime" => self.delete_time = value.time()?,
            "metadata" => self.metadata = value.texts()?,
            "sequenceid" => self.sequence_id = value.integer()?,
            "transactionid" => self.transaction_id = value.text()?,
            _ => value.skip()?,
        }
        Ok(())
    }
}

impl fmt::Debug for ChatMessageEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ChatMessageEvent")
            .field("thread_id", &self.thread_id)
            .field("message_id", &self.message_id)
            .field("version", &self.version)
            .field("sender", &self.sender)
            .field("recipient", &self.recipient)
            .field("kind", &self.kind)
            .field("compose_time", &self.compose_time)
            .field("edit_time", &self.edit_time)
            .field("delete_time", &self.delete_time)
            .field("transaction_id", &self.transaction_id)
            .finish_non_exhaustive()
    }
}
