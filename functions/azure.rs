//! Who we are to Azure, and where the state is.

use std::sync::Arc;

use azure_core::{
    credentials::TokenCredential,
    http::{ClientOptions, RetryOptions, Transport},
};
use azure_identity::{
    DeveloperToolsCredential, ManagedIdentityCredential, ManagedIdentityCredentialOptions,
    UserAssignedId,
};
use azure_security_keyvault_secrets::{SecretClient, SecretClientOptions};
use reqwest::Client;
use store::{AzureOptions, Store};

use crate::config::{Account, ManagedIdentity, StoreSettings, VaultSettings};

/// The managed identity where the platform gives one, else the developer's own login.
pub fn credential(
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
pub async fn open_store(
    settings: &StoreSettings,
    credential: &Arc<dyn TokenCredential>,
    http: &Client,
) -> Result<Store, store::Error> {
    let options = |account: &Account| match account {
        Account::ConnectionString(connection) => {
            AzureOptions::from_connection_string(&connection.0, client_options(http))
        }
        Account::Name(name) => {
            AzureOptions::for_account(name, Arc::clone(credential), client_options(http))
        }
    };
    match settings {
        StoreSettings::Account(account) => Store::azure(options(account)?),
        StoreSettings::Embedded(path, None) => Store::embedded(path).await,
        StoreSettings::Embedded(path, Some(account)) => Store::embedded(path)
            .await?
            .with_queues_of(options(account)?),
    }
}

/// A client of the vault; nothing is asked yet.
pub fn vault(
    settings: &VaultSettings,
    credential: &Arc<dyn TokenCredential>,
    http: &Client,
) -> azure_core::Result<Arc<SecretClient>> {
    let options = SecretClientOptions {
        client_options: client_options(http),
        verify_challenge_resource: Some(settings.verify_challenge),
        ..SecretClientOptions::default()
    };
    let url = settings.url.as_str();
    SecretClient::new(url, Arc::clone(credential), Some(options)).map(Arc::new)
}

/// The one HTTP client, and no retries of the SDK: it would obey a `Retry-After` of an hour, and
/// everybody who needs the key would wait with it. ACS and the store retry by rules of their own;
/// the vault and the managed identity are asked again by [`AcsLink`](crate::acs_link::AcsLink).
pub(crate) fn client_options(http: &Client) -> ClientOptions {
    ClientOptions {
        transport: Some(Transport::new(Arc::new(http.clone()))),
        retry: RetryOptions::none(),
        ..ClientOptions::default()
    }
}
