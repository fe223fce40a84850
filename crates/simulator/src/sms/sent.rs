//! What the app sends, and that a repeated request sends nothing.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use serde_json::Value;
use time::{Duration, OffsetDateTime};

use super::{
    CAPACITY, Sms, event, keep,
    opt_out::{BLOCKED, Block},
    phone::{self, DeliveryStatus},
    segments,
    spelling::Spelling,
    text::{By, Text},
};
use crate::{NumberType, eventgrid::PublishedEvent, rng::Rng};

/// Until the delivery report of a phone that nothing was said about.
const USUAL_DELAY: u32 = 1;

/// One recipient's part of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Outgoing {
    pub(crate) from: String,
    pub(crate) to: String,
    pub(crate) message: String,
    pub(crate) tag: Option<String>,
    pub(crate) wants_report: bool,
    /// How long ACS waits for the carrier's report before it makes one of its own.
    pub(crate) report_timeout: Option<Duration>,
    pub(crate) repeatability: Option<Repeatability>,
}

/// What makes a request repeatable; the same pair comes with every repetition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Repeatability {
    /// A UUID in lower case.
    pub(crate) request_id: String,
    pub(crate) first_sent: OffsetDateTime,
}

/// What becomes of one recipient.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Sent now, or by an earlier request that this one repeats.
    Accepted { message_id: String },
    /// The recipient's own failure.
    Refused { status: u16 },
    /// The id of an earlier request comes with another content.
    Mismatch,
}

/// A message that was taken.
#[derive(Debug)]
pub(super) struct Message {
    pub(super) outgoing: Outgoing,
    pub(super) at: OffsetDateTime,
    pub(super) segments: u32,
    pub(super) status: DeliveryStatus,
    pub(super) details: String,
    pub(super) report_at: OffsetDateTime,
}

#[derive(Debug, Default)]
pub(super) struct Sent {
    order: VecDeque<String>,
    messages: BTreeMap<String, Message>,
    /// Message ids by repeatability id.
    repeatable: BTreeMap<String, String>,
    /// Whether a repeated request is taken for a new one.
    pub(super) forgetful: bool,
    /// Reports that are not published yet.
    pending: BTreeSet<(OffsetDateTime, String)>,
}

impl Sent {
    fn earlier(&self, outgoing: &Outgoing) -> Option<(&String, &Message)> {
        let repeatability = outgoing
            .repeatability
            .as_ref()
            .filter(|_| !self.forgetful)?;
        let id = self.repeatable.get(&repeatability.request_id)?;
        Some((id, self.messages.get(id)?))
    }

    fn keep(&mut self, id: &str, message: Message) {
        if self.order.len() == CAPACITY
            && let Some(oldest) = self.order.pop_front()
            && let Some(forgotten) = self.messages.remove(&oldest)
            && let Some(repeatability) = forgotten.outgoing.repeatability
        {
            self.repeatable.remove(&repeatability.request_id);
        }
        if let Some(repeatability) = &message.outgoing.repeatability {
            let request_id = repeatability.request_id.clone();
            self.repeatable.insert(request_id, id.to_owned());
        }
        if message.outgoing.wants_report {
            self.pending.insert((message.report_at, id.to_owned()));
        }
        self.order.push_back(id.to_owned());
        self.messages.insert(id.to_owned(), message);
    }
}

