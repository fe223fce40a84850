//! Users who chat, and what became of what they wrote.

use std::{collections::BTreeMap, sync::Arc};

use axum::{
    Json,
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse as _, Response},
};
use serde::Deserialize;
use serde_json::json;

use super::{
    body::Body,
    routes::{bad_request, wants_text},
};
use crate::{
    acs,
    chat::{
        ChatDraft, ChatError, ChatFormat, ChatRetention, ChatSettings, ChatThread, NewThread,
        candidate,
    },
    world::World,
};

type Shared = State<Arc<World>>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewUser {
    #[serde(default = "usual_scopes")]
    scopes: Vec<String>,
}

fn usual_scopes() -> Vec<String> {
    vec!["chat".to_owned()]
}

/// `POST /_sim/chat/users`: an ACS user with a token; a shell line gets the id alone.
pub(crate) async fn user(
    State(world): Shared,
    headers: HeaderMap,
    Body(new): Body<NewUser>,
) -> Response {
    match acs::new_user(&world, &new.scopes) {
        Ok(user) if wants_text(&headers) => user.id.into_response(),
        Ok(user) => Json(user).into_response(),
        Err(problem) => bad_request(problem),
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Quick {
    /// Somebody new, if it is not said.
    by: Option<String>,
    #[serde(default = "usual_topic")]
    topic: String,
    #[serde(default)]
    participants: Vec<String>,
    #[serde(default)]
    metadata: BTreeMap<String, String>,
    retention_policy: Option<ChatRetention>,
}

fn usual_topic() -> String {
    "A chat".to_owned()
}

/// `POST /_sim/chat/threads`: a thread, and its creator's id; a shell line gets the thread's alone.
pub(crate) async fn create(
    State(world): Shared,
    headers: HeaderMap,
    Body(quick): Body<Quick>,
) -> Result<Response, ChatError> {
    let new_user = || acs::new_user(&world, &usual_scopes()).map_err(ChatError::Invalid);
    let by = quick.by.map_or_else(|| Ok(new_user()?.id), Ok)?;
    let new = NewThread {
        topic: quick.topic,
        participants: quick.participants.iter().map(|id| candidate(id)).collect(),
        metadata: quick.metadata,
        retention: quick.retention_policy,
        repeatability: None,
    };
    let (id, rejected) = world.chat_as(&by, |threads, call| threads.create(call, new))?;
    if wants_text(&headers) {
        return Ok(id.into_response());
    }
    let rejected: Vec<_> = rejected.into_iter().map(|(id, _)| id).collect();
    Ok(Json(json!({"id": id, "by": by, "rejected": rejected})).into_response())
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Words {
    /// The thread's creator, if it is not said.
    from: Option<String>,
    text: Option<String>,
    html: Option<String>,
    display_name: Option<String>,
    #[serde(default)]
    metadata: BTreeMap<String, String>,
    #[serde(default)]
    unlimited: bool,
}

/// `POST /_sim/chat/threads/{thread}/messages`: a user writes, by the rules of the REST API.
pub(crate) async fn write(
    State(world): Shared,
    Path(thread): Path<String>,
    headers: HeaderMap,
    Body(words): Body<Words>,
) -> Response {
    let (text, format) = match (words.text, words.html) {
        (Some(text), None) => (text, ChatFormat::Text),
        (None, Some(html)) => (html, ChatFormat::Html),
        _ => return bad_request("there must be either text or html"),
    };
    let draft = ChatDraft {
        text,
        format,
        display_name: words.display_name,
        metadata: words.metadata,
        unlimited: words.unlimited,
    };
    let creator = || {
        let state = world.state();
        state
            .chat
            .find(&thread)
            .map(|thread| thread.created_by.clone())
    };
    let Some(from) = words.from.or_else(creator) else {
        return ChatError::UnknownThread.into_response();
    };
    match world.chat_as(&from, |threads, call| threads.send(call, &thread, draft)) {
        Ok(id) if wants_text(&headers) => id.into_response(),
        Ok(id) => Json(json!({"id": id})).into_response(),
        Err(error) => error.into_response(),
    }
}

/// `GET /_sim/chat/threads`.
pub(crate) async fn threads(State(world): Shared) -> Json<Vec<ChatThread>> {
    Json(world.state().chat.records())
}

/// `GET /_sim/chat/threads/{thread}`.
pub(crate) async fn thread(
    State(world): Shared,
    Path(thread): Path<String>,
) -> Result<Json<ChatThread>, ChatError> {
    let state = world.state();
    let found = state.chat.find(&thread).map(ChatThread::from);
    found.map(Json).ok_or(ChatError::UnknownThread)
}

/// `GET /_sim/chat/settings`.
pub(crate) async fn settings(State(world): Shared) -> Json<ChatSettings> {
    Json(world.state().chat.settings)
}

/// `PUT /_sim/chat/settings`: what is not named is off.
pub(crate) async fn set(State(world): Shared, Body(settings): Body<ChatSettings>) -> StatusCode {
    world.state().chat.settings = settings;
    StatusCode::NO_CONTENT
}
