//! Each call of Chat: what goes over the wire, and what comes back from it.

mod events;
mod limits;
mod messages;
mod odd_events;
mod pages;
mod participants;
mod repetition;
pub(crate) mod secrecy;
mod signals;
mod threads;
mod users;

use acs::{CommunicationIdentifier, chat::Metadata};
use serde_json::{Value, json};

use crate::support::{Service, USER_TOKEN};

const THREAD: &str = "19:acsV1_d3sk-Desk~1@thread.v2";
/// As one segment of a path.
const THREAD_PATH: &str = "/chat/threads/19%3AacsV1_d3sk-Desk~1%40thread.v2";
const ANA: &str = "8:acs:11112222-3333-4444-5555-666677778888_aaaaaaaa-0000-4000-8000-000000000001";
const BEN: &str = "8:acs:11112222-3333-4444-5555-666677778888_bbbbbbbb-0000-4000-8000-000000000002";

/// The line and the body of the request, which has what every request has.
fn sent(service: &Service) -> (String, Value) {
    let request = service.only_request();
    assert_eq!(
        request.header("authorization"),
        format!("Bearer {USER_TOKEN}")
    );
    assert_eq!(request.header("accept"), "application/json");
    assert!(request.header("user-agent").starts_with("azsdk-rust-acs/"));
    assert_eq!(request.header("x-ms-client-request-id").len(), 36);
    for signature in ["x-ms-date", "x-ms-content-sha256"] {
        assert_eq!(
            request.header(signature),
            "",
            "a user's request is not signed"
        );
    }
    let (method, _) = request.line.split_once(' ').unwrap();
    let content_type = match method {
        "PATCH" => "application/merge-patch+json",
        "POST" => "application/json",
        _ => "",
    };
    assert_eq!(request.header("content-type"), content_type);
    let body = match request.body.as_str() {
        "" => Value::Null,
        body => serde_json::from_str(body).unwrap(),
    };
    (request.line, body)
}

/// The line of a request below the thread.
fn line(method: &str, rest: &str, query: &str) -> String {
    format!("{method} {THREAD_PATH}{rest}?api-version=2025-03-15{query}")
}

fn user(id: &str) -> CommunicationIdentifier {
    id.into()
}

/// A user as the service and its clients write it.
fn model(id: &str) -> Value {
    json!({"rawId": id, "communicationUser": {"id": id}})
}

fn metadata(pairs: &[(&str, &str)]) -> Metadata {
    pairs
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect()
}