impl Sms {
    /// Takes one message for one phone; `prefix` is what the version of the API puts before ids.
    pub(crate) fn send(
        &mut self,
        outgoing: Outgoing,
        prefix: &str,
        now: OffsetDateTime,
        dice: &mut Rng,
    ) -> Outcome {
        if let Some((id, earlier)) = self.sent.earlier(&outgoing) {
            return if earlier.outgoing == outgoing {
                Outcome::Accepted {
                    message_id: id.clone(),
                }
            } else {
                Outcome::Mismatch
            };
        }
        let phone = self.phones.entry(outgoing.to.clone()).or_default();
        if let Some(status) = phone.refuse() {
            return Outcome::Refused { status };
        }
        let delay = phone.report_after_seconds.unwrap_or(USUAL_DELAY);
        let mut delay = Duration::seconds(delay.into());
        let named = self
            .numbers
            .get(&outgoing.from)
            .is_some_and(|number| number.kind == NumberType::Alphanumeric);
        let block = self.opt_outs.find(&outgoing.from, &outgoing.to);
        let (mut status, mut details) = match block {
            Some(Block::Stopped) => (DeliveryStatus::Failed, BLOCKED.to_owned()),
            // ACS does not enforce opt-outs from names.
            Some(Block::Listed) if !named => (DeliveryStatus::Failed, phone::details(4007)),
            Some(Block::Listed) | None => {
                let (status, code) = phone.outcome();
                (status, phone::details(code))
            }
        };
        let id = event::message_id(prefix, now, dice);
        let segments = segments::count(&outgoing.message);
        if status == DeliveryStatus::Delivered {
            let repeatability = outgoing.repeatability.as_ref();
            self.arrive(Text {
                to: outgoing.to.clone(),
                from: outgoing.from.clone(),
                message: outgoing.message.clone(),
                message_id: id.clone(),
                at: now,
                by: By::App,
                tag: outgoing.tag.clone(),
                repeatability_request_id: repeatability.map(|pair| pair.request_id.clone()),
                segments,
            });
        }
        if let Some(timeout) = outgoing.report_timeout
            && timeout < delay
        {
            // The phone may well have it: nobody has said so in time.
            (status, details) = (DeliveryStatus::Failed, phone::details(5002));
            delay = timeout;
        }
        let message = Message {
            outgoing,
            at: now,
            segments,
            status,
            details,
            report_at: now + delay,
        };
        self.sent.keep(&id, message);
        Outcome::Accepted { message_id: id }
    }

    /// The report of a message, once there is one: it was asked for, and its time has come.
    pub(crate) fn report(&self, id: &str, now: OffsetDateTime) -> Option<Value> {
        let message = self.sent.messages.get(id)?;
        let there = message.outgoing.wants_report && message.report_at <= now;
        there.then(|| event::report(id, message, Spelling::Specified))
    }

    /// The events of the reports whose time has come, each once.
    pub(super) fn due_reports(
        &mut self,
        now: OffsetDateTime,
        dice: &mut Rng,
    ) -> Vec<PublishedEvent> {
        let mut events = Vec::new();
        while let Some((due, _)) = self.sent.pending.first()
            && *due <= now
            && let Some((_, id)) = self.sent.pending.pop_first()
        {
            if let Some(message) = self.sent.messages.get(&id) {
                let event = event::delivery_report(&id, message, self.spelling.of_one(dice));
                keep(&mut self.announced, event.clone());
                events.push(event);
            }
        }
        events
    }

    /// When the next report is due.
    pub(crate) fn next_report(&self) -> Option<OffsetDateTime> {
        self.sent.pending.first().map(|(due, _)| *due)
    }
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;
    use uuid::Uuid;

    use super::*;

    #[test]
    fn the_oldest_messages_are_forgotten_with_their_ids_and_reports() {
        let now = datetime!(2026-11-20 12:00 UTC);
        let mut sms = Sms::new(Spelling::default());
        let mut dice = Rng::new(1);
        let mut send = |sms: &mut Sms, number: usize| {
            let outgoing = Outgoing {
                from: "+18005550100".to_owned(),
                to: "+14255550123".to_owned(),
                message: number.to_string(),
                tag: None,
                wants_report: true,
                report_timeout: None,
                repeatability: Some(Repeatability {
                    request_id: Uuid::from_u128(number as u128).to_string(),
                    first_sent: now,
                }),
            };
            sms.send(outgoing, "", now, &mut dice)
        };
        let first = send(&mut sms, 0);
        let second = send(&mut sms, 1);
        for number in 2..=CAPACITY {
            send(&mut sms, number);
        }
        assert_eq!(sms.received(None).len(), CAPACITY);
        assert_eq!(sms.sent.messages.len(), CAPACITY);
        assert_eq!(send(&mut sms, 1), second);
        assert_ne!(send(&mut sms, 0), first, "known no more");
        let mut dice = Rng::new(1);
        let reports = sms.due_reports(now + Duration::seconds(1), &mut dice);
        assert_eq!(reports.len(), CAPACITY);
        assert_eq!(sms.announced().len(), CAPACITY);
        assert_eq!(sms.sent.repeatable.len(), CAPACITY);
    }
}
