//! Identity: users, and the tokens with which they use Communication Services.
//!
//! <https://learn.microsoft.com/en-us/rest/api/communication/identity/communication-identity>

mod lifetime;
mod scope;
mod token;
mod wire;

use std::{borrow::Cow, sync::Arc};

use azure_core::http::{ClientOptions, Method};

pub use lifetime::{LifetimeOutOfRange, TokenLifetime};
pub use scope::{TokenScope, UnknownScope};
pub use token::{AccessToken, TeamsUserExchange, UserWithToken};

use crate::{
    Credential, Error, Result,
    client::ServiceClient,
    endpoint::segment,
    identifier::CommunicationUser,
    retry::{Repeat, RetryLimits},
};

/// The version of the service that the client speaks unless told otherwise.
/// <https://github.com/Azure/azure-rest-api-specs/tree/main/specification/communication/data-plane/Identity/stable>
pub const API_VERSION: &str = "2025-06-30";

/// How an [`IdentityClient`] behaves.
#[derive(Debug, Clone)]
pub struct IdentityClientOptions {
    /// The options of `azure_core`'s pipeline. A transport that several clients share goes here.
    /// Its `retry` is not used: see [`retry`](Self::retry).
    pub client_options: ClientOptions,
    /// The version to ask for. Default [`API_VERSION`].
    pub api_version: Cow<'static, str>,
    /// How calls are retried.
    pub retry: RetryLimits,
}

impl Default for IdentityClientOptions {
    fn default() -> Self {
        Self {
            client_options: ClientOptions::default(),
            api_version: Cow::Borrowed(API_VERSION),
            retry: RetryLimits::default(),
        }
    }
}

/// Creates users and issues their tokens.
///
/// A clone shares everything with its original and costs nothing. Every method is one request, and
/// more only as [`retry`](crate::retry) says. A future of this client can be dropped at any time;
/// whether its request reached the service is then unknown.
#[derive(Debug, Clone)]
pub struct IdentityClient(Arc<ServiceClient>);

impl IdentityClient {
    /// A client of the resource at `endpoint`, for example `https://contoso.communication.azure.com`.
    ///
    /// # Errors
    /// The endpoint is not one: see [`InvalidEndpoint`](crate::InvalidEndpoint). Nothing is sent.
    pub fn new(
        endpoint: impl AsRef<str>,
        credential: impl Into<Credential>,
        options: Option<IdentityClientOptions>,
    ) -> Result<Self> {
        let options = options.unwrap_or_default();
        let client = ServiceClient::new(
            endpoint.as_ref(),
            &options.api_version,
            Some(credential.into()),
            options.client_options,
            options.retry,
        )?;
        Ok(Self(Arc::new(client)))
    }

    /// Creates a user.
    ///
    /// The service has no idempotency key for this call and can list no users, so a repetition whose
    /// first answer was lost would leave a user that nobody knows. Therefore it is tried again only
    /// after 429, 503 or a connection that was never made. After any other failure a user may exist.
    /// <https://learn.microsoft.com/en-us/rest/api/communication/identity/communication-identity/create>
    pub async fn create_user(&self) -> Result<CommunicationUser> {
        let created: wire::Created = self
            .0
            .post("/identities", None::<&()>, Repeat::Harmful)
            .await?;
        Ok(CommunicationUser {
            id: created.identity.id,
        })
    }

    /// Creates a user and its first token, in one request. Retried like
    /// [`create_user`](Self::create_user).
    /// <https://learn.microsoft.com/en-us/rest/api/communication/identity/communication-identity/create>
    ///
    /// # Errors
    /// Also when `scopes` is empty, which would create a user without a token.
    pub async fn create_user_and_token(
        &self,
        scopes: &[TokenScope],
        lifetime: Option<TokenLifetime>,
    ) -> Result<UserWithToken> {
        require_scopes(scopes)?;
        let body = wire::CreateRequest {
            create_token_with_scopes: scopes,
            expires_in_minutes: lifetime,
        };
        let created: wire::CreatedWithToken = self
            .0
            .post("/identities", Some(&body), Repeat::Harmful)
            .await?;
        Ok(UserWithToken {
            user: CommunicationUser {
                id: created.identity.id,
            },
            token: created.access_token,
        })
    }

    /// Issues a token for the user with this id. Without a lifetime it is the service's 24 hours.
    /// <https://learn.microsoft.com/en-us/rest/api/communication/identity/communication-identity/issue-access-token>
    ///
    /// # Errors
    /// [`ErrorKind::NotFound`](crate::ErrorKind::NotFound) when the user is not this resource's, or
    /// no longer.
    pub async fn issue_token(
        &self,
        user_id: &str,
        scopes: &[TokenScope],
        lifetime: Option<TokenLifetime>,
    ) -> Result<AccessToken> {
        require_scopes(scopes)?;
        let body = wire::IssueRequest {
            scopes,
            expires_in_minutes: lifetime,
        };
        let path = user_path(user_id, "/:issueAccessToken")?;
        self.0.post(&path, Some(&body), Repeat::Harmless).await
    }

    /// Revokes every token of the user with this id. The service says that it may take up to 15
    /// minutes to act.
    /// <https://learn.microsoft.com/en-us/rest/api/communication/identity/communication-identity/revoke-access-tokens>
    pub async fn revoke_tokens(&self, user_id: &str) -> Result<()> {
        let path = user_path(user_id, "/:revokeAccessTokens")?;
        self.0.call(Method::Post, &path, Repeat::Harmless).await
    }

    /// Deletes the user with this id and revokes its tokens.
    ///
    /// When the answer to a first try was lost, the second one may find the user gone:
    /// [`ErrorKind::NotFound`](crate::ErrorKind::NotFound) then means that it is deleted.
    /// <https://learn.microsoft.com/en-us/rest/api/communication/identity/communication-identity/delete>
    pub async fn delete_user(&self, user_id: &str) -> Result<()> {
        self.0
            .call(Method::Delete, &user_path(user_id, "")?, Repeat::Harmless)
            .await
    }

    /// Exchanges an Entra token of a Teams user for a Communication Services token of that user.
    /// <https://learn.microsoft.com/en-us/rest/api/communication/identity/communication-identity/exchange-teams-user-access-token>
    pub async fn exchange_teams_user_token(
        &self,
        exchange: &TeamsUserExchange,
    ) -> Result<AccessToken> {
        let body = wire::ExchangeRequest {
            token: exchange.token.secret(),
            app_id: &exchange.app_id,
            user_id: &exchange.user_id,
        };
        self.0
            .post(
                "/teamsUser/:exchangeAccessToken",
                Some(&body),
                Repeat::Harmless,
            )
            .await
            .map_err(|error| error.without(exchange.token.secret()))
    }
}

fn require_scopes(scopes: &[TokenScope]) -> Result<()> {
    if scopes.is_empty() {
        return Err(Error::invalid_input("a token needs at least one scope"));
    }
    Ok(())
}

/// The slash before the colon of an action is the service's.
fn user_path(user_id: &str, action: &str) -> Result<String> {
    Ok(["/identities/", &segment(user_id)?, action].concat())
}
