//! The subscriptions, and every delivery from its publication to its end.

use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    sync::{Mutex, MutexGuard, PoisonError},
};

use serde_json::{Value, json};
use time::{Duration, OffsetDateTime, format_description::well_known::Rfc3339};
use tokio::sync::{broadcast, watch};
use url::Url;

use super::{
    Attempt, Delivery, DeliveryState, Event, EventChaos, Schema, Subscription, SubscriptionChange,
    event::Parcel,
    schedule::{self, Next},
};
use crate::rng::Rng;

/// A long-running simulator forgets the oldest finished deliveries beyond this many.
const CAPACITY: usize = 20_000;

/// How many deliveries are under way at once: each takes a few sockets, of which a process has only
/// so many.
const AT_ONCE: usize = 100;

/// How many deliveries a listener may fall behind.
const UNHEARD: usize = 1024;

/// Event Grid, without its network.
pub(crate) struct Grid {
    state: Mutex<State>,
    changed: watch::Sender<()>,
    tried: broadcast::Sender<Delivery>,
}

struct State {
    subscriptions: BTreeMap<String, Subscription>,
    /// By number: those that were published first come first.
    parcels: BTreeMap<u64, Parcelled>,
    due: BTreeSet<(OffsetDateTime, u64)>,
    in_flight: BTreeSet<u64>,
    finished: VecDeque<u64>,
    chaos: EventChaos,
    next: u64,
    rng: Rng,
}

/// A delivery with what is needed to make it.
struct Parcelled {
    event: Event,
    delivery: Delivery,
    /// Delivered once more after a success.
    again: bool,
}

/// What the courier carries.
pub(crate) struct Errand {
    pub(crate) number: u64,
    pub(crate) endpoint: Url,
    pub(crate) function: String,
    /// How many attempts were made before.
    pub(crate) count: usize,
    pub(crate) parcel: Parcel,
}

impl Grid {
    pub(crate) fn new(seed: u64) -> Self {
        Self {
            state: Mutex::new(State {
                subscriptions: BTreeMap::new(),
                parcels: BTreeMap::new(),
                due: BTreeSet::new(),
                in_flight: BTreeSet::new(),
                finished: VecDeque::new(),
                chaos: EventChaos::default(),
                next: 0,
                rng: Rng::new(seed),
            }),
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
            (new.schema, new.retries) = (old.schema, old.retries);
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
        let mut state = self.state();
        let mut errands = Vec::new();
        let mut expired = false;
        while let Some((due, number)) = state.due.first().copied()
            && due <= now
            && state.in_flight.len() < AT_ONCE
        {
            state.due.pop_first();
            match state.take(number, now) {
                Some(errand) => errands.push(errand),
                None => expired = true,
            }
        }
        drop(state);
        if expired {
            self.tell();
        }
        errands
    }

    /// When there is something to take out next; never, while too much is under way.
    pub(crate) fn next_take(&self) -> Option<OffsetDateTime> {
        let state = self.state();
        let next = state.due.first().map(|(due, _)| *due);
        next.filter(|_| state.in_flight.len() < AT_ONCE)
    }

    /// When the next delivery is due.
    pub(crate) fn next_due(&self) -> Option<OffsetDateTime> {
        self.state().due.first().map(|(due, _)| *due)
    }

    /// Whether nothing is under way and nothing due.
    pub(crate) fn rests(&self, now: OffsetDateTime) -> bool {
        let state = self.state();
        state.in_flight.is_empty() && state.due.first().is_none_or(|(due, _)| *due > now)
    }

    /// Records an attempt and decides what follows. One that a reset has overtaken is forgotten.
    pub(crate) fn finish(&self, number: u64, attempt: Attempt, now: OffsetDateTime) {
        let delivery = self.state().finish(number, attempt, now);
        if let Some(delivery) = delivery {
            // Nobody listens: no failure.
            drop(self.tried.send(delivery));
        }
        self.tell();
    }

    /// Every delivery that is still remembered, in the order of publication.
    pub(crate) fn deliveries(&self) -> Vec<Delivery> {
        let state = self.state();
        state
            .parcels
            .values()
            .map(|parcelled| parcelled.delivery.clone())
            .collect()
    }

    /// What was given up, as Event Grid writes it into its container:
    /// <https://learn.microsoft.com/azure/event-grid/manage-event-delivery#message-formats>.
    pub(crate) fn dead_letters(&self) -> Vec<Value> {
        let state = self.state();
        state
            .parcels
            .values()
            .filter_map(|parcelled| parcelled.dead_letter(&state.subscriptions))
            .collect()
    }

    /// Forgets deliveries and faults; the subscriptions stay.
    pub(crate) fn reset(&self, seed: u64) {
        let mut state = self.state();
        state.parcels.clear();
        state.due.clear();
        state.in_flight.clear();
        state.finished.clear();
        state.chaos = EventChaos::default();
        state.rng = Rng::new(seed);
        drop(state);
        self.tell();
    }
}

impl State {
    fn accept(&mut self, event: &Event, function: &str, now: OffsetDateTime) {
        let chaos = self.chaos;
        let (twice, together) = if self.rng.chance(chaos.duplicate) {
            (true, self.rng.chance(0.5))
        } else {
            (false, false)
        };
        self.add(event.clone(), function, now, false, twice && !together);
        if together {
            self.add(event.clone(), function, now, true, false);
        }
    }

