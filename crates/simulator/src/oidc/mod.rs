//! An OpenID Connect provider: what the app's users sign in with.
//!
//! <https://openid.net/specs/openid-connect-core-1_0.html>, authorization code with PKCE (RFC 7636).

mod authorize;
mod discovery;
mod exchange;
mod login;
mod page;
mod provider;

use std::sync::Arc;

use axum::{
    Router,
    http::Method,
    routing::{get, post},
};
use tower_http::cors::{Any, CorsLayer};

pub use self::login::Login;
pub(crate) use self::{login::access_token, provider::Provider};
use crate::world::World;

/// The audience of the access tokens: the API that Frontdesk is to its clients.
pub(crate) const AUDIENCE: &str = "api://frontdesk";

pub(crate) fn router() -> Router<Arc<World>> {
    // A browser app reads these from its own origin. The login page is navigated to, never read.
    let cors = CorsLayer::new()
        .allow_origin(Any)
        .allow_methods([Method::GET, Method::POST])
        .allow_headers(Any);
    let api = Router::new()
        .route(
            "/oidc/.well-known/openid-configuration",
            get(discovery::metadata),
        )
        .route("/oidc/jwks", get(discovery::keys))
        .route("/oidc/token", post(exchange::token))
        .layer(cors);
    Router::new()
        .route(
            "/oidc/authorize",
            get(authorize::show).post(authorize::submit),
        )
        .merge(api)
}

/// `https://127.0.0.1:<port>/oidc`, exactly as it stands in the tokens.
pub(crate) fn issuer(world: &World) -> String {
    world.https_path("oidc")
}
