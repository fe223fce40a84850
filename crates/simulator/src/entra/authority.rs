//! The authority: discovery and the client credentials grant.
//!
//! <https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow>

use std::sync::Arc;

use axum::{
    Form, Json,
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{CLIENT_LIFETIME, mint};
use crate::world::{TENANT, World};

/// `GET /{tenant}/v2.0/.well-known/openid-configuration`.
pub(crate) async fn metadata(
    State(world): State<Arc<World>>,
    Path(tenant): Path<String>,
) -> Json<Value> {
    let url = |path: &str| world.https_path(&format!("{tenant}/{path}"));
    Json(json!({
        "issuer": url("v2.0"),
        "authorization_endpoint": url("oauth2/v2.0/authorize"),
        "token_endpoint": url("oauth2/v2.0/token"),
        "device_authorization_endpoint": url("oauth2/v2.0/devicecode"),
        "jwks_uri": url("discovery/v2.0/keys"),
        "response_types_supported": ["code"],
        "subject_types_supported": ["pairwise"],
        "id_token_signing_alg_values_supported": ["RS256"],
    }))
}

/// `GET /{tenant}/discovery/v2.0/keys`.
pub(crate) async fn keys(State(world): State<Arc<World>>) -> Json<Value> {
    Json(json!({ "keys": [world.entra.jwk()] }))
}

/// `GET /common/discovery/instance`: tells MSAL that this authority is a real one.
pub(crate) async fn instance(State(world): State<Arc<World>>) -> Json<Value> {
    let host = world.https.authority();
    Json(json!({
        "tenant_discovery_endpoint":
            world.https_path(&format!("{TENANT}/v2.0/.well-known/openid-configuration")),
        "api-version": "1.1",
        "metadata": [
            {"preferred_network": host, "preferred_cache": host, "aliases": [host]}
        ],
    }))
}

#[derive(Deserialize)]
pub(crate) struct TokenRequest {
    grant_type: Option<String>,
    client_id: Option<String>,
    client_secret: Option<String>,
    scope: Option<String>,
}

/// `POST /{tenant}/oauth2/v2.0/token`. Any client id with any non-empty secret is known.
pub(crate) async fn token(
    State(world): State<Arc<World>>,
    Path(tenant): Path<String>,
    Form(grant): Form<TokenRequest>,
) -> Response {
    if grant.grant_type.as_deref() != Some("client_credentials") {
        return refuse(
            &world,
            StatusCode::BAD_REQUEST,
            "unsupported_grant_type",
            70003,
            "The app requested an unsupported grant type.",
        );
    }
    let given = |value: &Option<String>| value.clone().filter(|text| !text.is_empty());
    let (Some(client), Some(_)) = (given(&grant.client_id), given(&grant.client_secret)) else {
        return refuse(
            &world,
            StatusCode::UNAUTHORIZED,
            "invalid_client",
            7_000_216,
            "'client_id' and 'client_secret' are required for the 'client_credentials' grant type.",
        );
    };
    // With two slashes before `.default`, one belongs to the resource; Microsoft's ACS clients ask
    // for `https://communication.azure.com//.default`.
    let scope = grant.scope.unwrap_or_default();
    let Some(audience) = scope
        .strip_suffix("/.default")
        .filter(|text| !text.is_empty())
    else {
        return refuse(
            &world,
            StatusCode::BAD_REQUEST,
            "invalid_scope",
            1_002_012,
            "The provided value for scope is not valid. Client credential flows must have a scope \
             value with /.default suffixed to the resource identifier (application ID URI).",
        );
    };
    Json(json!({
        "token_type": "Bearer",
        "expires_in": CLIENT_LIFETIME,
        "ext_expires_in": CLIENT_LIFETIME,
        "access_token": mint(&world, &tenant, audience, &client, CLIENT_LIFETIME),
    }))
    .into_response()
}

fn refuse(world: &World, status: StatusCode, error: &str, code: u32, text: &str) -> Response {
    let ids = {
        let mut state = world.state();
        [state.ids.uuid(), state.ids.uuid()]
    };
    let [trace, correlation] = ids;
    let body = json!({
        "error": error,
        "error_description": format!("AADSTS{code}: {text}"),
        "error_codes": [code],
        "trace_id": trace.to_string(),
        "correlation_id": correlation.to_string(),
    });
    (status, Json(body)).into_response()
}
