//! How a phone behaves that the app texts to.

use serde::{Deserialize, Serialize};

/// A phone's behaviour. The default receives everything, a second later at most.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Phone {
    /// What its delivery reports say.
    pub delivery: Option<PhoneDelivery>,
    /// What ACS says instead of taking a message for it.
    pub refusal: Option<Refusal>,
    /// Until its delivery report comes, on the simulator's clock; a second when nothing is said.
    pub report_after_seconds: Option<u32>,
}

/// The outcome of a delivery.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PhoneDelivery {
    /// Whether the message arrives.
    pub status: DeliveryStatus,
    /// Why, 2000..=9999; 2000 when it is delivered and 9999 when it fails, if nothing is said.
    pub code: Option<u16>,
    /// For how many messages; `None` is for all.
    pub times: Option<u32>,
}

/// The two outcomes that a delivery report knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum DeliveryStatus {
    /// The phone has it.
    Delivered,
    /// It will never have it.
    Failed,
}

/// A recipient that fails within a request that succeeds.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Refusal {
    /// The recipient's `httpStatusCode`, 400..=599.
    pub status: u16,
    /// For how many messages; `None` is for all.
    pub times: Option<u32>,
}

impl Phone {
    /// What is wrong with the values, in words for the person who wrote them.
    pub(crate) fn problem(&self) -> Option<&'static str> {
        let code = self.delivery.as_ref().and_then(|delivery| delivery.code);
        if code.is_some_and(|code| !(2000..=9999).contains(&code)) {
            return Some("code must be between 2000 and 9999");
        }
        let status = self.refusal.as_ref().map(|refusal| refusal.status);
        if status.is_some_and(|status| !(400..=599).contains(&status)) {
            return Some("status must be between 400 and 599");
        }
        None
    }

    /// The status that the next message is refused with.
    pub(crate) fn refuse(&mut self) -> Option<u16> {
        let refusal = self.refusal.as_mut()?;
        spend(&mut refusal.times).then_some(refusal.status)
    }

    /// The outcome of the next message.
    pub(crate) fn outcome(&mut self) -> (DeliveryStatus, u16) {
        let delivered = (DeliveryStatus::Delivered, 2000);
        let Some(delivery) = self.delivery.as_mut() else {
            return delivered;
        };
        if !spend(&mut delivery.times) {
            return delivered;
        }
        let usual = match delivery.status {
            DeliveryStatus::Delivered => 2000,
            DeliveryStatus::Failed => 9999,
        };
        (delivery.status, delivery.code.unwrap_or(usual))
    }
}

fn spend(times: &mut Option<u32>) -> bool {
    match times {
        None => true,
        Some(0) => false,
        Some(left) => {
            *left -= 1;
            true
        }
    }
}

/// What a delivery report says beside its status: the code, and what the code means.
///
/// The form is that of the specification's example, `2000: No Error`; the sentences are those of
/// <https://learn.microsoft.com/azure/communication-services/concepts/troubleshooting-codes>.
pub(crate) fn details(code: u16) -> String {
    let meaning = match code {
        2000 => "No Error",
        4000 => "Message is rejected due to fraud detection",
        4001 => "Message is rejected due to invalid Source/From number format",
        4002 => "Message is rejected due to invalid Destination/To number format",
        4003 => "Message failed to deliver due to unsupported destination",
        4004 => "Message failed to deliver since Destination/To number doesn't exist",
        4005 => "Message is blocked by Destination carrier",
        4006 => "The Destination/To number isn't reachable",
        4007 => "The Destination/To number has opted out of receiving messages from you",
        4008 => "You've exceeded the maximum number of messages allowed for your profile",
        4009 => "Message is rejected by Microsoft Entitlement System",
        4010 => "Message was blocked due to the toll-free number not being verified",
        4020 => "Message rejected by carrier due to a volumetric violation",
        5001 => "Message failed to deliver due to temporary unavailability of application/system",
        5002 => "Message Delivery Timeout",
        9999 => "Message failed to deliver due to unknown error/failure",
        _ => "Message failed to deliver",
    };
    format!("{code}: {meaning}")
}
