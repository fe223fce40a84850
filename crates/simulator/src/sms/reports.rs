//! Publishing delivery reports when the simulator's clock says so.

use std::{sync::Arc, time::Duration};

use crate::world::{State, World};

/// How soon it is noticed that a clock was advanced.
const NOTICE: Duration = Duration::from_millis(20);

/// Publishes until it is aborted.
pub(crate) async fn publish_reports(world: Arc<World>) {
    loop {
        world.publish_due_reports();
        let next = world.state().sms.next_report();
        match next {
            None => world.report_scheduled.notified().await,
            Some(due) => {
                let left = (due - world.now()).try_into().unwrap_or(Duration::ZERO);
                tokio::time::sleep(left.min(NOTICE)).await;
            }
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
