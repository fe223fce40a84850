//! The bodies of the Identity API.
//!
//! <https://github.com/Azure/azure-rest-api-specs/blob/main/specification/communication/data-plane/Identity/stable/2025-06-30/CommunicationIdentity.json>

use serde::{Deserialize, Serialize};

use super::{AccessToken, TokenLifetime, TokenScope};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct CreateRequest<'a> {
    pub(super) create_token_with_scopes: &'a [TokenScope],
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) expires_in_minutes: Option<TokenLifetime>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct IssueRequest<'a> {
    pub(super) scopes: &'a [TokenScope],
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) expires_in_minutes: Option<TokenLifetime>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ExchangeRequest<'a> {
    pub(super) token: &'a str,
    pub(super) app_id: &'a str,
    pub(super) user_id: &'a str,
}

#[derive(Deserialize)]
pub(super) struct Created {
    pub(super) identity: Identity,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct CreatedWithToken {
    pub(super) identity: Identity,
    pub(super) access_token: AccessToken,
}

#[derive(Deserialize)]
pub(super) struct Identity {
    pub(super) id: String,
}
