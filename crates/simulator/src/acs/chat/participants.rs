//! The operations on participants.

use std::sync::Arc;

use axum::{
    Extension, Json,
    extract::{Path, State},
    http::{HeaderMap, StatusCode, Uri},
};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    page::{Origin, Query},
    scope::{self, require},
    wire::{self, Identifier, Participant},
};
use crate::{UserToken, acs::payload::Payload, chat::ChatError, world::World};

type Shared = State<Arc<World>>;

/// `GET /chat/threads/{thread}/participants`.
pub(super) async fn list(
    State(world): Shared,
    Extension(user): Extension<UserToken>,
    Path(thread): Path<String>,
    headers: HeaderMap,
    uri: Uri,
) -> Result<Json<Value>, ChatError> {
    require(&user, scope::JOIN)?;
    let query = Query::of(&uri)?;
    let all = world.chat(&user.identity, |threads, call| {
        threads.participants(call, &thread)
    })?;
    let at = Origin::new(
        &world,
        &headers,
        format!("/chat/threads/{thread}/participants"),
    );
    Ok(Json(query.page(&all, &at, wire::participant)))
}

#[derive(Deserialize)]
pub(super) struct AddBody {
    participants: Option<Vec<Participant>>,
}

/// `POST /chat/threads/{thread}/participants/:add`: 201 also when nobody could be added.
pub(super) async fn add(
    State(world): Shared,
    Extension(user): Extension<UserToken>,
    Path(thread): Path<String>,
    Payload(body): Payload<AddBody>,
) -> Result<(StatusCode, Json<Value>), ChatError> {
    require(&user, scope::INVITE)?;
    let new = wire::candidates(body.participants.unwrap_or_default())?;
    let rejected = world.chat(&user.identity, |threads, call| {
        threads.add(call, &thread, new)
    })?;
    let body = match wire::invalid_participants(&rejected) {
        Some(invalid) => json!({"invalidParticipants": invalid}),
        None => json!({}),
    };
    Ok((StatusCode::CREATED, Json(body)))
}

/// `POST /chat/threads/{thread}/participants/:remove`.
pub(super) async fn remove(
    State(world): Shared,
    Extension(user): Extension<UserToken>,
    Path(thread): Path<String>,
    Payload(body): Payload<Identifier>,
) -> Result<StatusCode, ChatError> {
    require(&user, scope::INVITE)?;
    let gone = body.into_raw()?;
    world.chat(&user.identity, |threads, call| {
        threads.remove(call, &thread, &gone)
    })?;
    Ok(StatusCode::NO_CONTENT)
}
