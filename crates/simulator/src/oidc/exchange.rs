//! The token endpoint: a code and its PKCE verifier become tokens.

use std::sync::Arc;

use aws_lc_rs::digest;
use axum::{
    Form, Json,
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse as _, Response},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::{
    issuer,
    login::{LIFETIME, access_token},
    provider::PendingCode,
};
use crate::world::World;

#[derive(Deserialize)]
pub(crate) struct Exchange {
    grant_type: Option<String>,
    code: Option<String>,
    redirect_uri: Option<String>,
    client_id: Option<String>,
    code_verifier: Option<String>,
}

/// `POST /oidc/token` of a public client: PKCE stands in for a client secret.
pub(crate) async fn token(
    State(world): State<Arc<World>>,
    Form(exchange): Form<Exchange>,
) -> Response {
    if exchange.grant_type.as_deref() != Some("authorization_code") {
        return refuse(
            "unsupported_grant_type",
            "only authorization_code is supported",
        );
    }
    let code = exchange.code.as_deref().unwrap_or_default();
    let pending = world.state().oidc.redeem(code, world.now());
    let Some(pending) = pending else {
        return refuse("invalid_grant", "the code is unknown, used or expired");
    };
    if exchange.client_id.as_ref() != Some(&pending.client_id)
        || exchange.redirect_uri.as_ref() != Some(&pending.redirect_uri)
    {
        return refuse(
            "invalid_grant",
            "the code was given to another client or redirect_uri",
        );
    }
    let verifier = exchange.code_verifier.unwrap_or_default();
    let hash = digest::digest(&digest::SHA256, verifier.as_bytes());
    if URL_SAFE_NO_PAD.encode(hash) != pending.challenge {
        return refuse(
            "invalid_grant",
            "code_verifier does not match code_challenge",
        );
    }
    let mut body = json!({
        "access_token": access_token(&world, &pending.login),
        "token_type": "Bearer",
        "expires_in": LIFETIME,
        "scope": pending.scope,
    });
    if let Some(body) = body.as_object_mut()
        && pending.scope.split(' ').any(|scope| scope == "openid")
    {
        body.insert("id_token".to_owned(), id_token(&world, &pending).into());
    }
    ([(header::CACHE_CONTROL, "no-store")], Json(body)).into_response()
}

fn id_token(world: &World, pending: &PendingCode) -> String {
    let now = world.now().unix_timestamp();
    let claims = json!({
        "iss": issuer(world),
        "aud": pending.client_id,
        "sub": pending.login.sub,
        "name": pending.login.name,
        "nonce": pending.nonce,
        "iat": now,
        "exp": now + LIFETIME,
    });
    let key = world.state().oidc.key();
    let claims = claims.as_object().into_iter().flatten();
    let given: Map<String, Value> = claims
        .filter(|(_, value)| !value.is_null())
        .map(|(k, v)| (k.clone(), v.clone()))
        .collect();
    key.sign(&Map::new(), &Value::Object(given))
}

fn refuse(error: &str, description: &str) -> Response {
    let body = json!({"error": error, "error_description": description});
    (StatusCode::BAD_REQUEST, Json(body)).into_response()
}
