//! The vault's contents: secrets, each a list of versions, and the deleted ones.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use time::{Duration, OffsetDateTime};

use super::error::VaultError;

/// How long a deleted secret can be recovered: the service's default.
pub(crate) const RECOVERABLE_DAYS: i64 = 90;

/// <https://learn.microsoft.com/azure/key-vault/general/about-keys-secrets-certificates#objects-identifiers-and-versioning>
const MAX_NAME: usize = 127;

/// <https://learn.microsoft.com/azure/key-vault/secrets/about-secrets>
const MAX_VALUE: usize = 25_600;

/// What a caller may set about a version; times are Unix seconds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Attributes {
    pub(crate) enabled: Option<bool>,
    pub(crate) nbf: Option<i64>,
    pub(crate) exp: Option<i64>,
}

/// A version to be. No `Debug`: it holds the value.
pub(crate) struct NewVersion {
    pub(crate) value: String,
    pub(crate) content_type: Option<String>,
    pub(crate) tags: BTreeMap<String, String>,
    pub(crate) attributes: Attributes,
}

/// One version of a secret. No `Debug`: it holds the value.
#[derive(Clone)]
pub(crate) struct Version {
    pub(crate) id: String,
    pub(crate) value: String,
    pub(crate) content_type: Option<String>,
    pub(crate) tags: BTreeMap<String, String>,
    pub(crate) enabled: bool,
    pub(crate) nbf: Option<i64>,
    pub(crate) exp: Option<i64>,
    pub(crate) created: OffsetDateTime,
    pub(crate) updated: OffsetDateTime,
}

/// Changes to a version; what is `None` stays.
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct Update {
    content_type: Option<String>,
    tags: Option<BTreeMap<String, String>>,
    attributes: Attributes,
}

/// A secret. The newest version is the last and always exists.
#[derive(Clone)]
pub(crate) struct Secret {
    /// As it was first written; names are compared without case.
    pub(crate) name: String,
    pub(crate) current: Version,
    pub(crate) older: Vec<Version>,
}

impl Secret {
    /// Oldest first.
    pub(crate) fn versions(&self) -> impl Iterator<Item = &Version> {
        self.older.iter().chain([&self.current])
    }
}

/// A deleted secret, which can be recovered until it is purged.
#[derive(Clone)]
pub(crate) struct Deleted {
    pub(crate) secret: Secret,
    pub(crate) at: OffsetDateTime,
}

impl Deleted {
    pub(crate) fn purge_at(&self) -> OffsetDateTime {
        self.at + Duration::days(RECOVERABLE_DAYS)
    }
}

/// All secrets, by lower-case name.
#[derive(Default)]
pub(crate) struct Vault {
    secrets: BTreeMap<String, Secret>,
    deleted: BTreeMap<String, Deleted>,
}

impl Vault {
    /// Adds a version, which becomes the current one.
    pub(crate) fn add(
        &mut self,
        name: &str,
        id: String,
        new: NewVersion,
        now: OffsetDateTime,
    ) -> Result<Secret, VaultError> {
        let key = key(name)?;
        if new.value.len() > MAX_VALUE {
            return Err(VaultError::BadParameter(format!(
                "The value is longer than {MAX_VALUE} bytes."
            )));
        }
        if self.deleted.contains_key(&key) {
            return Err(VaultError::Deleted {
                name: name.to_owned(),
            });
        }
        let NewVersion {
            value,
            content_type,
            tags,
            attributes,
        } = new;
        let version = Version {
            id,
            value,
            content_type,
            tags,
            enabled: attributes.enabled.unwrap_or(true),
            nbf: attributes.nbf,
            exp: attributes.exp,
            created: now,
            updated: now,
        };
        let secret = match self.secrets.remove(&key) {
            None => Secret {
                name: name.to_owned(),
                current: version,
                older: Vec::new(),
            },
            Some(Secret {
                name,
                current,
                mut older,
            }) => {
                older.push(current);
                Secret {
                    name,
                    current: version,
                    older,
                }
            }
        };
        self.secrets.insert(key, secret.clone());
        Ok(secret)
    }

