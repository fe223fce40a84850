//! Reads JSON objects whose writers agree neither on the case of a name nor on the type of a value.
//!
//! Communication Services has sent the same member as `MessageId` and as `messageId`, Key Vault
//! sends numbers as strings, and its documentation has a `"ObjectName "`, with the space.
//! <https://learn.microsoft.com/en-us/azure/event-grid/communication-services-telephony-sms-events>
//! <https://learn.microsoft.com/en-us/azure/event-grid/event-schema-key-vault>
//!
//! Only broken JSON is an error. A value of another type than expected is as good as absent: whoever
//! needs it asks for it.

pub(crate) mod fields;
mod value;

use std::{collections::BTreeMap, fmt};

use serde::{
    Deserializer,
    de::{DeserializeSeed, Error, IgnoredAny, MapAccess, Visitor},
};
use serde_json::value::RawValue;

use crate::{CommunicationIdentifier, Timestamp};
pub(crate) use value::{MAX_OBJECTS, Value};

/// What is filled member by member.
pub(crate) trait Members: Default {
    /// Takes a member. Its name is in lower case, without space around it.
    fn member<'de, A: MapAccess<'de>>(
        &mut self,
        name: &str,
        value: Member<'_, A>,
    ) -> Result<(), A::Error>;
}

/// The value of a member, which has to be read or skipped.
pub(crate) struct Member<'a, A>(&'a mut A);

impl<'de, A: MapAccess<'de>> Member<'_, A> {
    /// A text; a number or a flag is one too.
    pub(crate) fn text(self) -> Result<Option<String>, A::Error> {
        self.0.next_value().map(Value::<Nothing>::into_text)
    }

    /// A whole number, also one in a string.
    pub(crate) fn integer<N: TryFrom<i64>>(self) -> Result<Option<N>, A::Error> {
        let value: Value<Nothing> = self.0.next_value()?;
        Ok(value.integer().and_then(|number| N::try_from(number).ok()))
    }

    pub(crate) fn time(self) -> Result<Option<Timestamp>, A::Error> {
        Ok(self.text()?.map(Timestamp::from))
    }

    /// An object.
    pub(crate) fn object<T: Members>(self) -> Result<Option<T>, A::Error> {
        self.0.next_value().map(Value::into_object)
    }

    /// The texts of an object by their names, which keep their case.
    pub(crate) fn texts(self) -> Result<BTreeMap<String, String>, A::Error> {
        self.0.next_value().map(fields::texts_of)
    }

    /// Takes an identifier, if there is one.
    pub(crate) fn identifier_into(
        self,
        place: &mut Option<CommunicationIdentifier>,
    ) -> Result<(), A::Error> {
        if let Some(identifier) = self.0.next_value().map(fields::identifier_of)? {
            *place = Some(identifier);
        }
        Ok(())
    }

    /// Takes the raw id that some events have beside an identifier, if there is no identifier.
    pub(crate) fn raw_id_into(
        self,
        place: &mut Option<CommunicationIdentifier>,
    ) -> Result<(), A::Error> {
        if place.is_none() {
            self.identifier_into(place)
        } else {
            self.skip()
        }
    }

    /// The objects of an array; what is no object is left out.
    pub(crate) fn objects<T: Members>(self) -> Result<Vec<T>, A::Error> {
        self.0.next_value().map(Value::into_objects)
    }

    /// The text of the value, for when its type is known.
    pub(crate) fn raw(self) -> Result<Option<Box<RawValue>>, A::Error> {
        self.0.next_value()
    }

    pub(crate) fn skip(self) -> Result<(), A::Error> {
        self.0.next_value::<IgnoredAny>().map(drop)
    }
}

/// Reads the members of an object.
pub(crate) fn read<'de, T: Members, A: MapAccess<'de>>(mut map: A) -> Result<T, A::Error> {
    let mut object = T::default();
    let mut name = String::with_capacity(32);
    while map.next_key_seed(Name(&mut name))?.is_some() {
        object.member(&name, Member(&mut map))?;
    }
    Ok(object)
}

/// Where no object is expected.
#[derive(Default)]
struct Nothing;

impl Members for Nothing {
    fn member<'de, A: MapAccess<'de>>(
        &mut self,
        _: &str,
        value: Member<'_, A>,
    ) -> Result<(), A::Error> {
        value.skip()
    }
}

/// Reads a name into a string that is used again for the next one.
struct Name<'a>(&'a mut String);

impl<'de> DeserializeSeed<'de> for Name<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Name<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a name")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<(), E> {
        self.0.clear();
        self.0.push_str(name.trim());
        self.0.make_ascii_lowercase();
        Ok(())
    }
}
