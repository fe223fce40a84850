//! Who is to be in a new thread: their ACS identities, made where there is none; nobody who is banned.

use serde::Serialize;
use time::Duration;
use tokio::task::JoinSet;

use super::{
    asked::{NewMember, NewThread},
    map::{self, Member, State},
    trace,
};
use crate::{App, caller::SignedIn, error::Error, identities::UserKey, policy::ThreadRule};

/// How many identities are looked for, or made, at the same time.
const AT_ONCE: usize = 8;

/// Somebody who is to be in a thread.
pub(super) struct Person {
    pub(super) key: UserKey,
    pub(super) member: Member,
}

/// Somebody who is not in a thread although they should be.
#[derive(Serialize)]
pub(super) struct Refusal {
    pub(super) user: String,
    pub(super) reason: Why,
}

/// Why not.
#[derive(Clone, Copy, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Why {
    /// They are banned.
    Banned,
    /// ACS has not let them in.
    Refused,
}

/// Who can be in the thread, and who cannot.
pub(super) struct People {
    pub(super) found: Vec<Person>,
    pub(super) refused: Vec<Refusal>,
}

/// Whether the caller may give the role, and somebody may have it.
pub(super) fn check_role(
    caller: &SignedIn,
    rule: Option<&ThreadRule>,
    role: Option<&String>,
) -> Result<(), Error> {
    let Some(role) = role else {
        return Ok(());
    };
    let rule = rule.filter(|rule| rule.roles.get_ref().contains(role));
    let rule = rule.ok_or(Error::BadRequest(
        "`role` is none that the policy has for the members of such a thread.",
    ))?;
    if rule.is_trusted(&caller.roles) {
        Ok(())
    } else {
        Err(Error::RoleMissing)
    }
}

/// Finds everybody whom the request names, and the caller, who is in it too unless they only manage it.
pub(super) async fn of(
    app: &App,
    caller: &SignedIn,
    rule: &ThreadRule,
    asked: &NewThread,
) -> Result<People, Error> {
    let own = NewMember {
        user: caller.user.clone(),
        display_name: None,
        role: None,
        history: false,
    };
    let is_named = asked.members.iter().any(|member| member.user == own.user);
    let unasked = (!is_named && !rule.may_manage(&caller.roles)).then_some(&own);
    let wanted: Vec<_> = unasked.into_iter().chain(&asked.members).collect();
    for member in &wanted {
        check_role(caller, Some(rule), member.role.as_ref())?;
    }

    let (now, partition) = (app.clock.now(), map::partition(&asked.key));
    // Not before the thread's own.
    let days = rule.retention_days.map(|days| i64::from(days) + 2);
    let expires = days.map(|days| now + Duration::days(days));
    let mut looking = JoinSet::new();
    let mut ids: Vec<Option<Identity>> = wanted.iter().map(|_| None).collect();
    let mut left = wanted.iter().enumerate();
    loop {
        while looking.len() < AT_ONCE
            && let Some((index, member)) = left.next()
        {
            let (app, key) = (app.clone(), UserKey::new(&caller.issuer, &member.user));
            let partition = partition.clone();
            looking.spawn(async move {
                let found = identity(&app, key).await?;
                trace::note(&app, key, &partition, expires).await?;
                Ok::<_, Error>((index, found))
            });
        }
        let Some(found) = looking.join_next().await else {
            break;
        };
        let (index, identity) = found.map_err(|error| Error::Internal(error.into()))??;
        if let Some(place) = ids.get_mut(index) {
            *place = Some(identity);
        }
    }

    let mut people = People {
        found: Vec::with_capacity(wanted.len()),
        refused: Vec::new(),
    };
    for (member, identity) in wanted.into_iter().zip(ids.into_iter().flatten()) {
        match identity.ban {
            Some(banned) if identity.key == caller.key => return Err(banned),
            Some(_) => people.refused.push(Refusal {
                user: member.user.clone(),
                reason: Why::Banned,
            }),
            None => people.found.push(Person {
                key: identity.key,
                member: Member {
                    user: member.user.clone(),
                    id: identity.id,
                    display_name: member.display_name.clone(),
                    role: member.role.clone(),
                    state: State::Joining,
                    since: now,
                    history: member.history,
                },
            }),
        }
    }
    Ok(people)
}

/// Somebody, as ACS knows them.
struct Identity {
    key: UserKey,
    id: String,
    /// What they are told if they are banned.
    ban: Option<Error>,
}

async fn identity(app: &App, key: UserKey) -> Result<Identity, Error> {
    let id = app.identities.ensure(key, &app.acs).await?.mapping.acs_id;
    let ban = match app.refuse_banned(&id).await {
        Ok(()) => None,
        Err(banned @ Error::Banned { .. }) => Some(banned),
        Err(other) => return Err(other),
    };
    Ok(Identity { key, id, ban })
}
