//! The Communication Services resource: its two keys and its identities.

use std::collections::BTreeMap;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use url::Url;
use uuid::Uuid;

use super::{error::AcsError, ledger::Ledger};
use crate::rng::Rng;

/// One of the two access keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Which {
    /// The key that the connection string carries at first.
    Primary,
    /// The other one, to switch to while the first is regenerated.
    Secondary,
}

/// An access key. It prints its generation only.
pub(crate) struct AccessKey {
    bytes: [u8; 64],
    /// How often the key has been regenerated.
    pub(crate) generation: u32,
}

impl std::fmt::Debug for AccessKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AccessKey")
            .field("generation", &self.generation)
            .finish_non_exhaustive()
    }
}

impl AccessKey {
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    pub(crate) fn base64(&self) -> String {
        STANDARD.encode(self.bytes)
    }
}

/// What the resource knows of an identity, as `GET /_sim/identities` shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct IdentityRecord {
    /// The raw id, `8:acs:<resource>_<guid>`.
    pub id: String,
    /// When it was created.
    #[serde(with = "time::serde::rfc3339")]
    pub created_at: OffsetDateTime,
    /// How many user tokens it was given.
    pub tokens_issued: u64,
    /// The scopes of the newest token.
    pub last_scopes: Vec<String>,
    /// When its tokens were last revoked.
    #[serde(with = "time::serde::rfc3339::option")]
    pub revoked_at: Option<OffsetDateTime>,
    /// When it was deleted; a deleted identity is kept in the list.
    #[serde(with = "time::serde::rfc3339::option")]
    pub deleted_at: Option<OffsetDateTime>,
    /// Tokens with this serial number or a lower one are revoked.
    #[serde(skip)]
    pub(crate) revoked_serial: u64,
}

/// A Communication Services resource.
#[derive(Debug)]
pub(crate) struct Resource {
    pub(crate) id: Uuid,
    keys: [AccessKey; 2],
    key_dice: Rng,
    /// In the order of creation: ids are random, so a map by id would shuffle the list.
    order: Vec<String>,
    identities: BTreeMap<String, IdentityRecord>,
    /// Of the newest user token.
    serial: u64,
    ledger: Option<Ledger>,
}

impl Resource {
    /// The resource that the dice decide, with those of the kept identities that are its own.
    pub(crate) fn new(dice: &mut Rng, kept: Option<(Ledger, Vec<IdentityRecord>)>) -> Self {
        let id = dice.uuid();
        let keys = [(); 2].map(|()| AccessKey {
            bytes: dice.bytes(),
            generation: 0,
        });
        let mut resource = Self {
            id,
            keys,
            key_dice: dice.clone(),
            order: Vec::new(),
            identities: BTreeMap::new(),
            serial: 0,
            ledger: None,
        };
        if let Some((ledger, records)) = kept {
            let own = format!("8:acs:{id}_");
            for record in records
                .into_iter()
                .filter(|record| record.id.starts_with(&own))
            {
                resource.insert(record);
            }
            resource.ledger = Some(ledger);
        }
        resource
    }

    fn insert(&mut self, record: IdentityRecord) {
        let id = record.id.clone();
        if self.identities.insert(id.clone(), record).is_none() {
            self.order.push(id);
        }
    }

    /// Drops all identities. The serial number goes on, so that no old token becomes valid again.
    pub(crate) fn forget(&mut self) {
        self.order.clear();
        self.identities.clear();
        if let Some(ledger) = &mut self.ledger {
            ledger.clear();
        }
    }

    pub(crate) fn keys(&self) -> &[AccessKey; 2] {
        &self.keys
    }

    pub(crate) fn key(&self, which: Which) -> &AccessKey {
        let [primary, secondary] = &self.keys;
        match which {
            Which::Primary => primary,
            Which::Secondary => secondary,
        }
    }

    /// Replaces a key. Every user token that was minted with it dies.
    pub(crate) fn regenerate(&mut self, which: Which) -> String {
        let bytes = self.key_dice.bytes();
        let [primary, secondary] = &mut self.keys;
        let key = match which {
            Which::Primary => primary,
            Which::Secondary => secondary,
        };
        *key = AccessKey {
            bytes,
            generation: key.generation + 1,
        };
        key.base64()
    }

    /// The connection string with the primary key, in the order that the JavaScript SDK insists on.
    pub(crate) fn connection_string(&self, endpoint: &Url) -> String {
        self.connection_string_with(endpoint, Which::Primary)
    }

    pub(crate) fn connection_string_with(&self, endpoint: &Url, which: Which) -> String {
        format!("endpoint={endpoint};accesskey={}", self.key(which).base64())
    }

    pub(crate) fn create(&mut self, user: Uuid, now: OffsetDateTime) -> String {
        let id = format!("8:acs:{}_{user}", self.id);
        let record = IdentityRecord {
            id: id.clone(),
            created_at: now,
            tokens_issued: 0,
            last_scopes: Vec::new(),
            revoked_at: None,
            deleted_at: None,
            revoked_serial: 0,
        };
        if let Some(ledger) = &mut self.ledger {
            ledger.record(&record);
        }
        self.insert(record);
        id
    }

    /// The living identity `id`.
    pub(crate) fn identity(&mut self, id: &str) -> Result<&mut IdentityRecord, AcsError> {
        let identity = self
            .identities
            .get_mut(id)
            .ok_or(AcsError::IdentityNotOwned)?;
        if identity.deleted_at.is_some() {
            Err(AcsError::IdentityDeleted)
        } else {
            Ok(identity)
        }
    }

    /// An identity, deleted or not.
    pub(crate) fn find(&self, id: &str) -> Option<&IdentityRecord> {
        self.identities.get(id)
    }

    /// The serial number for the next token.
    pub(crate) fn next_serial(&mut self) -> u64 {
        self.serial += 1;
        self.serial
    }

    pub(crate) fn revoke(&mut self, id: &str, now: OffsetDateTime) -> Result<(), AcsError> {
        let serial = self.serial;
        let identity = self.identity(id)?;
        identity.revoked_serial = serial;
        identity.revoked_at = Some(now);
        Ok(())
    }

    pub(crate) fn delete(&mut self, id: &str, now: OffsetDateTime) -> Result<(), AcsError> {
        let identity = self.identity(id)?;
        identity.deleted_at = Some(now);
        let record = identity.clone();
        if let Some(ledger) = &mut self.ledger {
            ledger.record(&record);
        }
        Ok(())
    }

    /// Every identity ever created since the start or the last reset, in order.
    pub(crate) fn records(&self) -> Vec<IdentityRecord> {
        self.order
            .iter()
            .filter_map(|id| self.identities.get(id))
            .cloned()
            .collect()
    }
}
