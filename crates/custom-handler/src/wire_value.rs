//! How the host writes one input or one piece of metadata, and how to read it back.

use std::{any::type_name, fmt};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{DeserializeOwned, Error as _, IntoDeserializer, value::StrDeserializer},
};
use serde_json::{Value, value::RawValue};

/// One value of an [`Envelope`](crate::Envelope), in the host's encoding.
///
/// The host knows three forms ([source]): what is a JSON object stays an object; bytes become
/// base64 in a string; *everything else becomes a string that holds its JSON text*. So the array
/// `[1]` arrives as `"[1]"`, the number `1` as `"1"`, and the text `hi`, already JSON-encoded once,
/// as `"\"hi\""`. A queue message whose text is JSON is therefore encoded twice.
///
/// `Debug` shows no content: inputs are somebody's data.
///
/// [source]: https://github.com/Azure/azure-functions-host/blob/dev/src/WebJobs.Script/Workers/MessageExtensions/ScriptInvocationContextExtensions.cs
#[derive(Clone)]
pub struct WireValue(Form);

#[derive(Clone)]
enum Form {
    Json(Box<RawValue>),
    Text(String),
}

impl WireValue {
    /// Encodes as the host encodes what is not bytes.
    ///
    /// # Errors
    ///
    /// When `value` cannot be JSON, such as a map whose keys are not text.
    pub fn json<T: Serialize + ?Sized>(value: &T) -> Result<Self, serde_json::Error> {
        let raw = serde_json::value::to_raw_value(value)?;
        Ok(Self(if raw.get().starts_with('{') {
            Form::Json(raw)
        } else {
            Form::Text(raw.get().to_owned())
        }))
    }

    /// Encodes a text, such as a queue message: as a string that holds a JSON string.
    pub fn text(text: &str) -> Self {
        Self(Form::Text(Value::from(text).to_string()))
    }

    /// Encodes bytes, such as a queue message under `"dataType": "binary"`.
    pub fn bytes(bytes: &[u8]) -> Self {
        Self(Form::Text(STANDARD.encode(bytes)))
    }

    /// Reads a `T`, taking off as many layers of encoding as it needs.
    ///
    /// A string is tried as JSON text, then, when that text is a string again, as the JSON text
    /// inside it, and last as it stands (which is how [`Binary`](crate::Binary) reads base64). The
    /// first that fits wins: `String` is a queue message exactly as it was sent, a struct is the
    /// JSON in it. A type that accepts anything, such as [`Value`], stops at the first layer, and
    /// sees a JSON queue message as a string.
    ///
    /// # Errors
    ///
    /// When no layer is a `T`. The error names the type and the place, never the content.
    pub fn decode<T: DeserializeOwned>(&self) -> Result<T, DecodeError> {
        let text = match &self.0 {
            Form::Json(raw) => {
                return serde_json::from_str(raw.get()).map_err(|e| DecodeError::new::<T>(&e));
            }
            Form::Text(text) => text,
        };
        let failed = match serde_json::from_str(text) {
            Ok(value) => return Ok(value),
            Err(failed) => failed,
        };
        if let Ok(inner) = serde_json::from_str::<String>(text) {
            return serde_json::from_str(&inner).map_err(|e| DecodeError::new::<T>(&e));
        }
        let plain: StrDeserializer<'_, serde::de::value::Error> = text.as_str().into_deserializer();
        T::deserialize(plain).map_err(|_| DecodeError::new::<T>(&failed))
    }
}

impl fmt::Debug for WireValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Form::Json(raw) => write!(f, "<json, {} bytes>", raw.get().len()),
            Form::Text(text) => write!(f, "<text, {} bytes>", text.len()),
        }
    }
}

impl Serialize for WireValue {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.0 {
            Form::Json(raw) => raw.serialize(serializer),
            Form::Text(text) => serializer.serialize_str(text),
        }
    }
}

impl<'de> Deserialize<'de> for WireValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = Box::<RawValue>::deserialize(deserializer)?;
        Ok(Self(if raw.get().starts_with('"') {
            let text = serde_json::from_str(raw.get());
            Form::Text(text.map_err(|_| D::Error::custom("a string that is not text"))?)
        } else {
            Form::Json(raw)
        }))
    }
}

