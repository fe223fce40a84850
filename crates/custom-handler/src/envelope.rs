//! The body of an invocation.

use std::{collections::BTreeMap, fmt};

use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::{
    metadata::Metadata,
    wire_value::{DecodeError, WireValue},
};

/// What the host posts to `/<function>`: `{"Data": {…}, "Metadata": {…}}` ([reference]).
///
/// As an extractor it suits a function with several inputs; one input is an
/// [`Invocation`](crate::Invocation). A program that plays the host builds one and serializes it.
/// `Debug` shows names only.
///
/// [reference]: https://learn.microsoft.com/azure/azure-functions/functions-custom-handlers#request-payload
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Envelope {
    /// The inputs by binding name: the trigger, and each input binding of `function.json`.
    pub data: BTreeMap<String, WireValue>,
    /// What the host adds; see there why it is not to be trusted.
    #[serde(default)]
    pub metadata: Metadata,
}

impl Envelope {
    /// The input of the binding with this name, which is case-sensitive.
    ///
    /// # Errors
    ///
    /// When there is none, or it is not a `T`.
    pub fn input<T: DeserializeOwned>(&self, binding: &str) -> Result<T, InputError> {
        let value = self.data.get(binding).ok_or_else(|| InputError::Missing {
            binding: binding.to_owned(),
            found: Names(self.data.keys().cloned().collect()),
        })?;
        decode(binding, value)
    }

    /// The only input, whatever its binding is called.
    ///
    /// # Errors
    ///
    /// When there is not exactly one, or it is not a `T`.
    pub fn only_input<T: DeserializeOwned>(&self) -> Result<T, InputError> {
        let mut inputs = self.data.iter();
        match (inputs.next(), inputs.next()) {
            (Some((binding, value)), None) => decode(binding, value),
            (None, _) | (_, Some(_)) => Err(InputError::NotOne {
                found: Names(self.data.keys().cloned().collect()),
            }),
        }
    }
}

fn decode<T: DeserializeOwned>(binding: &str, value: &WireValue) -> Result<T, InputError> {
    value.decode().map_err(|reason| InputError::Decode {
        binding: binding.to_owned(),
        reason,
    })
}

impl fmt::Debug for Envelope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Envelope")
            .field("data", &self.data)
            .field("metadata", &self.metadata)
            .finish()
    }
}

/// An input that the function cannot use; as a response it is a 400.
///
/// It names bindings, types and places, and never repeats what was sent.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InputError {
    /// No input has the name asked for.
    #[error("no input is called {binding:?}; the host sent {found}")]
    Missing {
        /// The name asked for.
        binding: String,
        /// The names that are there.
        found: Names,
    },
    /// One input was expected.
    #[error("expected one input, the host sent {found}; take the `Envelope` for several")]
    NotOne {
        /// The names that are there.
        found: Names,
    },
    /// The input is of another type.
    #[error("input {binding:?}: {reason}")]
    Decode {
        /// The name of the binding.
        binding: String,
        /// What was expected, and where it went wrong.
        reason: DecodeError,
    },
}

impl IntoResponse for InputError {
    fn into_response(self) -> Response {
        (StatusCode::BAD_REQUEST, self.to_string()).into_response()
    }
}

/// Binding names, written as a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Names(pub Vec<String>);

impl fmt::Display for Names {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return f.write_str("none");
        }
        for (i, name) in self.0.iter().enumerate() {
            write!(f, "{}{name:?}", if i == 0 { "" } else { ", " })?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::Envelope;

    #[test]
    fn errors_name_the_binding_and_never_the_data() {
        let envelope: Envelope = serde_json::from_value(json!({
            "Data": {"event": {"from": "+15555550100"}, "row": "null"},
        }))
        .unwrap();
        let none: Envelope = serde_json::from_value(json!({"Data": {}})).unwrap();
        assert_eq!(
            [
                envelope.input::<u8>("Event").unwrap_err(),
                envelope.only_input::<u8>().unwrap_err(),
                envelope.input::<u8>("event").unwrap_err(),
                none.only_input::<u8>().unwrap_err(),
            ]
            .map(|e| e.to_string()),
            [
                r#"no input is called "Event"; the host sent "event", "row""#,
                r#"expected one input, the host sent "event", "row"; take the `Envelope` for several"#,
                "input \"event\": expected u8, found JSON of another shape at line 1 column 0 of its text",
                "expected one input, the host sent none; take the `Envelope` for several",
            ]
        );
        assert_eq!(envelope.input::<Option<u8>>("row"), Ok(None));
        assert_eq!(
            format!("{envelope:?}"),
            r#"Envelope { data: {"event": <json, 23 bytes>, "row": <text, 4 bytes>}, metadata: {} }"#
        );
    }
}
