//! In which threads somebody is: a row for each in a partition of their own, by which they are found when
//! they want to be erased.
//!
//! It is written before they are in the thread, and goes after they are out, so that it may lead to a thread
//! that they are not in, and never misses one.

use store::{Key, Page};
use time::OffsetDateTime;

use super::{
    create,
    map::{self, Seen, THREADS},
    seats,
};
use crate::{App, error::Error, identities::UserKey};

/// How many rows are read at once.
const PAGE: usize = 50;

/// Notes that somebody is about to be in a thread.
pub(super) async fn note(
    app: &App,
    user: UserKey,
    partition: &str,
    expires: Option<OffsetDateTime>,
) -> Result<(), Error> {
    let key = Key::new(user.hex(), partition);
    let now = app.clock.now();
    // If it exists it says the same.
    app.store.insert(THREADS, &key, &(), expires, now).await?;
    Ok(())
}

/// Forgets that somebody was in a thread.
pub(super) async fn forget(app: &App, user: UserKey, partition: &str) -> Result<(), Error> {
    let key = Key::new(user.hex(), partition);
    // Without a version there is no conflict.
    app.store.delete(THREADS, &key, None).await?;
    Ok(())
}

/// Puts somebody out of every thread that they are in, and forgets them there. Doing it again goes on where it
/// ended.
pub(crate) async fn erase(app: &App, user: UserKey) -> Result<(), Error> {
    loop {
        let (own, now) = (user.hex(), app.clock.now());
        let page = app.store.range(THREADS, &own, .., PAGE, None, now);
        let Page::<()> { rows, .. } = page.await?;
        if rows.is_empty() {
            return Ok(());
        }
        for (partition, _) in rows {
            leave(app, user, &partition).await?;
            forget(app, user, &partition).await?;
        }
    }
}

async fn leave(app: &App, user: UserKey, partition: &str) -> Result<(), Error> {
    let Some(mut thread) = map::thread(app, partition).await? else {
        return Ok(());
    };
    if thread.value.id.is_none() {
        let seen = Seen {
            partition: partition.to_owned(),
            thread,
            own: None,
            manages: false,
        };
        Box::pin(create::finish(app, seen, false)).await?;
        let Some(finished) = map::thread(app, partition).await? else {
            return Ok(());
        };
        thread = finished;
    }
    if let Some(member) = map::member(app, partition, user).await? {
        Box::pin(seats::put_out(app, partition, &thread.value, user, member)).await?;
    }
    Ok(())
}
