//! Typing indicators and read receipts.

use std::sync::Arc;

use axum::{
    Extension, Json,
    extract::{Path, State},
    http::{HeaderMap, StatusCode, Uri},
};
use serde::Deserialize;
use serde_json::Value;

use super::{
    page::{Origin, Query},
    scope::{self, require},
    wire,
};
use crate::{UserToken, acs::payload::Payload, chat::ChatError, world::World};

type Shared = State<Arc<World>>;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct TypingBody {
    sender_display_name: Option<String>,
}

/// `POST /chat/threads/{thread}/typing`: 200 without a body.
pub(super) async fn typing(
    State(world): Shared,
    Extension(user): Extension<UserToken>,
    Path(thread): Path<String>,
    Payload(body): Payload<TypingBody>,
) -> Result<StatusCode, ChatError> {
    require(&user, scope::JOIN)?;
    world.chat(&user.identity, |threads, call| {
        threads.typing(call, &thread, body.sender_display_name)
    })?;
    Ok(StatusCode::OK)
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ReadBody {
    chat_message_id: String,
}

/// `POST /chat/threads/{thread}/readReceipts`: 200 without a body.
pub(super) async fn read(
    State(world): Shared,
    Extension(user): Extension<UserToken>,
    Path(thread): Path<String>,
    Payload(body): Payload<ReadBody>,
) -> Result<StatusCode, ChatError> {
    require(&user, scope::JOIN)?;
    world.chat(&user.identity, |threads, call| {
        threads.read(call, &thread, &body.chat_message_id)
    })?;
    Ok(StatusCode::OK)
}

/// `GET /chat/threads/{thread}/readReceipts`.
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
        threads.receipts(call, &thread)
    })?;
    let at = Origin::new(
        &world,
        &headers,
        format!("/chat/threads/{thread}/readReceipts"),
    );
    Ok(Json(query.page(&all, &at, wire::receipt)))
}
