//! The managed identity endpoint, as App Service and Functions offer it to an app.
//!
//! <https://learn.microsoft.com/azure/app-service/overview-managed-identity#rest-endpoint-reference>

use std::sync::Arc;

use aws_lc_rs::constant_time;
use axum::{
    Json,
    extract::{Query, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse as _, Response},
};
use serde::Deserialize;
use serde_json::json;

use super::{MANAGED_LIFETIME, mint};
use crate::world::{TENANT, World};

/// The client id of the system-assigned identity.
const SYSTEM_ASSIGNED: &str = "5a4b6c1e-0000-4000-8000-6d616e616765";

#[derive(Deserialize)]
pub(crate) struct Ask {
    resource: Option<String>,
    /// A user-assigned identity; every id exists.
    client_id: Option<String>,
}

/// `GET /msi/token?api-version=2019-08-01&resource=…` with `X-IDENTITY-HEADER`.
///
/// The header is there so that a server-side request forgery in the app cannot get a token.
pub(crate) async fn token(
    State(world): State<Arc<World>>,
    Query(ask): Query<Ask>,
    headers: HeaderMap,
) -> Response {
    let header = headers
        .get("x-identity-header")
        .map_or(&b""[..], |value| value.as_bytes());
    if constant_time::verify_slices_are_equal(header, world.identity_header.as_bytes()).is_err() {
        return refuse(
            StatusCode::UNAUTHORIZED,
            "X-IDENTITY-HEADER is missing or wrong.",
        );
    }
    let Some(resource) = ask.resource.filter(|resource| !resource.is_empty()) else {
        return refuse(
            StatusCode::BAD_REQUEST,
            "The parameter 'resource' is missing.",
        );
    };
    let client = ask.client_id.unwrap_or_else(|| SYSTEM_ASSIGNED.to_owned());
    let expires = world.now().unix_timestamp() + MANAGED_LIFETIME;
    Json(json!({
        "access_token": mint(&world, TENANT, &resource, &client, MANAGED_LIFETIME),
        // Text, not a number.
        "expires_on": expires.to_string(),
        "resource": resource,
        "token_type": "Bearer",
        "client_id": client,
    }))
    .into_response()
}

fn refuse(status: StatusCode, message: &str) -> Response {
    (
        status,
        Json(json!({"statusCode": status.as_u16(), "message": message})),
    )
        .into_response()
}
