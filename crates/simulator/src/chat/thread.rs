//! One thread: its members, past and present, and its messages.

use std::{
    collections::{BTreeMap, VecDeque},
    ops::RangeInclusive,
    sync::Arc,
};

use serde::{Deserialize, Serialize};
use time::{Duration, OffsetDateTime};

use super::{
    ChatError, ChatParticipant,
    message::{Content, Message, Metadata, from_millis, millis},
};

/// A long-running simulator forgets the oldest messages of a thread beyond this many.
const CAPACITY: usize = 20_000;

/// When a thread goes away by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    tag = "kind",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum ChatRetention {
    /// So many days after its creation, 30..=90.
    ThreadCreationDate {
        /// Days.
        delete_thread_after_days: u8,
    },
    /// Never.
    None,
}

/// Which messages somebody may read who is no participant any more.
#[derive(Clone, Debug)]
pub(super) struct Former {
    from: u64,
    /// The last message that was there.
    until: u64,
    /// Whether they went by themselves.
    pub(super) left: bool,
}

/// How far somebody has read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Receipt {
    pub(crate) by: String,
    pub(crate) message: String,
    pub(crate) at: OffsetDateTime,
}

#[derive(Debug)]
pub(crate) struct Thread {
    pub(crate) id: String,
    pub(crate) topic: String,
    pub(crate) created: OffsetDateTime,
    pub(crate) created_by: String,
    pub(crate) deleted: Option<OffsetDateTime>,
    pub(crate) metadata: Metadata,
    pub(crate) retention: Option<ChatRetention>,
    /// Shared with the events about the thread.
    pub(crate) participants: Arc<Vec<ChatParticipant>>,
    /// The first message that each participant may read.
    reads_from: BTreeMap<String, u64>,
    former: BTreeMap<String, Former>,
    pub(crate) messages: VecDeque<Message>,
    pub(crate) receipts: Vec<Receipt>,
    sequence: u64,
    /// The latest time that something has as its id or version.
    latest: OffsetDateTime,
}

impl Thread {
    pub(super) fn new(id: String, topic: String, created_by: &str, now: OffsetDateTime) -> Self {
        Self {
            id,
            topic,
            created: from_millis(millis(now)),
            created_by: created_by.to_owned(),
            deleted: None,
            metadata: Metadata::new(),
            retention: None,
            participants: Arc::default(),
            reads_from: BTreeMap::new(),
            former: BTreeMap::new(),
            messages: VecDeque::new(),
            receipts: Vec::new(),
            sequence: 0,
            latest: OffsetDateTime::UNIX_EPOCH,
        }
    }

    /// A time that nothing else in the thread has: ids and versions are times, and the clock of a
    /// test stands still.
    pub(super) fn tick(&mut self, now: OffsetDateTime) -> OffsetDateTime {
        let now = from_millis(millis(now));
        self.latest = now.max(self.latest + Duration::MILLISECOND);
        self.latest
    }

    pub(super) fn expired(&self, now: OffsetDateTime) -> bool {
        match self.retention {
            Some(ChatRetention::ThreadCreationDate {
                delete_thread_after_days,
            }) => now >= self.created + Duration::days(delete_thread_after_days.into()),
            Some(ChatRetention::None) | None => false,
        }
    }

    pub(crate) fn has(&self, user: &str) -> bool {
        self.reads_from.contains_key(user)
    }

    /// Refuses who is no participant.
    pub(super) fn require(&self, user: &str) -> Result<(), ChatError> {
        if self.has(user) {
            Ok(())
        } else {
            Err(ChatError::Forbidden)
        }
    }

    pub(super) fn former(&self, user: &str) -> Option<&Former> {
        self.former.get(user)
    }

    /// Whether the thread is in the list of a user. Those who left find it there, too: "by design,
    /// since users still have access to" it, <https://github.com/Azure/Communication/issues/345>.
    pub(super) fn is_listed_for(&self, user: &str) -> bool {
        self.has(user) || self.former.contains_key(user)
    }

    /// The places of the messages that a user may read: those since they came, or since the time that
    /// was shared with them, and none since they went.
    pub(super) fn readable(&self, user: &str) -> Result<RangeInclusive<u64>, ChatError> {
        match (self.reads_from.get(user), self.former.get(user)) {
            (Some(from), _) => Ok(*from..=u64::MAX),
            (None, Some(former)) => Ok(former.from..=former.until),
            (None, None) => Err(ChatError::Forbidden),
        }
    }

    /// Where a message stands, by its id.
    fn position(&self, id: &str) -> Result<usize, ChatError> {
        let id: i64 = id.parse().map_err(|_| ChatError::UnknownMessage)?;
        self.messages
            .binary_search_by_key(&id, |message| millis(message.created))
            .map_err(|_| ChatError::UnknownMessage)
    }

    pub(super) fn message(&self, id: &str) -> Result<&Message, ChatError> {
        let at = self.position(id)?;
        self.messages.get(at).ok_or(ChatError::UnknownMessage)
    }

    pub(super) fn message_mut(&mut self, id: &str) -> Result<&mut Message, ChatError> {
        let at = self.position(id)?;
        self.messages.get_mut(at).ok_or(ChatError::UnknownMessage)
    }

    /// Adds a message, with an id and a place of its own.
    pub(super) fn post(
        &mut self,
        by: &str,
        display_name: Option<String>,
        content: Content,
        metadata: Metadata,
        now: OffsetDateTime,
    ) -> Message {
        let created = self.tick(now);
        self.sequence += 1;
        let message = Message {
            created,
            sequence: self.sequence,
            version: created,
            by: by.to_owned(),
            display_name,
            content,
            edited: None,
            deleted: None,
            metadata,
        };
        if self.messages.len() == CAPACITY {
            self.messages.pop_front();
        }
        self.messages.push_back(message.clone());
        message
    }

    /// The system tells the thread what somebody did.
    pub(super) fn tell(&mut self, by: &str, content: Content, now: OffsetDateTime) -> Message {
        self.post(by, None, content, Metadata::new(), now)
    }

    /// Lets somebody in; one who is in stays as they are.
    pub(super) fn admit(&mut self, new: ChatParticipant, now: OffsetDateTime) -> bool {
        if self.has(&new.id) {
            return false;
        }
        // A history that is shared from now on begins with what comes after this: the times of
        // messages can be ahead of a clock that stands still.
        let shared = new.share_history_time;
        let first = self
            .messages
            .iter()
            .find(|message| shared < now && message.created >= shared)
            .map_or(self.sequence + 1, |message| message.sequence);
        self.former.remove(&new.id);
        self.reads_from.insert(new.id.clone(), first);
        Arc::make_mut(&mut self.participants).push(new);
        true
    }

    /// Lets somebody out; `None` if they are not in.
    pub(super) fn dismiss(&mut self, user: &str, by: &str) -> Option<ChatParticipant> {
        let from = self.reads_from.remove(user)?;
        let participants = Arc::make_mut(&mut self.participants);
        let at = participants.iter().position(|one| one.id == user)?;
        let gone = participants.remove(at);
        let former = Former {
            from,
            until: self.sequence,
            left: user == by,
        };
        self.former.insert(user.to_owned(), former);
        Some(gone)
    }
}
