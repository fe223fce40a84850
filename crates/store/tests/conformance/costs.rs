//! What a call costs in Azure, as the documentation of the crate says; and what is on the wire.

use crate::{NOW, azurite::Azurite};
use azure_core::http::{
    Body, Context, Request,
    policies::{Policy, PolicyResult},
};
use std::{
    sync::{Arc, Mutex},
    time::Duration,
};
use store::{Batch, Insert, Key, Op, Queue, Store, Table, Version};
use time::Duration as Span;

const COSTS: Table = Table::new("costs");
const QUEUE: Queue = Queue::new("costs");

/// Writes down each request on its way out.
#[derive(Debug, Default)]
struct Recorder {
    requests: Mutex<Vec<String>>,
}

#[expect(
    elided_lifetimes_in_paths,
    reason = "async_trait takes the trait's signature to the letter"
)]
#[async_trait::async_trait]
impl Policy for Recorder {
    async fn send(
        &self,
        ctx: &Context,
        request: &mut Request,
        next: &[Arc<dyn Policy>],
    ) -> PolicyResult {
        let body = match request.body() {
            Body::Bytes(bytes) => String::from_utf8_lossy(bytes).into_owned(),
            Body::SeekableStream(_) => panic!("a stream"),
        };
        let line = format!("{} {} {body}", request.method().as_ref(), request.url());
        self.requests.lock().unwrap().push(line);
        let (first, rest) = next.split_first().unwrap();
        first.send(ctx, request, rest).await
    }
}

impl Recorder {
    /// What was sent since the last time.
    fn take(&self) -> Vec<String> {
        std::mem::take(&mut self.requests.lock().unwrap())
    }
}

fn done(inserted: Result<Insert, store::Error>) -> Version {
    match inserted {
        Ok(Insert::Done(version)) => version,
        other => panic!("{other:?}"),
    }
}

pub(crate) async fn calls_cost_what_the_documentation_says(azurite: &Azurite) {
    let recorder = Arc::new(Recorder::default());
    let mut options = azurite.options();
    options
        .client_options
        .per_try_policies
        .push(Arc::clone(&recorder) as Arc<dyn Policy>);
    let store = Store::azure(options).unwrap();
    let costs = |call: &str, expected: usize| {
        let requests = recorder.take();
        assert_eq!(requests.len(), expected, "{call}: {requests:#?}");
    };
    costs("making the store", 0);

    let key = |row: &str| Key::new("p", row);
    let later = NOW + Span::HOUR;
    let version = done(store.insert(COSTS, &key("a"), &1, None, NOW).await);
    costs("the first insert into a table", 3);
    done(store.insert(COSTS, &key("b"), &1, None, NOW).await);
    costs("insert", 1);
    store.insert(COSTS, &key("a"), &1, None, NOW).await.unwrap();
    costs("insert, exists", 2);
    done(store.insert(COSTS, &key("c"), &1, Some(later), NOW).await);
    costs("the first insert with an expiry", 1 + 3);
    done(store.insert(COSTS, &key("d"), &1, Some(later), NOW).await);
    costs("insert with an expiry", 1 + 1);
    done(store.insert(COSTS, &key("c"), &2, None, later).await);
    costs("insert over an expired row", 3);

    store.get::<u32>(COSTS, &key("a"), NOW).await.unwrap();
    costs("get", 1);
    store
        .range::<u32>(COSTS, "p", .., 10, None, NOW)
        .await
        .unwrap();
    costs("range", 1);
    store
        .replace(COSTS, &key("a"), &2, &version, None)
        .await
        .unwrap();
    costs("replace", 1);
    store
        .replace(COSTS, &key("a"), &2, &version, None)
        .await
        .unwrap();
    costs("replace, conflict", 1);

    let op = |row: &str| Op::insert(row, &1, None).unwrap();
    let batch = store.batch(COSTS, "p", vec![op("e"), op("f")], NOW).await;
    assert!(matches!(batch, Ok(Batch::Done(_))));
    costs("batch", 1);
    let batch = store.batch(COSTS, "p", vec![op("g"), op("f")], NOW).await;
    assert_eq!(batch, Ok(Batch::Conflict { op: 1 }));
    costs("batch, an insert conflicts", 2);
    let batch = store.batch(COSTS, "p", vec![op("g"), op("d")], later).await;
    assert!(matches!(batch, Ok(Batch::Done(_))));
    costs("batch over an expired row", 3);

    for row in ["x", "y"] {
        done(store.insert(COSTS, &key(row), &1, Some(later), NOW).await);
    }
    costs("two inserts with an expiry", 4);
    // c and d live on, without an end: they are looked at and left alone.
    assert_eq!(store.sweep(COSTS, later, 100).await, Ok(2));
    costs("sweep", 1 + (2 * 2 + 2) + 1);
    store.delete(COSTS, &key("a"), None).await.unwrap();
    costs("delete", 1);
    store.delete(COSTS, &key("a"), None).await.unwrap();
    costs("delete, absent", 1);

    store
        .put(&QUEUE, b"work", Duration::ZERO, NOW)
        .await
        .unwrap();
    costs("the first put into a queue", 3);
    // For the host's queue trigger in base64; never too old; and late rather than early.
    let delay = Duration::from_millis(1_200);
    store.put(&QUEUE, b"work", delay, NOW).await.unwrap();
    let [put] = recorder.take().try_into().unwrap();
    assert!(put.contains("messagettl=-1"), "{put}");
    assert!(put.contains("visibilitytimeout=2"), "{put}");
    assert!(put.contains("<MessageText>d29yaw==</MessageText>"), "{put}");
    let messages = store.receive(&QUEUE, 1, Duration::from_secs(60), NOW).await;
    costs("receive", 1);
    let [message] = messages.unwrap().try_into().unwrap();
    store.delete_message(&QUEUE, &message).await.unwrap();
    costs("delete a message", 1);
}
