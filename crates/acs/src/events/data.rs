//! Which type of event has which data.
//!
//! A new type is a module with its payload, and a line in each item of this file.

use serde_json::value::RawValue;

use super::{
    ChatMessageEvent as Message, ChatParticipantEvent as Participant, ChatThreadEvent as Thread,
    ChatTypingEvent, SecretNewVersionCreated, SmsReceived, SubscriptionDeleted,
    SubscriptionValidation,
};
use crate::{
    lenient::{Members, Value},
    sms::DeliveryReport,
};

/// What happened, by the type of the event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EventData {
    /// A text came in.
    SmsReceived(SmsReceived),
    /// What became of a text that was sent.
    SmsDeliveryReport(DeliveryReport),
    /// A message was sent.
    ChatMessageReceivedInThread(Message),
    /// A message was changed.
    ChatMessageEditedInThread(Message),
    /// A message was deleted.
    ChatMessageDeletedInThread(Message),
    /// A message is a command for a bot.
    ChatAzureBotCommandReceivedInThread(Message),
    /// Somebody is typing.
    ChatTypingIndicatorReceivedInThread(ChatTypingEvent),
    /// A thread was created.
    ChatThreadCreated(Thread),
    /// A thread was changed.
    ChatThreadPropertiesUpdated(Thread),
    /// A thread was deleted.
    ChatThreadDeleted(Thread),
    /// A participant came into a thread.
    ChatThreadParticipantAdded(Participant),
    /// A participant is out of a thread.
    ChatThreadParticipantRemoved(Participant),
    /// A message was sent: to one participant.
    ChatMessageReceived(Message),
    /// A message was changed: to one participant.
    ChatMessageEdited(Message),
    /// A message was deleted: to one participant.
    ChatMessageDeleted(Message),
    /// A thread was created: to one participant.
    ChatThreadCreatedWithUser(Thread),
    /// A thread was changed: to one participant.
    ChatThreadPropertiesUpdatedPerUser(Thread),
    /// A thread was deleted: to one participant.
    ChatThreadWithUserDeleted(Thread),
    /// A participant came into a thread: to one participant.
    ChatParticipantAddedToThreadWithUser(Participant),
    /// A participant is out of a thread: to one participant.
    ChatParticipantRemovedFromThreadWithUser(Participant),
    /// A secret of a key vault has a new version.
    SecretNewVersionCreated(SecretNewVersionCreated),
    /// Event Grid wants to know whether this endpoint wants its events.
    SubscriptionValidation(SubscriptionValidation),
    /// A subscription is no more.
    SubscriptionDeleted(SubscriptionDeleted),
    /// Another type.
    Unknown {
        /// The type, as it is.
        event_type: String,
    },
}

impl EventData {
    /// The type of the event, as it is documented.
    pub fn event_type(&self) -> &str {
        match self {
            Self::SmsReceived(_) => SmsReceived::EVENT_TYPE,
            Self::SmsDeliveryReport(_) => DeliveryReport::EVENT_TYPE,
            Self::ChatMessageReceivedInThread(_) => Message::RECEIVED_IN_THREAD,
            Self::ChatMessageEditedInThread(_) => Message::EDITED_IN_THREAD,
            Self::ChatMessageDeletedInThread(_) => Message::DELETED_IN_THREAD,
            Self::ChatAzureBotCommandReceivedInThread(_) => Message::BOT_COMMAND_IN_THREAD,
            Self::ChatTypingIndicatorReceivedInThread(_) => ChatTypingEvent::EVENT_TYPE,
            Self::ChatThreadCreated(_) => Thread::CREATED,
            Self::ChatThreadPropertiesUpdated(_) => Thread::PROPERTIES_UPDATED,
            Self::ChatThreadDeleted(_) => Thread::DELETED,
            Self::ChatThreadParticipantAdded(_) => Participant::ADDED,
            Self::ChatThreadParticipantRemoved(_) => Participant::REMOVED,
            Self::ChatMessageReceived(_) => Message::RECEIVED,
            Self::ChatMessageEdited(_) => Message::EDITED,
            Self::ChatMessageDeleted(_) => Message::DELETED,
            Self::ChatThreadCreatedWithUser(_) => Thread::CREATED_WITH_USER,
            Self::ChatThreadPropertiesUpdatedPerUser(_) => Thread::PROPERTIES_UPDATED_PER_USER,
            Self::ChatThreadWithUserDeleted(_) => Thread::DELETED_WITH_USER,
            Self::ChatParticipantAddedToThreadWithUser(_) => Participant::ADDED_WITH_USER,
            Self::ChatParticipantRemovedFromThreadWithUser(_) => Participant::REMOVED_WITH_USER,
            Self::SecretNewVersionCreated(_) => SecretNewVersionCreated::EVENT_TYPE,
            Self::SubscriptionValidation(_) => SubscriptionValidation::EVENT_TYPE,
            Self::SubscriptionDeleted(_) => SubscriptionDeleted::EVENT_TYPE,
            Self::Unknown { event_type } => event_type,
        }
    }

