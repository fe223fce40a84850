//! Phones and numbers from Rust.

use super::{Number, Phone, Text};
use crate::{PublishedEvent, Simulator};

impl Simulator {
    /// A phone texts one of the resource's numbers; answers the id of the message.
    ///
    /// # Panics
    ///
    /// If `from` is not spelt like a number, a short code or a name, or `to` is not a number of the
    /// resource that can receive.
    pub fn text(&self, from: &str, to: &str, message: &str) -> String {
        accept(self.world.text(from, to, message))
    }

    /// From now on ACS takes a repeated request for a new one, as if nobody had thought of
    /// repeatability: to show that a test would see the difference.
    pub fn forget_repeatability(&self) {
        self.world.state().sms.forget_repeatability();
    }

    /// What phones have received since the start or the last reset, oldest first.
    pub fn texts(&self) -> Vec<Text> {
        self.world.state().sms.received(None)
    }

    /// The events of SMS since the start or the last reset, in the order in which Event Grid was
    /// told, the delivery reports included whose time has come.
    pub fn sms_events(&self) -> Vec<PublishedEvent> {
        self.world.publish_due_events();
        self.world.state().sms.announced()
    }

    /// Gives the resource a number, or a number another type.
    ///
    /// # Panics
    ///
    /// If the number is not spelt like one of its type.
    pub fn set_number(&self, number: &str, settings: Number) {
        accept(self.world.state().sms.set_number(number, settings));
    }

    /// Says how a phone behaves that the app texts to.
    ///
    /// # Panics
    ///
    /// If the number is not in E.164, or a code or a status is out of its range.
    pub fn set_phone(&self, number: &str, phone: Phone) {
        accept(self.world.state().sms.set_phone(number, phone));
    }
}

#[expect(
    clippy::panic,
    reason = "a mistake in the test or the program that embeds the simulator"
)]
fn accept<T>(outcome: Result<T, &'static str>) -> T {
    match outcome {
        Ok(value) => value,
        Err(problem) => panic!("{problem}"),
    }
}
