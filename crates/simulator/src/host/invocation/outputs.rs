//! What becomes of the outputs of a good answer: queue messages, an HTTP response.
//!
//! The mapping is that of
//! <https://github.com/Azure/azure-functions-host/blob/dev/src/WebJobs.Script/Workers/Http/HttpScriptInvocationResultExtensions.cs>
//! and of the bindings behind it; that strings are taken for base64 is
//! <https://github.com/Azure/azure-functions-host/issues/8352>.

use axum::{
    body::Body,
    http::{HeaderName, HeaderValue, Response, StatusCode, header::CONTENT_TYPE},
};
use base64::{
    Engine as _, alphabet,
    engine::{GeneralPurpose, GeneralPurposeConfig},
};
use serde_json::{Value, value::RawValue};
use time::{OffsetDateTime, format_description::well_known::Rfc3339, macros::format_description};

use super::reaction::Completed;
use crate::host::{
    functions::{Function, Output, OutputKind},
    json::{Members, compact, indented},
};

/// .NET's `Convert.FromBase64String` wants padding and does not mind stray bits.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_allow_trailing_bits(true),
);

/// A message that a function put into a queue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueueMessage {
    /// The queue's name.
    pub queue: String,
    /// The message, before the queue extension encodes it for storage.
    pub body: Vec<u8>,
}

/// The messages for every queue binding of the function. Names that it does not declare are
/// ignored.
pub(crate) fn queue_messages(function: &Function, done: &Completed) -> Vec<QueueMessage> {
    let mut messages = Vec::new();
    for output in &function.outputs {
        if let (OutputKind::Queue { queue }, Some(value)) =
            (&output.kind, value_of(function, output, done))
        {
            let bodies = message_bodies(&value, output.binary);
            messages.extend(bodies.into_iter().map(|body| QueueMessage {
                queue: queue.clone(),
                body,
            }));
        }
    }
    messages
}

/// The response to an HTTP trigger's caller; the error is a sentence, and fails the invocation.
pub(crate) fn http_response(
    function: &Function,
    done: &Completed,
) -> Result<Response<Body>, String> {
    let declared = function
        .outputs
        .iter()
        .find(|output| matches!(output.kind, OutputKind::Http));
    if let Some(value) = declared.and_then(|output| value_of(function, output, done)) {
        return response_of(&value);
    }
    match (&done.return_value, &done.outputs) {
        (Some(value), _) => Ok(respond(StatusCode::OK, None, Some(value))),
        (None, Some(outputs)) => {
            let shown = serde_json::to_string(outputs).map_err(|error| error.to_string())?;
            Ok(plain(StatusCode::OK, shown))
        }
        (None, None) => Ok(respond(StatusCode::NO_CONTENT, None, None)),
    }
}

/// `$return` is the return value; the members of a returned object complete the outputs where
/// nothing is `$return`.
fn value_of(function: &Function, output: &Output, done: &Completed) -> Option<Box<RawValue>> {
    if output.name == "$return" {
        return done.return_value.clone();
    }
    let named = done
        .outputs
        .as_ref()
        .and_then(|outputs| find(outputs, &output.name));
    if named.is_some()
        || function
            .outputs
            .iter()
            .any(|output| output.name == "$return")
    {
        return named;
    }
    let returned: Members = serde_json::from_str(done.return_value.as_ref()?.get()).ok()?;
    find(&returned, &output.name)
}

fn find(Members(members): &Members, name: &str) -> Option<Box<RawValue>> {
    members
        .iter()
        .find(|(known, value)| known == name && value.get() != "null")
        .map(|(_, value)| value.clone())
}

fn message_bodies(value: &RawValue, binary: bool) -> Vec<Vec<u8>> {
    match serde_json::from_str(value.get()) {
        Ok(Value::String(text)) => {
            if let Some(bytes) = from_base64(&text).filter(|_| !binary) {
                return vec![bytes];
            }
            let looks_like_json = text.trim_start().starts_with(['{', '[']);
            match RawValue::from_string(text.clone()) {
                Ok(json) if looks_like_json => json_bodies(&json),
                _ => vec![undated(text).into_bytes()],
            }
        }
        _ => json_bodies(value),
    }
}

/// One message per element of an array; objects are written out anew, indented.
fn json_bodies(value: &RawValue) -> Vec<Vec<u8>> {
    match serde_json::from_str::<Vec<Box<RawValue>>>(value.get()) {
        Ok(items) => items.iter().map(|item| json_body(item)).collect(),
        Err(_) => vec![json_body(value)],
    }
}

