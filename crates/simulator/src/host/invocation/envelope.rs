//! `{"Data": …, "Metadata": …}`: what the host sends for everything that it does not proxy.
//!
//! <https://learn.microsoft.com/azure/azure-functions/functions-custom-handlers#request-payload>;
//! the encoding of values is the host's `GetHttpScriptInvocationContextValue`, in
//! <https://github.com/Azure/azure-functions-host/blob/dev/src/WebJobs.Script/Workers/MessageExtensions/ScriptInvocationContextExtensions.cs>.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde::Serialize;
use serde_json::value::RawValue;
use time::{OffsetDateTime, macros::datetime};
use uuid::Uuid;

use super::encoding::{encode, members_as_text, raw, seconds, utc_now};
use crate::{StoredMessage, host::json::Members};

/// When a message expires that never does.
const NEVER: OffsetDateTime = datetime!(9999-12-31 23:59:59 UTC);

/// The body of an invocation.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Envelope {
    data: Members,
    metadata: Members,
}

/// What the member `sys` of the metadata is made of.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sys<'a> {
    pub(crate) function: &'a str,
    pub(crate) now: OffsetDateTime,
    pub(crate) id: Uuid,
}

impl Envelope {
    /// One event, as it was delivered.
    pub(crate) fn event(binding: &str, event: &RawValue, sys: Sys<'_>) -> Self {
        let mut metadata = Vec::new();
        if let Some(data) = event_data(event) {
            metadata.push(("data".to_owned(), encode(data.get())));
        }
        Self::new(binding, encode(event.get()), metadata, sys)
    }

    /// `cardinality: many`: the whole delivery in one invocation.
    pub(crate) fn events(binding: &str, events: &[Box<RawValue>], sys: Sys<'_>) -> Self {
        let list = |items: Vec<&str>| encode(&format!("[{}]", items.join(",")));
        let data = list(events.iter().map(|event| event.get()).collect());
        let inner: Vec<_> = events
            .iter()
            .filter_map(|event| event_data(event))
            .collect();
        let metadata = vec![(
            "data".to_owned(),
            list(inner.iter().map(|data| data.get()).collect()),
        )];
        Self::new(binding, data, metadata, sys)
    }

    /// The text of a queue message, without what only a real queue knows (its id, its times, its
    /// dequeue count).
    pub(crate) fn queue_message(binding: &str, binary: bool, message: &str, sys: Sys<'_>) -> Self {
        let data = if binary {
            raw(&STANDARD.encode(message))
        } else {
            encode(raw(message).get())
        };
        Self::new(binding, data, members_as_text(message), sys)
    }

    /// A message that a queue trigger took: its text, then what the queue knows of it; a member of a
    /// JSON text that has one of these names takes its place.
    pub(crate) fn queue_trigger(
        binding: &str,
        binary: bool,
        body: &[u8],
        message: &StoredMessage,
        sys: Sys<'_>,
    ) -> Self {
        let text = String::from_utf8_lossy(body);
        let data = if binary {
            raw(&STANDARD.encode(body))
        } else {
            encode(raw(text.as_ref()).get())
        };
        let members = members_as_text(&text);
        let quoted = |value: &str| encode(raw(value).get());
        let time = |at| raw(&seconds(at));
        let expires = message.expires.unwrap_or(NEVER);
        let mut metadata: Vec<_> = [
            ("DequeueCount", raw(&message.dequeue_count.to_string())),
            ("ExpirationTime", time(expires)),
            ("Id", quoted(&message.id)),
            ("InsertionTime", time(message.inserted)),
            ("NextVisibleTime", time(message.next_visible)),
            ("PopReceipt", quoted(&message.pop_receipt)),
        ]
        .into_iter()
        .filter(|(name, _)| {
            let hides = |(member, _): &(String, _)| member.eq_ignore_ascii_case(name);
            !members.iter().any(hides)
        })
        .map(|(name, value)| (name.to_owned(), value))
        .collect();
        metadata.extend(members);
        Self::new(binding, data, metadata, sys)
    }

    /// A timer that somebody pulled by hand: never past due, without a recorded schedule.
    pub(crate) fn timer(binding: &str, sys: Sys<'_>) -> Self {
        let info = r#"{"Schedule":{"AdjustForDST":true},"ScheduleStatus":null,"IsPastDue":false}"#;
        Self::new(binding, encode(info), Vec::new(), sys)
    }

    /// The metadata of an invocation through `/admin/functions/<name>` names the trigger, with the
    /// given input.
    pub(crate) fn invoked_by_hand(mut self, binding: &str, input: &str) -> Self {
        self.metadata
            .0
            .push((binding.to_owned(), encode(raw(input).get())));
        self
    }

