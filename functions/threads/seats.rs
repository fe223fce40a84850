//! Letting somebody into a thread and putting somebody out: first in the map, then on ACS, then the map
//! says that it is so. Doing it again finishes what was begun.

use std::time::Duration;

use acs::{
    CommunicationIdentifier,
    chat::{Added, NewParticipant, SkipOptions},
};
use store::{Batch, Key, Op, Replace, Stored};

use super::{
    facts,
    map::{self, Member, State, THREAD, THREADS, Thread},
    trace,
};
use crate::{
    App,
    chat::acting::{Actor, As, Refused},
    error::{Dependency, Error, contended},
    identities::UserKey,
    outcome::Outcome,
};

/// Each try loses only to another that won.
const TRIES: usize = 16;
/// How long a caller is to wait when ACS does not say.
const RETRY_AFTER: Duration = Duration::from_secs(5);
/// So many members are asked to put the moderator back.
const HELPERS: usize = 5;

/// What a caller is told when ACS does not do it now.
pub(super) fn away(after: Option<Duration>, why: String) -> Error {
    Error::Unavailable {
        dependency: Dependency::Acs,
        retry_after: after.unwrap_or(RETRY_AFTER),
        cause: why.into(),
    }
}

/// Writes somebody into the map, on the way in; `false` if something changed meanwhile.
pub(super) async fn begin(
    app: &App,
    partition: &str,
    thread: &Stored<Thread>,
    user: UserKey,
    member: &Member,
) -> Result<bool, Error> {
    let expires = thread.value.expires();
    let counted = Thread {
        members: thread.value.members + 1,
        ..thread.value.clone()
    };
    let ops = vec![
        Op::replace(THREAD, &counted, &thread.version, expires)?,
        Op::insert(map::member_row(user), member, expires)?,
    ];
    let now = app.clock.now();
    let done = app.store.batch(THREADS, partition, ops, now).await?;
    Ok(matches!(done, Batch::Done(_)))
}

/// Lets in somebody who is in the map already.
pub(super) async fn let_in(
    app: &App,
    partition: &str,
    thread: &Thread,
    user: UserKey,
    member: Stored<Member>,
) -> Result<(), Error> {
    let Some(id) = thread.id.as_deref() else {
        return Err(Error::Internal("the thread is only written down".into()));
    };
    // Before they can say anything: moderation wants to know their role.
    facts::note(app, id, thread, &[&member.value]).await?;
    match admit(app, partition, id, &member.value).await {
        Ok(()) => {}
        Err(Refused::Later(after, why)) => return Err(away(after, why)),
        Err(Refused::NotFound) => return Err(Error::NotFound),
        Err(Refused::Nobody | Refused::Forbidden | Refused::Never(_)) => {
            let leaving = Member {
                state: State::Leaving,
                ..member.value
            };
            strike_off(app, partition, thread, user, &leaving).await?;
            return Err(Error::MemberRefused("ACS does not let this user in."));
        }
    }
    if member.value.state == State::In {
        return Ok(());
    }
    let now_in = Member {
        state: State::In,
        ..member.value
    };
    let key = Key::new(partition, map::member_row(user));
    let expires = thread.expires();
    let written = app
        .store
        .replace(THREADS, &key, &now_in, &member.version, expires);
    match written.await? {
        Replace::Done(_) => Ok(()),
        // Somebody else let them in, or is putting them out: asking again tells.
        Replace::Conflict => Err(contended()),
    }
}

