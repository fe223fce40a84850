//! Something that happened in a thread, and whom Event Grid tells of it.

use std::sync::Arc;

use time::OffsetDateTime;
use uuid::Uuid;

use super::{
    Call, ChatParticipant, ChatRetention, Message, Thread,
    event::{self, Level},
    message::Metadata,
};
use crate::eventgrid::PublishedEvent;

/// One change. The events about it are written when somebody wants them.
#[derive(Debug)]
pub(super) struct Change {
    /// Makes the ids of its events, each of which stays the same.
    pub(super) mark: Uuid,
    pub(super) thread: String,
    pub(super) created: OffsetDateTime,
    /// Who did it; for messages who wrote it.
    pub(super) by: String,
    pub(super) at: OffsetDateTime,
    /// Who was in the thread: `by` is not told.
    pub(super) told_to: Arc<Vec<ChatParticipant>>,
    pub(super) what: What,
}

/// What the thread is like, for the events that say so.
#[derive(Debug)]
pub(super) struct Properties {
    pub(super) topic: String,
    pub(super) metadata: Metadata,
    pub(super) retention: Option<ChatRetention>,
}

impl Properties {
    pub(super) fn of(thread: &Thread) -> Self {
        Self {
            topic: thread.topic.clone(),
            metadata: thread.metadata.clone(),
            retention: thread.retention,
        }
    }
}

#[derive(Debug)]
pub(super) enum What {
    ThreadCreated(Properties),
    PropertiesUpdated { now: Properties, renamed: bool },
    ThreadDeleted,
    ParticipantAdded(ChatParticipant),
    ParticipantRemoved(ChatParticipant),
    MessageReceived(Message),
    MessageEdited(Message),
    MessageDeleted(Message),
    Typing { display_name: Option<String> },
}

impl Change {
    pub(super) fn new(
        thread: &Thread,
        call: &mut Call<'_>,
        at: OffsetDateTime,
        what: What,
    ) -> Self {
        let by = match &what {
            What::MessageReceived(message)
            | What::MessageEdited(message)
            | What::MessageDeleted(message) => message.by.as_str(),
            _ => call.user,
        };
        Self {
            mark: call.dice.uuid(),
            thread: thread.id.clone(),
            created: thread.created,
            by: by.to_owned(),
            at,
            told_to: Arc::clone(&thread.participants),
            what,
        }
    }

    /// The type of the event of the thread.
    pub(super) fn thread_type(&self) -> &'static str {
        match self.what {
            What::ThreadCreated(_) => "Microsoft.Communication.ChatThreadCreated",
            What::PropertiesUpdated { .. } => "Microsoft.Communication.ChatThreadPropertiesUpdated",
            What::ThreadDeleted => "Microsoft.Communication.ChatThreadDeleted",
            What::ParticipantAdded(_) => "Microsoft.Communication.ChatThreadParticipantAdded",
            What::ParticipantRemoved(_) => "Microsoft.Communication.ChatThreadParticipantRemoved",
            What::MessageReceived(_) => "Microsoft.Communication.ChatMessageReceivedInThread",
            What::MessageEdited(_) => "Microsoft.Communication.ChatMessageEditedInThread",
            What::MessageDeleted(_) => "Microsoft.Communication.ChatMessageDeletedInThread",
            What::Typing { .. } => "Microsoft.Communication.ChatTypingIndicatorReceivedInThread",
        }
    }

    /// The type of the events of its users, if they are told.
    pub(super) fn user_type(&self) -> Option<&'static str> {
        Some(match self.what {
            What::ThreadCreated(_) => "Microsoft.Communication.ChatThreadCreatedWithUser",
            What::PropertiesUpdated { .. } => {
                "Microsoft.Communication.ChatThreadPropertiesUpdatedPerUser"
            }
            What::ThreadDeleted => "Microsoft.Communication.ChatThreadWithUserDeleted",
            What::ParticipantAdded(_) => {
                "Microsoft.Communication.ChatParticipantAddedToThreadWithUser"
            }
            What::ParticipantRemoved(_) => {
                "Microsoft.Communication.ChatParticipantRemovedFromThreadWithUser"
            }
            What::MessageReceived(_) => "Microsoft.Communication.ChatMessageReceived",
            What::MessageEdited(_) => "Microsoft.Communication.ChatMessageEdited",
            What::MessageDeleted(_) => "Microsoft.Communication.ChatMessageDeleted",
            What::Typing { .. } => return None,
        })
    }

    /// The one event of the thread.
    pub(super) fn for_thread(&self) -> PublishedEvent {
        event::of(self, self.thread_type(), Level::Thread, self.mark)
    }

    /// One event for each user who was there, but who did it.
    pub(super) fn for_users(&self) -> impl Iterator<Item = PublishedEvent> {
        let recipients = self.told_to.iter().filter(|one| one.id != self.by);
        let recipients = (1_u128..).zip(recipients);
        let event = |kind, (number, recipient): (u128, &ChatParticipant)| {
            let id = Uuid::from_u128(self.mark.as_u128() ^ number);
            event::of(self, kind, Level::User(&recipient.id), id)
        };
        self.user_type()
            .into_iter()
            .flat_map(move |kind| recipients.clone().map(move |one| event(kind, one)))
    }
}
