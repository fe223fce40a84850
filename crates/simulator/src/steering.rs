//! What a test does with events, queues and time.

use time::OffsetDateTime;
use tokio::sync::broadcast;

use crate::{
    Delivery, EventChaos, PublishedEvent, Queues, Retries, Schema, Simulator,
    eventgrid::{Subscription, SubscriptionChange},
    host::Host,
    queues,
    world::World,
};

impl Simulator {
    /// Lets Event Grid deliver an event, as if a service of Azure had announced it.
    pub fn publish(&self, event: PublishedEvent) {
        self.world.publish(event);
    }

    /// Makes a subscription of every function of the host whose `eventGridTrigger` names
    /// `eventTypes`. Events that were published before are not delivered.
    pub fn subscribe(&self, host: &Host) {
        for (function, event_types) in host.event_types() {
            self.world.grid.subscribe(Subscription {
                function: function.to_owned(),
                event_types: event_types.to_vec(),
                schema: Schema::default(),
                retries: Retries::default(),
                paused: false,
                endpoint: host.webhook(function),
            });
        }
    }

    /// Changes in which form a function gets its events; false if it has no subscription.
    pub fn set_schema(&self, function: &str, schema: Schema) -> bool {
        let change = SubscriptionChange {
            schema: Some(schema),
            ..SubscriptionChange::default()
        };
        self.world.grid.change(function, change)
    }

    /// Changes when events for a function are given up; false if it has no subscription.
    pub fn set_retries(&self, function: &str, retries: Retries) -> bool {
        let change = SubscriptionChange {
            retries: Some(retries),
            ..SubscriptionChange::default()
        };
        self.world.grid.change(function, change)
    }

    /// Makes Event Grid as unkind as told, instead of as told before.
    pub fn set_event_chaos(&self, chaos: EventChaos) {
        self.world.grid.set_chaos(chaos);
    }

    /// Every delivery since the start or the last reset, in the order of publication.
    pub fn deliveries(&self) -> Vec<Delivery> {
        self.world.grid.deliveries()
    }

    /// Every attempt from now on: the delivery as it is after the attempt.
    pub fn on_attempt(&self) -> broadcast::Receiver<Delivery> {
        self.world.grid.attempts()
    }

    /// The queues of the storage account.
    pub fn queues(&self) -> Queues {
        self.world.queues.clone()
    }

    /// The setting `AzureWebJobsStorage`. The account has queues, and nothing else.
    pub fn storage_connection_string(&self) -> String {
        queues::connection_string(&self.world.http)
    }

    /// Waits until nothing is being delivered, no function works on a queue's message, and nothing
    /// of both is due. What is due later is none of it.
    pub async fn idle(&self) {
        self.world.idle().await;
    }

    /// Waits until [`idle`](Self::idle), moves the clock to what is due next, an event, a queue's
    /// message for a function or a delivery report, and waits until idle again. Answers the new time, or `None` if
    /// nothing is due ever: then everything has come to its end.
    pub async fn advance_to_next_due(&self) -> Option<OffsetDateTime> {
        self.world.advance_to_next_due().await
    }
}

impl World {
    pub(crate) async fn idle(&self) {
        let mut events = self.grid.changes();
        let mut queues = self.queues.changes();
        loop {
            // Looked at as seen, before the look at what has changed.
            events.borrow_and_update();
            queues.borrow_and_update();
            self.publish_due_events();
            let now = self.now();
            let resting = self.grid.rests(now) && self.queues.state().rests(now);
            if resting {
                return;
            }
            tokio::select! {
                _ = events.changed() => {}
                _ = queues.changed() => {}
            }
        }
    }

    pub(crate) async fn advance_to_next_due(&self) -> Option<OffsetDateTime> {
        self.idle().await;
        let now = self.now();
        let message = self.queues.state().next_trigger(now);
        let report = self.state().sms.next_due();
        let next = [self.grid.next_due(), message, report]
            .into_iter()
            .flatten()
            .min()?;
        self.clock.advance(next - now);
        self.idle().await;
        Some(next)
    }
}
