//! The state that publishers, the courier and onlookers share, and who is told of its changes.

use std::sync::{Mutex, MutexGuard, PoisonError};

use serde_json::Value;
use time::OffsetDateTime;
use tokio::sync::{broadcast, watch};

use super::{
    Attempt, Delivery, Event, EventChaos, Subscription, SubscriptionChange,
    parcels::{Errand, State, Taken},
};

/// How many deliveries a listener may fall behind.
const UNHEARD: usize = 1024;

/// Event Grid, without its network.
pub(crate) struct Grid {
    state: Mutex<State>,
    changed: watch::Sender<()>,
    tried: broadcast::Sender<Delivery>,
}

impl Grid {
    pub(crate) fn new(seed: u64) -> Self {
        Self {
            state: Mutex::new(State::new(seed)),
            changed: watch::channel(()).0,
            tried: broadcast::channel(UNHEARD).0,
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Tells the courier, and whoever waits for the end of it all.
    fn tell(&self) {
        self.changed.send_replace(());
    }

    /// Wakes at every change from now on.
    pub(crate) fn changes(&self) -> watch::Receiver<()> {
        self.changed.subscribe()
    }

    /// Every attempt from now on, as the delivery is after it.
    pub(crate) fn attempts(&self) -> broadcast::Receiver<Delivery> {
        self.tried.subscribe()
    }

    /// Takes a subscription in. One that replaces another of the same name keeps what the control
    /// API has changed.
    pub(crate) fn subscribe(&self, mut new: Subscription) {
        let mut state = self.state();
        if let Some(old) = state.subscriptions.get(&new.function) {
            (new.schema, new.retries, new.paused) = (old.schema, old.retries, old.paused);
        }
        state.subscriptions.insert(new.function.clone(), new);
    }

    /// Changes a subscription; false if there is none of the name.
    pub(crate) fn change(&self, function: &str, change: SubscriptionChange) -> bool {
        let mut state = self.state();
        let Some(subscription) = state.subscriptions.get_mut(function) else {
            return false;
        };
        subscription.schema = change.schema.unwrap_or(subscription.schema);
        subscription.retries = change.retries.unwrap_or(subscription.retries);
        subscription.paused = change.paused.unwrap_or(subscription.paused);
        true
    }

    pub(crate) fn subscriptions(&self) -> Vec<Subscription> {
        self.state().subscriptions.values().cloned().collect()
    }

    pub(crate) fn chaos(&self) -> EventChaos {
        self.state().chaos
    }

    pub(crate) fn set_chaos(&self, chaos: EventChaos) {
        self.state().chaos = chaos;
    }

    /// Whether anybody subscribes to a type.
    pub(crate) fn is_wanted(&self, event_type: &str) -> bool {
        let state = self.state();
        let mut subscriptions = state.subscriptions.values();
        subscriptions.any(|subscription| subscription.wants(event_type))
    }

    /// Starts a delivery to everybody who wants the event. Answers to how many functions.
    pub(crate) fn publish(&self, event: &Event, now: OffsetDateTime) -> usize {
        let mut state = self.state();
        let functions: Vec<_> = state
            .subscriptions
            .values()
            .filter(|subscription| subscription.wants(event.event_type()))
            .map(|subscription| subscription.function.clone())
            .collect();
        for function in &functions {
            state.accept(event, function, now);
        }
        drop(state);
        self.tell();
        functions.len()
    }

    /// Starts a delivery to one function, whatever it subscribes to; false if it is no subscriber.
    pub(crate) fn publish_to(&self, function: &str, event: &Event, now: OffsetDateTime) -> bool {
        let mut state = self.state();
        let known = state.subscriptions.contains_key(function);
        if known {
            state.accept(event, function, now);
        }
        drop(state);
        self.tell();
        known
    }

    /// Takes out what is due; dead-letters what has waited too long. What is taken is in flight
    /// until it is [`finish`](Self::finish)ed.
    pub(crate) fn take_due(&self, now: OffsetDateTime) -> Vec<Errand> {
        let taken: Vec<_> = {
            let mut state = self.state();
            std::iter::from_fn(|| state.take_due(now)).collect()
        };
        let mut errands = Vec::new();
        for taken in taken {
            match taken {
                Taken::Errand(errand) => errands.push(errand),
                Taken::GivenUp(delivery) => {
                    self.report(delivery);
                    self.tell();
                }
            }
        }
        errands
    }

    /// When there is something to take out next; never, while too much is under way.
    pub(crate) fn next_take(&self) -> Option<OffsetDateTime> {
        self.state().next_take()
    }

    /// When the next delivery is due.
    pub(crate) fn next_due(&self) -> Option<OffsetDateTime> {
        self.state().next_due()
    }

    /// Whether nothing is under way and nothing due.
    pub(crate) fn rests(&self, now: OffsetDateTime) -> bool {
        self.state().rests(now)
    }

    /// Records an attempt and decides what follows. One that a reset has overtaken is forgotten.
    pub(crate) fn finish(&self, number: u64, attempt: Attempt, now: OffsetDateTime) {
        let delivery = self.state().finish(number, attempt, now);
        if let Some(delivery) = delivery {
            self.report(delivery);
        }
        self.tell();
    }

    fn report(&self, delivery: Delivery) {
        // Nobody listens: no failure.
        drop(self.tried.send(delivery));
    }

    /// Every delivery that is still remembered, in the order of publication.
    pub(crate) fn deliveries(&self) -> Vec<Delivery> {
        self.state().deliveries().cloned().collect()
    }

    /// What was given up, as Event Grid writes it into its container:
    /// <https://learn.microsoft.com/azure/event-grid/manage-event-delivery#message-formats>.
    pub(crate) fn dead_letters(&self) -> Vec<Value> {
        self.state().dead_letters().collect()
    }

    /// Forgets deliveries and faults; the subscriptions stay.
    pub(crate) fn reset(&self, seed: u64) {
        self.state().forget(seed);
        self.tell();
    }
}
