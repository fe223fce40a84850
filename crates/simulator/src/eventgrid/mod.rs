//! Event Grid: what the played services publish.

use serde_json::Value;

use crate::{Simulator, world::World};

/// An event without its envelope, which depends on the schema of whoever subscribes.
#[derive(Clone, Debug, PartialEq)]
pub struct PublishedEvent {
    /// Such as `Microsoft.Communication.SMSReceived`.
    pub event_type: &'static str,
    /// What the event is about, such as `/phonenumber/15555555555`.
    pub subject: String,
    /// The member `data`.
    pub data: Value,
    /// The id, the same in every delivery.
    pub id: String,
}

impl World {
    pub(crate) fn publish(&self, event: PublishedEvent) {
        self.state().published.push(event);
    }
}

impl Simulator {
    /// What was published since the start or the last reset, in order.
    pub fn published(&self) -> Vec<PublishedEvent> {
        self.world.state().published.clone()
    }
}
