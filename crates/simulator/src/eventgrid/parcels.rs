//! Every delivery from its publication to its end, without clock and network.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use serde_json::{Value, json};
use time::{Duration, OffsetDateTime, format_description::well_known::Rfc3339};
use url::Url;

use super::{
    Attempt, Delivery, DeliveryState, Event, EventChaos, Schema, Subscription,
    event::Parcel,
    schedule::{self, Next},
};
use crate::rng::Rng;

/// A long-running simulator forgets the oldest finished deliveries beyond this many.
const CAPACITY: usize = 20_000;

/// How many deliveries are under way at once: each takes a few sockets, of which a process has only
/// so many.
const AT_ONCE: usize = 100;

/// The subscriptions and the deliveries; everything is decided here, and nothing waits.
pub(super) struct State {
    pub(super) subscriptions: BTreeMap<String, Subscription>,
    /// By number: those that were published first come first.
    parcels: BTreeMap<u64, Parcelled>,
    due: BTreeSet<(OffsetDateTime, u64)>,
    in_flight: BTreeSet<u64>,
    finished: VecDeque<u64>,
    pub(super) chaos: EventChaos,
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

/// What comes of a delivery that is due.
pub(super) enum Taken {
    Errand(Errand),
    /// Its time has run out.
    GivenUp(Delivery),
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

impl State {
    pub(super) fn new(seed: u64) -> Self {
        Self {
            subscriptions: BTreeMap::new(),
            parcels: BTreeMap::new(),
            due: BTreeSet::new(),
            in_flight: BTreeSet::new(),
            finished: VecDeque::new(),
            chaos: EventChaos::default(),
            next: 0,
            rng: Rng::new(seed),
        }
    }

    /// The next that is due, if not too many are under way.
    pub(super) fn take_due(&mut self, now: OffsetDateTime) -> Option<Taken> {
        while self.next_take()? <= now {
            let (_, number) = self.due.pop_first()?;
            if let Some(taken) = self.take(number, now) {
                return Some(taken);
            }
        }
        None
    }

    /// When there is something to take out next; never, while too much is under way.
    pub(super) fn next_take(&self) -> Option<OffsetDateTime> {
        self.next_due().filter(|_| self.in_flight.len() < AT_ONCE)
    }

    pub(super) fn next_due(&self) -> Option<OffsetDateTime> {
        self.due.first().map(|(due, _)| *due)
    }

    /// Whether nothing is under way and nothing due.
    pub(super) fn rests(&self, now: OffsetDateTime) -> bool {
        self.in_flight.is_empty() && self.next_due().is_none_or(|due| due > now)
    }

    pub(super) fn deliveries(&self) -> impl Iterator<Item = &Delivery> {
        self.parcels.values().map(|parcelled| &parcelled.delivery)
    }

    pub(super) fn dead_letters(&self) -> impl Iterator<Item = Value> {
        self.parcels
            .values()
            .filter_map(|parcelled| parcelled.dead_letter(&self.subscriptions))
    }

    /// Forgets deliveries and faults; the subscriptions stay, and no number comes again.
    pub(super) fn forget(&mut self, seed: u64) {
        *self = Self {
            subscriptions: std::mem::take(&mut self.subscriptions),
            next: self.next,
            ..Self::new(seed)
        };
    }

    /// Starts the delivery of an event to a function, or, by chance, two.
    pub(super) fn accept(&mut self, event: &Event, function: &str, now: OffsetDateTime) {
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

    fn take(&mut self, number: u64, now: OffsetDateTime) -> Option<Taken> {
        let parcelled = self.parcels.get_mut(&number)?;
        let subscription = self.subscriptions.get(&parcelled.delivery.function)?;
        if now - parcelled.delivery.published > subscription.retries.ttl() {
            return self
                .end(number, Some("TimeToLiveExceeded".to_owned()))
                .map(Taken::GivenUp);
        }
        self.in_flight.insert(number);
        Some(Taken::Errand(Errand {
            number,
            endpoint: subscription.endpoint.clone(),
            function: subscription.function.clone(),
            count: parcelled.delivery.attempts.len(),
            parcel: parcelled.event.parcel(subscription.schema),
        }))
    }

    /// [`Grid::finish`](super::Grid::finish). Answers the delivery, unless it is forgotten.
    pub(super) fn finish(
        &mut self,
        number: u64,
        attempt: Attempt,
        now: OffsetDateTime,
    ) -> Option<Delivery> {
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
            return self.end(number, None);
        }
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
                Some(delivery.clone())
            }
            Next::DeadLetter(reason) => self.end(number, Some(reason)),
        }
    }

