//! Rows that end by themselves.

use crate::NOW;
use serde_json::{Value, json};
use store::{Insert, Key, Replace, Store, Stored, Table};
use time::{Duration, OffsetDateTime};

const EXPIRING: Table = Table::new("expiring");
const SWEPT: Table = Table::new("swept");
const LIMITED: Table = Table::new("sweptlimited");

fn soon() -> OffsetDateTime {
    NOW + Duration::minutes(10)
}

async fn insert(store: &Store, table: Table, row: &str, expires: Option<OffsetDateTime>) -> Insert {
    let key = Key::new("expiry", row);
    let inserted = store.insert(table, &key, &json!(row), expires, NOW).await;
    inserted.unwrap()
}

async fn value(store: &Store, table: Table, row: &str, now: OffsetDateTime) -> Option<Value> {
    let key = Key::new("expiry", row);
    let found: Option<Stored<Value>> = store.get(table, &key, now).await.unwrap();
    found.map(|stored| stored.value)
}

pub(crate) async fn an_expired_row_is_absent(store: Store) {
    let key = Key::new("expiry", "absent");
    let expires = soon() + Duration::microseconds(1500);
    let to_the_millisecond = soon() + Duration::milliseconds(1);
    assert!(matches!(
        insert(&store, EXPIRING, "absent", Some(expires)).await,
        Insert::Done(_)
    ));
    let before = soon() + Duration::microseconds(999);
    let found = store.get::<Value>(EXPIRING, &key, before).await.unwrap();
    assert_eq!(found.unwrap().expires, Some(to_the_millisecond));
    for (now, rows) in [(before, 1), (to_the_millisecond, 0)] {
        let row = value(&store, EXPIRING, "absent", now).await;
        assert_eq!(row.is_some(), rows == 1);
        let page = store.range::<Value>(EXPIRING, "expiry", "absent"..="absent", 5, None, now);
        assert_eq!(page.await.unwrap().rows.len(), rows);
    }
    let again = store.insert(EXPIRING, &key, &json!(2), None, before).await;
    assert_eq!(again, Ok(Insert::Exists));
    let again = store
        .insert(EXPIRING, &key, &json!(2), None, to_the_millisecond)
        .await;
    assert!(matches!(again, Ok(Insert::Done(_))));
    assert_eq!(
        value(&store, EXPIRING, "absent", soon()).await,
        Some(json!(2))
    );
}

pub(crate) async fn an_expired_row_is_inserted_over_once(store: Store) {
    insert(&store, EXPIRING, "over", Some(soon())).await;
    let mut race = tokio::task::JoinSet::new();
    for who in 0..32 {
        let store = store.clone();
        race.spawn(async move {
            let key = Key::new("expiry", "over");
            let inserted = store
                .insert(EXPIRING, &key, &json!(who), None, soon())
                .await;
            matches!(inserted.unwrap(), Insert::Done(_)).then_some(json!(who))
        });
    }
    let winners: Vec<Value> = race.join_all().await.into_iter().flatten().collect();
    assert_eq!(winners.len(), 1);
    assert_eq!(
        value(&store, EXPIRING, "over", soon()).await,
        winners.first().cloned()
    );
}

pub(crate) async fn an_expired_row_can_be_replaced_by_its_version(store: Store) {
    let Insert::Done(version) = insert(&store, EXPIRING, "revived", Some(soon())).await else {
        panic!("the row exists");
    };
    let key = Key::new("expiry", "revived");
    let replaced = store
        .replace(EXPIRING, &key, &json!("new"), &version, None)
        .await;
    assert!(matches!(replaced, Ok(Replace::Done(_))));
    let later = soon() + Duration::days(300);
    assert_eq!(
        value(&store, EXPIRING, "revived", later).await,
        Some(json!("new"))
    );
}

pub(crate) async fn sweeping_removes_what_is_expired(store: Store) {
    let hours = |hours| NOW + Duration::hours(hours);
    for (row, expires) in [
        ("never", None),
        ("past", Some(hours(-1))),
        ("first", Some(hours(1))),
        ("second", Some(hours(2))),
        ("third", Some(hours(3))),
        ("kept", Some(hours(1))),
        ("shortened", None),
        ("deleted", Some(hours(1))),
    ] {
        assert!(
            matches!(insert(&store, SWEPT, row, expires).await, Insert::Done(_)),
            "{row}"
        );
    }
    for (row, expires) in [("kept", Some(hours(9))), ("shortened", Some(hours(1)))] {
        let key = Key::new("expiry", row);
        let found = store.get::<Value>(SWEPT, &key, NOW).await.unwrap().unwrap();
        let version = found.version;
        let replaced = store
            .replace(SWEPT, &key, &json!(row), &version, expires)
            .await;
        assert!(matches!(replaced, Ok(Replace::Done(_))));
    }
    store
        .delete(SWEPT, &Key::new("expiry", "deleted"), None)
        .await
        .unwrap();

    let just_before = hours(2) - Duration::milliseconds(1);
    assert_eq!(store.sweep(SWEPT, just_before, 100).await, Ok(3));
    assert_eq!(store.sweep(SWEPT, just_before, 100).await, Ok(0));
    // Asked at a time when all would be alive: what is absent now was removed.
    let long_ago = hours(-1000);
    for (row, there) in [
        ("never", true),
        ("past", false),
        ("first", false),
        ("second", true),
        ("third", true),
        ("kept", true),
        ("shortened", false),
    ] {
        assert_eq!(
            value(&store, SWEPT, row, long_ago).await.is_some(),
            there,
            "{row}"
        );
    }
    assert_eq!(store.sweep(SWEPT, hours(2), 100).await, Ok(1));
    assert_eq!(store.sweep(SWEPT, hours(100), 100).await, Ok(2));
    assert_eq!(
        value(&store, SWEPT, "never", long_ago).await,
        Some(json!("never"))
    );
}

pub(crate) async fn sweeping_stops_at_its_limit(store: Store) {
    for row in 0..7 {
        insert(&store, LIMITED, &row.to_string(), Some(soon())).await;
    }
    let mut removed = Vec::new();
    for _ in 0..4 {
        removed.push(store.sweep(LIMITED, soon(), 3).await.unwrap());
    }
    assert_eq!(removed, [3, 3, 1, 0]);
}
