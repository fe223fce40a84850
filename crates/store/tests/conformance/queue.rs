//! Work for later.

use crate::NOW;
use std::{collections::BTreeSet, time::Duration};
use store::{Error, MAX_BODY, MAX_DELAY, Message, Queue, Store};
use time::OffsetDateTime;

const SECOND: Duration = Duration::from_secs(1);
const HOUR: Duration = Duration::from_secs(3600);

async fn receive(store: &Store, queue: &Queue, now: OffsetDateTime) -> Vec<Message> {
    store.receive(queue, 32, HOUR, now).await.unwrap()
}

/// The message that is visible by `now`. The embedded queue is asked once; Azure's has a clock of
/// its own, and is asked until that clock is there.
async fn receive_by(
    store: &Store,
    queue: &Queue,
    visibility: Duration,
    now: OffsetDateTime,
) -> Message {
    for _ in 0..200 {
        let received = store.receive(queue, 1, visibility, now).await.unwrap();
        if let Some(message) = received.into_iter().next() {
            return message;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("no message within ten seconds");
}

async fn put(store: &Store, queue: &Queue, body: &[u8]) {
    store.put(queue, body, Duration::ZERO, NOW).await.unwrap();
}

pub(crate) async fn a_message_comes_back_until_it_is_deleted(store: Store) {
    let queue = Queue::new("comes-back");
    assert_eq!(receive(&store, &queue, NOW).await, []);
    put(&store, &queue, b"work").await;
    let first = receive_by(&store, &queue, SECOND, NOW).await;
    assert_eq!(
        (first.body.as_slice(), first.dequeue_count),
        (b"work".as_slice(), 1)
    );
    let second = receive_by(&store, &queue, HOUR, NOW + SECOND).await;
    assert_eq!(second.id, first.id);
    assert_eq!(second.inserted, first.inserted);
    assert_ne!(second.receipt, first.receipt);
    assert_eq!(
        (second.body.as_slice(), second.dequeue_count),
        (b"work".as_slice(), 2)
    );
    assert_eq!(receive(&store, &queue, NOW + SECOND).await, []);
    for _ in 0..2 {
        assert_eq!(store.delete_message(&queue, &second).await, Ok(()));
    }
    assert_eq!(receive(&store, &queue, NOW + HOUR + HOUR).await, []);
}

pub(crate) async fn messages_wait_for_their_time(store: Store) {
    let queue = Queue::new("waits");
    for (body, delay) in [
        ("soon", SECOND),
        ("in an hour", HOUR),
        ("in a week", MAX_DELAY),
        ("in a year", Duration::from_secs(365 * 24 * 3600)),
        ("a little later", Duration::from_millis(3_599_001)),
    ] {
        store
            .put(&queue, body.as_bytes(), delay, NOW)
            .await
            .unwrap();
    }
    assert_eq!(receive(&store, &queue, NOW).await, []);
    let soon = receive_by(&store, &queue, HOUR, NOW + SECOND).await;
    assert_eq!(soon.body, b"soon");
    assert_eq!(receive(&store, &queue, NOW + SECOND).await, []);
}

pub(crate) async fn a_stale_receipt_deletes_nothing(store: Store) {
    let queue = Queue::new("stale");
    put(&store, &queue, b"work").await;
    let first = receive_by(&store, &queue, SECOND, NOW).await;
    let second = receive_by(&store, &queue, SECOND, NOW + SECOND).await;
    assert_eq!(store.delete_message(&queue, &first).await, Ok(()));
    let third = receive_by(&store, &queue, HOUR, NOW + 2 * SECOND).await;
    assert_eq!((third.id, third.dequeue_count), (second.id, 3));
}

pub(crate) async fn bodies_are_bytes(store: Store) {
    let queue = Queue::new("bytes");
    let every_byte: Vec<u8> = (0..=255).collect();
    let bodies = BTreeSet::from([
        Vec::new(),
        b"<QueueMessage>&amp;".to_vec(),
        "grüße 😀".as_bytes().to_vec(),
        every_byte,
        vec![b'x'; MAX_BODY],
    ]);
    for body in &bodies {
        put(&store, &queue, body).await;
    }
    let received = receive(&store, &queue, NOW).await;
    let received: BTreeSet<Vec<u8>> = received.into_iter().map(|message| message.body).collect();
    assert!(received == bodies);

    let too_large = vec![b'x'; MAX_BODY + 1];
    let refused = store.put(&queue, &too_large, Duration::ZERO, NOW).await;
    let (size, limit) = (MAX_BODY + 1, MAX_BODY);
    let what = "a message, in bytes,";
    assert_eq!(refused, Err(Error::TooLarge { what, size, limit }));
}

pub(crate) async fn receiving_takes_no_more_than_asked(store: Store) {
    let queue = Queue::new("counted");
    for n in 0..40_u8 {
        put(&store, &queue, &[n]).await;
    }
    let mut sizes = Vec::new();
    let mut bodies = BTreeSet::new();
    for max in [0, 3, 200, 32] {
        let received = store.receive(&queue, max, HOUR, NOW).await.unwrap();
        sizes.push(received.len());
        bodies.extend(received.into_iter().map(|message| message.body));
    }
    assert_eq!(sizes, [1, 3, 32, 4]);
    assert_eq!(bodies.len(), 40);
}
