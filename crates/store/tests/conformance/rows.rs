//! One row at a time.

use crate::NOW;
use serde_json::{Value, json};
use store::{Delete, Error, Insert, Key, Replace, Store, Stored, Table, Version};

const ROWS: Table = Table::new("rows");
const KEYS: Table = Table::new("keys");
const NEVER_WRITTEN: Table = Table::new("neverwritten");

pub(crate) async fn insert(store: &Store, table: Table, key: &Key, value: &Value) -> Version {
    match store.insert(table, key, value, None, NOW).await.unwrap() {
        Insert::Done(version) => version,
        Insert::Exists => panic!("the row exists"),
    }
}

pub(crate) async fn get(store: &Store, table: Table, key: &Key) -> Option<Stored<Value>> {
    store.get(table, key, NOW).await.unwrap()
}

fn stored(value: Value, version: Version) -> Stored<Value> {
    Stored {
        value,
        version,
        expires: None,
    }
}

pub(crate) async fn a_row_goes_in_once(store: Store) {
    let key = Key::new("once", "1");
    assert_eq!(get(&store, ROWS, &key).await, None);
    let version = insert(&store, ROWS, &key, &json!({"who": "first"})).await;
    let second = json!({"who": "second"});
    let again = store.insert(ROWS, &key, &second, None, NOW).await;
    assert_eq!(again, Ok(Insert::Exists));
    let first = Some(stored(json!({"who": "first"}), version));
    assert_eq!(get(&store, ROWS, &key).await, first);
    assert_eq!(get(&store, ROWS, &Key::new("once", "2")).await, None);
    assert_eq!(get(&store, ROWS, &Key::new("1", "once")).await, None);
}

pub(crate) async fn a_reader_reads_several_rows(store: Store) {
    let keys = ["1", "2"].map(|row| Key::new("several", row));
    let mut versions = Vec::new();
    for (key, value) in keys.iter().zip([json!("one"), json!(2)]) {
        versions.push(insert(&store, ROWS, key, &value).await);
    }
    let mut versions = versions.into_iter();
    let reader = store.reader().unwrap();
    let absent = Key::new("several", "3");
    assert_eq!(reader.get::<Value>(ROWS, &absent, NOW).await, Ok(None));
    // Each as its own type.
    let one = reader
        .get::<String>(ROWS, &keys[0], NOW)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        (one.value.as_str(), Some(one.version)),
        ("one", versions.next())
    );
    let two = reader
        .get::<u8>(ROWS, &keys[1], NOW)
        .await
        .unwrap()
        .unwrap();
    assert_eq!((two.value, Some(two.version)), (2, versions.next()));
}

pub(crate) async fn a_row_is_replaced_by_its_version_only(store: Store) {
    let key = Key::new("replace", "1");
    let absent = Key::new("replace", "absent");
    let first = insert(&store, ROWS, &key, &json!(1)).await;
    let replaced = store.replace(ROWS, &key, &json!(2), &first, None).await;
    let Ok(Replace::Done(second)) = replaced else {
        panic!("{replaced:?}");
    };
    assert_ne!(first, second);
    let stale = store.replace(ROWS, &key, &json!(3), &first, None).await;
    assert_eq!(stale, Ok(Replace::Conflict));
    let nothing = store.replace(ROWS, &absent, &json!(3), &second, None).await;
    assert_eq!(nothing, Ok(Replace::Conflict));
    assert_eq!(
        get(&store, ROWS, &key).await,
        Some(stored(json!(2), second))
    );
    assert_eq!(get(&store, ROWS, &absent).await, None);
}

pub(crate) async fn a_row_is_deleted(store: Store) {
    let key = Key::new("delete", "1");
    let first = insert(&store, ROWS, &key, &json!(1)).await;
    let replaced = store.replace(ROWS, &key, &json!(2), &first, None).await;
    let Ok(Replace::Done(second)) = replaced else {
        panic!("{replaced:?}");
    };
    let stale = store.delete(ROWS, &key, Some(&first)).await;
    assert_eq!(stale, Ok(Delete::Conflict));
    let current = Some(stored(json!(2), second.clone()));
    assert_eq!(get(&store, ROWS, &key).await, current);
    for version in [Some(&second), Some(&second), None] {
        assert_eq!(store.delete(ROWS, &key, version).await, Ok(Delete::Done));
        assert_eq!(get(&store, ROWS, &key).await, None);
    }
    insert(&store, ROWS, &key, &json!(3)).await;
    assert_eq!(store.delete(ROWS, &key, None).await, Ok(Delete::Done));
    assert_eq!(get(&store, ROWS, &key).await, None);
}

