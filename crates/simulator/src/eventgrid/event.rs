//! One event and its two wire forms.
//!
//! <https://learn.microsoft.com/azure/event-grid/event-schema> and
//! <https://learn.microsoft.com/azure/event-grid/cloud-event-schema>

use std::borrow::Cow;

use serde_json::{Value, json};
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

use super::{PublishedEvent, Schema};

/// The resources that the events come from, by the beginning of their type, with the version of
/// their data.
const SOURCES: [(&str, &str, &str); 2] = [
    (
        "Microsoft.KeyVault.",
        "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/frontdesk\
         /providers/Microsoft.KeyVault/vaults/simulator",
        "1",
    ),
    (
        "",
        "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/frontdesk\
         /providers/Microsoft.Communication/CommunicationServices/simulator",
        "1.0",
    ),
];

/// What is delivered.
#[derive(Clone, Debug)]
pub(crate) enum Event {
    /// By a service of the simulator: written in the schema of each subscription.
    Published {
        event: PublishedEvent,
        at: OffsetDateTime,
    },
    /// By the control API: delivered as it was given, in the schema that it has.
    Given(Value),
}

/// A request's body and what its headers say about it.
#[derive(Debug, PartialEq)]
pub(crate) struct Parcel {
    pub(crate) content_type: &'static str,
    pub(crate) body: Value,
    /// `dataVersion` and `metadataVersion`, which only the Event Grid schema has.
    pub(crate) versions: Option<(String, String)>,
}

impl Event {
    pub(crate) fn published(event: PublishedEvent, at: OffsetDateTime) -> Self {
        Self::Published { event, at }
    }

    /// Empty when a given event has none.
    pub(crate) fn id(&self) -> &str {
        match self {
            Self::Published { event, .. } => &event.id,
            Self::Given(value) => text(value, "id"),
        }
    }

    pub(crate) fn event_type(&self) -> &str {
        match self {
            Self::Published { event, .. } => event.event_type,
            Self::Given(value) if is_cloud_event(value) => text(value, "type"),
            Self::Given(value) => text(value, "eventType"),
        }
    }

    pub(crate) fn subject(&self) -> &str {
        match self {
            Self::Published { event, .. } => &event.subject,
            Self::Given(value) => text(value, "subject"),
        }
    }

    /// The event alone, not in an array.
    pub(crate) fn alone(&self, schema: Schema) -> Value {
        let (event, at) = match self {
            Self::Published { event, at } => (event, at),
            Self::Given(value) => return value.clone(),
        };
        let time = at.format(&Rfc3339).unwrap_or_default();
        let (source, version) = origin(event.event_type);
        match schema {
            Schema::EventGrid => json!({
                "id": event.id,
                "topic": source,
                "subject": event.subject,
                "eventType": event.event_type,
                "eventTime": time,
                "data": event.data,
                "dataVersion": version,
                "metadataVersion": "1",
            }),
            Schema::CloudEvents => json!({
                "id": event.id,
                "source": source,
                "subject": event.subject,
                "type": event.event_type,
                "time": time,
                "data": event.data,
                "specversion": "1.0",
            }),
        }
    }

    /// As it goes out: Event Grid's own schema always in an array.
    pub(crate) fn parcel(&self, wanted: Schema) -> Parcel {
        let schema = match self {
            Self::Published { .. } => wanted,
            Self::Given(value) if is_cloud_event(value) => Schema::CloudEvents,
            Self::Given(_) => Schema::EventGrid,
        };
        let event = self.alone(schema);
        match schema {
            Schema::EventGrid => Parcel {
                content_type: "application/json; charset=utf-8",
                versions: Some((
                    text(&event, "dataVersion").to_owned(),
                    text(&event, "metadataVersion").to_owned(),
                )),
                body: json!([event]),
            },
            Schema::CloudEvents => Parcel {
                content_type: "application/cloudevents+json; charset=utf-8",
                versions: None,
                body: event,
            },
        }
    }
}

/// Where an event of a type comes from, and the version of its data.
fn origin(event_type: &str) -> (Cow<'static, str>, &'static str) {
    let (_, source, version) = SOURCES
        .into_iter()
        .find(|(prefix, ..)| event_type.starts_with(prefix))
        .unwrap_or_default();
    let source = if is_of_a_thread(event_type) {
        source.to_lowercase().into()
    } else {
        source.into()
    };
    (source, version)
}

