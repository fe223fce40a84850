//! The handlers of the control API.

use std::sync::Arc;

use axum::{
    Json,
    extract::{Path, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use serde_json::{Value, json};
use time::{Duration, OffsetDateTime, format_description::well_known::Rfc3339};

use super::{body::Body, environment::environment};
use crate::{
    Service,
    acs::{self, IdentityRecord, Which},
    journal::Call,
    oidc::{self, Login},
    vault::{self, VaultError},
    world::World,
};

type Shared = State<Arc<World>>;

/// `GET /_sim`: what is here.
pub(crate) async fn index(State(world): Shared) -> Json<Value> {
    Json(json!({
        "acs": world.https.as_str(),
        "vault": world.https.as_str(),
        "contentSafety": world.https.as_str(),
        "issuer": oidc::issuer(&world),
        "audience": oidc::AUDIENCE,
        "identityEndpoint": world.managed_identity_endpoint().as_str(),
        "now": world.now().format(&Rfc3339).unwrap_or_default(),
        "control": super::ROUTES,
    }))
}

/// `POST /_sim/login`: signs a user in without the page.
pub(crate) async fn login(
    State(world): Shared,
    headers: HeaderMap,
    Body(login): Body<Login>,
) -> Response {
    if login.sub.is_empty() {
        return bad_request("sub must not be empty");
    }
    let token = oidc::access_token(&world, &login);
    if wants_text(&headers) {
        return token.into_response();
    }
    Json(json!({"access_token": token})).into_response()
}

/// Whether the caller is a shell line that wants the one thing and no JSON around it.
pub(super) fn wants_text(headers: &HeaderMap) -> bool {
    headers
        .get(header::ACCEPT)
        .is_some_and(|accept| accept.as_bytes().starts_with(b"text/plain"))
}

/// `GET /_sim/identities`: all of them, the deleted ones too.
pub(crate) async fn identities(State(world): Shared) -> Json<Vec<IdentityRecord>> {
    Json(world.state().acs.records())
}

#[derive(Deserialize)]
pub(crate) struct Token {
    token: String,
}

/// `POST /_sim/verify`: whether a user token is good, as a service that takes one would see it.
pub(crate) async fn verify(State(world): Shared, Body(body): Body<Token>) -> Json<Value> {
    Json(match acs::verify_user_token(&world, &body.token) {
        Ok(user) => json!({"valid": true, "identity": user.identity, "scopes": user.scopes}),
        Err(reason) => json!({"valid": false, "reason": reason}),
    })
}

#[derive(Deserialize)]
pub(crate) struct SecretValue {
    value: String,
}

/// `PUT /_sim/vault/{name}`: a new version, without a token.
pub(crate) async fn put_secret(
    State(world): Shared,
    Path(name): Path<String>,
    Body(body): Body<SecretValue>,
) -> Result<StatusCode, VaultError> {
    vault::set(&world, &name, body.value)?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize)]
pub(crate) struct Regenerate {
    pub(super) which: Which,
}

/// `POST /_sim/keys/regenerate`: as in the portal. The vault keeps the old key.
pub(crate) async fn regenerate(
    State(world): Shared,
    headers: HeaderMap,
    Body(body): Body<Regenerate>,
) -> Response {
    let mut state = world.state();
    let key = state.acs.regenerate(body.which);
    let connection_string = state.acs.connection_string_with(&world.https, body.which);
    if wants_text(&headers) {
        return connection_string.into_response();
    }
    Json(json!({"key": key, "connectionString": connection_string})).into_response()
}

/// `POST /_sim/oidc/rotate`: the login provider signs with a new key from now on.
pub(crate) async fn rotate(State(world): Shared) -> Json<Value> {
    let rotating = Arc::clone(&world);
    // Making the key takes long enough to hold up other requests.
    let made = tokio::task::spawn_blocking(move || rotating.rotate_login_key()).await;
    Json(json!({"kid": made.unwrap_or_default()}))
}

/// Far enough for every lifetime that the simulator knows.
const MAX_ADVANCE: Duration = Duration::days(3650);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Move {
    #[serde(default)]
    restore: bool,
    #[serde(default)]
    advance_seconds: i64,
    #[serde(default)]
    to_next_due: bool,
}

/// `POST /_sim/clock`: tokens expire, retries become due without waiting.
pub(crate) async fn clock(State(world): Shared, Body(wanted): Body<Move>) -> Response {
    let by = Duration::seconds(wanted.advance_seconds);
    if by.abs() > MAX_ADVANCE {
        return bad_request("advance_seconds must be within ten years");
    }
    if wanted.restore {
        world.clock.restore();
    }
    world.clock.advance(by);
    let due = if wanted.to_next_due {
        world.advance_to_next_due().await
    } else {
        None
    };
    let shown = |at: OffsetDateTime| at.format(&Rfc3339).unwrap_or_default();
    Json(json!({"now": shown(world.now()), "was_due": due.map(shown)})).into_response()
}

/// `GET /_sim/requests/{service}`: the calls that the service has answered.
pub(crate) async fn requests(
    State(world): Shared,
    Path(service): Path<Service>,
) -> Json<Vec<Call>> {
    Json(world.state().journal.of(service))
}

/// `POST /_sim/reset`.
pub(crate) async fn reset(State(world): Shared) -> StatusCode {
    world.reset_everywhere().await;
    StatusCode::NO_CONTENT
}

/// `GET /_sim/ca.pem`.
pub(crate) async fn ca(State(world): Shared) -> impl IntoResponse {
    (
        [(header::CONTENT_TYPE, "application/x-pem-file")],
        world.ca_pem.clone(),
    )
}

/// `GET /_sim/env`: lines to `eval` in a shell.
pub(crate) async fn env(State(world): Shared) -> String {
    let mut lines = String::new();
    for (name, value) in environment(&world) {
        let quoted = value.replace('\'', r"'\''");
        lines.extend(["export ", name, "='", &quoted, "'\n"]);
    }
    lines
}

pub(super) fn bad_request(message: &str) -> Response {
    let body = json!({"error": {"code": "BadRequest", "message": message}});
    (StatusCode::BAD_REQUEST, Json(body)).into_response()
}