    fn add(
        &mut self,
        event: Event,
        function: &str,
        now: OffsetDateTime,
        duplicate: bool,
        again: bool,
    ) {
        let held = if self.rng.chance(self.chaos.reorder) {
            Duration::milliseconds(self.rng.below(4_001).cast_signed() + 1_000)
        } else {
            Duration::ZERO
        };
        let due = now + Duration::milliseconds(self.chaos.delay_ms.into()) + held;
        let number = self.next;
        self.next += 1;
        self.due.insert((due, number));
        let delivery = Delivery {
            event: event.id().to_owned(),
            event_type: event.event_type().to_owned(),
            subject: event.subject().to_owned(),
            function: function.to_owned(),
            published: now,
            duplicate,
            attempts: Vec::new(),
            state: DeliveryState::Pending { due },
        };
        let parcelled = Parcelled {
            event,
            delivery,
            again,
        };
        self.parcels.insert(number, parcelled);
    }

    /// `None` if its time has run out.
    fn take(&mut self, number: u64, now: OffsetDateTime) -> Option<Errand> {
        let parcelled = self.parcels.get_mut(&number)?;
        let subscription = self.subscriptions.get(&parcelled.delivery.function)?;
        if now - parcelled.delivery.published > subscription.retries.ttl() {
            self.end(number, Some("TimeToLiveExceeded".to_owned()));
            return None;
        }
        self.in_flight.insert(number);
        Some(Errand {
            number,
            endpoint: subscription.endpoint.clone(),
            function: subscription.function.clone(),
            count: parcelled.delivery.attempts.len(),
            parcel: parcelled.event.parcel(subscription.schema),
        })
    }

    fn finish(&mut self, number: u64, attempt: Attempt, now: OffsetDateTime) -> Option<Delivery> {
        self.in_flight.remove(&number);
        let parcelled = self.parcels.get_mut(&number)?;
        let delivery = &mut parcelled.delivery;
        delivery.attempts.push(attempt);
        if attempt.tried.succeeded() {
            let again = parcelled
                .again
                .then(|| (parcelled.event.clone(), delivery.function.clone()));
            if let Some((event, function)) = again {
                self.add(event, &function, now, true, false);
            }
            self.end(number, None);
        } else {
            let retries = self
                .subscriptions
                .get(&delivery.function)
                .map(|subscription| subscription.retries)
                .unwrap_or_default();
            match schedule::after(&delivery.attempts, retries) {
                Next::Retry(delay) => {
                    // "A small randomization" is all that is published about it.
                    let tenth = u64::try_from(delay.whole_milliseconds() / 10).unwrap_or_default();
                    let jitter = Duration::milliseconds(self.rng.below(tenth + 1).cast_signed());
                    let due = now + delay + jitter;
                    delivery.state = DeliveryState::Pending { due };
                    self.due.insert((due, number));
                }
                Next::DeadLetter(reason) => self.end(number, Some(reason)),
            }
        }
        self.parcels
            .get(&number)
            .map(|parcelled| parcelled.delivery.clone())
    }

    fn end(&mut self, number: u64, dead_letter_reason: Option<String>) {
        if let Some(parcelled) = self.parcels.get_mut(&number) {
            parcelled.delivery.state = match dead_letter_reason {
                None => DeliveryState::Delivered,
                Some(dead_letter_reason) => DeliveryState::DeadLettered { dead_letter_reason },
            };
        }
        self.finished.push_back(number);
        if self.finished.len() > CAPACITY
            && let Some(oldest) = self.finished.pop_front()
        {
            self.parcels.remove(&oldest);
        }
    }
}

impl Parcelled {
    fn dead_letter(&self, subscriptions: &BTreeMap<String, Subscription>) -> Option<Value> {
        let delivery = &self.delivery;
        let DeliveryState::DeadLettered { dead_letter_reason } = &delivery.state else {
            return None;
        };
        let schema = subscriptions
            .get(&delivery.function)
            .map_or(Schema::default(), |subscription| subscription.schema);
        let time = |at: OffsetDateTime| at.format(&Rfc3339).unwrap_or_default();
        let last = delivery.attempts.last();
        let about = json!({
            "deadLetterReason": dead_letter_reason,
            "deliveryAttempts": delivery.attempts.len(),
            "lastDeliveryOutcome": last.map(|attempt| attempt.tried.outcome()),
            "publishTime": time(delivery.published),
            "lastDeliveryAttemptTime": last.map(|attempt| time(attempt.at)),
        });
        let mut letter = self.event.alone(schema);
        let is_cloud_event = letter.get("specversion").is_some();
        let members = letter.as_object_mut()?;
        for (name, value) in about.as_object().into_iter().flatten() {
            let name = if is_cloud_event {
                name.to_lowercase()
            } else {
                name.clone()
            };
            members.insert(name, value.clone());
        }
        Some(letter)
    }
}