    pub(super) fn new(
        binding: &str,
        data: Box<RawValue>,
        metadata: Vec<(String, Box<RawValue>)>,
        sys: Sys<'_>,
    ) -> Self {
        let mut metadata = Members(metadata);
        metadata.0.push((
            "sys".to_owned(),
            raw(&Members(vec![
                ("MethodName".to_owned(), raw(sys.function)),
                ("UtcNow".to_owned(), raw(&utc_now(sys.now))),
                ("RandGuid".to_owned(), raw(&sys.id.to_string())),
            ])),
        ));
        Self {
            data: Members(vec![(binding.to_owned(), data)]),
            metadata,
        }
    }
}

fn event_data(event: &RawValue) -> Option<Box<RawValue>> {
    let Members(members) = serde_json::from_str(event.get()).ok()?;
    members
        .into_iter()
        .find(|(name, value)| name == "data" && value.get() != "null")
        .map(|(_, data)| data)
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;
    use crate::host::invocation::examples::{example, sys};

    /// A part of a documented body, as it stands there.
    fn part(body: &str, pointer: &[&str]) -> Box<RawValue> {
        pointer.iter().fold(
            RawValue::from_string(body.to_owned()).unwrap(),
            |value, name| {
                let Members(members) = serde_json::from_str(value.get()).unwrap();
                members
                    .into_iter()
                    .find(|(member, _)| member == name)
                    .unwrap()
                    .1
            },
        )
    }

    fn text(envelope: &Envelope) -> String {
        serde_json::to_string(envelope).unwrap()
    }

    #[test]
    fn one_event_is_an_object_and_its_data_is_repeated() {
        for id in [2, 3, 5] {
            let expected = example(id);
            let event = part(&expected, &["Data", "event"]);
            assert_eq!(
                text(&Envelope::event("event", &event, sys("OnSms"))),
                expected,
                "example {id}"
            );
        }
    }

    #[test]
    fn an_event_without_data_has_no_data_in_its_metadata() {
        let event = RawValue::from_string(r#"{ "id" : "1", "data": null }"#.to_owned()).unwrap();
        assert_eq!(
            text(&Envelope::event("event", &event, sys("f"))),
            r#"{"Data":{"event":{"id":"1","data":null}},"Metadata":{"sys":{"MethodName":"f","UtcNow":"2026-11-20T23:07:51.1234567Z","RandGuid":"24ad4c06-24ad-4e5b-8294-3da9714877e9"}}}"#
        );
    }

    #[test]
    fn many_events_are_a_string() {
        let expected = example(4);
        let events: String =
            serde_json::from_str(part(&expected, &["Data", "events"]).get()).unwrap();
        let events: Vec<Box<RawValue>> = serde_json::from_str(&events).unwrap();
        assert_eq!(
            text(&Envelope::events("events", &events, sys("OnBatch"))),
            expected
        );
    }

    #[test]
    fn queue_messages_are_encoded_twice_and_leak_into_the_metadata() {
        for (id, binary, message) in [
            (6, false, "hello"),
            (
                7,
                false,
                r#"{"kind":"retry","n":5,"nested":{"x":1},"arr":[1]}"#,
            ),
            (8, true, "hello"),
        ] {
            let sent: Value = serde_json::from_str(&text(&Envelope::queue_message(
                "msg",
                binary,
                message,
                sys("OnJob"),
            )))
            .unwrap();
            let documented: Value = serde_json::from_str(&example(id)).unwrap();
            assert_eq!(sent["Data"], documented["Data"], "example {id}");
            for (name, value) in sent["Metadata"].as_object().unwrap() {
                if name != "sys" {
                    assert_eq!(
                        Some(value),
                        documented["Metadata"].get(name),
                        "example {id}"
                    );
                }
            }
            let leaked = sent["Metadata"].as_object().unwrap().len() - 1;
            assert_eq!(leaked, if id == 7 { 3 } else { 0 }, "example {id}");
        }
    }

    #[test]
    fn a_timer_without_a_schedule() {
        let sent = text(&Envelope::timer("timer", sys("Tick")));
        let documented = example(14);
        assert_eq!(
            part(&sent, &["Data"]).get(),
            part(&documented, &["Data"]).get()
        );
    }

    #[test]
    fn an_invocation_by_hand_names_its_trigger() {
        let sent = text(&Envelope::timer("timer", sys("Tick")).invoked_by_hand("timer", "now"));
        assert_eq!(part(&sent, &["Metadata", "timer"]).get(), r#""\"now\"""#);
    }
}
