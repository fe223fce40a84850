//! `/token`: an ACS token for the signed-in user, and its revocation.

mod asked;
mod response;

use std::sync::Arc;

use axum::{
    body::Bytes,
    extract::{
        Query, State,
        rejection::{BytesRejection, QueryRejection},
    },
    http::StatusCode,
};

use self::asked::Asked;
pub(crate) use self::{asked::body_of, response::TokenResponse};
use crate::{
    App, acs_link::Clients, caller::SignedIn, error::Error, identities::Mapping, policy::Scopes,
};

/// Gives the caller a token with the scopes that the policy allows, or with those of them that
/// the caller asked for.
pub(crate) async fn handle(
    State(app): State<App>,
    caller: SignedIn,
    query: Result<Query<Asked>, QueryRejection>,
    body: Result<Bytes, BytesRejection>,
) -> Result<TokenResponse, Error> {
    let Query(in_query) = query.map_err(|_| Error::BadRequest("The query cannot be read."))?;
    let asked = asked::scopes(&in_query, &body_of(body)?)?;
    let scopes = granted(&app, &caller, asked)?;
    let mapping = app.identities.ensure(caller.key, &app.acs).await?.mapping;
    issue(&app, &mapping, scopes).await
}

/// Revokes every token of the caller, also those that other instances still keep.
pub(crate) async fn revoke(State(app): State<App>, caller: SignedIn) -> Result<StatusCode, Error> {
    // Before: nobody hands out what is about to be revoked. After: nobody hands out what was
    // issued in between and revoked with the rest.
    if let Some(mapping) = app.identities.advance(caller.key).await? {
        let id = mapping.acs_id.as_str();
        app.acs
            .call(|client| async move { client.identity.revoke_tokens(id).await })
            .await?;
        app.identities.advance(caller.key).await?;
    }
    Ok(StatusCode::NO_CONTENT)
}

/// What the policy gives this caller, narrowed to what was asked for.
pub(crate) fn granted(
    app: &App,
    caller: &SignedIn,
    asked: Option<Scopes>,
) -> Result<Scopes, Error> {
    let allowed = app
        .policy
        .token
        .scopes_of(caller.roles.iter().map(String::as_str));
    if allowed.is_empty() {
        return Err(Error::NoScopes);
    }
    let Some(asked) = asked else {
        return Ok(allowed);
    };
    let refused = asked.without(allowed);
    if refused.is_empty() {
        Ok(asked)
    } else {
        Err(Error::ScopeRefused(refused.iter().collect()))
    }
}

/// A token for this identity, from the cache or from ACS; none for somebody who is banned.
pub(crate) async fn issue(
    app: &App,
    mapping: &Mapping,
    scopes: Scopes,
) -> Result<TokenResponse, Error> {
    app.refuse_banned(&mapping.acs_id).await?;
    let lifetime = Some(app.policy.token.lifetime_minutes);
    let list: Vec<_> = scopes.iter().collect();
    let (id, list) = (mapping.acs_id.as_str(), list.as_slice());
    // Boxed: who hands a future on and who awaits it would each have room for all of it, and
    // thousands of requests may be waiting here for their turn.
    let issue = Box::pin(async {
        let op = |client: Arc<Clients>| async move {
            client.identity.issue_token(id, list, lifetime).await
        };
        Ok(app.acs.call(op).await?)
    });
    let token = app.tokens.get_or_issue(mapping, scopes, issue).await?;
    Ok(TokenResponse::for_user(&token, &mapping.acs_id))
}