fn json_body(value: &RawValue) -> Vec<u8> {
    match serde_json::from_str(value.get()) {
        Ok(Value::String(text)) => text.into_bytes(),
        Ok(Value::Object(_) | Value::Array(_)) => indented(value.get()).into_bytes(),
        _ => compact(value.get()).into_bytes(),
    }
}

fn from_base64(text: &str) -> Option<Vec<u8>> {
    let text: String = text
        .chars()
        .filter(|char| !matches!(char, ' ' | '\t' | '\r' | '\n'))
        .collect();
    BASE64.decode(text).ok()
}

/// Newtonsoft.Json takes a string that looks like a date for one, and its form is lost.
fn undated(text: String) -> String {
    let format = format_description!("[month]/[day]/[year] [hour]:[minute]:[second]");
    let date = OffsetDateTime::parse(&text, &Rfc3339)
        .ok()
        .and_then(|date| date.to_utc().format(&format).ok());
    date.unwrap_or(text)
}

/// `{"statusCode", "headers", "body"}`, or a string that contains one.
fn response_of(value: &RawValue) -> Result<Response<Body>, String> {
    let inner: Option<String> = serde_json::from_str(value.get()).ok();
    let text = inner.as_deref().unwrap_or(value.get());
    let Members(members) = serde_json::from_str(text).map_err(|_| {
        "The HTTP output must be an object, or a string that contains one.".to_owned()
    })?;
    let (mut status, mut headers, mut body) = (StatusCode::OK, None, None);
    for (name, value) in members {
        match name.to_ascii_lowercase().as_str() {
            "statuscode" | "status" => status = status_of(&value)?,
            "headers" => headers = serde_json::from_str(value.get()).ok(),
            "body" if value.get() != "null" => body = Some(value),
            _ => {}
        }
    }
    Ok(respond(status, headers, body.as_deref()))
}

fn status_of(value: &RawValue) -> Result<StatusCode, String> {
    let number = value.get().trim_matches('"');
    number
        .parse()
        .map_err(|_| format!("`{number}` is no status code."))
}

fn respond(
    status: StatusCode,
    headers: Option<Members>,
    body: Option<&RawValue>,
) -> Response<Body> {
    let mut response =
        match body.map(|body| (body.get(), serde_json::from_str::<String>(body.get()))) {
            Some((_, Ok(text))) => plain(status, text),
            Some((json, Err(_))) => {
                let mut response = plain(status, indented(json));
                let json = HeaderValue::from_static("application/json; charset=utf-8");
                response.headers_mut().insert(CONTENT_TYPE, json);
                response
            }
            None => {
                let mut response = Response::new(Body::empty());
                *response.status_mut() = status;
                response
            }
        };
    for (name, value) in headers.unwrap_or_default().0 {
        let value =
            serde_json::from_str::<String>(value.get()).unwrap_or_else(|_| value.get().to_owned());
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            response.headers_mut().insert(name, value);
        }
    }
    response
}

fn plain(status: StatusCode, text: String) -> Response<Body> {
    let mut response = Response::new(Body::from(text));
    *response.status_mut() = status;
    response.headers_mut().insert(
        CONTENT_TYPE,
        HeaderValue::from_static("text/plain; charset=utf-8"),
    );
    response
}

#[cfg(test)]
mod tests {
    use axum::body::to_bytes;

    use super::*;
    use crate::host::{
        functions::Trigger,
        invocation::reaction::{Reaction, react},
    };

    fn function(outputs: &[(&str, OutputKind, bool)]) -> Function {
        let output = |(name, kind, binary): &(&str, OutputKind, bool)| Output {
            name: (*name).to_owned(),
            kind: match kind {
                OutputKind::Queue { queue } => OutputKind::Queue {
                    queue: queue.clone(),
                },
                OutputKind::Http => OutputKind::Http,
                OutputKind::Other => OutputKind::Other,
            },
            binary: *binary,
        };
        Function {
            name: "f".to_owned(),
            binding: "req".to_owned(),
            trigger: Trigger::Timer,
            outputs: outputs.iter().map(output).collect(),
            http_only: false,
        }
    }

