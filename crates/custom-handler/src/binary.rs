//! Bytes that arrive as base64.

use std::fmt;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde::{
    Deserialize, Deserializer,
    de::{Unexpected, Visitor},
};

/// The bytes of an input whose binding says `"dataType": "binary"`.
///
/// Without that setting the host sends text, and a `Binary` reads the text itself as base64.
/// `Debug` shows the length only.
#[derive(Clone, PartialEq, Eq)]
pub struct Binary(pub Vec<u8>);

impl fmt::Debug for Binary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "<{} bytes>", self.0.len())
    }
}

impl<'de> Deserialize<'de> for Binary {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(Base64)
    }
}

struct Base64;

impl Visitor<'_> for Base64 {
    type Value = Binary;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("base64")
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Binary, E> {
        STANDARD
            .decode(text)
            .map(Binary)
            .map_err(|_| E::invalid_value(Unexpected::Other("other text"), &self))
    }
}
