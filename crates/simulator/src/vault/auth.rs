//! The challenge: a request without a token learns which authority and resource to ask one for.
//!
//! <https://learn.microsoft.com/azure/key-vault/general/authentication-requests-and-responses>

use std::sync::Arc;

use axum::{
    extract::{Request, State},
    http::header,
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use url::form_urlencoded;

use super::{AUDIENCE, error::VaultError};
use crate::{
    entra,
    world::{TENANT, World},
};

pub(crate) async fn authenticate(
    State(world): State<Arc<World>>,
    request: Request,
    next: Next,
) -> Response {
    match check(&world, &request) {
        Ok(()) => next.run(request).await,
        Err(error) => error.into_response(),
    }
}

fn check(world: &World, request: &Request) -> Result<(), VaultError> {
    let token = request
        .headers()
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.strip_prefix("Bearer "));
    let unauthorized = |missing| VaultError::Unauthorized {
        challenge: challenge(world),
        missing,
    };
    let token = token.ok_or_else(|| unauthorized(true))?;
    // One slash at the end is tolerated by the service.
    let audiences = [AUDIENCE, "https://vault.azure.net/"];
    entra::verify(world, token, &audiences).map_err(|_| unauthorized(false))?;
    // The JavaScript SDK encodes the hyphen of the parameter's name.
    let query = request.uri().query().unwrap_or_default();
    let versioned = form_urlencoded::parse(query.as_bytes())
        .any(|(name, value)| name == "api-version" && !value.is_empty());
    if versioned {
        Ok(())
    } else {
        Err(VaultError::ApiVersionUnspecified)
    }
}

fn challenge(world: &World) -> String {
    let authority = world.https_path(TENANT);
    format!("Bearer authorization=\"{authority}\", resource=\"{AUDIENCE}\"")
}