    fn done(body: &str) -> Completed {
        match react(StatusCode::OK, Some("application/json"), body.as_bytes()) {
            Reaction::Completed(done) => done,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn queue_outputs() {
        for (binary, value, expected) in [
            (false, r#""hello""#, vec![&b"hello"[..]]),
            (false, r#""test""#, vec![b"\xb5\xeb\x2d"]),
            (false, r#""""#, vec![b""]),
            (true, r#""test""#, vec![b"test"]),
            (false, r#""dGVzdA==""#, vec![b"test"]),
            (false, r#"["m1","test"]"#, vec![b"m1", b"test"]),
            (
                false,
                r#""2026-11-20T00:00:00Z""#,
                vec![b"11/20/2026 00:00:00"],
            ),
            (
                false,
                r#""{\"id\":1005,\"color\":\"black\"}""#,
                vec![b"{\n  \"id\": 1005,\n  \"color\": \"black\"\n}"],
            ),
            (false, r#"{"a":[]}"#, vec![b"{\n  \"a\": []\n}"]),
            (false, r#""[1,{\"b\":2}]""#, vec![b"1", b"{\n  \"b\": 2\n}"]),
            (false, r#""{not json""#, vec![b"{not json"]),
            (false, "5", vec![b"5"]),
            (false, "null", vec![]),
        ] {
            let function = function(&[(
                "message",
                OutputKind::Queue {
                    queue: "orders".to_owned(),
                },
                binary,
            )]);
            let messages = queue_messages(
                &function,
                &done(&format!(
                    r#"{{"Outputs":{{"message":{value},"nope":"x"}}}}"#
                )),
            );
            let expected: Vec<_> = expected
                .into_iter()
                .map(|body| QueueMessage {
                    queue: "orders".to_owned(),
                    body: body.to_vec(),
                })
                .collect();
            assert_eq!(messages, expected, "{value} binary={binary}");
        }
    }

    #[test]
    fn binding_names_are_case_sensitive_and_a_returned_object_fills_the_gaps() {
        let function = function(&[(
            "message",
            OutputKind::Queue {
                queue: "q".to_owned(),
            },
            false,
        )]);
        assert_eq!(
            queue_messages(&function, &done(r#"{"Outputs":{"Message":"x"}}"#)),
            []
        );
        let returned = queue_messages(&function, &done(r#"{"ReturnValue":{"message":"a b"}}"#));
        assert_eq!(
            returned,
            [QueueMessage {
                queue: "q".to_owned(),
                body: b"a b".to_vec()
            }]
        );
    }

    #[tokio::test]
    async fn http_outputs() {
        for (name, body, expected) in [
            ("res", r#"{"Outputs":{"res":{"statusCode":404}}}"#, "404 - "),
            (
                "res",
                r#"{"Outputs":{"res":{"status":"202","headers":{"content-type":"text/x"},"body":"queued"}}}"#,
                "202 text/x queued",
            ),
            (
                "res",
                r#"{"Outputs":{"res":"{\"StatusCode\":201,\"Body\":{\"a\":1}}"}}"#,
                "201 application/json; charset=utf-8 {\n  \"a\": 1\n}",
            ),
            (
                "res",
                r#"{"Outputs":{"res":"hello"}}"#,
                "The HTTP output must be an object, or a string that contains one.",
            ),
            (
                "res",
                r#"{"Outputs":{"res":{"statusCode":"x"}}}"#,
                "`x` is no status code.",
            ),
            (
                "res",
                r#"{"Outputs":{}}"#,
                "200 text/plain; charset=utf-8 {}",
            ),
            ("res", "{}", "204 - "),
            (
                "res",
                r#"{"ReturnValue":"text"}"#,
                "200 text/plain; charset=utf-8 text",
            ),
            (
                "$return",
                r#"{"ReturnValue":{"statusCode":418,"body":"teapot"}}"#,
                "418 text/plain; charset=utf-8 teapot",
            ),
        ] {
            let function = function(&[(name, OutputKind::Http, false)]);
            let shown = match http_response(&function, &done(body)) {
                Err(message) => message,
                Ok(response) => {
                    let kind = response
                        .headers()
                        .get(CONTENT_TYPE)
                        .map_or("-", |kind| kind.to_str().unwrap())
                        .to_owned();
                    let status = response.status().as_u16();
                    let bytes = to_bytes(response.into_body(), 1024).await.unwrap();
                    format!("{status} {kind} {}", String::from_utf8_lossy(&bytes))
                }
            };
            assert_eq!(shown, expected, "{body}");
        }
    }
}
