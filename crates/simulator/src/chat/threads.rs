//! Creating, listing, changing and deleting threads.

use std::collections::VecDeque;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use time::OffsetDateTime;

use super::{
    Call, ChatError, ChatRetention, THREADS, Thread, Threads,
    change::{Change, Properties, What},
    message::{Content, Metadata},
    participant::{self, Candidate, ChatParticipant, Rejected},
    patch::{MetadataPatch, Patch},
    rate::Operation,
    size,
};
use crate::rng::Rng;

/// A thread to be.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct NewThread {
    pub(crate) topic: String,
    /// Besides the creator, who is in unasked.
    pub(crate) participants: Vec<Candidate>,
    pub(crate) metadata: Metadata,
    pub(crate) retention: Option<ChatRetention>,
    /// The same id from the same user makes no other thread.
    pub(crate) repeatability: Option<String>,
}

/// What a merge patch changes of a thread.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct ThreadPatch {
    pub(crate) topic: Option<String>,
    pub(crate) metadata: MetadataPatch,
    pub(crate) retention: Patch<ChatRetention>,
}

/// The threads that were made by requests that can be repeated; the oldest are forgotten.
#[derive(Debug, Default)]
pub(super) struct Repeatable(VecDeque<Made>);

/// By whom, under which id, and what came of it.
#[derive(Debug)]
struct Made {
    user: String,
    request: String,
    thread: String,
    rejected: Rejected,
}

impl Repeatable {
    fn earlier(&self, user: &str, request: &str) -> Option<(String, Rejected)> {
        self.0
            .iter()
            .find(|made| made.user == user && made.request.eq_ignore_ascii_case(request))
            .map(|made| (made.thread.clone(), made.rejected.clone()))
    }

    fn keep(&mut self, made: Made) {
        if self.0.len() == THREADS {
            self.0.pop_front();
        }
        self.0.push_back(made);
    }
}

impl Threads {
    /// Answers the thread's id, and who could not be added.
    pub(crate) fn create(
        &mut self,
        call: &mut Call<'_>,
        new: NewThread,
    ) -> Result<(String, Rejected), ChatError> {
        size::topic(&new.topic)?;
        size::metadata(&new.metadata)?;
        size::retention(new.retention)?;
        size::added(new.participants.len())?;
        if let Some(request) = &new.repeatability
            && let Some(earlier) = self.repeatable.earlier(call.user, request)
            && self.by_id.contains_key(&earlier.0)
        {
            return Ok(earlier);
        }
        let (mut participants, rejected) = check(new.participants, call)?;
        if participants.iter().all(|one| one.id != call.user) {
            participants.insert(0, creator(call.user));
        }
        self.spend(call, "", Operation::CreateThread)?;

        let id = new_id(call.dice);
        let mut thread = Thread::new(id.clone(), new.topic, call.user, call.now);
        thread.metadata = new.metadata;
        thread.retention = new.retention;
        for participant in participants {
            thread.admit(participant, call.now);
        }
        let added = Content::ParticipantAdded(thread.participants.to_vec());
        thread.tell(call.user, added, call.now);
        let topic = Content::TopicUpdated {
            topic: thread.topic.clone(),
        };
        let told = thread.tell(call.user, topic, call.now);
        let change = Change::new(
            &thread,
            call,
            told.created,
            What::ThreadCreated(Properties::of(&thread)),
        );
        self.insert(thread);
        self.note(change);
        if let Some(request) = new.repeatability {
            self.repeatable.keep(Made {
                user: call.user.to_owned(),
                request,
                thread: id.clone(),
                rejected: rejected.clone(),
            });
        }
        Ok((id, rejected))
    }

    fn insert(&mut self, thread: Thread) {
        if self.order.len() == THREADS
            && let Some(oldest) = self.order.pop_front()
        {
            self.by_id.remove(&oldest);
        }
        self.order.push_back(thread.id.clone());
        self.by_id.insert(thread.id.clone(), thread);
    }

