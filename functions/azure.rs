//! Who we are to Azure, and where the state is.

use std::sync::Arc;

use azure_core::credentials::TokenCredential;
use azure_identity::{
    DeveloperToolsCredential, ManagedIdentityCredential, ManagedIdentityCredentialOptions,
    UserAssignedId,
};
use reqwest::Client;
use store::Store;

use crate::{
    acs_link::client_options,
    config::{ManagedIdentity, StoreSettings},
    error::Cause,
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
pub(crate) async fn store(
    settings: &StoreSettings,
    credential: &Arc<dyn TokenCredential>,
    http: &Client,
) -> Result<Store, Cause> {
    let client_options = client_options(http);
    Ok(match settings {
        StoreSettings::Embedded(path) => Store::embedded(path).await?,
        StoreSettings::ConnectionString(connection) => Store::azure(
            store::AzureOptions::from_connection_string(&connection.0, client_options)?,
        )?,
        StoreSettings::Account(name) => Store::azure(store::AzureOptions::for_account(
            name,
            Arc::clone(credential),
            client_options,
        )?)?,
    })
}
