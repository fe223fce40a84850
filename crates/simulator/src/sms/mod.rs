//! Phones, carriers and what ACS keeps about SMS; [`crate::acs`] has the REST API in front of it.

mod api;
mod due;
mod event;
mod number;
mod opt_out;
mod phone;
mod segments;
mod send;
mod sent;
mod spelling;
mod text;

use std::collections::{BTreeMap, VecDeque};

use time::OffsetDateTime;

pub(crate) use self::{
    due::publish_events,
    number::{is_e164, is_sender},
    send::Outcome,
    sent::{Outgoing, Repeatability},
};
pub use self::{
    number::{Number, NumberType},
    phone::{DeliveryStatus, Phone, PhoneDelivery, Refusal},
    spelling::Spelling,
    text::{By, Text},
};
use self::{opt_out::OptOuts, sent::Sent};
use crate::{eventgrid::PublishedEvent, rng::Rng};

/// A long-running simulator forgets the oldest messages beyond this many: of those sent, of those
/// received, and of the events about them.
const CAPACITY: usize = 20_000;

/// What the resource owns until it is told otherwise.
const NUMBERS: [(&str, NumberType); 3] = [
    ("+18005550100", NumberType::TollFree),
    ("+12065550100", NumberType::TenDlc),
    ("123456", NumberType::ShortCode),
];

/// Everything about SMS that changes.
pub(crate) struct Sms {
    spelling: Spelling,
    numbers: BTreeMap<String, Number>,
    phones: BTreeMap<String, Phone>,
    opt_outs: OptOuts,
    received: VecDeque<Text>,
    sent: Sent,
    announced: VecDeque<PublishedEvent>,
}

impl Sms {
    pub(crate) fn new(spelling: Spelling) -> Self {
        let numbers = NUMBERS
            .into_iter()
            .map(|(number, kind)| (number.to_owned(), Number::new(kind)));
        Self {
            spelling,
            numbers: numbers.collect(),
            phones: BTreeMap::new(),
            opt_outs: OptOuts::default(),
            received: VecDeque::new(),
            sent: Sent::default(),
            announced: VecDeque::new(),
        }
    }

    /// Drops messages, opt-outs and settings.
    pub(crate) fn forget_repeatability(&mut self) {
        self.sent.forgetful = true;
    }

    pub(crate) fn forget(&mut self) {
        *self = Self::new(self.spelling);
    }

    pub(crate) fn numbers(&self) -> &BTreeMap<String, Number> {
        &self.numbers
    }

    pub(crate) fn set_number(
        &mut self,
        number: &str,
        settings: Number,
    ) -> Result<(), &'static str> {
        if !settings.kind.fits(number) {
            return Err("the number is not one of that type");
        }
        self.numbers.insert(number.to_owned(), settings);
        Ok(())
    }

    pub(crate) fn set_phone(&mut self, number: &str, phone: Phone) -> Result<(), &'static str> {
        if !is_e164(number) {
            return Err("the phone must be a number such as +14255550123");
        }
        if let Some(problem) = phone.problem() {
            return Err(problem);
        }
        self.phones.insert(number.to_owned(), phone);
        Ok(())
    }

    /// What phones have received, oldest first; of one phone, with or without its `+`.
    pub(crate) fn received(&self, to: Option<&str>) -> Vec<Text> {
        let bare = |number: &str| number.trim().trim_start_matches('+').to_owned();
        let wanted = to.map(bare);
        self.received
            .iter()
            .filter(|text| wanted.as_ref().is_none_or(|to| *to == bare(&text.to)))
            .cloned()
            .collect()
    }

    /// A phone texts one of our numbers. Whatever it says reaches the app, also what carriers act
    /// on.
    pub(crate) fn hear(
        &mut self,
        phone: &str,
        ours: &str,
        message: &str,
        now: OffsetDateTime,
        dice: &mut Rng,
    ) -> Result<PublishedEvent, &'static str> {
        if !is_sender(phone) {
            return Err("from must be a number such as +14255550123, a short code or a name");
        }
        let number = match self.numbers.get(ours) {
            Some(number) if number.kind != NumberType::Alphanumeric => *number,
            Some(_) => return Err("to is a name, which cannot receive anything"),
            None => return Err("to is not a number of the resource"),
        };
        if let Some((by, answer)) = self.opt_outs.hear(number, ours, phone, message) {
            let text = Text {
                to: phone.to_owned(),
                from: ours.to_owned(),
                message: answer.to_owned(),
                message_id: dice.uuid().to_string(),
                at: now,
                by,
                tag: None,
                repeatability_request_id: None,
                segments: segments::count(answer),
            };
            keep(&mut self.received, text);
        }
        let spelling = self.spelling.of_one(dice);
        let inbound = event::Inbound {
            id: event::inbound_id(spelling, now, dice),
            from: phone,
            to: ours,
            message,
            at: now,
        };
        let event = event::received(&inbound, spelling);
        keep(&mut self.announced, event.clone());
        Ok(event)
    }

    /// What Event Grid was told, oldest first.
    fn announced(&self) -> Vec<PublishedEvent> {
        self.announced.iter().cloned().collect()
    }

    pub(crate) fn opt_out(&mut self, ours: &str, phone: &str) {
        self.opt_outs.add(ours, phone);
    }

    pub(crate) fn opt_in(&mut self, ours: &str, phone: &str) {
        if let Some(number) = self.numbers.get(ours) {
            self.opt_outs.remove(ours, phone, number.kind);
        }
    }

    pub(crate) fn is_opted_out(&self, ours: &str, phone: &str) -> bool {
        self.opt_outs.find(ours, phone).is_some()
    }
}

fn keep<T>(kept: &mut VecDeque<T>, new: T) {
    if kept.len() == CAPACITY {
        kept.pop_front();
    }
    kept.push_back(new);
}