/// An input that is not what the function expects.
///
/// It carries no cause on purpose: the messages of a JSON parser quote what they read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("expected {expected}, {problem} at line {line} column {column} of its text")]
pub struct DecodeError {
    expected: &'static str,
    problem: &'static str,
    line: usize,
    column: usize,
}

impl DecodeError {
    pub(crate) fn new<T>(error: &serde_json::Error) -> Self {
        Self {
            expected: type_name::<T>(),
            problem: match error.classify() {
                serde_json::error::Category::Data => "found JSON of another shape",
                serde_json::error::Category::Eof => "found JSON that ends too early",
                serde_json::error::Category::Syntax | serde_json::error::Category::Io => {
                    "found what is not JSON"
                }
            },
            line: error.line(),
            column: error.column(),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde::Deserialize;
    use serde_json::{Value, json};

    use super::WireValue;
    use crate::Binary;

    fn wire(json: &str) -> WireValue {
        serde_json::from_str(json).unwrap()
    }

    #[derive(Debug, PartialEq, Deserialize)]
    struct Job {
        n: u32,
    }

    #[test]
    fn every_layer_of_encoding_comes_off() {
        assert_eq!(wire(r#"{"n":5}"#).decode(), Ok(Job { n: 5 }));
        assert_eq!(wire(r#""{\"n\":5}""#).decode(), Ok(Job { n: 5 }));
        assert_eq!(wire(r#""\"{\\\"n\\\":5}\"""#).decode(), Ok(Job { n: 5 }));
        assert_eq!(wire(r#""[{\"n\":5}]""#).decode(), Ok(vec![Job { n: 5 }]));
        assert_eq!(wire(r#""\"hello\"""#).decode(), Ok("hello".to_owned()));
        assert_eq!(wire(r#""1""#).decode(), Ok(1_u8));
        assert_eq!(wire(r#""\"1\"""#).decode(), Ok(1_u8));
        assert_eq!(wire(r#""null""#).decode(), Ok(None::<Job>));
        assert_eq!(wire("7").decode(), Ok(7_u8));
        assert_eq!(
            wire(r#""aGVsbG8=""#).decode(),
            Ok(Binary(b"hello".to_vec()))
        );
    }

    #[test]
    fn text_of_a_message_stays_exact() {
        for text in [
            r#"{"n":5}"#,
            "5",
            "null",
            r#""quoted""#,
            "",
            " x ",
            "aGVsbG8=",
        ] {
            assert_eq!(WireValue::text(text).decode(), Ok(text.to_owned()));
        }
    }

    #[test]
    fn base64_that_reads_as_json_is_still_bytes() {
        // These four bytes are valid base64 and valid JSON.
        for (wire_text, bytes) in [
            (r#""1234""#, [0xd7, 0x6d, 0xf8]),
            (r#""true""#, [0xb6, 0xbb, 0x9e]),
            (r#""null""#, [0x9e, 0xe9, 0x65]),
        ] {
            assert_eq!(wire(wire_text).decode(), Ok(Binary(bytes.to_vec())));
        }
    }

    #[test]
    fn the_host_wraps_everything_but_objects() {
        let encoded: BTreeMap<&str, Value> = [
            ("object", json!({"n": 5})),
            ("array", json!([1])),
            ("number", json!(1)),
            ("text", json!("hello")),
            ("flag", json!(true)),
        ]
        .map(|(name, value)| {
            let wire = WireValue::json(&value).unwrap();
            (name, serde_json::to_value(wire).unwrap())
        })
        .into();
        assert_eq!(
            serde_json::to_value(encoded).unwrap(),
            json!({
                "object": {"n": 5},
                "array": "[1]",
                "number": "1",
                "text": "\"hello\"",
                "flag": "true",
            })
        );
    }

    #[test]
    fn an_error_says_where_and_never_what() {
        let secret = wire(r#"{"n":"+15555550100"}"#);
        let error = secret.decode::<Job>().unwrap_err();
        assert_eq!(
            error.to_string(),
            "expected custom_handler::wire_value::tests::Job, found JSON of another shape \
             at line 1 column 19 of its text"
        );
        assert_eq!(format!("{secret:?}"), "<json, 20 bytes>");
        assert_eq!(format!("{:?}", WireValue::text("+1555")), "<text, 7 bytes>");
    }
}
