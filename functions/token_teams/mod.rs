//! `/token/teams`: exchanges a Teams user's Entra token for an ACS token of that Teams user.

use acs::identity::TeamsUserExchange;
use axum::{
    body::Bytes,
    extract::{State, rejection::BytesRejection},
    http::HeaderMap,
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::Deserialize;

use crate::{
    App,
    caller::SignedIn,
    error::{Dependency, Error},
    token::{TokenResponse, body_of},
};

/// Where Microsoft's authentication sample puts the Teams user's token.
const HEADER: &str = "teams-user-aad-token";

/// Exchanges the token in the header, or in the body.
pub(crate) async fn handle(
    State(app): State<App>,
    caller: SignedIn,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<TokenResponse, Error> {
    let teams = app.policy.token.teams.as_ref().ok_or(Error::NotFound)?;
    let token = teams_token(&headers, &body_of(body)?)?;
    // Only a hint: ACS verifies the token. Compared so that nobody trades in somebody else's.
    let object_id = object_id(&token).ok_or(Error::TeamsTokenRefused)?;
    if caller.object_id.as_ref() != Some(&object_id) {
        return Err(Error::TeamsTokenRefused);
    }
    let exchange = TeamsUserExchange {
        token: token.into(),
        app_id: teams.app_id.clone(),
        user_id: object_id.clone(),
    };
    let exchange = &exchange;
    let exchanged = app
        .acs
        .call(|client| async move { client.identity.exchange_teams_user_token(exchange).await })
        .await
        .map_err(|error| match error.into() {
            Error::Upstream {
                dependency: Dependency::Acs,
                ..
            }
            | Error::IdentityGone => Error::TeamsTokenRefused,
            other => other,
        })?;
    Ok(TokenResponse::for_teams_user(&exchanged, &object_id))
}

fn teams_token(headers: &HeaderMap, body: &[u8]) -> Result<String, Error> {
    #[derive(Deserialize)]
    struct Body {
        token: String,
    }
    if let Some(token) = headers.get(HEADER) {
        let token = token
            .to_str()
            .map_err(|_| Error::BadRequest("The token cannot be read."))?;
        return Ok(token.to_owned());
    }
    let body: Body = serde_json::from_slice(body)
        .map_err(|_| Error::BadRequest("Send the Teams user's Entra token as `{\"token\": …}`."))?;
    Ok(body.token)
}

/// The `oid` that a token claims, unverified.
fn object_id(token: &str) -> Option<String> {
    #[derive(Deserialize)]
    struct Claims {
        oid: String,
    }
    let payload = URL_SAFE_NO_PAD.decode(token.split('.').nth(1)?).ok()?;
    Some(serde_json::from_slice::<Claims>(&payload).ok()?.oid)
}
