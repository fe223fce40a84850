//! Events, as Event Grid delivers them.
//!
//! An [`Envelope`] reads what came, in whichever of the two schemas; an [`Event`] is one of them,
//! and its [`EventData`] what the source says about it.
//!
//! Event Grid delivers at least once and in no order. [`Event::key`] is the same for every delivery
//! of an event.
//! <https://learn.microsoft.com/en-us/azure/event-grid/delivery-and-retry>
//!
//! The payloads are decoded leniently: names in any case, numbers as strings, `data` as an object or
//! as JSON in a string, unknown members ignored. A payload of a known type is never refused for what
//! it lacks; the accessors of what an event cannot do without give a
//! [`MissingMember`](crate::MissingMember).

mod chat;
mod data;
mod draft;
mod envelope;
mod error;
mod event_grid;
mod key_vault;
mod sms;

use std::fmt;

pub use chat::{
    ChatMessageEvent, ChatParticipant, ChatParticipantEvent, ChatThreadEvent, ChatTypingEvent,
};
pub use data::EventData;
pub use envelope::{Envelope, MAX_BYTES, MAX_EVENTS};
pub use error::InvalidEnvelope;
pub use event_grid::{SubscriptionDeleted, SubscriptionValidation};
pub use key_vault::SecretNewVersionCreated;
pub use sms::SmsReceived;

use crate::Timestamp;

/// An event.
///
/// Its `Debug` shows neither the subject, which for an SMS is a phone number, nor what in the data is
/// personal.
#[derive(Clone, PartialEq, Eq)]
pub struct Event {
    /// The event's id, which is unique together with its source.
    pub id: String,
    /// The resource that raised it: `topic` in Event Grid's schema, `source` in CloudEvents. The
    /// case of the letters varies. Empty if the event does not say.
    pub source: String,
    /// What it is about, such as `/phonenumber/15555550100`. Empty if the event does not say.
    pub subject: String,
    /// When it was raised, if the event says so.
    pub time: Option<Timestamp>,
    /// What happened.
    pub data: EventData,
}

impl Event {
    /// What is the same for every delivery of this event, and for no other event.
    pub fn key(&self) -> EventKey {
        EventKey {
            event_type: self.data.event_type().to_ascii_lowercase(),
            source: self.source.to_ascii_lowercase(),
            id: self.id.clone(),
        }
    }
}

impl fmt::Debug for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Event")
            .field("id", &self.id)
            .field("source", &self.source)
            .field("time", &self.time)
            .field("data", &self.data)
            .finish_non_exhaustive()
    }
}

/// What an event is recognised by when it comes again.
///
/// The id alone is not enough: other sources have used the same one.
/// <https://github.com/MicrosoftDocs/azure-docs/issues/77475>
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EventKey {
    /// The type, in lower case.
    pub event_type: String,
    /// The source, in lower case: Azure does not write the id of a resource in one way only.
    pub source: String,
    /// The id, as it is.
    pub id: String,
}
