//! Identities and their user tokens.

use std::sync::Arc;

use axum::{
    Extension, Json,
    extract::{Path, State},
    http::StatusCode,
};
use serde::{Deserialize, Serialize};
use time::Duration;

use super::{
    auth::Caller,
    error::AcsError,
    payload::Payload,
    token::{self, AccessToken, Grant},
};
use crate::{acs::Which, chat::ChatUser, world::World};

/// <https://learn.microsoft.com/azure/communication-services/concepts/identity-model#access-tokens>
const SCOPES: [&str; 5] = [
    "chat",
    "voip",
    "chat.join",
    "chat.join.limited",
    "voip.join",
];

/// The documented lifetime in minutes: one hour to one day, a day when nothing is said.
const MINUTES: std::ops::RangeInclusive<i64> = 60..=1440;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CreateBody {
    create_token_with_scopes: Option<Vec<String>>,
    expires_in_minutes: Option<i64>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct IssueBody {
    scopes: Option<Vec<String>>,
    expires_in_minutes: Option<i64>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Created {
    identity: IdentityId,
    #[serde(skip_serializing_if = "Option::is_none")]
    access_token: Option<AccessToken>,
}

#[derive(Debug, Serialize)]
struct IdentityId {
    id: String,
}

/// `POST /identities`: with scopes it gives a token too; an empty list is like none.
pub(crate) async fn create(
    State(world): State<Arc<World>>,
    Extension(caller): Extension<Caller>,
    Payload(body): Payload<CreateBody>,
) -> Result<(StatusCode, Json<Created>), AcsError> {
    let scopes = body.create_token_with_scopes.unwrap_or_default();
    known(&scopes)?;
    let lifetime = lifetime(body.expires_in_minutes)?;
    let id = {
        let mut state = world.state();
        let user = state.ids.uuid();
        state.acs.create(user, world.now())
    };
    let access_token = if scopes.is_empty() {
        None
    } else {
        Some(issue_to(&world, &id, &scopes, lifetime, caller)?)
    };
    Ok((
        StatusCode::CREATED,
        Json(Created {
            identity: IdentityId { id },
            access_token,
        }),
    ))
}

/// `POST /identities/{id}/:issueAccessToken`.
pub(crate) async fn issue(
    State(world): State<Arc<World>>,
    Path(id): Path<String>,
    Extension(caller): Extension<Caller>,
    Payload(body): Payload<IssueBody>,
) -> Result<Json<AccessToken>, AcsError> {
    let scopes = body.scopes.unwrap_or_default();
    if scopes.is_empty() {
        return Err(AcsError::BadRequest(
            "At least one scope is required.".to_owned(),
        ));
    }
    known(&scopes)?;
    let lifetime = lifetime(body.expires_in_minutes)?;
    issue_to(&world, &id, &scopes, lifetime, caller).map(Json)
}

/// `POST /identities/{id}/:revokeAccessTokens`.
pub(crate) async fn revoke(
    State(world): State<Arc<World>>,
    Path(id): Path<String>,
) -> Result<StatusCode, AcsError> {
    world.state().acs.revoke(&id, world.now())?;
    Ok(StatusCode::NO_CONTENT)
}

/// `DELETE /identities/{id}`: its tokens die with it.
pub(crate) async fn delete(
    State(world): State<Arc<World>>,
    Path(id): Path<String>,
) -> Result<StatusCode, AcsError> {
    world.state().acs.delete(&id, world.now())?;
    Ok(StatusCode::NO_CONTENT)
}

/// A new identity with a token for a day, as a holder of the primary key makes one.
pub(crate) fn new_user(world: &World, scopes: &[String]) -> Result<ChatUser, &'static str> {
    if scopes.is_empty() || known(scopes).is_err() {
        return Err("scopes must be some of chat, chat.join, chat.join.limited, voip, voip.join");
    }
    let (id, caller) = {
        let mut state = world.state();
        let user = state.ids.uuid();
        let generation = state.acs.key(Which::Primary).generation;
        let caller = Caller::Key {
            which: Which::Primary,
            generation,
        };
        (state.acs.create(user, world.now()), caller)
    };
    let token = issue_to(world, &id, scopes, Duration::DAY, caller)
        .map_err(|_| "the identity is gone already")?
        .into_token();
    Ok(ChatUser { id, token })
}

fn issue_to(
    world: &World,
    id: &str,
    scopes: &[String],
    lifetime: Duration,
    caller: Caller,
) -> Result<AccessToken, AcsError> {
    let serial = {
        let mut state = world.state();
        state.acs.identity(id)?;
        let serial = state.acs.next_serial();
        let identity = state.acs.identity(id)?;
        identity.tokens_issued += 1;
        identity.last_scopes = scopes.to_vec();
        serial
    };
    let skype_id = id.strip_prefix("8:").unwrap_or(id);
    let grant = Grant {
        skype_id,
        scopes,
        lifetime,
        caller,
        serial,
    };
    Ok(token::mint(world, world.now(), &grant))
}

fn known(scopes: &[String]) -> Result<(), AcsError> {
    match scopes
        .iter()
        .find(|scope| !SCOPES.contains(&scope.as_str()))
    {
        None => Ok(()),
        Some(scope) => Err(AcsError::BadRequest(format!(
            "The scope '{scope}' is not known."
        ))),
    }
}

fn lifetime(minutes: Option<i64>) -> Result<Duration, AcsError> {
    let minutes = minutes.unwrap_or(*MINUTES.end());
    if MINUTES.contains(&minutes) {
        return Ok(Duration::minutes(minutes));
    }
    Err(AcsError::BadRequest(
        "expiresInMinutes must be between 60 and 1440.".to_owned(),
    ))
}
