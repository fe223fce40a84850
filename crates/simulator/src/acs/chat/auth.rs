//! Who is in a chat: the holder of a user token, and nobody else. Neither an access key nor an Entra
//! token opens this API.

use std::sync::Arc;

use axum::{
    extract::{Request, State},
    http::header,
    middleware::Next,
    response::{IntoResponse as _, Response},
};

use crate::{
    acs::{
        TokenRefusal,
        auth::{api_version, text},
        error::AcsError,
        verify_user_token,
    },
    world::World,
};

/// Middleware: only requests with a good user token and an api-version pass, with
/// [`UserToken`](crate::UserToken) in their extensions.
pub(super) async fn authenticate(
    State(world): State<Arc<World>>,
    mut request: Request,
    next: Next,
) -> Response {
    let token = text(request.headers(), header::AUTHORIZATION.as_str())
        .and_then(|authorization| authorization.strip_prefix("Bearer "));
    let user = match token {
        Some(token) => verify_user_token(&world, token).map_err(hint),
        None => Err("chat wants the token of a user: Authorization: Bearer ..."),
    };
    let user = match user {
        Ok(user) => user,
        Err(hint) => return AcsError::NotAUser { hint }.into_response(),
    };
    if let Err(error) = api_version(request.uri()) {
        return error.into_response();
    }
    request.extensions_mut().insert(user);
    next.run(request).await
}

fn hint(refusal: TokenRefusal) -> &'static str {
    match refusal {
        TokenRefusal::Invalid => "not a user token of this resource",
        TokenRefusal::Expired => "the token's time is over",
        TokenRefusal::KeyRegenerated => "the access key that minted the token was regenerated",
        TokenRefusal::UnknownIdentity => "the token's identity is not one of this resource",
        TokenRefusal::IdentityDeleted => "the token's identity was deleted",
        TokenRefusal::Revoked => "the tokens of this identity were revoked",
    }
}
