//! `{"Data": …, "Metadata": …}`: what the host sends for everything that it does not proxy.
//!
//! <https://learn.microsoft.com/azure/azure-functions/functions-custom-handlers#request-payload>; the encoding of
//! values is the host's `GetHttpScriptInvocationContextValue`, in
//! <https://github.com/Azure/azure-functions-host/blob/dev/src/WebJobs.Script/Workers/MessageExtensions/ScriptInvocationContextExtensions.cs>.

use axum::http::{HeaderMap, Method};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde::Serialize;
use serde_json::{Value, json, value::RawValue};
use time::OffsetDateTime;
use uuid::Uuid;

use super::encoding::{encode, members_as_text, raw, utc_now};
use crate::host::json::Members;

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

/// The parts of an HTTP request that the envelope repeats.
#[derive(Debug)]
pub(crate) struct HttpParts<'a> {
    pub(crate) url: String,
    pub(crate) method: &'a Method,
    /// Decoded, in order, repeated keys repeated.
    pub(crate) query: Vec<(String, String)>,
    pub(crate) headers: &'a HeaderMap,
    pub(crate) params: Vec<(String, String)>,
    /// `None` for an empty body and for one without a `Content-Length`.
    pub(crate) body: Option<Vec<u8>>,
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

    /// The text of a queue message, without what only a real queue knows (its id, its times, its dequeue count).
    pub(crate) fn queue_message(binding: &str, binary: bool, message: &str, sys: Sys<'_>) -> Self {
        let data = if binary {
            raw(&STANDARD.encode(message))
        } else {
            encode(raw(message).get())
        };
        Self::new(binding, data, members_as_text(message), sys)
    }

    /// A timer that somebody pulled by hand: never past due, without a recorded schedule.
    pub(crate) fn timer(binding: &str, sys: Sys<'_>) -> Self {
        let info = r#"{"Schedule":{"AdjustForDST":true},"ScheduleStatus":null,"IsPastDue":false}"#;
        Self::new(binding, encode(info), Vec::new(), sys)
    }

    /// An HTTP request of a function that has another binding besides.
    pub(crate) fn http(binding: &str, parts: &HttpParts<'_>, sys: Sys<'_>) -> Self {
        let text = parts
            .body
            .as_ref()
            .map(|body| body_text(parts.headers, body));
        let query = joined(&parts.query);
        let mut metadata = text.as_deref().map(members_as_text).unwrap_or_default();
        for (name, value) in query.iter().chain(&parts.params) {
            if name != "code" && !metadata.iter().any(|(known, _)| known == name) {
                metadata.push((name.clone(), encode(raw(value).get())));
            }
        }
        metadata.push(("Query".to_owned(), raw(&object(&query, String::clone))));
        let headers = header_values(parts.headers);
        metadata.push((
            "Headers".to_owned(),
            raw(&object(&headers, |values| values.join(","))),
        ));
        let mut request = Members(vec![
            ("Url".to_owned(), raw(&parts.url)),
            ("Method".to_owned(), raw(parts.method.as_str())),
            ("Query".to_owned(), raw(&object(&query, String::clone))),
            ("Headers".to_owned(), raw(&object(&headers, Vec::clone))),
            (
                "Params".to_owned(),
                raw(&object(&parts.params, String::clone)),
            ),
            ("Identities".to_owned(), raw(&[nobody()])),
        ]);
        if let Some(text) = text {
            request.0.push(("Body".to_owned(), raw(&text)));
        }
        Self::new(binding, raw(&request), metadata, sys)
    }

    /// The metadata of an invocation through `/admin/functions/<name>` names the trigger, with the given input.
    pub(crate) fn invoked_by_hand(mut self, binding: &str, input: &str) -> Self {
        self.metadata
            .0
            .push((binding.to_owned(), encode(raw(input).get())));
        self
    }

    fn new(
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

fn body_text(headers: &HeaderMap, body: &[u8]) -> String {
    let kind = headers
        .get("content-type")
        .and_then(|kind| kind.to_str().ok())
        .unwrap_or_default();
    if kind.starts_with("application/octet-stream") || kind.starts_with("multipart/") {
        STANDARD.encode(body)
    } else {
        String::from_utf8_lossy(body).into_owned()
    }
}

/// Repeated keys become one, with commas.
fn joined(pairs: &[(String, String)]) -> Vec<(String, String)> {
    let mut out: Vec<(String, String)> = Vec::new();
    for (name, value) in pairs {
        match out.iter_mut().find(|(known, _)| known == name) {
            Some((_, known)) => {
                known.push(',');
                known.push_str(value);
            }
            None => out.push((name.clone(), value.clone())),
        }
    }
    out
}

/// Names as .NET shows them (`Content-Type`), values in order.
fn header_values(headers: &HeaderMap) -> Vec<(String, Vec<String>)> {
    let value =
        |value: &axum::http::HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    headers
        .keys()
        .map(|name| {
            (
                title_case(name.as_str()),
                headers.get_all(name).iter().map(value).collect(),
            )
        })
        .collect()
}

fn title_case(name: &str) -> String {
    let mut start = true;
    let capital = |char: char| {
        let shown = if start {
            char.to_ascii_uppercase()
        } else {
            char
        };
        start = char == '-';
        shown
    };
    name.chars().map(capital).collect()
}

fn object<T, V: Serialize>(pairs: &[(String, T)], value: impl Fn(&T) -> V) -> Members {
    Members(
        pairs
            .iter()
            .map(|(name, one)| (name.clone(), raw(&value(one))))
            .collect(),
    )
}

/// The one identity of a caller whom nobody has authenticated.
fn nobody() -> Value {
    json!({
        "AuthenticationType": null, "IsAuthenticated": false, "Actor": null, "BootstrapContext": null, "Claims": [],
        "Label": null, "Name": null,
        "NameClaimType": "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/name",
        "RoleClaimType": "http://schemas.microsoft.com/ws/2008/06/identity/claims/role",
    })
}

#[cfg(test)]
mod tests {
    use serde_json::Value;
    use time::macros::datetime;

    use super::*;

    const NOW: OffsetDateTime = datetime!(2026-11-20 23:07:51.123_456_7 UTC);

    fn sys(function: &str) -> Sys<'_> {
        Sys {
            function,
            now: NOW,
            id: Uuid::try_parse("24ad4c06-24ad-4e5b-8294-3da9714877e9").unwrap(),
        }
    }

    /// The body of a documented example.
    fn example(id: u64) -> String {
        let all: Value = serde_json::from_str(include_str!(
            "../../../tests/fixtures/host-protocol-examples.json"
        ))
        .unwrap();
        let found = all["invocations"]
            .as_array()
            .unwrap()
            .iter()
            .find(|one| one["id"] == id)
            .unwrap();
        found["request"]["body"].as_str().unwrap().to_owned()
    }

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

    #[test]
    fn http_requests() {
        let mut headers = HeaderMap::new();
        for (name, value) in [
            ("accept", "*/*"),
            ("host", "localhost:7071"),
            ("user-agent", "curl/8.5.0"),
        ] {
            headers.insert(name, value.parse().unwrap());
        }
        let mut parts = HttpParts {
            url: "http://localhost:7071/api/order".to_owned(),
            method: &Method::GET,
            query: Vec::new(),
            headers: &headers.clone(),
            params: Vec::new(),
            body: None,
        };
        // The identity's members have no order here, so the values are compared.
        let same = |envelope: &Envelope, id| {
            let documented: Value = serde_json::from_str(&example(id)).unwrap();
            assert_eq!(
                serde_json::to_value(envelope).unwrap(),
                documented,
                "example {id}"
            );
        };
        same(&Envelope::http("req", &parts, sys("order")), 11);

        headers.insert("content-type", "application/json".parse().unwrap());
        headers.insert("content-length", "27".parse().unwrap());
        parts = HttpParts {
            url: "http://localhost:7071/api/order?q=1".to_owned(),
            method: &Method::POST,
            query: vec![("q".to_owned(), "1".to_owned())],
            headers: &headers,
            params: Vec::new(),
            body: Some(br#"{"id":1005,"color":"black"}"#.to_vec()),
        };
        same(&Envelope::http("req", &parts, sys("order")), 10);
    }

    #[test]
    fn http_bodies_that_are_not_text_and_repeated_queries() {
        let mut headers = HeaderMap::new();
        headers.insert("content-type", "application/octet-stream".parse().unwrap());
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let parts = HttpParts {
            url: "http://h/f?q=1&q=2&code=k".to_owned(),
            method: &Method::POST,
            query: vec![pair("q", "1"), pair("q", "2"), pair("code", "k")],
            headers: &headers,
            params: vec![pair("id", "7")],
            body: Some(vec![0xff, 0x00]),
        };
        let sent = serde_json::to_value(Envelope::http("req", &parts, sys("f"))).unwrap();
        assert_eq!(sent["Data"]["req"]["Body"], "/wA=");
        assert_eq!(
            sent["Data"]["req"]["Query"],
            json!({"q": "1,2", "code": "k"})
        );
        assert_eq!(sent["Data"]["req"]["Params"], json!({"id": "7"}));
        let names: Vec<_> = sent["Metadata"]
            .as_object()
            .unwrap()
            .keys()
            .map(String::as_str)
            .collect();
        assert_eq!(
            names,
            ["Headers", "Query", "id", "q", "sys"],
            "`code` is no binding data"
        );
    }
}
