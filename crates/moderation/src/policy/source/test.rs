//! The policy's own tests.

use std::{borrow::Cow, collections::BTreeMap, fmt};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{
    Deserialize, Deserializer,
    de::{self, MapAccess, Visitor, value::MapAccessDeserializer},
};

use crate::{action::Verdict, ai::Severities};

/// A test: a message, and what must become of it.
#[derive(Debug, Hash, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::policy) struct TestSource {
    /// What it says.
    pub(in crate::policy) text: String,
    /// Whether that is HTML.
    #[serde(default)]
    pub(in crate::policy) html: bool,
    /// Whether it is a thread's new topic instead of a message.
    #[serde(default)]
    pub(in crate::policy) as_topic: bool,
    /// Its sender's display name.
    #[serde(default)]
    pub(in crate::policy) display_name: Option<String>,
    /// Its sender's roles.
    #[serde(default)]
    pub(in crate::policy) roles: Vec<String>,
    /// Its thread's topic.
    #[serde(default)]
    pub(in crate::policy) topic: Option<String>,
    /// Its thread's metadata.
    #[serde(default)]
    pub(in crate::policy) metadata: BTreeMap<String, String>,
    /// What Content Safety says about it; nothing bad when unset.
    #[serde(default)]
    pub(in crate::policy) ai: Severities,
    /// What must become of it, whether or not the modes do anything about it.
    pub(in crate::policy) expect: Expect,
}

/// What must become of a message: an action's name, or a table. What is not named is not looked at.
#[derive(Debug, Hash)]
pub(in crate::policy) struct Expect(pub(in crate::policy) ExpectTable);

/// What must become of a message.
#[derive(Debug, Default, PartialEq, Eq, Hash, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(in crate::policy) struct ExpectTable {
    /// `allow`, `flag`, `mask` or `delete`.
    pub(in crate::policy) action: Option<Verdict>,
    /// The rules that are hit, all of them, in any order.
    pub(in crate::policy) rules: Option<Vec<String>>,
    /// The masked text.
    pub(in crate::policy) masked: Option<String>,
}

impl<'de> Deserialize<'de> for Expect {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Either;

        impl<'de> Visitor<'de> for Either {
            type Value = Expect;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("`\"allow\"`, `\"flag\"`, `\"mask\"`, `\"delete\"`, or a table")
            }

            fn visit_str<E: de::Error>(self, word: &str) -> Result<Expect, E> {
                let word = de::value::StrDeserializer::new(word);
                Ok(Expect(ExpectTable {
                    action: Some(Verdict::deserialize(word)?),
                    ..ExpectTable::default()
                }))
            }

            fn visit_map<M: MapAccess<'de>>(self, map: M) -> Result<Expect, M::Error> {
                ExpectTable::deserialize(MapAccessDeserializer::new(map)).map(Expect)
            }
        }

        deserializer.deserialize_any(Either)
    }
}

impl JsonSchema for Expect {
    fn schema_name() -> Cow<'static, str> {
        "ChatExpect".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "What must become of a message: an action's name, or a table.",
            "anyOf": [
                generator.subschema_for::<Verdict>(),
                generator.subschema_for::<ExpectTable>(),
            ],
        })
    }
}
