//! The operations on threads.

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
    wire::{self, Participant},
};
use crate::{
    UserToken,
    acs::{
        auth::text,
        payload::{Merge, Payload},
    },
    chat::{ChatError, ChatRetention, Metadata, MetadataPatch, NewThread, Patch, ThreadPatch},
    world::World,
};

type Shared = State<Arc<World>>;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct CreateBody {
    topic: Option<String>,
    participants: Option<Vec<Participant>>,
    metadata: Option<Metadata>,
    retention_policy: Option<ChatRetention>,
}

/// `POST /chat/threads`: 201 also when nobody could be added.
pub(super) async fn create(
    State(world): Shared,
    Extension(user): Extension<UserToken>,
    headers: HeaderMap,
    Payload(body): Payload<CreateBody>,
) -> Result<Response, ChatError> {
    require(&user, scope::OWN)?;
    let new = NewThread {
        topic: body.topic.unwrap_or_default(),
        participants: wire::candidates(body.participants.unwrap_or_default())?,
        metadata: body.metadata.unwrap_or_default(),
        retention: body.retention_policy,
        repeatability: text(&headers, "repeatability-request-id").map(str::to_owned),
    };
    let (thread, rejected) = world.chat(&user.identity, |threads, call| {
        let (id, rejected) = threads.create(call, new)?;
        let made = threads.find(&id).ok_or(ChatError::UnknownThread)?;
        Ok((wire::thread(made), rejected))
    })?;
    let id = thread.get("id").and_then(Value::as_str).unwrap_or_default();
    let location = Origin::new(&world, &headers, format!("/chat/threads/{}", escaped(id)));
    let mut body = json!({"chatThread": thread});
    if let (Some(body), Some(invalid)) =
        (body.as_object_mut(), wire::invalid_participants(&rejected))
    {
        body.insert("invalidParticipants".to_owned(), invalid);
    }
    let location = [(header::LOCATION, location.to_string())];
    Ok((StatusCode::CREATED, location, Json(body)).into_response())
}

/// As in the recorded headers: the colon is escaped, the at sign is not.
pub(super) fn escaped(id: &str) -> String {
    id.replace(':', "%3A")
}

/// `GET /chat/threads`.
pub(super) async fn list(
    State(world): Shared,
    Extension(user): Extension<UserToken>,
    headers: HeaderMap,
    uri: Uri,
) -> Result<Json<Value>, ChatError> {
    require(&user, scope::JOIN)?;
    let query = Query::of(&uri)?;
    let (skip, start) = query.position()?;
    let all: Vec<Value> = world.chat(&user.identity, |threads, call| {
        let listed = threads.list(call, start)?;
        let rest = listed.into_iter().skip(skip).take(query.size + 1);
        Ok(rest.map(wire::thread_item).collect())
    })?;
    let more = all.len() > query.size;
    let shown: Vec<_> = all.into_iter().take(query.size).collect();
    let at = Origin::new(&world, &headers, "/chat/threads".to_owned());
    let reached = i64::try_from(skip + query.size).unwrap_or(i64::MAX);
    let next = more.then(|| query.by_state(&at, "", start, reached));
    Ok(Json(page(&shown, next.as_deref())))
}

/// `GET /chat/threads/{thread}`.
pub(super) async fn get(
    State(world): Shared,
    Extension(user): Extension<UserToken>,
    Path(thread): Path<String>,
) -> Result<Json<Value>, ChatError> {
    require(&user, scope::JOIN)?;
    let shown = world.chat(&user.identity, |threads, call| {
        threads.thread(call, &thread).map(wire::thread)
    });
    shown.map(Json)
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct UpdateBody {
    topic: Option<String>,
    #[serde(default)]
    metadata: MetadataPatch,
    #[serde(default)]
    retention_policy: Patch<ChatRetention>,
}

/// `PATCH /chat/threads/{thread}`.
pub(super) async fn update(
    State(world): Shared,
    Extension(user): Extension<UserToken>,
    Path(thread): Path<String>,
    Merge(body): Merge<UpdateBody>,
) -> Result<StatusCode, ChatError> {
    require(&user, scope::OWN)?;
    let patch = ThreadPatch {
        topic: body.topic,
        metadata: body.metadata,
        retention: body.retention_policy,
    };
    world.chat(&user.identity, |threads, call| {
        threads.update(call, &thread, patch)
    })?;
    Ok(StatusCode::NO_CONTENT)
}

/// `DELETE /chat/threads/{thread}`.
pub(super) async fn delete(
    State(world): Shared,
    Extension(user): Extension<UserToken>,
    Path(thread): Path<String>,
) -> Result<StatusCode, ChatError> {
    require(&user, scope::OWN)?;
    world.chat(&user.identity, |threads, call| {
        threads.delete_thread(call, &thread)
    })?;
    Ok(StatusCode::NO_CONTENT)
}
