//! Event Grid: what the services publish reaches the functions that subscribe to it, at least once,
//! in any order, and again when it failed.
//!
//! <https://learn.microsoft.com/azure/event-grid/delivery-and-retry>

mod chaos;
mod courier;
mod event;
mod grid;
mod parcels;
mod record;
mod schedule;
mod subscription;

use serde_json::Value;

pub use self::{
    chaos::EventChaos,
    record::{Attempt, Delivery, DeliveryState, Tried},
    subscription::{Retries, Schema},
};
pub(crate) use self::{
    courier::{client, run},
    event::Event,
    grid::Grid,
    subscription::{Subscription, SubscriptionChange},
};
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
    /// Gives an event to Event Grid. What nobody subscribes to is lost, as in Azure.
    pub(crate) fn publish(&self, event: PublishedEvent) {
        let now = self.now();
        self.grid.publish(&Event::published(event, now), now);
    }
}
