//! `GET /health`: whether everything that a token needs is here. Asks nobody: it tells what is known.

use axum::{Json, extract::State, http::StatusCode};
use serde_json::{Value, json};

use crate::{App, acs_link::LinkState};

/// 200 when tokens can be given, else 503 with what is missing.
pub(crate) async fn handle(State(app): State<App>) -> (StatusCode, Json<Value>) {
    let vault = match app.acs.state() {
        LinkState::Ready => "ok",
        LinkState::Stale => "stale",
        LinkState::Missing => "missing",
    };
    let issuer = if app.oidc.ready() { "ok" } else { "missing" };
    let missing = [vault, issuer].contains(&"missing");
    let status = if missing {
        StatusCode::SERVICE_UNAVAILABLE
    } else {
        StatusCode::OK
    };
    let word = if missing { "unavailable" } else { "ok" };
    (
        status,
        Json(json!({ "status": word, "dependencies": { "issuer": issuer, "vault": vault } })),
    )
}
