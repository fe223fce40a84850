//! The same leniency for a member of a type whose names are read as they are documented.
//!
//! To be named in `#[serde(default, deserialize_with = "…")]`.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, de::DeserializeOwned};

use super::{Nothing, Value};
use crate::{CommunicationIdentifier, Timestamp};

/// A text; a number or a flag is one too.
pub(crate) fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Value::<Nothing>::deserialize(deserializer).map(Value::into_text)
}

/// A whole number, also one in a string.
pub(crate) fn integer<'de, D: Deserializer<'de>, N: TryFrom<i64>>(
    deserializer: D,
) -> Result<Option<N>, D::Error> {
    let value = Value::<Nothing>::deserialize(deserializer)?;
    Ok(value.integer().and_then(|number| N::try_from(number).ok()))
}

pub(crate) fn time<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Timestamp>, D::Error> {
    Ok(text(deserializer)?.map(Timestamp::from))
}

/// The texts of an object by their names, which keep their case.
pub(crate) fn texts<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<BTreeMap<String, String>, D::Error> {
    serde_json::Value::deserialize(deserializer).map(texts_of)
}

pub(crate) fn identifier<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<CommunicationIdentifier>, D::Error> {
    serde_json::Value::deserialize(deserializer).map(identifier_of)
}

/// Whatever can be read as a `T`.
pub(crate) fn option<'de, D: Deserializer<'de>, T: DeserializeOwned>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    let value = serde_json::Value::deserialize(deserializer)?;
    Ok(T::deserialize(value).ok())
}

/// The elements of an array that can be read as a `T`.
pub(crate) fn list<'de, D: Deserializer<'de>, T: DeserializeOwned>(
    deserializer: D,
) -> Result<Vec<T>, D::Error> {
    Ok(match serde_json::Value::deserialize(deserializer)? {
        serde_json::Value::Array(values) => values
            .into_iter()
            .filter_map(|value| T::deserialize(value).ok())
            .collect(),
        _ => Vec::new(),
    })
}

/// What is no text, number or flag is left out.
pub(super) fn texts_of(value: serde_json::Value) -> BTreeMap<String, String> {
    use serde_json::Value;
    let Value::Object(members) = value else {
        return BTreeMap::new();
    };
    let text = |value| match value {
        Value::String(text) => Some(text),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    };
    members
        .into_iter()
        .filter_map(|(name, value)| Some((name, text(value)?)))
        .collect()
}

/// A `CommunicationIdentifierModel`, or the raw id alone, as members of before 2021 have it.
pub(super) fn identifier_of(value: serde_json::Value) -> Option<CommunicationIdentifier> {
    use serde_json::Value;
    let there = |raw_id: &&str| !raw_id.trim().is_empty();
    if let Some(raw_id) = value.as_str() {
        return Some(raw_id).filter(there).map(Into::into);
    }
    let Value::Object(members) = &value else {
        return None;
    };
    let raw_id = members
        .iter()
        .find(|(name, _)| name.trim().eq_ignore_ascii_case("rawId"))
        .and_then(|(_, raw_id)| raw_id.as_str())
        .filter(there);
    match raw_id {
        Some(raw_id) => Some(raw_id.into()),
        None => CommunicationIdentifier::deserialize(value)
            .ok()
            .filter(|identifier| there(&identifier.raw_id().as_str())),
    }
}