pub(crate) async fn a_version_is_never_used_again(store: Store) {
    let key = Key::new("again", "1");
    let first = insert(&store, ROWS, &key, &json!(1)).await;
    store.delete(ROWS, &key, None).await.unwrap();
    let second = insert(&store, ROWS, &key, &json!(1)).await;
    let stale = store.replace(ROWS, &key, &json!(2), &first, None).await;
    assert_eq!(stale, Ok(Replace::Conflict));
    let stale = store.delete(ROWS, &key, Some(&first)).await;
    assert_eq!(stale, Ok(Delete::Conflict));
    assert_eq!(
        get(&store, ROWS, &key).await,
        Some(stored(json!(1), second))
    );
}

pub(crate) async fn a_table_that_was_never_written_is_empty(store: Store) {
    let key = Key::new("p", "r");
    let version = insert(&store, ROWS, &Key::new("other", "table"), &json!(1)).await;
    assert_eq!(get(&store, NEVER_WRITTEN, &key).await, None);
    let replaced = store.replace(NEVER_WRITTEN, &key, &1, &version, None);
    assert_eq!(replaced.await, Ok(Replace::Conflict));
    let deleted = store.delete(NEVER_WRITTEN, &key, Some(&version)).await;
    assert_eq!(deleted, Ok(Delete::Done));
    let page = store.range::<Value>(NEVER_WRITTEN, "p", .., 10, None, NOW);
    assert_eq!(page.await.unwrap().rows, []);
    assert_eq!(store.sweep(NEVER_WRITTEN, NOW, 10).await, Ok(0));
}

/// Keys that Azure would refuse, or that a URL, a filter or a multipart body would break on.
const HARD: [&str; 24] = [
    "",
    " ",
    "  ",
    "!",
    "/",
    "\\",
    "#",
    "?",
    "%",
    "%2F",
    "'",
    "''",
    "\"",
    "a b",
    "\0",
    "\t\r\n",
    "\u{7f}\u{9f}",
    "é",
    "e\u{301}",
    "日本",
    "\u{ffff}",
    "😀",
    "--batch",
    "8:acs:1_2-3",
];

pub(crate) async fn any_string_is_a_key(store: Store) {
    for partition in HARD {
        let key = Key::new(partition, "row");
        insert(&store, KEYS, &key, &json!(partition)).await;
    }
    for partition in HARD {
        let found = get(&store, KEYS, &Key::new(partition, "row")).await;
        assert_eq!(found.unwrap().value, json!(partition), "{partition:?}");
    }
    for row in HARD {
        insert(&store, KEYS, &Key::new("hard", row), &json!(row)).await;
    }
    let page = store
        .range::<String>(KEYS, "hard", .., 100, None, NOW)
        .await;
    let rows = page.unwrap().rows;
    let found: Vec<(&str, &str)> = rows
        .iter()
        .map(|(row, stored)| (row.as_str(), stored.value.as_str()))
        .collect();
    let mut sorted = HARD;
    sorted.sort_unstable();
    assert_eq!(found, sorted.map(|row| (row, row)));
    for row in HARD {
        let key = Key::new("hard", row);
        let version = &rows
            .iter()
            .find(|(found, _)| found == row)
            .unwrap()
            .1
            .version;
        let replaced = store.replace(KEYS, &key, &json!(1), version, None).await;
        assert!(matches!(replaced, Ok(Replace::Done(_))), "{row:?}");
        let stale = store.delete(KEYS, &key, Some(version)).await;
        assert_eq!(stale, Ok(Delete::Conflict), "{row:?}");
        assert_eq!(store.delete(KEYS, &key, None).await, Ok(Delete::Done));
        assert_eq!(get(&store, KEYS, &key).await, None, "{row:?}");
    }
}

pub(crate) async fn a_value_of_another_type_is_corrupt(store: Store) {
    let key = Key::new("type", "1");
    insert(&store, ROWS, &key, &json!("+4915112345678")).await;
    let error = store.get::<u32>(ROWS, &key, NOW).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "a value (line 1, column 16: Data error) in table rows cannot be read"
    );
    assert!(matches!(error, Error::Corrupt { .. }));
}
