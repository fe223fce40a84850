//! What moderation knows of a thread that was made here: its key, its topic, who has which role in it.

use store::{Insert, Key, Replace};

use super::map::{Member, Thread};
use crate::{
    App,
    chat::rows::{CHATS, FACTS, Facts, Rows},
    error::{Error, contended},
};

/// Each try loses only to another that won.
const TRIES: usize = 16;

/// Notes a thread with everybody in it.
pub(super) async fn note(
    app: &App,
    id: &str,
    thread: &Thread,
    members: &[&Member],
) -> Result<(), Error> {
    change(app, id, thread, |facts| {
        facts.key = Some(thread.key.clone());
        // What the thread's events have told is newer.
        if facts.version == 0 {
            facts.topic.clone_from(&thread.topic);
            facts.metadata.clone_from(&thread.metadata);
        }
        for member in members {
            let role = member.role.iter().cloned().collect();
            facts.roles.insert(member.id.clone(), role);
        }
    })
    .await
}

/// Forgets somebody who is out.
pub(super) async fn forget(
    app: &App,
    id: &str,
    thread: &Thread,
    member: &Member,
) -> Result<(), Error> {
    change(app, id, thread, |facts| {
        facts.roles.remove(&member.id);
    })
    .await
}

async fn change(
    app: &App,
    id: &str,
    thread: &Thread,
    change: impl Fn(&mut Facts),
) -> Result<(), Error> {
    let key = Key::new(id, FACTS);
    for _ in 0..TRIES {
        let known = Rows::of(app)?.get::<Facts>(id, FACTS).await?;
        let before = known.as_ref().map(|known| known.value.clone());
        let mut facts = before.clone().unwrap_or_default();
        change(&mut facts);
        if before.as_ref() == Some(&facts) {
            return Ok(());
        }
        let (now, expires) = (app.clock.now(), thread.expires());
        let written = match &known {
            None => matches!(
                app.store.insert(CHATS, &key, &facts, expires, now).await?,
                Insert::Done(_)
            ),
            Some(known) => matches!(
                app.store
                    .replace(CHATS, &key, &facts, &known.version, expires)
                    .await?,
                Replace::Done(_)
            ),
        };
        if written {
            return Ok(());
        }
    }
    Err(contended())
}
