//! Chat threads and the rules about them; [`crate::acs`] has the REST API in front of it.
//!
//! <https://learn.microsoft.com/azure/communication-services/concepts/chat/concepts>

mod api;
mod change;
mod error;
mod event;
mod message;
mod messages;
mod participant;
mod participants;
mod patch;
mod presence;
mod rate;
mod record;
mod settings;
mod size;
mod thread;
mod threads;

use std::{
    collections::{BTreeMap, VecDeque},
    sync::Arc,
};

use time::OffsetDateTime;

pub(crate) use self::{
    api::candidate,
    message::{Content, Message, Metadata, from_millis, millis},
    messages::{Edit, Slice},
    participant::{Candidate, Rejected},
    patch::{MetadataPatch, Patch},
    thread::{Receipt, Thread},
    threads::{NewThread, ThreadPatch},
};
pub use self::{
    api::{Chat, ChatUser},
    error::ChatError,
    message::{ChatDraft, ChatFormat},
    participant::ChatParticipant,
    record::{ChatMessage, ChatMessageKind, ChatStay, ChatThread},
    settings::ChatSettings,
    thread::ChatRetention,
};
use self::{
    change::Change,
    rate::{Operation, Rates},
    threads::Repeatable,
};
use crate::{
    acs::Resource,
    eventgrid::PublishedEvent,
    rng::Rng,
    world::{State, World},
};

/// A long-running simulator forgets the oldest threads beyond this many.
const THREADS: usize = 5_000;

/// And what it has told Event Grid of, beyond this many changes.
const CHANGES: usize = 20_000;

/// Everything about chat that changes.
#[derive(Debug, Default)]
pub(crate) struct Threads {
    pub(crate) settings: ChatSettings,
    by_id: BTreeMap<String, Thread>,
    /// Oldest first.
    order: VecDeque<String>,
    repeatable: Repeatable,
    rates: Rates,
    /// What nobody has been told of yet.
    fresh: Vec<Arc<Change>>,
    announced: VecDeque<Arc<Change>>,
}

/// One call: who makes it, when, and what the rest of the world is like.
pub(crate) struct Call<'a> {
    /// The raw id of the user.
    pub(crate) user: &'a str,
    pub(crate) users: &'a Resource,
    pub(crate) dice: &'a mut Rng,
    pub(crate) now: OffsetDateTime,
}

impl Threads {
    /// The thread, for one of its participants, if the rate limits have room for the operation.
    fn enter(
        &mut self,
        call: &Call<'_>,
        thread: &str,
        operation: Operation,
    ) -> Result<&mut Thread, ChatError> {
        self.existing(thread, call.now)?.require(call.user)?;
        self.spend(call, thread, operation)?;
        self.by_id.get_mut(thread).ok_or(ChatError::UnknownThread)
    }

    /// A thread that is neither deleted nor past its time.
    fn existing(&self, thread: &str, now: OffsetDateTime) -> Result<&Thread, ChatError> {
        self.by_id
            .get(thread)
            .filter(|thread| thread.deleted.is_none() && !thread.expired(now))
            .ok_or(ChatError::UnknownThread)
    }

    fn spend(
        &mut self,
        call: &Call<'_>,
        thread: &str,
        operation: Operation,
    ) -> Result<(), ChatError> {
        if self.settings.limits {
            self.rates.spend(operation, call.user, thread, call.now)
        } else {
            Ok(())
        }
    }

    /// Notes what is to be told to Event Grid.
    fn note(&mut self, change: Change) {
        let change = Arc::new(change);
        if self.announced.len() == CHANGES {
            self.announced.pop_front();
        }
        self.announced.push_back(Arc::clone(&change));
        self.fresh.push(change);
    }

    /// Drops the threads; the settings return to what they were at the start.
    pub(crate) fn forget(&mut self) {
        *self = Self::default();
    }

    /// Every thread that is remembered, oldest first.
    pub(crate) fn records(&self) -> Vec<ChatThread> {
        let threads = self.order.iter().filter_map(|id| self.by_id.get(id));
        threads.map(ChatThread::from).collect()
    }

    /// A thread, whatever became of it.
    pub(crate) fn find(&self, id: &str) -> Option<&Thread> {
        self.by_id.get(id)
    }

    /// What Event Grid was told, oldest first: of each change the event of the thread and then
    /// those of its users.
    fn events(&self) -> Vec<PublishedEvent> {
        let changes = self.announced.iter();
        changes
            .flat_map(|change| [change.for_thread()].into_iter().chain(change.for_users()))
            .collect()
    }

    fn thread_events(&self, from: usize) -> Vec<PublishedEvent> {
        let changes = self.announced.iter().skip(from);
        changes.map(|change| change.for_thread()).collect()
    }
}

impl World {
    /// Does something as a user, and tells Event Grid what has changed.
    pub(crate) fn chat<T>(
        &self,
        user: &str,
        act: impl FnOnce(&mut Threads, &mut Call<'_>) -> Result<T, ChatError>,
    ) -> Result<T, ChatError> {
        let now = self.now();
        let (outcome, changes) = {
            let mut state = self.state();
            let State { acs, chat, ids, .. } = &mut *state;
            let mut call = Call {
                user,
                users: acs,
                dice: ids,
                now,
            };
            let outcome = act(chat, &mut call);
            (outcome, std::mem::take(&mut chat.fresh))
        };
        for change in changes {
            // Most of them go to nobody, and a thread can have 250 users.
            if self.grid.is_wanted(change.thread_type()) {
                self.publish(change.for_thread());
            }
            if change
                .user_type()
                .is_some_and(|kind| self.grid.is_wanted(kind))
            {
                change.for_users().for_each(|event| self.publish(event));
            }
        }
        outcome
    }
}