    /// Reads the data of an event of this type.
    pub(super) fn read(event_type: String, data: Option<&RawValue>) -> serde_json::Result<Self> {
        let is = |known: &str| event_type.eq_ignore_ascii_case(known);
        Ok(if is(SmsReceived::EVENT_TYPE) {
            Self::SmsReceived(payload(data)?)
        } else if is(DeliveryReport::EVENT_TYPE) {
            Self::SmsDeliveryReport(payload(data)?)
        } else if is(Message::RECEIVED_IN_THREAD) {
            Self::ChatMessageReceivedInThread(payload(data)?)
        } else if is(Message::EDITED_IN_THREAD) {
            Self::ChatMessageEditedInThread(payload(data)?)
        } else if is(Message::DELETED_IN_THREAD) {
            Self::ChatMessageDeletedInThread(payload(data)?)
        } else if is(Message::BOT_COMMAND_IN_THREAD) {
            Self::ChatAzureBotCommandReceivedInThread(payload(data)?)
        } else if is(ChatTypingEvent::EVENT_TYPE) {
            Self::ChatTypingIndicatorReceivedInThread(payload(data)?)
        } else if is(Thread::CREATED) {
            Self::ChatThreadCreated(payload(data)?)
        } else if is(Thread::PROPERTIES_UPDATED) {
            Self::ChatThreadPropertiesUpdated(payload(data)?)
        } else if is(Thread::DELETED) {
            Self::ChatThreadDeleted(payload(data)?)
        } else if is(Participant::ADDED) {
            Self::ChatThreadParticipantAdded(payload(data)?)
        } else if is(Participant::REMOVED) {
            Self::ChatThreadParticipantRemoved(payload(data)?)
        } else if is(Message::RECEIVED) {
            Self::ChatMessageReceived(payload(data)?)
        } else if is(Message::EDITED) {
            Self::ChatMessageEdited(payload(data)?)
        } else if is(Message::DELETED) {
            Self::ChatMessageDeleted(payload(data)?)
        } else if is(Thread::CREATED_WITH_USER) {
            Self::ChatThreadCreatedWithUser(payload(data)?)
        } else if is(Thread::PROPERTIES_UPDATED_PER_USER) {
            Self::ChatThreadPropertiesUpdatedPerUser(payload(data)?)
        } else if is(Thread::DELETED_WITH_USER) {
            Self::ChatThreadWithUserDeleted(payload(data)?)
        } else if is(Participant::ADDED_WITH_USER) {
            Self::ChatParticipantAddedToThreadWithUser(payload(data)?)
        } else if is(Participant::REMOVED_WITH_USER) {
            Self::ChatParticipantRemovedFromThreadWithUser(payload(data)?)
        } else if is(SecretNewVersionCreated::EVENT_TYPE) {
            Self::SecretNewVersionCreated(payload(data)?)
        } else if is(SubscriptionValidation::EVENT_TYPE) {
            Self::SubscriptionValidation(payload(data)?)
        } else if is(SubscriptionDeleted::EVENT_TYPE) {
            Self::SubscriptionDeleted(payload(data)?)
        } else {
            Self::Unknown { event_type }
        })
    }
}

fn payload<T: Members>(data: Option<&RawValue>) -> serde_json::Result<T> {
    let Some(data) = data else {
        return Ok(T::default());
    };
    match serde_json::from_str::<Value<T>>(data.get())?.without_layers()? {
        Value::Object(payload) => Ok(payload),
        _ => Ok(T::default()),
    }
}
