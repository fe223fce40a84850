//! The embedded queue: messages in the order in which they become visible.
//!
//! Receiving a message moves it to the time when it becomes visible again; the place where it then
//! is, is the receipt.

use super::{Embedded, tx::Tx, writer::broken};
use crate::{Error, Message, Queue, expiry::millis};
use std::time::Duration;
use time::OffsetDateTime;

/// A message in the file: how often it was received, four bytes, when it was put in, eight bytes of
/// milliseconds, then its body.
struct Record<'a> {
    dequeue_count: u32,
    inserted: i64,
    body: &'a [u8],
}

impl<'a> Record<'a> {
    fn read(bytes: &'a [u8]) -> Option<Self> {
        let (dequeue_count, rest) = bytes.split_first_chunk::<4>()?;
        let (inserted, body) = rest.split_first_chunk::<8>()?;
        Some(Self {
            dequeue_count: u32::from_le_bytes(*dequeue_count),
            inserted: i64::from_le_bytes(*inserted),
            body,
        })
    }

    fn write(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(12 + self.body.len());
        bytes.extend_from_slice(&self.dequeue_count.to_le_bytes());
        bytes.extend_from_slice(&self.inserted.to_le_bytes());
        bytes.extend_from_slice(self.body);
        bytes
    }
}

impl Embedded {
    pub(crate) async fn put(
        &self,
        queue: &Queue,
        body: Vec<u8>,
        delay: Duration,
        now: OffsetDateTime,
    ) -> Result<(), Error> {
        let queue = queue.clone();
        let put = move |tx: &mut Tx<'_>| {
            let number = tx.next_number()?;
            let record = Record {
                dequeue_count: 0,
                inserted: millis(now),
                body: &body,
            };
            let place = (queue.name(), millis(now + delay), number);
            let bytes = record.write();
            tx.messages
                .insert(place, bytes.as_slice())
                .map_err(broken)?;
            Ok(())
        };
        self.writer.run(put).await
    }

    pub(crate) async fn receive(
        &self,
        queue: &Queue,
        max: u8,
        visibility: Duration,
        now: OffsetDateTime,
    ) -> Result<Vec<Message>, Error> {
        let queue = queue.clone();
        let hide = move |tx: &mut Tx<'_>| receive(tx, &queue, max, visibility, now);
        self.writer.run(hide).await
    }

    pub(crate) async fn delete_message(
        &self,
        queue: &Queue,
        message: &Message,
    ) -> Result<(), Error> {
        let Some((visible, number)) = parse_receipt(&message.receipt) else {
            return Ok(());
        };
        let queue = queue.clone();
        let delete = move |tx: &mut Tx<'_>| {
            let place = (queue.name(), visible, number);
            let found = tx.messages.remove(place).map_err(broken)?.is_some();
            tx.dirty |= found;
            Ok(())
        };
        self.writer.run(delete).await
    }
}

fn receive(
    tx: &mut Tx<'_>,
    queue: &Queue,
    max: u8,
    visibility: Duration,
    now: OffsetDateTime,
) -> Result<Vec<Message>, Error> {
    use redb::ReadableTable as _;

    let name = queue.name();
    let until = millis(now + visibility);
    let mut due = Vec::new();
    let visible = (name, i64::MIN, 0)..=(name, millis(now), u64::MAX);
    let entries = tx.messages.range(visible).map_err(broken)?;
    for entry in entries.take(usize::from(max)) {
        let (place, bytes) = entry.map_err(broken)?;
        let (_, visible, number) = place.value();
        due.push((visible, number, bytes.value().to_vec()));
    }
    let mut messages = Vec::with_capacity(due.len());
    for (visible, number, bytes) in due {
        let old = Record::read(&bytes).ok_or_else(|| Error::Corrupt {
            what: "a message".to_owned(),
            place: format!("queue {name}"),
        })?;
        let record = Record {
            dequeue_count: old.dequeue_count.saturating_add(1),
            ..old
        };
        tx.messages
            .remove((name, visible, number))
            .map_err(broken)?;
        tx.messages
            .insert((name, until, number), record.write().as_slice())
            .map_err(broken)?;
        tx.dirty = true;
        messages.push(Message {
            id: number.to_string(),
            body: record.body.to_vec(),
            receipt: format!("{until}/{number}"),
            dequeue_count: record.dequeue_count,
            inserted: OffsetDateTime::from_unix_timestamp_nanos(
                i128::from(record.inserted) * 1_000_000,
            )
            .unwrap_or(now),
        });
    }
    Ok(messages)
}

fn parse_receipt(receipt: &str) -> Option<(i64, u64)> {
    let (visible, number) = receipt.split_once('/')?;
    Some((visible.parse().ok()?, number.parse().ok()?))
}
