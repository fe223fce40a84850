//! How secrets look on the wire.

use std::collections::BTreeMap;

use serde::Serialize;

use super::store::{Deleted, RECOVERABLE_DAYS, Secret, Version};
use crate::world::World;

/// `SecretBundle`, `SecretItem` and their deleted kinds in one: what does not apply is left out.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Bundle {
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<String>,
    /// `https://<vault>/secrets/<name>[/<version>]`.
    pub(crate) id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    content_type: Option<String>,
    attributes: WireAttributes,
    tags: BTreeMap<String, String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    recovery_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    deleted_date: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    scheduled_purge_date: Option<i64>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct WireAttributes {
    enabled: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    nbf: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    exp: Option<i64>,
    created: i64,
    updated: i64,
    recovery_level: &'static str,
    recoverable_days: i64,
}

impl Bundle {
    /// A version with its value, as get and set answer it.
    pub(crate) fn full(world: &World, name: &str, version: &Version) -> Self {
        Self {
            value: Some(version.value.clone()),
            ..Self::without_value(world, name, version)
        }
    }

    /// A version without its value, as update and the list of versions show it.
    pub(crate) fn without_value(world: &World, name: &str, version: &Version) -> Self {
        Self {
            value: None,
            id: version_id(world, name, &version.id),
            content_type: version.content_type.clone(),
            attributes: WireAttributes {
                enabled: version.enabled,
                nbf: version.nbf,
                exp: version.exp,
                created: version.created.unix_timestamp(),
                updated: version.updated.unix_timestamp(),
                recovery_level: "Recoverable+Purgeable",
                recoverable_days: RECOVERABLE_DAYS,
            },
            tags: version.tags.clone(),
            recovery_id: None,
            deleted_date: None,
            scheduled_purge_date: None,
        }
    }

    /// A secret in the list of secrets: its current version under the unversioned id.
    pub(crate) fn item(world: &World, secret: &Secret) -> Self {
        Self {
            id: world.https_path(&format!("secrets/{}", secret.name)),
            ..Self::without_value(world, &secret.name, &secret.current)
        }
    }

    /// A deleted secret, as deletion answers it.
    pub(crate) fn deleted(world: &World, deleted: &Deleted) -> Self {
        let secret = &deleted.secret;
        Self {
            recovery_id: Some(world.https_path(&format!("deletedsecrets/{}", secret.name))),
            deleted_date: Some(deleted.at.unix_timestamp()),
            scheduled_purge_date: Some(deleted.purge_at().unix_timestamp()),
            ..Self::without_value(world, &secret.name, &secret.current)
        }
    }
}

/// `https://<vault>/secrets/<name>/<version>`.
pub(crate) fn version_id(world: &World, name: &str, version: &str) -> String {
    world.https_path(&format!("secrets/{name}/{version}"))
}
