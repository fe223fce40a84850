//! A value of any type.

use std::{fmt, marker::PhantomData};

use serde::{
    Deserialize, Deserializer,
    de::{Error, MapAccess, SeqAccess, Visitor},
};

use super::Members;

/// How many objects of an array are kept, which is also how many events a batch may have.
/// <https://learn.microsoft.com/en-us/azure/event-grid/delivery-and-retry#output-batching>
pub(crate) const MAX_OBJECTS: usize = 5000;

/// Whatever stands there. Its objects are read as `T`.
pub(crate) enum Value<T> {
    Null,
    Integer(i64),
    /// A text; other scalars are the text that JSON has for them.
    Text(String),
    Object(T),
    /// An array: its first [`MAX_OBJECTS`] objects, and how many elements it has beside them.
    Array(Vec<T>, usize),
}

impl<T: Members> Value<T> {
    pub(super) fn into_text(self) -> Option<String> {
        match self {
            Self::Text(text) => Some(text),
            Self::Integer(number) => Some(number.to_string()),
            Self::Null | Self::Object(_) | Self::Array(..) => None,
        }
    }

    pub(super) fn integer(&self) -> Option<i64> {
        match self {
            Self::Integer(number) => Some(*number),
            Self::Text(text) => text.trim().parse().ok(),
            Self::Null | Self::Object(_) | Self::Array(..) => None,
        }
    }

    pub(super) fn into_object(self) -> Option<T> {
        match self {
            Self::Object(object) => Some(object),
            _ => None,
        }
    }

    pub(super) fn into_objects(self) -> Vec<T> {
        match self {
            Self::Array(objects, _) => objects,
            _ => Vec::new(),
        }
    }

    /// What the JSON in a string says, where there is JSON in the string, and so on. Each layer
    /// doubles the backslashes of the one inside it, so that there are never many.
    pub(crate) fn without_layers(mut self) -> serde_json::Result<Self> {
        while let Self::Text(text) = &self
            && text.trim_start().starts_with(['{', '[', '"'])
        {
            self = serde_json::from_str(text)?;
        }
        Ok(self)
    }
}

impl<'de, T: Members> Deserialize<'de> for Value<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AnyVisitor(PhantomData))
    }
}

struct AnyVisitor<T>(PhantomData<T>);

impl<'de, T: Members> Visitor<'de> for AnyVisitor<T> {
    type Value = Value<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E: Error>(self, flag: bool) -> Result<Self::Value, E> {
        Ok(Value::Text(flag.to_string()))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Self::Value, E> {
        Ok(Value::Integer(number))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Self::Value, E> {
        Ok(i64::try_from(number).map_or_else(|_| Value::Text(number.to_string()), Value::Integer))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Self::Value, E> {
        Ok(Value::Text(number.to_string()))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Value::Text(text.to_owned()))
    }

    fn visit_string<E: Error>(self, text: String) -> Result<Self::Value, E> {
        Ok(Value::Text(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        let mut objects = Vec::new();
        let mut others = 0;
        while let Some(value) = seq.next_element()? {
            match value {
                Value::Object(object) if objects.len() < MAX_OBJECTS => objects.push(object),
                _ => others += 1,
            }
        }
        Ok(Value::Array(objects, others))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
        super::read(map).map(Value::Object)
    }
}
