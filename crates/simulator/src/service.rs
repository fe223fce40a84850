//! The services that the simulator plays.

use serde::{Deserialize, Serialize};

/// A service, as the chaos settings and the call log name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Service {
    /// Azure Communication Services.
    Acs,
    /// Key Vault secrets.
    Vault,
    /// The app's own identity provider.
    Oidc,
    /// Queue Storage.
    Storage,
    /// Entra ID: tokens for Azure resources, managed identity included.
    Entra,
    /// Azure AI Content Safety.
    ContentSafety,
    /// The receiver of the app's webhooks.
    Webhook,
}
