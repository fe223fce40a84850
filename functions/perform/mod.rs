//! The queue `actions`: what had to wait, or has to be tried again.
//!
//! Whoever cannot do something now puts it here with a delay, and answers that all is well: a
//! failure would make Event Grid hold back everything else that it has for us. What has failed too
//! often, or can never succeed, is parked as poison with its reason.

pub(crate) mod effects;
mod resend;

use std::time::Duration;

use axum::extract::State;
use custom_handler::{Invocation, InvocationResponse};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use sms::Address;
use store::{MAX_DELAY, Queue};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::{
    App, chat::effects::AGAIN, chat_message, chat_thread, error::Error, outcome::Outcome,
    poison::parked::Id, sms_delivered, sms_received, texts::EventKey,
};

/// The queue.
pub(crate) const ACTIONS: Queue = Queue::new("actions");
/// A message of the queue.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Work {
    /// What is to be done.
    pub(crate) task: Task,
    /// How often it was tried before.
    #[serde(default)]
    pub(crate) tries: usize,
    /// Not before this, for what waits longer than a queue can hide it.
    #[serde(default, with = "time::serde::rfc3339::option")]
    pub(crate) due: Option<OffsetDateTime>,
}

/// What is to be done. Doing it again changes nothing.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
pub(crate) enum Task {
    /// One effect of what was decided about a text.
    Effect {
        /// The phone.
        peer: Address,
        /// The text's event.
        event: EventKey,
        /// Which of the effects.
        effect: usize,
    },
    /// A text of ours that did not arrive, once more.
    Resend {
        /// The phone.
        peer: Address,
        /// ACS's id of the message that did not arrive.
        message: String,
    },
    /// One effect of what was decided about a chat message.
    Moderate {
        /// Who wrote it, by raw id.
        sender: String,
        /// The message.
        message: EventKey,
        /// Which of the effects.
        effect: usize,
    },
    /// The messages of a thread that are to go and have to wait for their turn.
    Drain {
        /// ACS's id of the thread.
        thread: String,
        /// Tells one worker from another.
        run: Uuid,
    },
    /// The moderator has to be put into a thread.
    Seat {
        /// ACS's id of the thread.
        thread: String,
        /// Who could, by raw id, in this order.
        people: Vec<String>,
    },
    /// Somebody has to be put out of a thread.
    Expel {
        /// ACS's id of the thread.
        thread: String,
        /// Who, by raw id.
        person: String,
    },
    /// What was given up on, by an operator's wish.
    Replay {
        /// Its place.
        id: String,
    },
}

impl Work {
    /// To be done as soon as it is taken out.
    pub(crate) const fn now(task: Task) -> Self {
        Self {
            task,
            tries: 0,
            due: None,
        }
    }
}

/// Does what the message says, or puts it off, or parks it.
///
/// Fails only if not even that could be written down: then the host gives the message again.
pub(crate) async fn handle(
    State(app): State<App>,
    message: Invocation<Box<RawValue>>,
) -> Result<InvocationResponse, Error> {
    let text = message.data.get();
    // A queue message is a JSON text in a JSON string.
    let text: String = serde_json::from_str(text).unwrap_or_else(|_| text.to_owned());
    if let Ok(work) = serde_json::from_str::<Work>(&text) {
        app.perform(work).await?;
    } else {
        let why = "the message is no work that this version knows";
        app.poison.park("perform", why, &text).await?;
    }
    Ok(InvocationResponse::ok())
}

impl App {
    /// Puts work into the queue, to be taken out after `delay`.
    pub(crate) async fn put(&self, work: &Work, delay: Duration) -> Result<(), Error> {
        let body = serde_json::to_vec(work).map_err(|error| Error::Internal(error.into()))?;
        let now = self.clock.now();
        Ok(self.store.put(&ACTIONS, &body, delay, now).await?)
    }

    /// Puts work off by `delay`, however long.
    pub(crate) async fn put_off(&self, mut work: Work, delay: Duration) -> Result<(), Error> {
        work.due = (delay > MAX_DELAY).then(|| self.clock.now() + delay);
        self.put(&work, delay).await
    }

    /// Does it, or sees to it that it is done.
    async fn perform(&self, mut work: Work) -> Result<(), Error> {
        if let Some(due) = work.due {
            let early = due - self.clock.now();
            if early.is_positive() {
                return Box::pin(self.put_off(work, early.unsigned_abs())).await;
            }
        }
        let (outcome, retry) = match &work.task {
            Task::Effect {
                peer,
                event,
                effect,
            } => effects::again(self, peer, event, *effect).await?,
            Task::Resend { peer, message } => resend::resend(self, peer, message).await?,
            Task::Moderate {
                sender,
                message,
                effect,
            } => {
                self.moderate_again(sender, message, *effect, work.tries)
                    .await?
            }
            Task::Drain { thread, run } => return Box::pin(self.drain(thread, *run)).await,
            Task::Seat { thread, people } => (self.seat_moderator(thread, people).await, AGAIN),
            Task::Expel { thread, person } => (self.expel(thread, person).await, AGAIN),
            Task::Replay { id } => return Box::pin(self.replay(id)).await,
        };
        work.tries += 1;
        let (after, why) = match outcome {
            Outcome::Done => return Ok(()),
            Outcome::Never(why) => (None, why),
            Outcome::Later(at_least, why) => (retry.wait(work.tries, at_least), why),
        };
        match after {
            Some(wait) => self.put_off(work, wait).await,
            None => self.give_up(work, &why).await,
        }
    }

    /// Parks work that can never succeed.
    async fn give_up(&self, work: Work, why: &str) -> Result<(), Error> {
        let tries = work.tries;
        // As it is to be replayed: from the beginning.
        let work = Work::now(work.task);
        let item = serde_json::to_string(&work).map_err(|error| Error::Internal(error.into()))?;
        let reason = format!("{why}; tried {tries} times");
        self.poison.park("perform", &reason, &item).await?;
        Ok(())
    }

    /// Tries again what was given up on. If it fails again it is parked in the same place.
    async fn replay(&self, id: &str) -> Result<(), Error> {
        let Some(id) = Id::parse(id) else {
            return Ok(());
        };
        // Gone: somebody has replayed it.
        let Some(parked) = self.poison.find(&id).await? else {
            return Ok(());
        };
        let item = &parked.value.item;
        match parked.value.function.as_str() {
            "sms_received" => sms_received::receive(self, item).await?,
            "sms_delivered" => sms_delivered::receive(self, item).await?,
            "chat_message" => chat_message::receive(self, item).await?,
            "chat_thread" => chat_thread::receive(self, item).await?,
            _ => match serde_json::from_str::<Work>(item) {
                Ok(work) => self.perform(work).await?,
                // It never was anything; there is nothing to try.
                Err(_) => return Ok(()),
            },
        }
        self.poison.remove(&id, &parked).await
    }
}
