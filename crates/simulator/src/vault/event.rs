//! The Event Grid event of a secret's new version.
//!
//! <https://learn.microsoft.com/azure/event-grid/event-schema-key-vault>

use serde_json::json;

use super::{store::Version, wire::version_id};
use crate::{PublishedEvent, world::World};

/// Says that a secret has a new version. It never carries the value.
///
/// `NBF` and `EXP` are strings in Microsoft's samples and numbers in its schema; the samples are
/// what the service was seen to send.
pub(super) fn new_version(
    world: &World,
    id: String,
    name: &str,
    version: &Version,
) -> PublishedEvent {
    PublishedEvent {
        event_type: "Microsoft.KeyVault.SecretNewVersionCreated",
        subject: name.to_owned(),
        id,
        data: json!({
            "Id": version_id(world, name, &version.id),
            "VaultName": "simulator",
            "ObjectType": "Secret",
            "ObjectName": name,
            "Version": version.id,
            "NBF": version.nbf.map(|seconds| seconds.to_string()),
            "EXP": version.exp.map(|seconds| seconds.to_string()),
        }),
    }
}
