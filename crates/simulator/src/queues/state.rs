//! The queues and what one may do to them; every rule is the service's own.

use std::collections::BTreeMap;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde::{Deserialize, Serialize};
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use super::{StorageError, StoredMessage};

/// The largest text, in bytes: 64 KiB.
/// <https://learn.microsoft.com/rest/api/storageservices/put-message>
const MAX_TEXT: usize = 64 * 1024;

#[derive(Default, Serialize, Deserialize)]
pub(crate) struct State {
    queues: BTreeMap<String, Queue>,
    /// Numbers that are given once: to messages, and to receipts.
    next: u64,
    /// By queue: functions that take its messages, and messages that they hold.
    #[serde(skip)]
    triggers: BTreeMap<String, Trigger>,
}

#[derive(Default, Serialize, Deserialize)]
struct Queue {
    metadata: BTreeMap<String, String>,
    /// In the order in which they were put.
    messages: BTreeMap<u64, StoredMessage>,
}

#[derive(Default)]
struct Trigger {
    listeners: usize,
    busy: usize,
}

/// What came of [`State::create`].
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Created {
    New,
    /// There was one with the same metadata.
    Already,
}

impl State {
    pub(super) fn names(&self) -> Vec<String> {
        self.queues.keys().cloned().collect()
    }

    pub(super) fn messages(&mut self, queue: &str, now: OffsetDateTime) -> Vec<StoredMessage> {
        let messages = self.queue(queue, now).map(|queue| queue.messages.values());
        messages.map_or_else(|_| Vec::new(), |all| all.cloned().collect())
    }

    /// <https://learn.microsoft.com/rest/api/storageservices/create-queue4>
    pub(super) fn create(
        &mut self,
        queue: &str,
        metadata: BTreeMap<String, String>,
    ) -> Result<Created, StorageError> {
        if !is_queue_name(queue) {
            return Err(StorageError::InvalidResourceName);
        }
        match self.queues.get(queue) {
            Some(known) if known.metadata == metadata => Ok(Created::Already),
            Some(_) => Err(StorageError::QueueAlreadyExists),
            None => {
                let messages = BTreeMap::new();
                self.queues
                    .insert(queue.to_owned(), Queue { metadata, messages });
                Ok(Created::New)
            }
        }
    }

    /// Sees to it that there is a queue, as the clients of the Functions host do.
    pub(crate) fn make(&mut self, queue: &str) -> Result<(), StorageError> {
        match self.create(queue, BTreeMap::new()) {
            Ok(_) | Err(StorageError::QueueAlreadyExists) => Ok(()),
            Err(error) => Err(error),
        }
    }

    pub(super) fn delete(&mut self, queue: &str) -> Result<(), StorageError> {
        let gone = self.queues.remove(queue);
        gone.map(drop).ok_or(StorageError::QueueNotFound)
    }

    /// The metadata, and how many messages there are.
    pub(super) fn properties(
        &mut self,
        queue: &str,
        now: OffsetDateTime,
    ) -> Result<(BTreeMap<String, String>, usize), StorageError> {
        let queue = self.queue(queue, now)?;
        Ok((queue.metadata.clone(), queue.messages.len()))
    }

    /// `ttl` of `None` is for ever. <https://learn.microsoft.com/rest/api/storageservices/put-message>
    pub(crate) fn put(
        &mut self,
        queue: &str,
        text: String,
        now: OffsetDateTime,
        delay: Duration,
        ttl: Option<Duration>,
    ) -> Result<StoredMessage, StorageError> {
        if text.len() > MAX_TEXT {
            return Err(StorageError::RequestBodyTooLarge);
        }
        if !(Duration::ZERO..=super::WEEK).contains(&delay) || ttl.is_some_and(|ttl| delay >= ttl) {
            return Err(StorageError::OutOfRange("visibilitytimeout"));
        }
        let number = self.number();
        let message = StoredMessage {
            id: Uuid::new_v4().to_string(),
            text,
            inserted: now,
            expires: ttl.map(|ttl| now + ttl),
            next_visible: now + delay,
            dequeue_count: 0,
            pop_receipt: receipt(number),
        };
        let queue = self.queue(queue, now)?;
        queue.messages.insert(number, message.clone());
        Ok(message)
    }

