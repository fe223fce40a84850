//! What is to go and has to wait for its turn: ACS takes few writes a thread, and a flood is longer
//! than that.
//!
//! Each waiting message is a row of its thread. One worker at a time, a task in the queue `actions`,
//! works them off, the oldest first, as fast as [`Budget`](super::budget::Budget) lets it: a flooded
//! thread holds up no other, and its people keep half of what ACS allows.

use std::time::Duration;

use acs::chat::SkipOptions;
use serde::{Deserialize, Serialize};
use store::{Insert, Key, Stored};
use time::OffsetDateTime;
use uuid::Uuid;

use super::{
    acting::{Actor, As, Refused},
    effects::{self, State},
    erase::{Erased, Erasure},
    rows::CHATS,
};
use crate::{
    App,
    error::Error,
    outcome::Outcome,
    perform::{Task, Work},
};

/// The row of the worker.
const WORKER: &str = "drain";
/// How long a worker that is not heard of is waited for: longer than the queue hides its task.
const LEASE: Duration = Duration::from_secs(120);
/// How long to wait when ACS is away and does not say for how long.
const AWAY: Duration = Duration::from_secs(30);
/// What could not be erased for so long is left to people.
const GIVEN_UP: time::Duration = time::Duration::hours(24);
/// How many rows are read at once: more than one turn's budget.
const PAGE: usize = 16;

/// That somebody works a thread off.
#[derive(Serialize, Deserialize)]
struct Worker {
    run: Uuid,
}

/// That somebody was let back into a thread.
#[derive(Serialize, Deserialize)]
struct Back {
    #[serde(with = "time::serde::rfc3339")]
    at: OffsetDateTime,
}

impl App {
    /// Writes down that a message is to go, and sees to it that somebody works it off.
    pub(crate) async fn put_in_line(&self, thread: &str, erasure: &Erasure) -> Result<(), Error> {
        let key = Key::new(thread, waiting_row(&erasure.message));
        let now = self.clock.now();
        let inserted = self.store.insert(CHATS, &key, erasure, None, now).await?;
        if let Insert::Exists = inserted
            && let Some(known) = self.store.get::<Erasure>(CHATS, &key, now).await?
            && known.value.version < erasure.version
        {
            // A conflict: it is gone, or somebody else has written this.
            self.store
                .replace(CHATS, &key, erasure, &known.version, None)
                .await?;
        }
        self.call_worker(thread).await
    }

    /// Puts a worker into the queue unless there is one.
    async fn call_worker(&self, thread: &str) -> Result<(), Error> {
        let now = self.clock.now();
        let key = Key::new(thread, WORKER);
        if self.store.get::<Worker>(CHATS, &key, now).await?.is_some() {
            return Ok(());
        }
        let run = Uuid::new_v4();
        let task = Task::Drain {
            thread: thread.to_owned(),
            run,
        };
        // In this order: a worker that finds another at work goes home, and a row without a worker
        // would keep all others away.
        self.put(&Work::now(task), Duration::ZERO).await?;
        self.lease(thread, run, LEASE).await?;
        Ok(())
    }

    /// Takes a thread for a worker, or goes on with it; false: another has it.
    async fn lease(&self, thread: &str, run: Uuid, length: Duration) -> Result<bool, Error> {
        let now = self.clock.now();
        let key = Key::new(thread, WORKER);
        let expires = Some(now + length);
        let worker = Worker { run };
        if let Insert::Done(_) = self
            .store
            .insert(CHATS, &key, &worker, expires, now)
            .await?
        {
            return Ok(true);
        }
        match self.store.get::<Worker>(CHATS, &key, now).await? {
            Some(known) if known.value.run == run => {
                self.store
                    .replace(CHATS, &key, &worker, &known.version, expires)
                    .await?;
                Ok(true)
            }
            _ => Ok(false),
        }
    }

    /// Works off what waits in a thread, as much as may be now.
    pub(crate) async fn drain(&self, thread: &str, run: Uuid) -> Result<(), Error> {
        if !self.lease(thread, run, LEASE).await? {
            return Ok(());
        }
        loop {
            let waiting = self.waiting(thread, PAGE).await?;
            if waiting.is_empty() {
                break;
            }
            for (row, erasure) in waiting {
                if let Some(wait) = Box::pin(self.work_off(thread, &row, erasure)).await? {
                    return self.go_on_later(thread, run, wait).await;
                }
            }
        }
        if let Some(wait) = Box::pin(self.see_out(thread)).await? {
            return self.go_on_later(thread, run, wait).await;
        }
        self.store
            .delete(CHATS, &Key::new(thread, WORKER), None)
            .await?;
        // Somebody may have relied on this worker after it had looked for the last time.
        if !self.waiting(thread, 1).await?.is_empty() {
            self.call_worker(thread).await?;
        }
        Ok(())
    }

    async fn waiting(
        &self,
        thread: &str,
        most: usize,
    ) -> Result<Vec<(String, Stored<Erasure>)>, Error> {
        let now = self.clock.now();
        let rows = "waiting/".."waiting0";
        let page = self.store.range(CHATS, thread, rows, most, None, now);
        Ok(page.await?.rows)
    }

