//! Sending, and that a repeated request sends nothing.

use time::{Duration, OffsetDateTime};

use super::{
    Sms, event, keep,
    number::NumberType,
    opt_out::{BLOCKED, Block},
    phone::{self, DeliveryStatus, Phone},
    segments,
    sent::{Message, News, Outgoing},
    text::{By, Text},
};
use crate::rng::Rng;

/// Until the delivery report of a phone that nothing was said about.
const USUAL_DELAY: u32 = 1;

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
        let mut usual = Phone::default();
        let phone = self.phones.get_mut(&outgoing.to).unwrap_or(&mut usual);
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
            self.deliver(&id, &outgoing, segments, now);
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

    fn deliver(&mut self, id: &str, outgoing: &Outgoing, segments: u32, now: OffsetDateTime) {
        if self.numbers.contains_key(&outgoing.to) {
            let arrival = (now, id.to_owned(), News::Arrival);
            self.sent.pending.insert(arrival);
            return;
        }
        let repeatability = outgoing.repeatability.as_ref();
        let text = Text {
            to: outgoing.to.clone(),
            from: outgoing.from.clone(),
            message: outgoing.message.clone(),
            message_id: id.to_owned(),
            at: now,
            by: By::App,
            tag: outgoing.tag.clone(),
            repeatability_request_id: repeatability.map(|pair| pair.request_id.clone()),
            segments,
        };
        keep(&mut self.received, text);
    }
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;
    use uuid::Uuid;

    use super::super::{CAPACITY, Repeatability, Spelling};
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
        assert_eq!(sms.sent.pending.len(), CAPACITY);
        assert_eq!(send(&mut sms, 1), second);
        assert_ne!(send(&mut sms, 0), first, "known no more");
        let mut dice = Rng::new(1);
        let reports = sms.due_events(now + Duration::seconds(1), &mut dice);
        assert_eq!(reports.len(), CAPACITY);
        assert_eq!(sms.announced().len(), CAPACITY);
        assert_eq!(sms.sent.repeatable.len(), CAPACITY);
    }
}