    /// Up to `max` messages, which nobody else gets until `visibility` has passed.
    /// <https://learn.microsoft.com/rest/api/storageservices/get-messages>
    pub(crate) fn receive(
        &mut self,
        queue: &str,
        max: usize,
        visibility: Duration,
        now: OffsetDateTime,
    ) -> Result<Vec<StoredMessage>, StorageError> {
        let mut number = self.next;
        let queue = self.queue(queue, now)?;
        let received = queue
            .messages
            .values_mut()
            .filter(|message| message.next_visible <= now)
            .take(max)
            .map(|message| {
                number += 1;
                message.pop_receipt = receipt(number);
                message.next_visible = now + visibility;
                message.dequeue_count += 1;
                message.clone()
            })
            .collect();
        self.next = number + 1;
        Ok(received)
    }

    pub(super) fn peek(
        &mut self,
        queue: &str,
        max: usize,
        now: OffsetDateTime,
    ) -> Result<Vec<StoredMessage>, StorageError> {
        let queue = self.queue(queue, now)?;
        let visible = queue
            .messages
            .values()
            .filter(|message| message.next_visible <= now);
        Ok(visible.take(max).cloned().collect())
    }

    /// <https://learn.microsoft.com/rest/api/storageservices/delete-message2>
    pub(crate) fn delete_message(
        &mut self,
        queue: &str,
        id: &str,
        pop_receipt: &str,
        now: OffsetDateTime,
    ) -> Result<(), StorageError> {
        let (number, _) = self.held(queue, id, pop_receipt, now)?;
        self.queue(queue, now)?.messages.remove(&number);
        Ok(())
    }

    /// Moves the time from which on it can be received, and may replace the text. Answers the
    /// message with its new receipt.
    /// <https://learn.microsoft.com/rest/api/storageservices/update-message>
    pub(crate) fn update(
        &mut self,
        queue: &str,
        id: &str,
        pop_receipt: &str,
        (visibility, text): (Duration, Option<String>),
        now: OffsetDateTime,
    ) -> Result<StoredMessage, StorageError> {
        if text.as_ref().is_some_and(|text| text.len() > MAX_TEXT) {
            return Err(StorageError::RequestBodyTooLarge);
        }
        if !(Duration::ZERO..=super::WEEK).contains(&visibility) {
            return Err(StorageError::OutOfRange("visibilitytimeout"));
        }
        let fresh = self.number();
        let (_, message) = self.held(queue, id, pop_receipt, now)?;
        message.next_visible = now + visibility;
        message.pop_receipt = receipt(fresh);
        if let Some(text) = text {
            message.text = text;
        }
        Ok(message.clone())
    }

    pub(super) fn clear(&mut self, queue: &str, now: OffsetDateTime) -> Result<(), StorageError> {
        self.queue(queue, now)?.messages.clear();
        Ok(())
    }

    /// When a message of the queue can be received next, be it in the past.
    pub(crate) fn next_visible(
        &mut self,
        queue: &str,
        now: OffsetDateTime,
    ) -> Option<OffsetDateTime> {
        let messages = self.queue(queue, now).ok()?.messages.values();
        messages.map(|message| message.next_visible).min()
    }

    /// A function begins or ends to take the messages of a queue.
    pub(crate) fn listens(&mut self, queue: &str, listens: bool) {
        let trigger = self.triggers.entry(queue.to_owned()).or_default();
        trigger.listeners = if listens {
            trigger.listeners + 1
        } else {
            trigger.listeners.saturating_sub(1)
        };
    }

