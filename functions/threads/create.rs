//! How a thread comes to be: first it is written down, with everybody who is to be in it; then ACS
//! makes it, under an id by which it knows the same creation again; then that is written down.
//!
//! Whoever meets one that is only written down goes on from there, so that a key never leads to two
//! threads, whatever died in between.

use acs::{
    CommunicationIdentifier,
    chat::{Added, NewParticipant, NewThread, RetentionPolicy},
};
use store::{Batch, Op, Stored};
use uuid::Uuid;

use super::{
    asked, facts,
    map::{self, Found, Member, Seen, State, THREAD, THREADS, Thread},
    people::{self, Person, Refusal, Why},
    seats, wording,
};
use crate::{
    App,
    caller::SignedIn,
    chat::acting::{Actor, As, Refused},
    error::{Dependency, Error, contended},
    policy::ThreadRule,
};

/// Each try loses only to another that won.
const TRIES: usize = 8;

/// A thread that is there.
pub(super) struct Made {
    pub(super) thread: Thread,
    pub(super) members: Vec<Member>,
    /// Who is not in it although they should be.
    pub(super) refused: Vec<Refusal>,
    /// Whether it is there because of this request.
    pub(super) fresh: bool,
}

/// Makes the thread, or finds it.
pub(super) async fn make(
    app: &App,
    caller: &SignedIn,
    rule: &ThreadRule,
    asked: &asked::NewThread,
) -> Result<Made, Error> {
    let (mut begun, mut refused) = (false, Vec::new());
    for _ in 0..TRIES {
        let seen = match map::find(app, caller, &asked.key).await? {
            Found::Hidden => return Err(Error::KeyTaken),
            Found::Seen(seen) => seen,
            Found::Nothing => {
                let topic = asked
                    .topic
                    .clone()
                    .unwrap_or_else(|| rule.topic_of(&asked.key));
                wording::check_topic(app, &topic, &asked.metadata)?;
                for member in &asked.members {
                    wording::check_name(app, member.display_name.as_deref())?;
                }
                let people = people::of(app, caller, rule, asked).await?;
                begun = begin(app, caller, rule, asked, topic, &people.found).await?;
                refused = people.refused;
                continue;
            }
        };
        if seen.thread.value.id.is_some() {
            let members = map::members(app, &seen.partition).await?;
            return Ok(Made {
                thread: seen.thread.value,
                members: members.into_iter().map(|(_, one)| one.value).collect(),
                refused: Vec::new(),
                fresh: false,
            });
        }
        if let Some(mut made) = finish(app, *seen, begun).await? {
            made.refused.append(&mut refused);
            return Ok(made);
        }
    }
    Err(contended())
}

/// Writes down what is to be, unless somebody was faster.
async fn begin(
    app: &App,
    caller: &SignedIn,
    rule: &ThreadRule,
    asked: &asked::NewThread,
    topic: String,
    people: &[Person],
) -> Result<bool, Error> {
    if people.len() > usize::from(rule.members.max) {
        return Err(Error::ThreadFull);
    }
    let now = app.clock.now();
    let thread = Thread {
        key: asked.key.clone(),
        topic,
        metadata: asked.metadata.clone(),
        creator: Some(caller.key.hex()),
        attempt: Uuid::new_v4(),
        id: None,
        members: people.len(),
        created: now,
        retention_days: rule.retention_days,
    };
    let expires = thread.expires();
    let mut ops = vec![Op::insert(THREAD, &thread, expires)?];
    for person in people {
        let row = map::member_row(person.key);
        ops.push(Op::insert(row, &person.member, expires)?);
    }
    let partition = map::partition(&asked.key);
    let done = app.store.batch(THREADS, &partition, ops, now).await?;
    Ok(matches!(done, Batch::Done(_)))
}

