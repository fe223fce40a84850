//! What a client or an API needs to know about the provider.

use std::sync::Arc;

use axum::{Json, extract::State};
use serde_json::{Value, json};

use super::issuer;
use crate::world::World;

/// `GET /oidc/.well-known/openid-configuration`.
pub(crate) async fn metadata(State(world): State<Arc<World>>) -> Json<Value> {
    let issuer = issuer(&world);
    Json(json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{issuer}/authorize"),
        "token_endpoint": format!("{issuer}/token"),
        "jwks_uri": format!("{issuer}/jwks"),
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "token_endpoint_auth_methods_supported": ["none"],
        "code_challenge_methods_supported": ["S256"],
        "scopes_supported": ["openid", "profile"],
        "authorization_response_iss_parameter_supported": true,
    }))
}

/// `GET /oidc/jwks`.
pub(crate) async fn keys(State(world): State<Arc<World>>) -> Json<Value> {
    let keys = world.state().oidc.jwks(world.now());
    Json(json!({ "keys": keys }))
}
