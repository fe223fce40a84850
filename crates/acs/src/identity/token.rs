//! Tokens, and what they are asked for with.

use azure_core::credentials::Secret;
use serde::Deserialize;
use time::OffsetDateTime;

use crate::identifier::CommunicationUser;

/// A user access token of Communication Services.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AccessToken {
    /// The token. Its `Debug` does not show it. Its text is opaque: the service may change it.
    pub token: Secret,
    /// When it expires. (RFC 3339 on the wire; the service sends seven fractional digits.)
    #[serde(with = "time::serde::rfc3339")]
    pub expires_on: OffsetDateTime,
}

/// A user that was just created, with its first token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserWithToken {
    /// The user.
    pub user: CommunicationUser,
    /// Its token.
    pub token: AccessToken,
}

/// What proves that a Teams user may have a Communication Services token.
/// <https://learn.microsoft.com/en-us/rest/api/communication/identity/communication-identity/exchange-teams-user-access-token>
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TeamsUserExchange {
    /// The user's Entra access token. Its `Debug` does not show it.
    pub token: Secret,
    /// The client id of the Entra application, which must be the token's `appid`.
    pub app_id: String,
    /// The object id of the user, which must be the token's `oid`.
    pub user_id: String,
}