    /// Answers the delivery as it is at its end.
    fn end(&mut self, number: u64, dead_letter_reason: Option<String>) -> Option<Delivery> {
        let delivery = &mut self.parcels.get_mut(&number)?.delivery;
        delivery.state = match dead_letter_reason {
            None => DeliveryState::Delivered,
            Some(dead_letter_reason) => DeliveryState::DeadLettered { dead_letter_reason },
        };
        let delivery = delivery.clone();
        self.finished.push_back(number);
        if self.finished.len() > CAPACITY
            && let Some(oldest) = self.finished.pop_front()
        {
            self.parcels.remove(&oldest);
        }
        Some(delivery)
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

#[cfg(test)]
mod tests {
    use time::macros::datetime;
    use url::Url;

    use super::*;
    use crate::{Retries, Tried};

    const NOW: OffsetDateTime = datetime!(2026-11-20 12:00 UTC);

    fn state() -> State {
        let mut state = State::new(1);
        let subscription = Subscription {
            function: "f".to_owned(),
            event_types: vec!["T".to_owned()],
            schema: Schema::default(),
            retries: Retries::default(),
            paused: false,
            endpoint: Url::parse("http://127.0.0.1/").unwrap(),
        };
        state.subscriptions.insert("f".to_owned(), subscription);
        state
    }

    fn publish(state: &mut State, count: usize) {
        let event = Event::Given(json!({"eventType": "T"}));
        for _ in 0..count {
            state.accept(&event, "f", NOW);
        }
    }

    fn answered(status: u16) -> Attempt {
        Attempt {
            at: NOW,
            tried: Tried::Answered(status),
            elapsed_ms: 1,
        }
    }

    fn take(state: &mut State) -> Option<Errand> {
        match state.take_due(NOW)? {
            Taken::Errand(errand) => Some(errand),
            Taken::GivenUp(delivery) => panic!("{delivery:?}"),
        }
    }

    #[test]
    fn only_so_many_are_under_way() {
        let mut state = state();
        publish(&mut state, AT_ONCE + 1);
        let taken: Vec<_> = std::iter::from_fn(|| take(&mut state)).collect();
        assert_eq!(taken.len(), AT_ONCE);
        assert_eq!((state.next_take(), state.next_due()), (None, Some(NOW)));
        state.finish(taken[0].number, answered(202), NOW);
        assert_eq!(state.next_take(), Some(NOW));
        assert!(take(&mut state).is_some());
    }

    #[test]
    fn what_a_reset_overtakes_is_forgotten() {
        let mut state = state();
        publish(&mut state, 1);
        let errand = take(&mut state).unwrap();
        state.forget(1);
        assert!(state.rests(NOW));
        publish(&mut state, 1);
        assert_eq!(state.finish(errand.number, answered(500), NOW), None);
        let fresh = take(&mut state).unwrap();
        assert_ne!(fresh.number, errand.number);
        assert_eq!(fresh.count, 0);
    }

    #[test]
    fn the_oldest_finished_deliveries_are_forgotten() {
        let mut state = state();
        publish(&mut state, 1);
        let waiting = take(&mut state).unwrap();
        for _ in 0..=CAPACITY {
            publish(&mut state, 1);
            let number = take(&mut state).unwrap().number;
            state.finish(number, answered(202), NOW);
        }
        assert_eq!(state.deliveries().count(), CAPACITY + 1);
        assert!(state.finish(waiting.number, answered(202), NOW).is_some());
    }

    #[test]
    fn the_seed_decides_what_chance_does() {
        let fates = |seed| {
            let mut state = State {
                rng: Rng::new(seed),
                ..state()
            };
            state.chaos = EventChaos {
                duplicate: 0.5,
                reorder: 0.5,
                delay_ms: 7,
            };
            publish(&mut state, 32);
            state.due
        };
        assert_eq!(fates(3), fates(3));
        assert_ne!(fates(3), fates(4));
        assert_eq!(
            fates(3).first().map(|(due, _)| *due),
            Some(NOW + Duration::milliseconds(7))
        );
    }
}
