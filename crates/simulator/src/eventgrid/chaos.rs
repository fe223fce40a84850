//! What Event Grid may do to deliveries at any time, on demand.

use serde::{Deserialize, Serialize};

/// How unkind Event Grid is. The default delivers once, at once and in order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct EventChaos {
    /// The probability that an event is delivered twice, 0..=1: half of the repeats come together
    /// with the first delivery, half after it has succeeded.
    pub duplicate: f64,
    /// The probability that a delivery is held back for one to five seconds of the simulator's
    /// clock, behind what is published meanwhile, 0..=1.
    pub reorder: f64,
    /// The delay before the first attempt of every delivery, in milliseconds of the simulator's
    /// clock.
    pub delay_ms: u32,
}

impl EventChaos {
    /// What is wrong with the values, in words for the person who wrote them.
    pub(crate) fn problem(&self) -> Option<&'static str> {
        let share = |value: f64| (0.0..=1.0).contains(&value);
        if !share(self.duplicate) {
            Some("eventgrid.duplicate must be between 0 and 1")
        } else if !share(self.reorder) {
            Some("eventgrid.reorder must be between 0 and 1")
        } else {
            None
        }
    }
}