async fn admit(app: &App, partition: &str, thread: &str, member: &Member) -> Result<(), Refused> {
    let identifier = &CommunicationIdentifier::from(member.id.as_str());
    let participant = NewParticipant {
        display_name: member.display_name.as_deref(),
        share_history_time: (!member.history).then_some(member.since),
        ..NewParticipant::new(identifier)
    };
    let add = |me: Actor| async move { me.chat().add_participants(thread, &[participant]).await };
    let added = match Box::pin(app.chat_as(As::Moderator, add)).await {
        Err(Refused::Forbidden) => {
            // The moderator is out: somebody who is in can put it back.
            let members = map::members(app, partition).await;
            let members = members.map_err(|error| Refused::Later(None, format!("{error:?}")))?;
            let inside = members
                .iter()
                .filter(|(_, one)| one.value.state == State::In);
            let inside: Vec<_> = inside
                .take(HELPERS)
                .map(|(_, one)| one.value.id.as_str())
                .collect();
            match app.seat_moderator(thread, &inside).await {
                Outcome::Done => Box::pin(app.chat_as(As::Moderator, add)).await?,
                Outcome::Later(after, why) => return Err(Refused::Later(after, why)),
                Outcome::Never(_) => return Err(Refused::Forbidden),
            }
        }
        added => added?,
    };
    // A success that lets nobody in is none.
    match added {
        Added::All => Ok(()),
        Added::AllBut(_) => Err(Refused::Nobody),
    }
}

/// Puts somebody out who is in the map.
pub(super) async fn put_out(
    app: &App,
    partition: &str,
    thread: &Thread,
    user: UserKey,
    member: Stored<Member>,
) -> Result<(), Error> {
    let Some(id) = thread.id.as_deref() else {
        return Err(Error::Internal("the thread is only written down".into()));
    };
    let leaving = Member {
        state: State::Leaving,
        ..member.value.clone()
    };
    if member.value.state != State::Leaving {
        let key = Key::new(partition, map::member_row(user));
        let expires = thread.expires();
        let written = app
            .store
            .replace(THREADS, &key, &leaving, &member.version, expires);
        if written.await? == Replace::Conflict {
            return Err(contended());
        }
    }
    match app.expel(id, &leaving.id).await {
        Outcome::Done => {}
        Outcome::Later(after, why) => return Err(away(after, why)),
        // ACS also refuses to remove who is not there.
        Outcome::Never(why) => match present(app, id).await {
            Ok(present) if !present.contains(&leaving.id) => {}
            Err(Refused::Later(after, why)) => return Err(away(after, why)),
            Ok(_) | Err(_) => {
                return Err(Error::Upstream {
                    dependency: Dependency::Acs,
                    cause: why.into(),
                });
            }
        },
    }
    strike_off(app, partition, thread, user, &leaving).await
}

/// Takes somebody out of the map, and out of what moderation knows.
async fn strike_off(
    app: &App,
    partition: &str,
    thread: &Thread,
    user: UserKey,
    member: &Member,
) -> Result<(), Error> {
    if let Some(id) = &thread.id {
        facts::forget(app, id, thread, member).await?;
    }
    for _ in 0..TRIES {
        let (thread, row) = tokio::try_join!(
            map::thread(app, partition),
            map::member(app, partition, user),
        )?;
        let (Some(thread), Some(row)) = (thread, row) else {
            return Ok(());
        };
        if row.value.since != member.since {
            // Out, and let in anew.
            return Ok(());
        }
        let is_creator = thread.value.creator.as_ref() == Some(&user.hex());
        let counted = Thread {
            members: thread.value.members.saturating_sub(1),
            creator: thread.value.creator.filter(|_| !is_creator),
            ..thread.value
        };
        let ops = vec![
            Op::replace(THREAD, &counted, &thread.version, counted.expires())?,
            Op::delete(map::member_row(user), &row.version),
        ];
        let now = app.clock.now();
        if let Batch::Done(_) = app.store.batch(THREADS, partition, ops, now).await? {
            return trace::forget(app, user, partition).await;
        }
    }
    Err(contended())
}

/// The raw ids of those who are in a thread on ACS.
pub(super) async fn present(app: &App, id: &str) -> Result<Vec<String>, Refused> {
    let list = |me: Actor| async move {
        let chat = me.chat();
        let mut page = chat.list_participants(id, SkipOptions::default()).await?;
        let mut all = Vec::new();
        loop {
            all.extend(page.items.iter().map(|one| one.identifier.raw_id()));
            match &page.next {
                Some(next) => page = chat.next_page(next).await?,
                None => return Ok(all),
            }
        }
    };
    Box::pin(app.chat_as(As::Moderator, list)).await
}