/// Goes on where a thread is only written down; `None` if somebody else did at the same time.
pub(super) async fn finish(app: &App, seen: Seen, begun_now: bool) -> Result<Option<Made>, Error> {
    let Seen {
        partition, thread, ..
    } = seen;
    let rows = map::members(app, &partition).await?;
    let (id, missing) = match on_acs(app, &thread.value, &rows, begun_now).await {
        Ok(made) => made,
        Err(Refused::Later(after, why)) => return Err(seats::away(after, why)),
        Err(refused) => {
            // The key is free again: ACS would not take the thread tomorrow, either.
            let mut ops = vec![Op::delete(THREAD, &thread.version)];
            ops.extend(
                rows.iter()
                    .map(|(row, one)| Op::delete(row.as_str(), &one.version)),
            );
            let now = app.clock.now();
            app.store.batch(THREADS, &partition, ops, now).await?;
            return Err(Error::Upstream {
                dependency: Dependency::Acs,
                cause: format!("the thread was refused: {refused:?}").into(),
            });
        }
    };
    let (mut members, mut refused) = (Vec::new(), Vec::new());
    let expires = thread.value.expires();
    let mut ops = Vec::with_capacity(rows.len() + 1);
    for (row, Stored { value, version, .. }) in rows {
        if missing.contains(&value.id) {
            ops.push(Op::delete(row, &version));
            refused.push(Refusal {
                user: value.user,
                reason: Why::Refused,
            });
        } else {
            let member = Member {
                state: State::In,
                ..value
            };
            ops.push(Op::replace(row, &member, &version, expires)?);
            members.push(member);
        }
    }
    let made = Thread {
        members: members.len(),
        id: Some(id.clone()),
        ..thread.value
    };
    ops.push(Op::replace(THREAD, &made, &thread.version, expires)?);
    // Before anybody is told of the thread: moderation wants to know who has which role.
    facts::note(app, &id, &made, &members.iter().collect::<Vec<_>>()).await?;
    let now = app.clock.now();
    Ok(
        match app.store.batch(THREADS, &partition, ops, now).await? {
            Batch::Conflict { .. } => None,
            Batch::Done(_) => Some(Made {
                thread: made,
                members,
                refused,
                fresh: true,
            }),
        },
    )
}

/// Lets ACS make the thread: its id, and the raw ids of those who are not in it.
async fn on_acs(
    app: &App,
    thread: &Thread,
    rows: &[(String, Stored<Member>)],
    begun_now: bool,
) -> Result<(String, Vec<String>), Refused> {
    let identifiers: Vec<_> = rows
        .iter()
        .map(|(_, one)| CommunicationIdentifier::from(one.value.id.as_str()))
        .collect();
    let participants: Vec<_> = rows
        .iter()
        .zip(&identifiers)
        .map(|((_, one), identifier)| NewParticipant {
            display_name: one.value.display_name.as_deref(),
            ..NewParticipant::new(identifier)
        })
        .collect();
    let new = NewThread {
        topic: &thread.topic,
        participants: &participants,
        metadata: (!thread.metadata.is_empty()).then_some(&thread.metadata),
        retention_policy: thread
            .retention_days
            .map(|days| RetentionPolicy::ThreadCreationDate {
                delete_thread_after_days: days,
            }),
    };
    let attempt = thread.attempt;
    let create = |me: Actor| async move { me.chat().create_thread(new, attempt).await };
    let (made, added) = Box::pin(app.chat_as(As::Moderator, create)).await?;
    let wanted = || rows.iter().map(|(_, one)| one.value.id.as_str());
    let missing = match added {
        Added::All if begun_now => Vec::new(),
        Added::AllBut(refused) if begun_now && refused.iter().all(|one| one.target.is_some()) => {
            let refused = refused.into_iter().filter_map(|one| one.target);
            refused.map(|target| target.raw_id()).collect()
        }
        // The answer to a repetition need not say again who was refused.
        Added::All | Added::AllBut(_) => {
            let present = seats::present(app, &made.id).await?;
            let absent = wanted().filter(|id| !present.iter().any(|there| there == id));
            absent.map(str::to_owned).collect()
        }
    };
    Ok((made.id, missing))
}
