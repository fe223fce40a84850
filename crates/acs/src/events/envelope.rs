//! A delivery of events.

use serde::{Deserialize, Deserializer, de::Error};

use super::{Event, InvalidEnvelope, draft::Draft};
use crate::lenient::{self, Value};

/// The longest delivery that is read.
///
/// An event has at most 1 MiB, and so has a batch; what is JSON in a string is longer by its
/// backslashes.
/// <https://learn.microsoft.com/en-us/azure/event-grid/quotas-limits>
pub const MAX_BYTES: usize = 2 * 1024 * 1024;

/// The most events of a delivery.
/// <https://learn.microsoft.com/en-us/azure/event-grid/delivery-and-retry#output-batching>
pub const MAX_EVENTS: usize = lenient::MAX_OBJECTS;

/// What Event Grid delivers: one event or a batch of them, in Event Grid's schema or as CloudEvents
/// 1.0.
///
/// It can be read from bytes, and deserialised as a part of something else, such as what the
/// Functions host sends. Whether a single event stands in an array does not matter, nor does JSON in
/// a string.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Envelope {
    /// The events, in the order of the batch, which means nothing.
    pub events: Vec<Event>,
}

impl Envelope {
    /// Reads a delivery. It is taken as a whole: Event Grid can repeat a part of a batch only by
    /// repeating all of it.
    ///
    /// # Errors
    /// See [`InvalidEnvelope`].
    pub fn parse(body: &[u8]) -> Result<Self, InvalidEnvelope> {
        if body.len() > MAX_BYTES {
            return Err(InvalidEnvelope::TooLarge { bytes: body.len() });
        }
        // One look at the whole is cheaper than one at each string.
        match str::from_utf8(body) {
            Ok(text) => serde_json::from_str(text),
            Err(_) => serde_json::from_slice(body),
        }
        .map_err(|error| InvalidEnvelope::not_json(&error))
        .and_then(Self::new)
    }

    /// Reads a delivery that is parsed already.
    ///
    /// # Errors
    /// See [`InvalidEnvelope`].
    pub fn from_value(value: serde_json::Value) -> Result<Self, InvalidEnvelope> {
        serde_json::from_value(value)
            .map_err(|error| InvalidEnvelope::not_json(&error))
            .and_then(Self::new)
    }

    fn new(value: Value<Draft>) -> Result<Self, InvalidEnvelope> {
        let value = value
            .without_layers()
            .map_err(|error| InvalidEnvelope::not_json(&error))?;
        let drafts = match value {
            Value::Object(draft) => vec![draft],
            Value::Array(drafts, 0) => drafts,
            Value::Array(drafts, others) if drafts.len() == MAX_EVENTS => {
                let events = drafts.len() + others;
                return Err(InvalidEnvelope::TooMany { events });
            }
            Value::Array(..) | Value::Text(_) | Value::Integer(_) | Value::Null => {
                return Err(InvalidEnvelope::NotAnEvent);
            }
        };
        let events = drafts
            .into_iter()
            .enumerate()
            .map(|(index, draft)| draft.into_event(index))
            .collect::<Result<_, _>>()?;
        Ok(Self { events })
    }
}

impl<'de> Deserialize<'de> for Envelope {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        Self::new(value).map_err(D::Error::custom)
    }
}
