//! The Event Grid event of a secret's new version.
//!
//! <https://learn.microsoft.com/azure/event-grid/event-schema-key-vault>

use serde_json::{Value, json};
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

const TYPE: &str = "Microsoft.KeyVault.SecretNewVersionCreated";

/// The resource that the events come from.
const TOPIC: &str = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/frontdesk\
                     /providers/Microsoft.KeyVault/vaults/simulator";

/// A secret has a new version. It never carries the value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecretChanged {
    /// The id of the event: the same in every delivery of it.
    pub event_id: String,
    /// `https://<vault>/secrets/<name>/<version>`.
    pub id: String,
    /// The secret's name.
    pub name: String,
    /// The new version.
    pub version: String,
    /// Unix seconds.
    pub not_before: Option<i64>,
    /// Unix seconds.
    pub expires: Option<i64>,
    /// When the version was made.
    pub at: OffsetDateTime,
}

impl SecretChanged {
    /// The event in the Event Grid schema: one element of the array that is delivered.
    pub fn event_grid_event(&self) -> Value {
        json!({
            "id": self.event_id,
            "topic": TOPIC,
            "subject": self.name,
            "eventType": TYPE,
            "eventTime": self.time(),
            "data": self.data(),
            "dataVersion": "1",
            "metadataVersion": "1",
        })
    }

    /// The event in the `CloudEvents` 1.0 schema.
    pub fn cloud_event(&self) -> Value {
        json!({
            "id": self.event_id,
            "source": TOPIC,
            "subject": self.name,
            "type": TYPE,
            "time": self.time(),
            "data": self.data(),
            "specversion": "1.0",
        })
    }

    /// `NBF` and `EXP` are strings in Microsoft's samples and numbers in its schema; the samples
    /// are what the service was seen to send.
    fn data(&self) -> Value {
        json!({
            "Id": self.id,
            "VaultName": "simulator",
            "ObjectType": "Secret",
            "ObjectName": self.name,
            "Version": self.version,
            "NBF": self.not_before.map(|seconds| seconds.to_string()),
            "EXP": self.expires.map(|seconds| seconds.to_string()),
        })
    }

    fn time(&self) -> String {
        self.at.format(&Rfc3339).unwrap_or_default()
    }
}
