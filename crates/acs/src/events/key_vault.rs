//! Key Vault.

use serde::de::MapAccess;
use time::OffsetDateTime;

use crate::{
    MissingMember,
    lenient::{Member, Members},
    missing::required,
};

/// A secret has a new version: `Microsoft.KeyVault.SecretNewVersionCreated`.
///
/// The event does not carry the secret. Whoever needs it reads its current version, which may be a
/// newer one than the event's.
/// <https://learn.microsoft.com/en-us/azure/event-grid/event-schema-key-vault>
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SecretNewVersionCreated {
    /// The URL of the version.
    pub id: Option<String>,
    /// The name of the vault.
    pub vault_name: Option<String>,
    /// See [`object_name`](Self::object_name).
    pub object_name: Option<String>,
    /// See [`version`](Self::version).
    pub version: Option<String>,
    /// From when on it is valid, in seconds since 1970.
    pub not_before: Option<i64>,
    /// Until when it is valid, in seconds since 1970.
    pub expires: Option<i64>,
}

impl SecretNewVersionCreated {
    /// The type of the event.
    pub const EVENT_TYPE: &str = "Microsoft.KeyVault.SecretNewVersionCreated";

    /// The name of the secret, in any case.
    ///
    /// # Errors
    /// There is none.
    pub fn object_name(&self) -> Result<&str, MissingMember> {
        required("ObjectName", self.object_name.as_deref())
    }

    /// The new version.
    ///
    /// # Errors
    /// There is none.
    pub fn version(&self) -> Result<&str, MissingMember> {
        required("Version", self.version.as_deref())
    }

    /// Until when it is valid, if the event says so and there is such a time.
    pub fn expires(&self) -> Option<OffsetDateTime> {
        OffsetDateTime::from_unix_timestamp(self.expires?).ok()
    }
}

impl Members for SecretNewVersionCreated {
    fn member<'de, A: MapAccess<'de>>(
        &mut self,
        name: &str,
        value: Member<'_, A>,
    ) -> Result<(), A::Error> {
        match name {
            "id" => self.id = value.text()?,
            "vaultname" => self.vault_name = value.text()?,
            "objectname" => self.object_name = value.text()?,
            "version" => self.version = value.text()?,
            "nbf" => self.not_before = value.integer()?,
            "exp" => self.expires = value.integer()?,
            _ => value.skip()?,
        }
        Ok(())
    }
}