    async fn go_on_later(&self, thread: &str, run: Uuid, wait: Duration) -> Result<(), Error> {
        // A queue counts in seconds.
        let wait = Duration::from_secs(wait.as_secs() + 1);
        self.lease(thread, run, wait + LEASE).await?;
        let task = Task::Drain {
            thread: thread.to_owned(),
            run,
        };
        self.put_off(Work::now(task), wait).await
    }

    /// Erases one message; how long to wait before going on, if it has to be waited.
    async fn work_off(
        &self,
        thread: &str,
        row: &str,
        waiting: Stored<Erasure>,
    ) -> Result<Option<Duration>, Error> {
        let now = self.clock.now();
        let erasure = &waiting.value;
        if let Err(wait) = self.chat.budget.take(thread, now) {
            return Ok(Some(wait));
        }
        let mut erased = self.erase(thread, erasure).await;
        if let Erased::Forbidden = erased {
            erased = self.erase_as_guest(thread, erasure).await?;
        }
        let (state, why) = match erased {
            Erased::Done => (State::Done, None),
            Erased::Later(_, why) if now - erasure.since > GIVEN_UP => (State::Failed, Some(why)),
            Erased::Later(after, why) => {
                tracing::info!(thread, why, "a message has to wait");
                let wait = after.unwrap_or(AWAY);
                self.chat.budget.hold(thread, now + wait);
                return Ok(Some(wait));
            }
            Erased::Forbidden => {
                let why = "neither its sender nor the moderator may delete the message";
                (State::NeedsHuman, Some(why.to_owned()))
            }
            Erased::Never(why) => (State::NeedsHuman, Some(why)),
        };
        effects::settle_erasure(self, erasure, state, why).await?;
        // A conflict: the message was edited, and is to go again.
        let key = Key::new(thread, row);
        self.store
            .delete(CHATS, &key, Some(&waiting.version))
            .await?;
        Ok(None)
    }

    /// Tries it once more as the sender, who is let back in for it if he is out.
    ///
    /// While he is in, what he writes is looked at like anybody's, and deleted on arrival if he is
    /// muted or banned; when nothing waits any more he is [put out](Self::see_out) again.
    async fn erase_as_guest(&self, thread: &str, erasure: &Erasure) -> Result<Erased, Error> {
        let sender = erasure.sender.as_str();
        match self.is_in(thread, sender).await {
            Ok(false) => {}
            Ok(true) => return Ok(Erased::Forbidden),
            Err(Refused::NotFound) => return Ok(Erased::Done),
            Err(Refused::Later(after, why)) => return Ok(Erased::Later(after, why)),
            Err(_) => return Ok(Erased::Forbidden),
        }
        let now = self.clock.now();
        let key = Key::new(thread, back_row(sender));
        // Before it is so: what is written down is undone, whatever happens.
        self.store
            .insert(CHATS, &key, &Back { at: now }, None, now)
            .await?;
        match self.add(thread, As::Moderator, sender, Some(now)).await {
            Ok(()) => Ok(self.erase(thread, erasure).await),
            Err(Refused::Later(after, why)) => Ok(Erased::Later(after, why)),
            Err(_) => Ok(Erased::Forbidden),
        }
    }

    async fn is_in(&self, thread: &str, person: &str) -> Result<bool, Refused> {
        let options = SkipOptions {
            max_page_size: Some(200),
            skip: None,
        };
        let listed = |me: Actor| async move {
            let chat = me.chat();
            let mut page = chat.list_participants(thread, options).await?;
            loop {
                if page.items.iter().any(|it| it.identifier.raw_id() == person) {
                    return Ok(true);
                }
                match &page.next {
                    Some(next) => page = chat.next_page(next).await?,
                    None => return Ok(false),
                }
            }
        };
        self.chat_as(As::Moderator, listed).await
    }

    /// Puts out again who was let back in; how long to wait, if that has to wait.
    async fn see_out(&self, thread: &str) -> Result<Option<Duration>, Error> {
        let now = self.clock.now();
        let back = self
            .store
            .range::<Back>(CHATS, thread, "back/".."back0", PAGE, None, now)
            .await?;
        for (row, known) in back.rows {
            let Some(person) = row.strip_prefix("back/") else {
                continue;
            };
            match self.expel(thread, person).await {
                Outcome::Later(after, _) => return Ok(Some(after.unwrap_or(AWAY))),
                Outcome::Done => {}
                Outcome::Never(why) => {
                    let item = format!("{thread} {person}");
                    self.poison.park("perform", &why, &item).await?;
                }
            }
            let key = Key::new(thread, row);
            self.store.delete(CHATS, &key, Some(&known.version)).await?;
        }
        Ok(None)
    }
}

fn waiting_row(message: &str) -> String {
    format!("waiting/{message}")
}

fn back_row(person: &str) -> String {
    format!("back/{person}")
}