    pub(crate) fn secret(&self, name: &str) -> Result<&Secret, VaultError> {
        let not_found = || VaultError::NotFound {
            name: name.to_owned(),
        };
        self.secrets.get(&key(name)?).ok_or_else(not_found)
    }

    /// A version to read, the current one without `id`. Disabled ones cannot be read; those
    /// outside `nbf` and `exp` can, as in Azure, where both only inform.
    pub(crate) fn read(
        &self,
        name: &str,
        id: Option<&str>,
    ) -> Result<(&Secret, &Version), VaultError> {
        let secret = self.secret(name)?;
        let version = match id {
            None => &secret.current,
            Some(id) => secret
                .versions()
                .find(|version| version.id == id)
                .ok_or_else(|| unknown_version(name, id))?,
        };
        if version.enabled {
            Ok((secret, version))
        } else {
            Err(VaultError::Disabled)
        }
    }

    /// Changes a version, the current one without `id`.
    pub(crate) fn update(
        &mut self,
        name: &str,
        id: Option<&str>,
        update: Update,
        now: OffsetDateTime,
    ) -> Result<(&str, &Version), VaultError> {
        let not_found = || VaultError::NotFound {
            name: name.to_owned(),
        };
        let secret = self.secrets.get_mut(&key(name)?).ok_or_else(not_found)?;
        let version = match id {
            None => &mut secret.current,
            Some(id) => secret
                .older
                .iter_mut()
                .chain([&mut secret.current])
                .find(|version| version.id == id)
                .ok_or_else(|| unknown_version(name, id))?,
        };
        let Update {
            content_type,
            tags,
            attributes,
        } = update;
        version.content_type = content_type.or(version.content_type.take());
        if let Some(tags) = tags {
            version.tags = tags;
        }
        version.enabled = attributes.enabled.unwrap_or(version.enabled);
        version.nbf = attributes.nbf.or(version.nbf);
        version.exp = attributes.exp.or(version.exp);
        version.updated = now;
        Ok((&secret.name, version))
    }

    pub(crate) fn all(&self) -> impl Iterator<Item = &Secret> {
        self.secrets.values()
    }

    pub(crate) fn delete(
        &mut self,
        name: &str,
        now: OffsetDateTime,
    ) -> Result<Deleted, VaultError> {
        let key = key(name)?;
        let not_found = || VaultError::NotFound {
            name: name.to_owned(),
        };
        let secret = self.secrets.remove(&key).ok_or_else(not_found)?;
        let deleted = Deleted { secret, at: now };
        self.deleted.insert(key, deleted.clone());
        Ok(deleted)
    }

    pub(crate) fn deleted(&self, name: &str) -> Result<&Deleted, VaultError> {
        let not_found = || VaultError::DeletedNotFound {
            name: name.to_owned(),
        };
        self.deleted.get(&key(name)?).ok_or_else(not_found)
    }

    pub(crate) fn all_deleted(&self) -> impl Iterator<Item = &Deleted> {
        self.deleted.values()
    }

    pub(crate) fn recover(&mut self, name: &str) -> Result<Secret, VaultError> {
        let secret = self.take_deleted(name)?.secret;
        self.secrets.insert(key(name)?, secret.clone());
        Ok(secret)
    }

    pub(crate) fn purge(&mut self, name: &str) -> Result<(), VaultError> {
        self.take_deleted(name).map(drop)
    }

    fn take_deleted(&mut self, name: &str) -> Result<Deleted, VaultError> {
        let not_found = || VaultError::DeletedNotFound {
            name: name.to_owned(),
        };
        self.deleted.remove(&key(name)?).ok_or_else(not_found)
    }
}

fn unknown_version(name: &str, version: &str) -> VaultError {
    VaultError::VersionNotFound {
        name: name.to_owned(),
        version: version.to_owned(),
    }
}

fn key(name: &str) -> Result<String, VaultError> {
    let valid = (1..=MAX_NAME).contains(&name.len())
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    if valid {
        return Ok(name.to_ascii_lowercase());
    }
    Err(VaultError::BadParameter(format!(
        "The request URI contains an invalid name: {name}"
    )))
}
