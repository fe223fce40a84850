//! Publishing what is due when the simulator's clock says so: delivery reports above all.

use std::sync::Arc;

use serde_json::Value;
use time::OffsetDateTime;

use super::{
    Sms, event, keep,
    sent::{News, Outgoing},
    spelling::Spelling,
};
use crate::{
    eventgrid::PublishedEvent,
    rng::Rng,
    world::{State, World},
};

/// Publishes until it is aborted.
pub(crate) async fn publish_events(world: Arc<World>) {
    loop {
        world.publish_due_events();
        let next = world.state().sms.next_due();
        tokio::select! {
            () = world.clock.reaches(next) => {}
            () = world.event_scheduled.notified() => {}
        }
    }
}

impl World {
    /// Publishes the events whose time has come.
    pub(crate) fn publish_due_events(&self) {
        let now = self.now();
        let events = {
            let mut state = self.state();
            let State { sms, ids, .. } = &mut *state;
            sms.due_events(now, ids)
        };
        for event in events {
            self.publish(event);
        }
    }

    /// A phone texts one of our numbers; answers the id of the message.
    pub(crate) fn text(
        &self,
        phone: &str,
        ours: &str,
        message: &str,
    ) -> Result<String, &'static str> {
        let now = self.now();
        let event = {
            let mut state = self.state();
            let State { sms, ids, .. } = &mut *state;
            sms.hear(phone, ours, message, now, ids)?
        };
        let id = event.id.clone();
        self.publish(event);
        Ok(id)
    }
}

impl Sms {
    /// The report of a message, once there is one: it was asked for, and its time has come.
    pub(crate) fn report(&self, id: &str, now: OffsetDateTime) -> Option<Value> {
        let message = self.sent.messages.get(id)?;
        let there = message.outgoing.wants_report && message.report_at <= now;
        there.then(|| event::report(id, message, Spelling::Specified))
    }

    /// The events whose time has come, each once.
    pub(super) fn due_events(
        &mut self,
        now: OffsetDateTime,
        dice: &mut Rng,
    ) -> Vec<PublishedEvent> {
        let mut events = Vec::new();
        while let Some((due, ..)) = self.sent.pending.first()
            && *due <= now
            && let Some((_, id, news)) = self.sent.pending.pop_first()
        {
            events.extend(self.tell(&id, news, now, dice));
        }
        events
    }

    /// The event about a message, unless it has been forgotten.
    fn tell(
        &mut self,
        id: &str,
        news: News,
        now: OffsetDateTime,
        dice: &mut Rng,
    ) -> Option<PublishedEvent> {
        let message = self.sent.messages.get(id)?;
        match news {
            News::Report => {
                let event = event::delivery_report(id, message, self.spelling.of_one(dice));
                keep(&mut self.announced, event.clone());
                Some(event)
            }
            News::Arrival => {
                let Outgoing {
                    from, to, message, ..
                } = message.outgoing.clone();
                self.hear(&from, &to, &message, now, dice).ok()
            }
        }
    }

    /// When the next event is due.
    pub(crate) fn next_due(&self) -> Option<OffsetDateTime> {
        self.sent.pending.first().map(|(due, ..)| *due)
    }
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use crate::{
        Clock, Options, Phone, Simulator,
        sms::{Outcome, Outgoing},
        world::State,
    };

    async fn start(clock: Clock) -> Simulator {
        let options = Options {
            clock,
            ..Options::default()
        };
        Simulator::start(options).await.unwrap()
    }

    fn send(simulator: &Simulator) -> String {
        let now = simulator.world.now();
        let mut state = simulator.world.state();
        let State { sms, ids, .. } = &mut *state;
        let outgoing = Outgoing {
            from: "+18005550100".to_owned(),
            to: "+14255550123".to_owned(),
            message: "hello".to_owned(),
            tag: None,
            wants_report: true,
            report_timeout: None,
            repeatability: None,
        };
        let outcome = sms.send(outgoing, "", now, ids);
        simulator.world.event_scheduled.notify_one();
        match outcome {
            Outcome::Accepted { message_id } => message_id,
            other => panic!("{other:?}"),
        }
    }

    /// Waits for one report; nobody else publishes it.
    async fn reported(simulator: &Simulator) -> String {
        loop {
            if let Some(event) = simulator.world.state().sms.announced().pop() {
                return event.id;
            }
            tokio::task::yield_now().await;
        }
    }

    #[tokio::test]
    async fn a_running_clock_needs_nobody_to_advance_it() {
        let simulator = start(Clock::system()).await;
        let at_once = Phone {
            report_after_seconds: Some(0),
            ..Phone::default()
        };
        simulator.set_phone("+14255550123", at_once);
        let id = send(&simulator);
        assert_eq!(reported(&simulator).await, id);
    }

    #[tokio::test]
    async fn a_pinned_clock_is_watched() {
        let simulator = start(Clock::pinned(datetime!(2026-11-20 12:00 UTC))).await;
        let id = send(&simulator);
        simulator.clock().advance(time::Duration::seconds(1));
        assert_eq!(reported(&simulator).await, id);
    }
}
