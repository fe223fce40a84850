//! What a client authenticates with.

use std::{fmt, sync::Arc};

use arc_swap::ArcSwap;
use azure_core::{
    credentials::TokenCredential,
    http::policies::{Policy, auth::BearerTokenAuthorizationPolicy},
};

use crate::{AccessKey, ConnectionString, hmac::AccessKeyPolicy};

/// The scope for which an Entra token is asked.
///
/// The two slashes are what Microsoft's own clients send: the resource is
/// `https://communication.azure.com/`, and `/.default` is appended to it.
/// <https://github.com/Azure/azure-sdk-for-python/blob/main/sdk/communication/azure-communication-identity/azure/communication/identity/_shared/auth_policy_utils.py>
pub const TOKEN_SCOPE: &str = "https://communication.azure.com//.default";

/// An access key that can be replaced while clients use it.
///
/// Clones share the key: [`update`](Self::update) takes effect in every client that was built from
/// any of them, on the very next try. That is how a key is rotated without a restart.
#[derive(Clone)]
pub struct AccessKeyCredential(Arc<ArcSwap<AccessKey>>);

impl AccessKeyCredential {
    /// A credential that signs with `key`.
    pub fn new(key: AccessKey) -> Self {
        Self(Arc::new(ArcSwap::from_pointee(key)))
    }

    /// Signs with `key` from now on.
    pub fn update(&self, key: AccessKey) {
        self.0.store(Arc::new(key));
    }

    /// The key to sign with now.
    pub(crate) fn current(&self) -> Arc<AccessKey> {
        self.0.load_full()
    }
}

impl fmt::Debug for AccessKeyCredential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AccessKeyCredential(..)")
    }
}

/// What a client authenticates with: the resource's key, or an Entra identity that has a role on
/// the resource.
#[derive(Debug, Clone)]
pub enum Credential {
    /// Each try is signed (HMAC-SHA256).
    AccessKey(AccessKeyCredential),
    /// A bearer token for [`TOKEN_SCOPE`], cached and refreshed by `azure_core`, which refuses to
    /// send it over anything but https.
    Token(Arc<dyn TokenCredential>),
}

impl Credential {
    /// The policy that authenticates each try.
    pub(crate) fn into_policy(self) -> Arc<dyn Policy> {
        match self {
            Self::AccessKey(credential) => Arc::new(AccessKeyPolicy::new(credential)),
            Self::Token(credential) => Arc::new(BearerTokenAuthorizationPolicy::new(
                credential,
                [TOKEN_SCOPE],
            )),
        }
    }
}

impl From<AccessKeyCredential> for Credential {
    fn from(credential: AccessKeyCredential) -> Self {
        Self::AccessKey(credential)
    }
}

impl From<AccessKey> for Credential {
    fn from(key: AccessKey) -> Self {
        Self::AccessKey(AccessKeyCredential::new(key))
    }
}

impl From<ConnectionString> for Credential {
    fn from(connection: ConnectionString) -> Self {
        connection.access_key.into()
    }
}

impl From<Arc<dyn TokenCredential>> for Credential {
    fn from(credential: Arc<dyn TokenCredential>) -> Self {
        Self::Token(credential)
    }
}
