//! Values for output bindings, in forms that the host does not alter.

use std::fmt;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde::{Serialize, Serializer};
use serde_json::Value;

use crate::http_response::HttpResponse;

/// The value of one output binding.
///
/// The host guesses at what it is given: a string that happens to be base64 (`"test"` is) is
/// decoded, a string that looks like JSON is parsed and indented, one that looks like a time is
/// reformatted ([source], [issue]). Each constructor says which guess it avoids, and how.
///
/// `Debug` shows kinds and sizes only.
///
/// [source]: https://github.com/Azure/azure-functions-host/blob/dev/src/WebJobs.Script/Workers/Http/HttpScriptInvocationResultExtensions.cs
/// [issue]: https://github.com/Azure/azure-functions-host/issues/8352
#[derive(Clone, PartialEq)]
pub struct Output(Form);

#[derive(Clone, PartialEq)]
enum Form {
    Bytes(Vec<u8>),
    Texts(Vec<String>),
    Http(HttpResponse),
    Json(Value),
}

impl Output {
    /// One queue message, or the content of a blob, byte for byte.
    ///
    /// It travels as base64, which the host takes off again, so nothing is left to its guesses.
    /// The binding must not say `"dataType": "binary"`: the host would then leave the base64 on.
    pub fn message(bytes: impl Into<Vec<u8>>) -> Self {
        Self(Form::Bytes(bytes.into()))
    }

    /// Several queue messages, each exactly its text; none at all when empty.
    ///
    /// The host takes no base64 off the elements of an array and parses no JSON in them, so each
    /// travels as plain text, and bytes that are not UTF-8 need [`Output::message`].
    ///
    /// # Errors
    ///
    /// When a text, on the whole, looks like a time: the host's JSON reader rewrites
    /// `2026-11-20T00:00:00Z` to `11/20/2026 00:00:00` wherever it stands.
    pub fn messages<I>(texts: I) -> Result<Self, RewrittenByHost>
    where
        I: IntoIterator,
        I::Item: Into<String>,
    {
        let texts: Vec<String> = texts.into_iter().map(Into::into).collect();
        match texts.iter().position(|text| reads_as_time(text)) {
            Some(index) => Err(RewrittenByHost { index }),
            None => Ok(Self(Form::Texts(texts))),
        }
    }

    /// The answer of an HTTP function, for its `http` binding.
    pub fn http(response: HttpResponse) -> Self {
        Self(Form::Http(response))
    }

    /// JSON for a binding that stores documents, such as a table or Cosmos DB.
    ///
    /// Strings *inside* that look like times are normalised by the host. On a queue, use
    /// [`Output::message`]: an object would be indented and an array taken for several messages.
    /// A string on its own is sent as its bytes, see there; `null` writes nothing.
    pub fn json(value: Value) -> Self {
        Self(match value {
            Value::String(text) => Form::Bytes(text.into_bytes()),
            value => Form::Json(value),
        })
    }
}

impl Serialize for Output {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.0 {
            Form::Bytes(bytes) => serializer.serialize_str(&STANDARD.encode(bytes)),
            Form::Texts(texts) => texts.serialize(serializer),
            Form::Http(response) => response.serialize(serializer),
            Form::Json(value) => value.serialize(serializer),
        }
    }
}

impl fmt::Debug for Output {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Form::Bytes(bytes) => write!(f, "<message, {} bytes>", bytes.len()),
            Form::Texts(texts) => write!(f, "<{} messages>", texts.len()),
            Form::Http(response) => response.fmt(f),
            Form::Json(_) => f.write_str("<json>"),
        }
    }
}

/// A message that cannot travel in an array, because the host would reformat it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "message {index} looks like a time, which the host rewrites in a list of messages; \
     send it alone, or inside JSON"
)]
pub struct RewrittenByHost {
    /// Which message, from 0.
    pub index: usize,
}

/// Whether the host's JSON reader may take a string for a time: the same quick test that
/// [Json.NET](https://github.com/JamesNK/Newtonsoft.Json/blob/master/Src/Newtonsoft.Json/Utilities/DateTimeUtils.cs)
/// makes before it parses, which errs on the safe side.
fn reads_as_time(text: &str) -> bool {
    let bytes = text.as_bytes();
    let iso = (19..=40).contains(&bytes.len())
        && bytes.first().is_some_and(u8::is_ascii_digit)
        && bytes.get(10) == Some(&b'T');
    iso || (text.starts_with("/Date(") && text.ends_with(")/"))
}

#[cfg(test)]
mod tests {
    use axum::http::StatusCode;
    use serde_json::json;

    use super::{Output, RewrittenByHost};
    use crate::HttpResponse;

    #[test]
    fn wire_forms() {
        let table = [
            (Output::message("test"), json!("dGVzdA==")),
            (Output::message(""), json!("")),
            (Output::message([0xff, 0x00]), json!("/wA=")),
            (
                Output::messages(["test", "{}"]).unwrap(),
                json!(["test", "{}"]),
            ),
            (Output::messages(Vec::<String>::new()).unwrap(), json!([])),
            (Output::json(json!({"a": [1]})), json!({"a": [1]})),
            (Output::json(json!("test")), json!("dGVzdA==")),
            (
                Output::http(HttpResponse {
                    status: StatusCode::NOT_FOUND,
                    headers: [].into(),
                    body: String::new(),
                }),
                json!({"statusCode": 404}),
            ),
            (
                Output::http(HttpResponse::json(StatusCode::ACCEPTED, &json!({"a": 1})).unwrap()),
                json!({
                    "statusCode": 202,
                    "headers": {"content-type": "application/json"},
                    "body": "{\"a\":1}",
                }),
            ),
        ];
        for (output, wire) in table {
            assert_eq!(serde_json::to_value(&output).unwrap(), wire, "{output:?}");
        }
    }

    #[test]
    fn a_list_refuses_what_the_host_would_rewrite() {
        for time in [
            "2026-11-20T00:00:00Z",
            "2026-11-20T00:00:00",
            "2026-11-20T00:00:00.1234567+01:00",
            "/Date(1700000000000)/",
        ] {
            assert_eq!(
                Output::messages(["ok", time]),
                Err(RewrittenByHost { index: 1 })
            );
        }
        for fine in [
            "2026-11-20",
            "20 Nov 2026 at 10:00",
            "{\"at\":\"2026-11-20T00:00:00Z\"}",
            "",
        ] {
            assert!(Output::messages([fine]).is_ok(), "{fine}");
        }
    }

    #[test]
    fn debug_shows_no_content() {
        let shown = format!(
            "{:?} {:?} {:?} {:?}",
            Output::message("s3cret"),
            Output::messages(["s3cret"]).unwrap(),
            Output::json(json!({"k": "s3cret"})),
            Output::http(HttpResponse::json(StatusCode::OK, &"s3cret").unwrap()),
        );
        assert_eq!(
            shown,
            r#"<message, 6 bytes> <1 messages> <json> HttpResponse { status: 200, headers: ["content-type"], body_len: 8 }"#
        );
    }
}
