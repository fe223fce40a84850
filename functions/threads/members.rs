//! `/threads/{key}/members`: who comes in and who goes.

use axum::{
    body::Bytes,
    extract::{
        Path, Query, State,
        rejection::{BytesRejection, PathRejection, QueryRejection},
    },
    http::StatusCode,
    response::Response,
};
use store::{Key, Replace, Stored};

use super::{
    ShownMember, answer,
    asked::{Leaver, NewMember},
    create, key_of,
    map::{self, Found, Member, State as Stage, THREADS, Thread},
    open,
    people::check_role,
    seats, trace, wording,
};
use crate::{
    App,
    caller::SignedIn,
    error::{Error, contended},
    identities::UserKey,
    token::body_of,
};

/// Each try loses only to another that won.
const TRIES: usize = 16;

/// Lets somebody in: 201; who is in stays in: 200.
pub(crate) async fn add(
    State(app): State<App>,
    caller: SignedIn,
    key: Result<Path<String>, PathRejection>,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Error> {
    let key = key_of(key)?;
    let asked = NewMember::read(&body_of(body)?)?;
    wording::check_name(&app, asked.display_name.as_deref())?;
    let user = UserKey::new(&caller.issuer, &asked.user);
    let mut status = StatusCode::OK;
    for _ in 0..TRIES {
        let seen = open(&app, &caller, &key).await?;
        if !seen.manages {
            return Err(Error::RoleMissing);
        }
        let rule = map::rule(&app, &key);
        check_role(&caller, rule, asked.role.as_ref())?;
        let (partition, thread) = (&seen.partition, &seen.thread.value);
        match map::member(&app, partition, user).await? {
            Some(member) if member.value.state == Stage::Leaving => {
                Box::pin(seats::put_out(&app, partition, thread, user, member)).await?;
            }
            Some(member) => {
                refuse_banned(&app, &member.value.id).await?;
                let Some(member) = changed(&app, partition, thread, user, member, &asked).await?
                else {
                    continue;
                };
                let shown = ShownMember::from(Member {
                    state: Stage::In,
                    ..member.value.clone()
                });
                Box::pin(seats::let_in(&app, partition, thread, user, member)).await?;
                return Ok(answer(status, &shown));
            }
            None => {
                let most = rule.map(|rule| usize::from(rule.members.max));
                if most.is_some_and(|most| thread.members >= most) {
                    return Err(Error::ThreadFull);
                }
                let ensured = Box::pin(app.identities.ensure(user, &app.acs)).await?;
                let member = Member {
                    user: asked.user.clone(),
                    id: ensured.mapping.acs_id,
                    display_name: asked.display_name.clone(),
                    role: asked.role.clone(),
                    state: Stage::Joining,
                    since: app.clock.now(),
                    history: asked.history,
                };
                refuse_banned(&app, &member.id).await?;
                trace::note(&app, user, partition, thread.expires()).await?;
                if seats::begin(&app, partition, &seen.thread, user, &member).await? {
                    status = StatusCode::CREATED;
                }
            }
        }
    }
    Err(contended())
}

/// Puts somebody out, or lets the caller go: 204, also for who is not in.
pub(crate) async fn remove(
    State(app): State<App>,
    caller: SignedIn,
    key: Result<Path<String>, PathRejection>,
    query: Result<Query<Leaver>, QueryRejection>,
    body: Result<Bytes, BytesRejection>,
) -> Result<StatusCode, Error> {
    let key = key_of(key)?;
    let user = Leaver::read(query, &body_of(body)?)?;
    let user = UserKey::new(&caller.issuer, &user);
    let partition = map::partition(&key);
    for _ in 0..TRIES {
        let thread = match map::find(&app, &caller, &key).await? {
            Found::Seen(seen) if user != caller.key && !seen.manages => {
                return Err(Error::RoleMissing);
            }
            Found::Seen(seen) if seen.thread.value.id.is_none() => {
                Box::pin(create::finish(&app, *seen, false)).await?;
                continue;
            }
            Found::Seen(seen) => seen.thread.value,
            // Nobody learns from it what threads there are; who is on the way out gets there.
            Found::Hidden | Found::Nothing if user == caller.key => {
                match map::thread(&app, &partition).await? {
                    Some(thread) if thread.value.id.is_some() => thread.value,
                    _ => return Ok(StatusCode::NO_CONTENT),
                }
            }
            Found::Hidden | Found::Nothing => return Err(Error::NotFound),
        };
        if let Some(member) = map::member(&app, &partition, user).await? {
            Box::pin(seats::put_out(&app, &partition, &thread, user, member)).await?;
        }
        return Ok(StatusCode::NO_CONTENT);
    }
    Err(contended())
}

/// Who is banned comes in nowhere.
async fn refuse_banned(app: &App, id: &str) -> Result<(), Error> {
    match app.refuse_banned(id).await {
        Err(Error::Banned { .. }) => Err(Error::MemberRefused("This user is banned.")),
        other => other,
    }
}

/// Gives a member the name and the role that are asked for; `None` if somebody else changed them meanwhile.
async fn changed(
    app: &App,
    partition: &str,
    thread: &Thread,
    user: UserKey,
    member: Stored<Member>,
    asked: &NewMember,
) -> Result<Option<Stored<Member>>, Error> {
    let before = &member.value;
    let after = Member {
        display_name: asked
            .display_name
            .clone()
            .or_else(|| before.display_name.clone()),
        role: asked.role.clone().or_else(|| before.role.clone()),
        ..before.clone()
    };
    if (&after.display_name, &after.role) == (&before.display_name, &before.role) {
        return Ok(Some(member));
    }
    let key = Key::new(partition, map::member_row(user));
    let expires = thread.expires();
    let written = app
        .store
        .replace(THREADS, &key, &after, &member.version, expires);
    Ok(match written.await? {
        Replace::Done(version) => Some(Stored {
            value: after,
            version,
            expires,
        }),
        Replace::Conflict => None,
    })
}
