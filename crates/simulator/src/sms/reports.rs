//! Publishing delivery reports when the simulator's clock says so.

use std::sync::Arc;

use crate::world::{State, World};

/// Publishes until it is aborted.
pub(crate) async fn publish_reports(world: Arc<World>) {
    loop {
        world.publish_due_reports();
        let next = world.state().sms.next_report();
        tokio::select! {
            () = world.clock.reaches(next) => {}
            () = world.report_scheduled.notified() => {}
        }
    }
}

impl World {
    /// Publishes the reports whose time has come.
    pub(crate) fn publish_due_reports(&self) {
        let now = self.now();
        let events = {
            let mut state = self.state();
            let State { sms, ids, .. } = &mut *state;
            sms.due_reports(now, ids)
        };
        for event in events {
            self.publish(event);
        }
    }

    /// A phone texts one of our numbers; answers the id of the message.
    pub(crate) fn text(&self, phone: &str, ours: &str, message: &str) -> Result<String, String> {
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
        simulator.world.report_scheduled.notify_one();
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
