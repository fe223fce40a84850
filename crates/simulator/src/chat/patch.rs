//! Merge patches (RFC 7396), with which threads and messages are changed.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer};

use super::message::Metadata;

/// What becomes of a member: it is not in the patch, null there, or has a value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum Patch<T> {
    #[default]
    Keep,
    Clear,
    Set(T),
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Patch<T> {
    fn deserialize<D: Deserializer<'de>>(value: D) -> Result<Self, D::Error> {
        Ok(match Option::deserialize(value)? {
            None => Self::Clear,
            Some(value) => Self::Set(value),
        })
    }
}

/// Names with a value are set, those with null go, and all others stay.
pub(crate) type MetadataPatch = Patch<BTreeMap<String, Option<String>>>;

impl MetadataPatch {
    pub(super) fn apply(self, metadata: &Metadata) -> Metadata {
        match self {
            Self::Keep => metadata.clone(),
            Self::Clear => Metadata::new(),
            Self::Set(changes) => {
                let mut merged = metadata.clone();
                for (name, value) in changes {
                    match value {
                        Some(value) => merged.insert(name, value),
                        None => merged.remove(&name),
                    };
                }
                merged
            }
        }
    }
}
