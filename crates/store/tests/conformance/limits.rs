//! The limits are those of Azure, on every backend.

use crate::{
    NOW,
    rows::{get, insert},
};
use serde_json::json;
use store::{Batch, Error, Key, MAX_BATCH, MAX_VALUE, Op, Replace, Store, Table};

const LIMITS: Table = Table::new("limits");

fn too_large(error: &Error, expected_size: usize, expected_limit: usize) {
    match error {
        Error::TooLarge { size, limit, .. } => {
            assert_eq!((*size, *limit), (expected_size, expected_limit));
        }
        other => panic!("{other:?}"),
    }
}

pub(crate) async fn long_keys_are_refused(store: Store) {
    // 512 characters, or fewer if they need three each.
    for longest in ["k".repeat(512), "/".repeat(170)] {
        let key = Key::new("long", longest.as_str());
        insert(&store, LIMITS, &key, &json!(1)).await;
        let key = Key::new(longest.as_str(), longest.as_str());
        insert(&store, LIMITS, &key, &json!(2)).await;
        assert_eq!(get(&store, LIMITS, &key).await.unwrap().value, json!(2));
    }
    for key in [
        Key::new("k".repeat(513), "r"),
        Key::new("p", "k".repeat(513)),
        Key::new("p", "é".repeat(86)),
    ] {
        let size = if key.row.len() == 172 { 516 } else { 513 };
        let error = store.insert(LIMITS, &key, &1, None, NOW).await.unwrap_err();
        too_large(&error, size, 512);
        let error = store.get::<u32>(LIMITS, &key, NOW).await.unwrap_err();
        too_large(&error, size, 512);
    }
}

pub(crate) async fn large_values_survive(store: Store) {
    for (row, char) in [
        ("ascii", "x"),
        ("quotes", "\""),
        ("three", "€"),
        ("four", "😀"),
    ] {
        let key = Key::new("large", row);
        let each = serde_json::to_string(char).unwrap().len() - 2;
        let value = json!(char.repeat((MAX_VALUE - 2) / each));
        let version = insert(&store, LIMITS, &key, &value).await;
        assert!(
            get(&store, LIMITS, &key).await.unwrap().value == value,
            "{row}"
        );
        // A shorter value leaves nothing of the longer one.
        let shorter = store
            .replace(LIMITS, &key, &json!("s"), &version, None)
            .await;
        assert!(matches!(shorter, Ok(Replace::Done(_))));
        assert_eq!(get(&store, LIMITS, &key).await.unwrap().value, json!("s"));
    }
}

pub(crate) async fn larger_values_are_refused(store: Store) {
    let key = Key::new("larger", "1");
    let value = json!("x".repeat(MAX_VALUE - 1));
    let inserted = store.insert(LIMITS, &key, &value, None, NOW).await;
    too_large(&inserted.unwrap_err(), MAX_VALUE + 1, MAX_VALUE);
    let version = insert(&store, LIMITS, &key, &json!(1)).await;
    let replaced = store.replace(LIMITS, &key, &value, &version, None).await;
    too_large(&replaced.unwrap_err(), MAX_VALUE + 1, MAX_VALUE);
    assert_eq!(get(&store, LIMITS, &key).await.unwrap().value, json!(1));
}

pub(crate) async fn batches_have_limits(store: Store) {
    let op = |row: String, value: &str| Op::insert(row, &value, None).unwrap();
    let ops: Vec<Op> = (0..MAX_BATCH).map(|n| op(format!("{n:03}"), "v")).collect();
    let done = store.batch(LIMITS, "batch", ops, NOW).await.unwrap();
    assert!(matches!(done, Batch::Done(versions) if versions.iter().flatten().count() == 100));

    let ops = (0..=MAX_BATCH)
        .map(|n| op(format!("more{n}"), "v"))
        .collect();
    let error = store.batch(LIMITS, "batch", ops, NOW).await.unwrap_err();
    too_large(&error, 101, 100);

    let ops = vec![
        op("a".to_owned(), "1"),
        op("b".to_owned(), "2"),
        op("a".to_owned(), "3"),
    ];
    let error = store.batch(LIMITS, "batch", ops, NOW).await.unwrap_err();
    assert_eq!(error, Error::DuplicateRow { op: 2 });
    assert_eq!(get(&store, LIMITS, &Key::new("batch", "a")).await, None);

    // The largest batch, in the form that is longest on the wire.
    let quarter = "\"".repeat((MAX_VALUE - 2) / 2);
    let ops = (0..4).map(|n| op(format!("wide{n}"), &quarter)).collect();
    let done = store.batch(LIMITS, "batch", ops, NOW).await.unwrap();
    assert!(matches!(done, Batch::Done(_)));
    let ops = (0..5).map(|n| op(format!("wider{n}"), &quarter)).collect();
    let error = store.batch(LIMITS, "batch", ops, NOW).await.unwrap_err();
    too_large(&error, 5 * MAX_VALUE, 4 * MAX_VALUE);
}
