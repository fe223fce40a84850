//! The operations on messages.

use std::sync::Arc;

use axum::{
    Extension, Json,
    extract::{Path, State},
    http::{HeaderMap, StatusCode, Uri, header},
    response::{IntoResponse as _, Response},
};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    page::{Origin, Query, list as page},
    scope::{self, require},
    threads::escaped,
    wire,
};
use crate::{
    UserToken,
    acs::payload::{Merge, Payload},
    chat::{ChatDraft, ChatError, ChatFormat, Edit, Metadata, MetadataPatch, Slice, millis},
    world::World,
};

type Shared = State<Arc<World>>;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct SendBody {
    content: Option<String>,
    sender_display_name: Option<String>,
    #[serde(rename = "type")]
    format: Option<ChatFormat>,
    metadata: Option<Metadata>,
}

/// `POST /chat/threads/{thread}/messages`.
pub(super) async fn send(
    State(world): Shared,
    Extension(user): Extension<UserToken>,
    Path(thread): Path<String>,
    headers: HeaderMap,
    Payload(body): Payload<SendBody>,
) -> Result<Response, ChatError> {
    require(&user, scope::JOIN)?;
    let draft = ChatDraft {
        text: body.content.unwrap_or_default(),
        format: body.format.unwrap_or_default(),
        display_name: body.sender_display_name,
        metadata: body.metadata.unwrap_or_default(),
        unlimited: false,
    };
    let id = world.chat(&user.identity, |threads, call| {
        threads.send(call, &thread, draft)
    })?;
    let path = format!("/chat/threads/{}/messages/{id}", escaped(&thread));
    let location = Origin::new(&world, &headers, path).to_string();
    let location = [(header::LOCATION, location)];
    Ok((StatusCode::CREATED, location, Json(json!({"id": id}))).into_response())
}

/// `GET /chat/threads/{thread}/messages`: newest first, those of the system among them.
pub(super) async fn list(
    State(world): Shared,
    Extension(user): Extension<UserToken>,
    Path(thread): Path<String>,
    headers: HeaderMap,
    uri: Uri,
) -> Result<Json<Value>, ChatError> {
    require(&user, scope::JOIN)?;
    let query = Query::of(&uri)?;
    let (start, before) = query.window(&thread)?;
    let slice = Slice {
        start,
        before,
        size: query.size,
    };
    let (messages, more) = world.chat(&user.identity, |threads, call| {
        threads.messages(call, &thread, slice)
    })?;
    let at = Origin::new(&world, &headers, format!("/chat/threads/{thread}/messages"));
    let reached = messages.last().map(|last| millis(last.created));
    let next = reached
        .filter(|_| more)
        .map(|reached| query.by_state(&at, &thread, start, reached));
    let shown: Vec<_> = messages.iter().map(wire::message).collect();
    Ok(Json(page(&shown, next.as_deref())))
}

/// `GET /chat/threads/{thread}/messages/{message}`.
pub(super) async fn get(
    State(world): Shared,
    Extension(user): Extension<UserToken>,
    Path((thread, message)): Path<(String, String)>,
) -> Result<Json<Value>, ChatError> {
    require(&user, scope::JOIN)?;
    let found = world.chat(&user.identity, |threads, call| {
        threads.message(call, &thread, &message)
    })?;
    Ok(Json(wire::message(&found)))
}

#[derive(Deserialize)]
pub(super) struct UpdateBody {
    content: Option<String>,
    #[serde(default)]
    metadata: MetadataPatch,
}

/// `PATCH /chat/threads/{thread}/messages/{message}`.
pub(super) async fn update(
    State(world): Shared,
    Extension(user): Extension<UserToken>,
    Path((thread, message)): Path<(String, String)>,
    Merge(body): Merge<UpdateBody>,
) -> Result<StatusCode, ChatError> {
    require(&user, scope::JOIN)?;
    let edit = Edit {
        text: body.content,
        metadata: body.metadata,
    };
    world.chat(&user.identity, |threads, call| {
        threads.edit(call, &thread, &message, edit)
    })?;
    Ok(StatusCode::NO_CONTENT)
}

/// `DELETE /chat/threads/{thread}/messages/{message}`.
pub(super) async fn delete(
    State(world): Shared,
    Extension(user): Extension<UserToken>,
    Path((thread, message)): Path<(String, String)>,
) -> Result<StatusCode, ChatError> {
    require(&user, scope::JOIN)?;
    world.chat(&user.identity, |threads, call| {
        threads.delete_message(call, &thread, &message)
    })?;
    Ok(StatusCode::NO_CONTENT)
}
