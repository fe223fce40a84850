//! An event before it is known to be one.

use serde::de::MapAccess;
use serde_json::value::RawValue;

use super::{Event, EventData, InvalidEnvelope};
use crate::{
    Timestamp,
    lenient::{Member, Members},
};

/// The members of an event in either schema.
///
/// <https://learn.microsoft.com/en-us/azure/event-grid/event-schema>
/// <https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md>
#[derive(Default)]
pub(super) struct Draft {
    id: Option<String>,
    source: Option<String>,
    subject: Option<String>,
    event_type: Option<String>,
    time: Option<Timestamp>,
    data: Option<Box<RawValue>>,
}

impl Members for Draft {
    fn member<'de, A: MapAccess<'de>>(
        &mut self,
        name: &str,
        value: Member<'_, A>,
    ) -> Result<(), A::Error> {
        match name {
            "id" => self.id = value.text()?,
            "topic" | "source" => self.source = value.text()?,
            "subject" => self.subject = value.text()?,
            "eventtype" | "type" => self.event_type = value.text()?,
            "eventtime" | "time" => self.time = value.time()?,
            "data" => self.data = value.raw()?,
            _ => value.skip()?,
        }
        Ok(())
    }
}

impl Draft {
    /// The event at this place of its batch.
    pub(super) fn into_event(self, index: usize) -> Result<Event, InvalidEnvelope> {
        let there = |text: Option<String>| text.filter(|text| !text.trim().is_empty());
        let id = there(self.id).ok_or(InvalidEnvelope::NoId { index })?;
        let event_type = there(self.event_type).ok_or(InvalidEnvelope::NoType { index })?;
        Ok(Event {
            id,
            source: self.source.unwrap_or_default(),
            subject: self.subject.unwrap_or_default(),
            time: self.time,
            data: EventData::read(event_type, self.data.as_deref())
                .map_err(|error| InvalidEnvelope::data(index, &error))?,
        })
    }
}
