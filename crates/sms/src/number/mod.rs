//! Who a text is from and to: telephone numbers, short codes and names, in one canonical form.

mod inline;
mod read;
mod region;

use std::{fmt, str::FromStr};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

pub use self::{inline::Inline, region::Region};

/// One end of a text. Two addresses are equal exactly if they are the same subscriber's: that is
/// what an opt-out is found by.
///
/// `Display` is the wire's form (`+14255550123`, `24273`, `CONTOSO`); `Debug` shows only the kind
/// and the length.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Address {
    /// A telephone number, with its `+`. <https://www.itu.int/rec/T-REC-E.164/>
    E164(Inline),
    /// A number of 3 to 8 digits that only one country knows, as it was written.
    ShortCode(Inline),
    /// A name of up to 11 letters, digits and spaces, as it was written. It can send, and cannot
    /// be answered.
    /// <https://learn.microsoft.com/en-us/azure/communication-services/concepts/sms/concepts#sender-types>
    Alphanumeric(Inline),
}

/// A text that is no address. Does not repeat it: it may be a mistyped number of somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "not a telephone number with its country code (or of the default region), a short code of 3 \
     to 8 digits, or a sender name of at most 11 characters"
)]
pub struct InvalidAddress;

impl Address {
    /// Reads what a person wrote: `+1 (425) 555-0123`, `425 555 0123` (in the default region),
    /// `0044 20 7946 0018` (likewise: the prefix for abroad is the region's), `24273`, `CONTOSO`.
    ///
    /// Digits alone are a number of the region with its country code, one without, or one of
    /// another country with its code, whichever is first to be valid. Up to eight of them are a short code, unless the region has mobile
    /// numbers as short as that and this is one.
    ///
    /// A North American number in E.164 costs nothing; the first other number loads the
    /// world's numbering plans (about 5 ms), each further one takes about a microsecond.
    ///
    /// # Errors
    ///
    /// If it is none of these.
    pub fn parse(text: &str, region: Region) -> Result<Self, InvalidAddress> {
        read::person(text, region)
    }

    /// Reads what the wire says, which has the country code always and the `+` sometimes: Event
    /// Grid's own example of an incoming text is from `15555555555`.
    /// <https://learn.microsoft.com/en-us/azure/event-grid/communication-services-telephony-sms-events>
    ///
    /// Costs as [`parse`](Self::parse) does. A number that no numbering plan knows is taken as it
    /// is: the network knows better.
    ///
    /// # Errors
    ///
    /// If it is none of a number, a short code and a name.
    pub fn from_wire(text: &str) -> Result<Self, InvalidAddress> {
        read::wire(text)
    }

    /// The wire's form.
    pub fn as_str(&self) -> &str {
        match self {
            Self::E164(text) | Self::ShortCode(text) | Self::Alphanumeric(text) => text.as_str(),
        }
    }
}

/// [`Address::from_wire`].
impl FromStr for Address {
    type Err = InvalidAddress;

    fn from_str(text: &str) -> Result<Self, InvalidAddress> {
        Self::from_wire(text)
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match self {
            Self::E164(_) => "E164",
            Self::ShortCode(_) => "ShortCode",
            Self::Alphanumeric(_) => "Alphanumeric",
        };
        write!(f, "{kind}({} characters)", self.as_str().len())
    }
}

impl Serialize for Address {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// Reads the wire's form.
impl<'de> Deserialize<'de> for Address {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        Self::from_wire(&text).map_err(D::Error::custom)
    }
}

impl JsonSchema for Address {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Address".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "description": "A telephone number with `+` and country code, a short code or a name.",
        })
    }
}

#[cfg(test)]
mod tests;