    /// A function begins or ends to work on a message.
    pub(crate) fn works(&mut self, queue: &str, works: bool) {
        let trigger = self.triggers.entry(queue.to_owned()).or_default();
        trigger.busy = if works {
            trigger.busy + 1
        } else {
            trigger.busy.saturating_sub(1)
        };
    }

    /// Whether no function works, and none could.
    pub(crate) fn rests(&mut self, now: OffsetDateTime) -> bool {
        self.triggers.values().all(|trigger| trigger.busy == 0)
            && self.next_trigger(now).is_none_or(|next| next > now)
    }

    /// When a function is called next.
    pub(crate) fn next_trigger(&mut self, now: OffsetDateTime) -> Option<OffsetDateTime> {
        let listened: Vec<_> = self
            .triggers
            .iter()
            .filter(|(_, trigger)| trigger.listeners > 0)
            .map(|(queue, _)| queue.clone())
            .collect();
        listened
            .iter()
            .filter_map(|queue| self.next_visible(queue, now))
            .min()
    }

    /// The listeners stay: their queues come back with the next message.
    pub(super) fn forget(&mut self) {
        self.queues.clear();
    }

    /// The queue, without what has expired.
    fn queue(&mut self, queue: &str, now: OffsetDateTime) -> Result<&mut Queue, StorageError> {
        let queue = self
            .queues
            .get_mut(queue)
            .ok_or(StorageError::QueueNotFound)?;
        queue
            .messages
            .retain(|_, message| message.expires.is_none_or(|expires| expires > now));
        Ok(queue)
    }

    /// A message of which the caller has the latest receipt.
    fn held(
        &mut self,
        queue: &str,
        id: &str,
        pop_receipt: &str,
        now: OffsetDateTime,
    ) -> Result<(u64, &mut StoredMessage), StorageError> {
        let (number, message) = self
            .queue(queue, now)?
            .messages
            .iter_mut()
            .find(|(_, message)| message.id == id)
            .ok_or(StorageError::MessageNotFound)?;
        if message.pop_receipt != pop_receipt {
            return Err(StorageError::PopReceiptMismatch);
        }
        Ok((*number, message))
    }

    fn number(&mut self) -> u64 {
        self.next += 1;
        self.next
    }
}

/// Opaque to clients, with characters that have to be percent-encoded, as the service's have.
fn receipt(number: u64) -> String {
    STANDARD.encode([&[0xfb, 0xef, 0xff][..], &number.to_be_bytes()].concat())
}

