//! `/threads`: chat threads that the app makes through us, each under the key of its own business object, with
//! the moderator in them. What is kept of them authorises what comes later.

mod asked;
mod create;
mod facts;
mod map;
mod members;
mod people;
mod seats;
mod trace;
mod wording;

use axum::{
    Json,
    body::Bytes,
    extract::{
        Path, State,
        rejection::{BytesRejection, PathRejection},
    },
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

pub(crate) use self::{
    asked::{check_metadata, is_line},
    map::THREADS,
    members::{add, remove},
    trace::erase,
    wording::refusal,
};
use self::{
    create::Made,
    map::{Found, Member, Seen, State as Stage, Thread},
    people::Refusal,
};
use crate::{
    App,
    caller::SignedIn,
    error::{Error, contended},
    policy::threads::is_key,
    token::body_of,
};

/// Each try loses only to another that won.
const TRIES: usize = 4;

/// Makes a thread: 201; or shows the one that is there under this key: 200.
pub(crate) async fn handle(
    State(app): State<App>,
    caller: SignedIn,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Error> {
    let asked = asked::NewThread::read(&body_of(body)?)?;
    let rule = map::rule(&app, &asked.key).ok_or(Error::KeyRefused)?;
    if !rule.may_create(&caller.roles) {
        return Err(Error::RoleMissing);
    }
    let made = Box::pin(create::make(&app, &caller, rule, &asked)).await?;
    let status = if made.fresh {
        StatusCode::CREATED
    } else {
        StatusCode::OK
    };
    Ok(answer(status, &shown(made)))
}

/// Shows a thread to those who are in it or manage it. For anybody else there is none.
pub(crate) async fn show(
    State(app): State<App>,
    caller: SignedIn,
    key: Result<Path<String>, PathRejection>,
) -> Result<Response, Error> {
    let seen = open(&app, &caller, &key_of(key)?).await?;
    let members = map::members(&app, &seen.partition).await?;
    let made = Made {
        thread: seen.thread.value,
        members: members.into_iter().map(|(_, one)| one.value).collect(),
        refused: Vec::new(),
        fresh: false,
    };
    Ok(answer(StatusCode::OK, &shown(made)))
}

/// The key in a path. What can be no key leads nowhere.
pub(crate) fn key_of(key: Result<Path<String>, PathRejection>) -> Result<String, Error> {
    match key {
        Ok(Path(key)) if is_key(&key) => Ok(key),
        _ => Err(Error::NotFound),
    }
}

/// The thread under a key, whole, for somebody who is in it or manages it; for anybody else there is
/// none. What was begun and not finished, for the thread or for the caller, is finished.
pub(crate) async fn open(app: &App, caller: &SignedIn, key: &str) -> Result<Seen, Error> {
    for _ in 0..TRIES {
        let Found::Seen(seen) = map::find(app, caller, key).await? else {
            return Err(Error::NotFound);
        };
        if seen.thread.value.id.is_none() {
            Box::pin(create::finish(app, *seen, false)).await?;
            continue;
        }
        if seen
            .own
            .as_ref()
            .is_some_and(|own| own.state == Stage::Joining)
        {
            if let Some(own) = map::member(app, &seen.partition, caller.key).await? {
                let (partition, thread) = (&seen.partition, &seen.thread.value);
                Box::pin(seats::let_in(app, partition, thread, caller.key, own)).await?;
            }
            continue;
        }
        return Ok(*seen);
    }
    Err(contended())
}

/// A thread, as callers see it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Shown {
    key: String,
    thread_id: Option<String>,
    topic: String,
    members: Vec<ShownMember>,
    created: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    refused: Vec<Refusal>,
}

/// A member, as callers see them.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ShownMember {
    user: String,
    id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    display_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    role: Option<String>,
    /// On the way in or out: asking again for that finishes it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pending: bool,
}

impl From<Member> for ShownMember {
    fn from(member: Member) -> Self {
        Self {
            user: member.user,
            id: member.id,
            display_name: member.display_name,
            role: member.role,
            pending: member.state != Stage::In,
        }
    }
}

fn shown(made: Made) -> Shown {
    let Thread {
        key,
        id,
        topic,
        created,
        ..
    } = made.thread;
    let mut members = made.members;
    members.sort_by(|a, b| (a.since, &a.user).cmp(&(b.since, &b.user)));
    Shown {
        key,
        thread_id: id,
        topic,
        members: members.into_iter().map(ShownMember::from).collect(),
        created: timestamp(created),
        refused: made.refused,
    }
}

fn timestamp(at: OffsetDateTime) -> String {
    at.format(&Rfc3339).unwrap_or_default()
}

fn answer(status: StatusCode, body: &impl Serialize) -> Response {
    (status, [(header::CACHE_CONTROL, "no-store")], Json(body)).into_response()
}
