//! Entra ID on loopback: tokens for Azure resources, with a client secret or a managed identity.

mod authority;
mod managed_identity;

use std::sync::Arc;

use axum::{
    Router,
    routing::{get, post},
};
use serde_json::{Map, Value, json};

use crate::{jwt::JwtError, world::World};

/// Seconds that a token lives; managed identity tokens live a day.
const CLIENT_LIFETIME: i64 = 3599;
const MANAGED_LIFETIME: i64 = 24 * 60 * 60;

pub(crate) fn router() -> Router<Arc<World>> {
    Router::new()
        .route("/common/discovery/instance", get(authority::instance))
        .route(
            "/{tenant}/v2.0/.well-known/openid-configuration",
            get(authority::metadata),
        )
        .route("/{tenant}/discovery/v2.0/keys", get(authority::keys))
        .route("/{tenant}/oauth2/v2.0/token", post(authority::token))
        .route("/msi/token", get(managed_identity::token))
}

/// A token for `audience`, good for `lifetime` seconds.
fn mint(world: &World, tenant: &str, audience: &str, client: &str, lifetime: i64) -> String {
    let now = world.now().unix_timestamp();
    let claims = json!({
        "aud": audience,
        "iss": world.https_path(&format!("{tenant}/v2.0")),
        "iat": now,
        "nbf": now,
        "exp": now + lifetime,
        "appid": client,
        "azp": client,
        "oid": client,
        "sub": client,
        "tid": tenant,
        "idtyp": "app",
        "ver": "2.0",
    });
    world.entra.sign(&Map::new(), &claims)
}

/// Whether `token` is one of ours for one of `audiences`.
pub(crate) fn verify(world: &World, token: &str, audiences: &[&str]) -> Result<(), JwtError> {
    let claims = world.entra.verify(token, world.now().unix_timestamp())?;
    match claims.get("aud").and_then(Value::as_str) {
        Some(audience) if audiences.contains(&audience) => Ok(()),
        _ => Err(JwtError::Signature),
    }
}