/// <https://learn.microsoft.com/rest/api/storageservices/naming-queues-and-metadata#queue-names>
fn is_queue_name(name: &str) -> bool {
    (3..=63).contains(&name.len())
        && name
            .chars()
            .all(|char| char.is_ascii_lowercase() || char.is_ascii_digit() || char == '-')
        && !name.starts_with('-')
        && !name.ends_with('-')
        && !name.contains("--")
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    const NOW: OffsetDateTime = datetime!(2026-11-20 12:00 UTC);
    const MINUTE: Duration = Duration::MINUTE;

    fn with_one() -> State {
        let mut state = State::default();
        state.make("jobs").unwrap();
        state
            .put("jobs", "one".to_owned(), NOW, Duration::ZERO, None)
            .unwrap();
        state
    }

    #[test]
    fn a_message_is_received_by_one_until_its_lease_ends() {
        let mut state = with_one();
        let first = state.receive("jobs", 32, MINUTE, NOW).unwrap().remove(0);
        assert_eq!(first.dequeue_count, 1);
        assert_eq!(state.receive("jobs", 32, MINUTE, NOW), Ok(vec![]));
        let later = NOW + MINUTE;
        let second = state.receive("jobs", 32, MINUTE, later).unwrap().remove(0);
        assert_eq!((second.dequeue_count, &second.id), (2, &first.id));
        let mut delete = |message: &StoredMessage| {
            state.delete_message("jobs", &message.id, &message.pop_receipt, later)
        };
        assert_eq!(delete(&first), Err(StorageError::PopReceiptMismatch));
        assert_eq!(delete(&second), Ok(()));
        assert_eq!(delete(&second), Err(StorageError::MessageNotFound));
    }

    #[test]
    fn an_update_gives_a_new_receipt_and_may_free_the_message() {
        let mut state = with_one();
        let held = state.receive("jobs", 1, MINUTE, NOW).unwrap().remove(0);
        let change = (Duration::ZERO, Some("two".to_owned()));
        let updated = state.update("jobs", &held.id, &held.pop_receipt, change.clone(), NOW);
        let updated = updated.unwrap();
        assert_ne!(updated.pop_receipt, held.pop_receipt);
        assert_eq!(
            state.update("jobs", &held.id, &held.pop_receipt, change, NOW),
            Err(StorageError::PopReceiptMismatch)
        );
        let again = state.receive("jobs", 1, MINUTE, NOW).unwrap().remove(0);
        assert_eq!((again.text.as_str(), again.dequeue_count), ("two", 2));
    }

    #[test]
    fn messages_wait_and_expire_on_the_clock() {
        let mut state = State::default();
        state.make("jobs").unwrap();
        let mut put = |delay, ttl| {
            let put = state.put("jobs", "x".to_owned(), NOW, delay, ttl);
            put.map(|message| (message.next_visible, message.expires))
        };
        assert_eq!(
            put(MINUTE, Some(2 * MINUTE)),
            Ok((NOW + MINUTE, Some(NOW + 2 * MINUTE)))
        );
        let refused = Err(StorageError::OutOfRange("visibilitytimeout"));
        assert_eq!(put(MINUTE, Some(MINUTE)), refused);
        assert_eq!(put(Duration::days(8), None), refused);
        assert_eq!(put(-MINUTE, None), refused);
        assert_eq!(state.next_visible("jobs", NOW), Some(NOW + MINUTE));
        assert_eq!(state.peek("jobs", 32, NOW), Ok(vec![]));
        assert_eq!(state.peek("jobs", 32, NOW + MINUTE).unwrap().len(), 1);
        assert_eq!(state.peek("jobs", 32, NOW + 2 * MINUTE), Ok(vec![]));
        assert_eq!(state.next_visible("jobs", NOW + 2 * MINUTE), None);
    }

    #[test]
    fn names_and_sizes_have_limits() {
        let mut state = with_one();
        for (name, expected) in [
            ("jobs", Ok(Created::Already)),
            ("jobs-poison", Ok(Created::New)),
            ("a1b", Ok(Created::New)),
            ("ab", Err(StorageError::InvalidResourceName)),
            ("-abc", Err(StorageError::InvalidResourceName)),
            ("a--b", Err(StorageError::InvalidResourceName)),
            ("Jobs", Err(StorageError::InvalidResourceName)),
        ] {
            assert_eq!(state.create(name, BTreeMap::new()), expected, "{name}");
        }
        let other = BTreeMap::from([("a".to_owned(), "b".to_owned())]);
        assert_eq!(
            state.create("jobs", other),
            Err(StorageError::QueueAlreadyExists)
        );
        let mut put = |size| {
            let text = "x".repeat(size);
            state.put("jobs", text, NOW, Duration::ZERO, None).map(drop)
        };
        assert_eq!(put(MAX_TEXT), Ok(()));
        assert_eq!(put(MAX_TEXT + 1), Err(StorageError::RequestBodyTooLarge));
    }

    #[test]
    fn a_function_that_could_be_called_is_no_rest() {
        let mut state = with_one();
        assert!(state.rests(NOW), "nobody listens");
        state.listens("jobs", true);
        assert!(!state.rests(NOW));
        let held = state.receive("jobs", 1, MINUTE, NOW).unwrap().remove(0);
        state.works("jobs", true);
        assert!(!state.rests(NOW), "somebody works");
        state.works("jobs", false);
        assert!(state.rests(NOW));
        assert_eq!(state.next_trigger(NOW), Some(held.next_visible));
    }
}