    /// The threads of the caller, whatever became of them, that have a message since `start`: the
    /// latest message comes first.
    pub(crate) fn list(
        &mut self,
        call: &Call<'_>,
        start: Option<OffsetDateTime>,
    ) -> Result<Vec<&Thread>, ChatError> {
        self.spend(call, "", Operation::GetThreads)?;
        let latest = |thread: &Thread| thread.messages.back().map(|last| last.created);
        let mut listed: Vec<&Thread> = self
            .by_id
            .values()
            .filter(|thread| thread.is_listed_for(call.user) && !thread.expired(call.now))
            .filter(|thread| start.is_none_or(|start| latest(thread) >= Some(start)))
            .collect();
        listed.sort_by_key(|thread| std::cmp::Reverse(latest(thread)));
        Ok(listed)
    }

    /// One thread. A deleted one is still shown to those who were in it.
    pub(crate) fn thread(&mut self, call: &Call<'_>, id: &str) -> Result<&Thread, ChatError> {
        let found = self
            .by_id
            .get(id)
            .filter(|thread| !thread.expired(call.now))
            .ok_or(ChatError::UnknownThread)?;
        found.require(call.user)?;
        self.spend(call, id, Operation::GetThreads)?;
        self.by_id.get(id).ok_or(ChatError::UnknownThread)
    }

    pub(crate) fn update(
        &mut self,
        call: &mut Call<'_>,
        id: &str,
        patch: ThreadPatch,
    ) -> Result<(), ChatError> {
        if let Some(topic) = &patch.topic {
            size::topic(topic)?;
        }
        if let Patch::Set(retention) = patch.retention {
            size::retention(Some(retention))?;
        }
        let now = call.now;
        let thread = self.enter(call, id, Operation::UpdateThread)?;
        let metadata = patch.metadata.apply(&thread.metadata);
        size::metadata(&metadata)?;
        thread.metadata = metadata;
        match patch.retention {
            Patch::Keep => {}
            Patch::Clear => thread.retention = None,
            Patch::Set(retention) => thread.retention = Some(retention),
        }
        let renamed = patch.topic.is_some();
        let edited = match patch.topic {
            Some(topic) => {
                thread.topic.clone_from(&topic);
                let told = Content::TopicUpdated { topic };
                thread.tell(call.user, told, now).created
            }
            None => thread.tick(now),
        };
        let now = Properties::of(thread);
        let what = What::PropertiesUpdated { now, renamed };
        let change = Change::new(thread, call, edited, what);
        self.note(change);
        Ok(())
    }

    /// Any participant may, as far as is known.
    pub(crate) fn delete_thread(&mut self, call: &mut Call<'_>, id: &str) -> Result<(), ChatError> {
        let now = call.now;
        let thread = self.enter(call, id, Operation::DeleteThread)?;
        let deleted = thread.tick(now);
        thread.deleted = Some(deleted);
        let change = Change::new(thread, call, deleted, What::ThreadDeleted);
        self.note(change);
        Ok(())
    }
}

/// Who of these can be in a thread.
pub(super) fn check(
    candidates: Vec<Candidate>,
    call: &Call<'_>,
) -> Result<(Vec<ChatParticipant>, Rejected), ChatError> {
    for candidate in &candidates {
        size::metadata(&candidate.metadata)?;
    }
    participant::sort(candidates, call.users)
}

fn creator(user: &str) -> ChatParticipant {
    ChatParticipant {
        id: user.to_owned(),
        display_name: None,
        share_history_time: OffsetDateTime::UNIX_EPOCH,
        metadata: Metadata::new(),
    }
}

/// In the form of recorded ids: upper and lower case matter, and `:` and `@` want escaping.
fn new_id(dice: &mut Rng) -> String {
    let unique: [u8; 32] = dice.bytes();
    format!("19:acsV1_{}1@thread.v2", URL_SAFE_NO_PAD.encode(unique))
}
