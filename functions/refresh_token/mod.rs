//! `POST /refreshToken/{id}`: what Microsoft's sample apps call to renew a token, for the caller's
//! own id only.

use axum::extract::{Path, State, rejection::PathRejection};

use crate::{
    App,
    caller::SignedIn,
    error::Error,
    token::{self, TokenResponse},
};

/// Gives the caller a token of the identity in the path, if it is theirs.
pub(crate) async fn handle(
    State(app): State<App>,
    caller: SignedIn,
    id: Result<Path<String>, PathRejection>,
) -> Result<TokenResponse, Error> {
    let Path(id) = id.map_err(|_| Error::BadRequest("The id in the path cannot be read."))?;
    let scopes = token::granted(&app, &caller, None)?;
    match app.identities.find(caller.key).await? {
        Some(mapping) if mapping.acs_id == id => token::issue(&app, &mapping, scopes).await,
        _ => Err(Error::NotYours),
    }
}
