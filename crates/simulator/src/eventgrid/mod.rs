//! Event Grid: what the other services publish.

use serde_json::Value;

use crate::world::World;

/// Something that a service of Azure announces.
#[derive(Clone, Debug, PartialEq)]
pub struct PublishedEvent {
    /// Such as `Microsoft.Communication.SMSReceived`.
    pub event_type: &'static str,
    /// What it is about, in the form of the event's type.
    pub subject: String,
    /// The payload.
    pub data: Value,
    /// The same in every delivery of the event.
    pub id: String,
}

impl World {
    /// Gives an event to Event Grid.
    pub(crate) fn publish(&self, event: PublishedEvent) {
        self.state().published.push(event);
    }
}
