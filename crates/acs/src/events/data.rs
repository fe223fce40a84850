//! Which type of event has which data.
//!
//! A new type is a module with its payload, and a line in each item of this file.

use serde_json::value::RawValue;

use super::{SecretNewVersionCreated, SmsReceived, SubscriptionDeleted, SubscriptionValidation};
use crate::{
    lenient::{Members, Value},
    sms::DeliveryReport,
};

/// What happened, by the type of the event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EventData {
    /// A text came in.
    SmsReceived(SmsReceived),
    /// What became of a text that was sent.
    SmsDeliveryReport(DeliveryReport),
    /// A secret of a key vault has a new version.
    SecretNewVersionCreated(SecretNewVersionCreated),
    /// Event Grid wants to know whether this endpoint wants its events.
    SubscriptionValidation(SubscriptionValidation),
    /// A subscription is no more.
    SubscriptionDeleted(SubscriptionDeleted),
    /// Another type.
    Unknown {
        /// The type, as it is.
        event_type: String,
    },
}

impl EventData {
    /// The type of the event, as it is documented.
    pub fn event_type(&self) -> &str {
        match self {
            Self::SmsReceived(_) => SmsReceived::EVENT_TYPE,
            Self::SmsDeliveryReport(_) => DeliveryReport::EVENT_TYPE,
            Self::SecretNewVersionCreated(_) => SecretNewVersionCreated::EVENT_TYPE,
            Self::SubscriptionValidation(_) => SubscriptionValidation::EVENT_TYPE,
            Self::SubscriptionDeleted(_) => SubscriptionDeleted::EVENT_TYPE,
            Self::Unknown { event_type } => event_type,
        }
    }

    /// Reads the data of an event of this type.
    pub(super) fn read(event_type: String, data: Option<&RawValue>) -> serde_json::Result<Self> {
        let is = |known: &str| event_type.eq_ignore_ascii_case(known);
        Ok(if is(SmsReceived::EVENT_TYPE) {
            Self::SmsReceived(payload(data)?)
        } else if is(DeliveryReport::EVENT_TYPE) {
            Self::SmsDeliveryReport(payload(data)?)
        } else if is(SecretNewVersionCreated::EVENT_TYPE) {
            Self::SecretNewVersionCreated(payload(data)?)
        } else if is(SubscriptionValidation::EVENT_TYPE) {
            Self::SubscriptionValidation(payload(data)?)
        } else if is(SubscriptionDeleted::EVENT_TYPE) {
            Self::SubscriptionDeleted(payload(data)?)
        } else {
            Self::Unknown { event_type }
        })
    }
}

fn payload<T: Members>(data: Option<&RawValue>) -> serde_json::Result<T> {
    let Some(data) = data else {
        return Ok(T::default());
    };
    match serde_json::from_str::<Value<T>>(data.get())?.without_layers()? {
        Value::Object(payload) => Ok(payload),
        _ => Ok(T::default()),
    }
}
