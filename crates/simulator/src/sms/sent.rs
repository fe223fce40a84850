//! What was sent, and what there is to tell of it.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use time::{Duration, OffsetDateTime};

use super::{CAPACITY, phone::DeliveryStatus};

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

/// What there is to tell of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum News {
    /// It has come to another number of ours.
    Arrival,
    /// Its delivery report is there.
    Report,
}

#[derive(Debug, Default)]
pub(super) struct Sent {
    order: VecDeque<String>,
    pub(super) messages: BTreeMap<String, Message>,
    /// Message ids by repeatability id.
    pub(super) repeatable: BTreeMap<String, String>,
    /// Whether a repeated request is taken for a new one.
    pub(super) forgetful: bool,
    /// What Event Grid is still to be told, by message.
    pub(super) pending: BTreeSet<(OffsetDateTime, String, News)>,
}

impl Sent {
    /// The message of an earlier request with the same repeatability id.
    pub(super) fn earlier(&self, outgoing: &Outgoing) -> Option<(&String, &Message)> {
        let repeatability = outgoing
            .repeatability
            .as_ref()
            .filter(|_| !self.forgetful)?;
        let id = self.repeatable.get(&repeatability.request_id)?;
        Some((id, self.messages.get(id)?))
    }

    pub(super) fn keep(&mut self, id: &str, message: Message) {
        if self.order.len() == CAPACITY
            && let Some(oldest) = self.order.pop_front()
        {
            self.forget(oldest);
        }
        if let Some(repeatability) = &message.outgoing.repeatability {
            let request_id = repeatability.request_id.clone();
            self.repeatable.insert(request_id, id.to_owned());
        }
        if message.outgoing.wants_report {
            let report = (message.report_at, id.to_owned(), News::Report);
            self.pending.insert(report);
        }
        self.order.push_back(id.to_owned());
        self.messages.insert(id.to_owned(), message);
    }

    fn forget(&mut self, id: String) {
        let Some(message) = self.messages.remove(&id) else {
            return;
        };
        if let Some(repeatability) = message.outgoing.repeatability {
            self.repeatable.remove(&repeatability.request_id);
        }
        let arrival = (message.at, id, News::Arrival);
        self.pending.remove(&arrival);
        let (_, id, _) = arrival;
        self.pending.remove(&(message.report_at, id, News::Report));
    }
}
