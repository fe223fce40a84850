//! What a rule leads to, as it is written: `"mask"`, or a table.

use std::{borrow::Cow, fmt};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{
    Deserialize, Deserializer,
    de::{self, MapAccess, Visitor, value::MapAccessDeserializer},
};

use crate::policy::{Length, Mode, Severity};

/// What a rule leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(in crate::policy) enum Word {
    Allow,
    Flag,
    Mask,
    Delete,
    Mute,
    Remove,
    Ban,
}

const WORDS: [(&str, Word); 7] = [
    ("allow", Word::Allow),
    ("flag", Word::Flag),
    ("mask", Word::Mask),
    ("delete", Word::Delete),
    ("mute", Word::Mute),
    ("remove", Word::Remove),
    ("ban", Word::Ban),
];

/// What somebody who knows other products may ask for, and why he does not get it.
pub(in crate::policy) fn impossible(word: &str) -> Option<&'static str> {
    match word {
        "hold" => Some(
            "`hold` keeps a message back until somebody has looked at it; there is no review queue: `delete` it, or `flag` it and look at the audit trail",
        ),
        "shadow" => Some(
            "`shadow` shows a message to nobody but its sender; Azure Communication Services cannot do that: `delete` it, or `mute` its sender",
        ),
        _ => None,
    }
}

impl Word {
    fn read<E: de::Error>(word: &str) -> Result<Self, E> {
        if let Some(why) = impossible(word) {
            return Err(E::custom(why));
        }
        WORDS
            .into_iter()
            .find_map(|(name, found)| (name == word).then_some(found))
            .ok_or_else(|| {
                let names = WORDS.map(|(name, _)| name).join(", ");
                E::custom(format!("no action `{word}`; there are {names}"))
            })
    }
}

impl<'de> Deserialize<'de> for Word {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::read(&String::deserialize(deserializer)?)
    }
}

impl JsonSchema for Word {
    fn schema_name() -> Cow<'static, str> {
        "Action".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "What a hit leads to. `mute`, `remove` and `ban` delete the message, too.",
            "enum": WORDS.map(|(name, _)| name),
        })
    }
}

/// A rule's setting: an action's name, or a table.
#[derive(Debug, Clone, Copy, Hash)]
pub(in crate::policy) struct Setting {
    pub(in crate::policy) action: Option<Word>,
    pub(in crate::policy) length: Option<Length>,
    pub(in crate::policy) severity: Option<Severity>,
    pub(in crate::policy) mode: Option<Mode>,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Table {
    /// What a hit leads to.
    action: Option<Word>,
    /// How long a `mute` or `ban` is; a ban without is for good.
    #[serde(rename = "for")]
    length: Option<Length>,
    /// What a strike counts by.
    severity: Option<Severity>,
    /// Whether anything is done about it.
    mode: Option<Mode>,
}

impl<'de> Deserialize<'de> for Setting {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Either;

        impl<'de> Visitor<'de> for Either {
            type Value = Setting;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an action such as `\"mask\"`, or a table with `action`")
            }

            fn visit_str<E: de::Error>(self, word: &str) -> Result<Setting, E> {
                Ok(Setting {
                    action: Some(Word::read(word)?),
                    length: None,
                    severity: None,
                    mode: None,
                })
            }

            fn visit_map<M: MapAccess<'de>>(self, map: M) -> Result<Setting, M::Error> {
                let Table {
                    action,
                    length,
                    severity,
                    mode,
                } = Table::deserialize(MapAccessDeserializer::new(map))?;
                Ok(Setting {
                    action,
                    length,
                    severity,
                    mode,
                })
            }
        }

        deserializer.deserialize_any(Either)
    }
}

impl JsonSchema for Setting {
    fn schema_name() -> Cow<'static, str> {
        "Setting".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "What a hit leads to: an action's name, or a table.",
            "anyOf": [
                generator.subschema_for::<Word>(),
                generator.subschema_for::<Table>(),
            ],
        })
    }
}