/// Microsoft's samples of the events of chat threads name the resource in lower case, those of the
/// threads' users do not.
fn is_of_a_thread(event_type: &str) -> bool {
    let of_user = ["WithUser", "WithUserDeleted", "PerUser"];
    event_type.ends_with("InThread")
        || (event_type.contains(".ChatThread")
            && !of_user.iter().any(|end| event_type.ends_with(end)))
}

/// The schema says so itself. Microsoft's samples write the member in two ways.
fn is_cloud_event(value: &Value) -> bool {
    ["specversion", "specVersion"]
        .iter()
        .any(|name| value.get(name).is_some())
}

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value.get(name).and_then(Value::as_str).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    #[test]
    fn a_published_event_in_both_schemas() {
        let event = |event_type| {
            Event::published(
                PublishedEvent {
                    event_type,
                    subject: "/phonenumber/15555555555".to_owned(),
                    data: json!({"message": "hi"}),
                    id: "1".to_owned(),
                },
                datetime!(2026-11-20 12:00:00.5 UTC),
            )
        };
        let sms = event("Microsoft.Communication.SMSReceived");
        let source = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/frontdesk\
                      /providers/Microsoft.Communication/CommunicationServices/simulator";
        assert_eq!(
            sms.parcel(Schema::EventGrid),
            Parcel {
                content_type: "application/json; charset=utf-8",
                versions: Some(("1.0".to_owned(), "1".to_owned())),
                body: json!([{
                    "id": "1", "topic": source, "subject": "/phonenumber/15555555555",
                    "eventType": "Microsoft.Communication.SMSReceived",
                    "eventTime": "2026-11-20T12:00:00.5Z", "data": {"message": "hi"},
                    "dataVersion": "1.0", "metadataVersion": "1",
                }]),
            }
        );
        assert_eq!(
            sms.parcel(Schema::CloudEvents),
            Parcel {
                content_type: "application/cloudevents+json; charset=utf-8",
                versions: None,
                body: json!({
                    "id": "1", "source": source, "subject": "/phonenumber/15555555555",
                    "type": "Microsoft.Communication.SMSReceived",
                    "time": "2026-11-20T12:00:00.5Z", "data": {"message": "hi"},
                    "specversion": "1.0",
                }),
            }
        );
        let vault = event("Microsoft.KeyVault.SecretNewVersionCreated").alone(Schema::EventGrid);
        assert!(text(&vault, "topic").ends_with("Microsoft.KeyVault/vaults/simulator"));
        assert_eq!(text(&vault, "dataVersion"), "1");
        for (event_type, lower) in [
            ("Microsoft.Communication.ChatMessageReceivedInThread", true),
            ("Microsoft.Communication.ChatMessageReceived", false),
            ("Microsoft.Communication.ChatThreadCreated", true),
            ("Microsoft.Communication.ChatThreadCreatedWithUser", false),
            ("Microsoft.Communication.ChatThreadWithUserDeleted", false),
            (
                "Microsoft.Communication.ChatThreadPropertiesUpdatedPerUser",
                false,
            ),
        ] {
            let published = event(event_type).alone(Schema::CloudEvents);
            let expected = if lower {
                source.to_lowercase()
            } else {
                source.to_owned()
            };
            assert_eq!(text(&published, "source"), expected, "{event_type}");
        }
    }

    #[test]
    fn a_given_event_keeps_its_schema_and_its_oddities() {
        let cloud = json!({"specVersion": "1.0", "type": "T", "id": "7", "extra": [1]});
        let event = Event::Given(cloud.clone());
        assert_eq!((event.event_type(), event.id()), ("T", "7"));
        assert_eq!(event.parcel(Schema::EventGrid).body, cloud);
        let odd = json!({"eventType": "T", "id": 5});
        let event = Event::Given(odd.clone());
        assert_eq!(
            (event.event_type(), event.id(), event.subject()),
            ("T", "", "")
        );
        assert_eq!(event.parcel(Schema::CloudEvents).body, json!([odd]));
    }
}
