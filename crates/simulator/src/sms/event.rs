//! The events of SMS.
//!
//! <https://learn.microsoft.com/azure/event-grid/communication-services-telephony-sms-events>

use serde_json::{Value, json};
use time::{OffsetDateTime, format_description::well_known::Rfc3339, macros::format_description};

use super::{phone::DeliveryStatus, sent::Message, spelling::Spelling};
use crate::{eventgrid::PublishedEvent, rng::Rng};

/// A text to one of our numbers.
pub(super) struct Inbound<'a> {
    pub(super) id: String,
    pub(super) from: &'a str,
    pub(super) to: &'a str,
    pub(super) message: &'a str,
    pub(super) at: OffsetDateTime,
}

pub(super) fn received(inbound: &Inbound<'_>, spelling: Spelling) -> PublishedEvent {
    let to = spelling.bare(inbound.to);
    let mut data = json!({
        "messageId": inbound.id,
        "from": spelling.bare(inbound.from),
        "to": to,
        "message": inbound.message,
        "receivedTimestamp": timestamp(inbound.at),
    });
    if let (Some(data), Spelling::Samples | Spelling::Specified) = (data.as_object_mut(), spelling)
    {
        let segments = super::segments::count(inbound.message);
        data.insert("segmentCount".to_owned(), segments.into());
    }
    PublishedEvent {
        event_type: "Microsoft.Communication.SMSReceived",
        subject: format!("/phonenumber/{to}"),
        data: spelling.members(data),
        id: inbound.id.clone(),
    }
}

pub(super) fn delivery_report(id: &str, message: &Message, spelling: Spelling) -> PublishedEvent {
    PublishedEvent {
        event_type: "Microsoft.Communication.SMSDeliveryReportReceived",
        subject: format!("/phonenumber/{}", spelling.bare(&message.outgoing.from)),
        data: report(id, message, spelling),
        id: id.to_owned(),
    }
}

/// The report of a message, which `GET /deliveryReports/{id}` gives too.
pub(super) fn report(id: &str, message: &Message, spelling: Spelling) -> Value {
    let delivered = message.status == DeliveryStatus::Delivered;
    let (succeeded, failed) = if delivered {
        (message.segments, 0)
    } else {
        (0, message.segments)
    };
    let details = match spelling {
        Spelling::Samples | Spelling::Pascal if delivered => "No error.",
        _ => &message.details,
    };
    let mut data = json!({
        "messageId": id,
        "from": spelling.bare(&message.outgoing.from),
        "to": message.outgoing.to,
        "deliveryStatus": message.status,
        "deliveryStatusDetails": details,
        "receivedTimestamp": timestamp(message.report_at),
        "deliveryAttempts": [{
            "timestamp": timestamp(message.at),
            "segmentsSucceeded": succeeded,
            "segmentsFailed": failed,
        }],
    });
    if let (Some(data), Some(tag)) = (data.as_object_mut(), &message.outgoing.tag) {
        let name = match spelling {
            Spelling::Samples => "Tag",
            Spelling::Pascal | Spelling::Specified | Spelling::Varied => "tag",
        };
        data.insert(name.to_owned(), tag.as_str().into());
    }
    spelling.members(data)
}

/// Newer samples of the documentation have bare ids.
pub(super) fn inbound_id(spelling: Spelling, now: OffsetDateTime, dice: &mut Rng) -> String {
    match spelling {
        Spelling::Specified => dice.uuid().to_string(),
        Spelling::Samples | Spelling::Pascal | Spelling::Varied => {
            message_id("Incoming_", now, dice)
        }
    }
}

/// An id as the samples show it: when, then which.
pub(super) fn message_id(prefix: &str, now: OffsetDateTime, dice: &mut Rng) -> String {
    let format = format_description!("[year][month][day][hour][minute][second]");
    let when = now.format(format).unwrap_or_default();
    format!("{prefix}{when}{}", dice.uuid())
}

/// With up to seven digits of a second, as .NET writes it.
fn timestamp(at: OffsetDateTime) -> String {
    at.replace_nanosecond(at.nanosecond() / 100 * 100)
        .unwrap_or(at)
        .format(&Rfc3339)
        .unwrap_or_default()
}
