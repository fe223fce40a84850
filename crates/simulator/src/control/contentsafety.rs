//! What Content Safety finds harmful, and its keys.

use std::sync::Arc;

use axum::{
    Json,
    extract::State,
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use serde_json::{Value, json};

use super::{
    body::Body,
    routes::{Regenerate, bad_request},
};
use crate::{Harm, world::World};

type Shared = State<Arc<World>>;

/// `GET /_sim/contentsafety`: every phrase.
pub(crate) async fn list(State(world): Shared) -> Json<Vec<Harm>> {
    Json(world.state().safety.harms.list())
}

/// `PUT /_sim/contentsafety`: one more phrase, or one that is found otherwise from now on.
pub(crate) async fn set(State(world): Shared, Body(harm): Body<Harm>) -> Response {
    match world.state().safety.harms.set(&harm) {
        Ok(()) => StatusCode::NO_CONTENT.into_response(),
        Err(problem) => bad_request(problem),
    }
}

/// `POST /_sim/contentsafety/regenerate`: as in the portal. The vault keeps the old key.
pub(crate) async fn regenerate(State(world): Shared, Body(body): Body<Regenerate>) -> Json<Value> {
    let key = world.state().safety.regenerate(body.which);
    Json(json!({ "key": key }))
}
