//! All or nothing.

use crate::{
    NOW,
    rows::{get, insert},
};
use serde_json::{Value, json};
use store::{Batch, Key, Op, Store, Table, Version};
use time::Duration;

const BATCHES: Table = Table::new("batches");

fn key(row: &str) -> Key {
    Key::new("batch", row)
}

async fn batch(store: &Store, ops: Vec<Op>) -> Batch {
    store.batch(BATCHES, "batch", ops, NOW).await.unwrap()
}

async fn values(store: &Store, rows: &[&str]) -> Vec<Option<Value>> {
    let mut values = Vec::new();
    for row in rows {
        let found = get(store, BATCHES, &key(row)).await;
        values.push(found.map(|stored| stored.value));
    }
    values
}

pub(crate) async fn all_or_nothing(store: Store) {
    let replaced = insert(&store, BATCHES, &key("replaced"), &json!(1)).await;
    let deleted = insert(&store, BATCHES, &key("deleted"), &json!(1)).await;
    let ops = || {
        vec![
            Op::insert("new/1", &json!("a\r\n--batch_\"é"), None).unwrap(),
            Op::replace("replaced", &json!(2), &replaced, None).unwrap(),
            Op::delete("deleted", &deleted),
            Op::insert("new/2", &json!("b"), Some(NOW + Duration::HOUR)).unwrap(),
        ]
    };
    let Batch::Done(versions) = batch(&store, ops()).await else {
        panic!("a conflict");
    };
    let rows = ["new/1", "replaced", "deleted", "new/2"];
    let mut expected: Vec<Option<Version>> = Vec::new();
    for row in rows {
        let found = get(&store, BATCHES, &key(row)).await;
        expected.push(found.map(|stored| stored.version));
    }
    assert_eq!(versions, expected);
    let after = [
        Some(json!("a\r\n--batch_\"é")),
        Some(json!(2)),
        None,
        Some(json!("b")),
    ];
    assert_eq!(values(&store, &rows).await, after);
    assert_eq!(batch(&store, ops()).await, Batch::Conflict { op: 0 });
    assert_eq!(values(&store, &rows).await, after);
}

pub(crate) async fn each_operation_can_be_the_conflict(store: Store) {
    let stale = insert(&store, BATCHES, &key("moved"), &json!(1)).await;
    store
        .replace(BATCHES, &key("moved"), &json!(2), &stale, None)
        .await
        .unwrap();
    let bad = [
        Op::insert("moved", &json!(9), None).unwrap(),
        Op::replace("moved", &json!(9), &stale, None).unwrap(),
        Op::replace("missing", &json!(9), &stale, None).unwrap(),
        Op::delete("moved", &stale),
        Op::delete("missing", &stale),
    ];
    for (kind, op) in bad.into_iter().enumerate() {
        for place in [0, 1, 11] {
            let mut ops: Vec<Op> = (0..11)
                .map(|n| Op::insert(format!("other{n}"), &json!(n), None).unwrap())
                .collect();
            ops.insert(place, op.clone());
            let outcome = batch(&store, ops).await;
            assert_eq!(outcome, Batch::Conflict { op: place }, "kind {kind}");
            assert_eq!(
                values(&store, &["moved", "missing", "other0", "other10"]).await,
                [Some(json!(2)), None, None, None],
                "kind {kind} at {place}"
            );
        }
    }
}

pub(crate) async fn an_insert_over_expired_rows_is_part_of_it(store: Store) {
    let expires = Some(NOW + Duration::HOUR);
    for row in ["expired1", "expired2"] {
        store
            .insert(BATCHES, &key(row), &json!("old"), expires, NOW)
            .await
            .unwrap();
    }
    insert(&store, BATCHES, &key("alive"), &json!("old")).await;
    let op = |row: &str| Op::insert(row, &json!("new"), None).unwrap();
    let later = NOW + Duration::HOUR;

    let ops = vec![op("expired1"), op("fresh"), op("alive")];
    let refused = store.batch(BATCHES, "batch", ops, later).await;
    assert_eq!(refused, Ok(Batch::Conflict { op: 2 }));
    assert_eq!(
        values(&store, &["expired1", "fresh", "alive"]).await,
        [Some(json!("old")), None, Some(json!("old"))]
    );

    let ops = vec![op("expired1"), op("fresh"), op("expired2")];
    let done = store.batch(BATCHES, "batch", ops, later).await.unwrap();
    assert!(matches!(done, Batch::Done(versions) if versions.iter().flatten().count() == 3));
    assert_eq!(
        values(&store, &["expired1", "fresh", "expired2"]).await,
        [Some(json!("new")), Some(json!("new")), Some(json!("new"))]
    );
}

pub(crate) async fn an_empty_batch_is_done(store: Store) {
    assert_eq!(batch(&store, Vec::new()).await, Batch::Done(Vec::new()));
}
