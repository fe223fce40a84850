//! Who we are to Azure, and where the state is.

use std::sync::Arc;

use azure_core::credentials::TokenCredential;
use azure_identity::{
    DeveloperToolsCredential, ManagedIdentityCredential, ManagedIdentityCredentialOptions,
    UserAssignedId,
};
use reqwest::Client;
use store::{AzureOptions, Store};

use crate::{
    acs_link::client_options,
    config::{ManagedIdentity, Settings, StoreSettings},
};

/// The managed identity where the platform gives one, else the developer's own login.
pub(crate) fn credential(
    identity: &ManagedIdentity,
    http: &Client,
) -> azure_core::Result<Arc<dyn TokenCredential>> {
    Ok(match identity {
        ManagedIdentity::Platform { client_id } => {
            ManagedIdentityCredential::new(Some(ManagedIdentityCredentialOptions {
                user_assigned_id: client_id.clone().map(UserAssignedId::ClientId),
                client_options: client_options(http),
            }))?
        }
        ManagedIdentity::Developer => DeveloperToolsCredential::new(None)?,
    })
}

/// Opens the store. Azure is not asked anything yet.
pub async fn open_store(settings: &Settings, http: &Client) -> Result<Store, StoreError> {
    let client_options = client_options(http);
    Ok(match &settings.store {
        StoreSettings::Embedded(path) => Store::embedded(path).await?,
        StoreSettings::ConnectionString(connection) => Store::azure(
            AzureOptions::from_connection_string(&connection.0, client_options)?,
        )?,
        StoreSettings::Account(name) => {
            let credential = credential(&settings.managed_identity, http)?;
            Store::azure(AzureOptions::for_account(name, credential, client_options)?)?
        }
    })
}

/// Why there is no store.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The store cannot be opened, or its settings are wrong.
    #[error(transparent)]
    Store(#[from] store::Error),
    /// There is no way to prove who we are.
    #[error(transparent)]
    Credential(#[from] azure_core::Error),
}
