//! Many at once.

use crate::{
    NOW,
    rows::{get, insert},
};
use serde_json::{Value, json};
use store::{Batch, Insert, Key, Op, Replace, Store, Table};
use tokio::task::JoinSet;

const RACES: Table = Table::new("races");

pub(crate) async fn one_insert_wins(store: Store) {
    let key = Key::new("insert", "1");
    let mut race = JoinSet::new();
    for who in 0..32 {
        let (store, key) = (store.clone(), key.clone());
        race.spawn(async move {
            match store
                .insert(RACES, &key, &json!(who), None, NOW)
                .await
                .unwrap()
            {
                Insert::Done(version) => Some((json!(who), version)),
                Insert::Exists => None,
            }
        });
    }
    let winners: Vec<_> = race.join_all().await.into_iter().flatten().collect();
    let stored = get(&store, RACES, &key).await.unwrap();
    assert_eq!(winners, [(stored.value, stored.version)]);
}

pub(crate) async fn no_increment_is_lost(store: Store) {
    let key = Key::new("count", "1");
    insert(&store, RACES, &key, &json!(0)).await;
    let mut race = JoinSet::new();
    for _ in 0..8 {
        let (store, key) = (store.clone(), key.clone());
        race.spawn(async move {
            for _ in 0..10 {
                loop {
                    let found = store.get::<u32>(RACES, &key, NOW).await.unwrap().unwrap();
                    let (next, version) = (found.value + 1, found.version);
                    let replaced = store.replace(RACES, &key, &next, &version, None).await;
                    match replaced.unwrap() {
                        Replace::Done(_) => break,
                        Replace::Conflict => {}
                    }
                }
            }
        });
    }
    race.join_all().await;
    assert_eq!(get(&store, RACES, &key).await.unwrap().value, json!(80));
}

pub(crate) async fn one_batch_wins(store: Store) {
    let mut race = JoinSet::new();
    for who in 0..16 {
        let store = store.clone();
        race.spawn(async move {
            let ops = vec![
                Op::insert(format!("mine{who}"), &json!(who), None).unwrap(),
                Op::insert("prize", &json!(who), None).unwrap(),
            ];
            match store.batch(RACES, "batch", ops, NOW).await.unwrap() {
                Batch::Done(_) => Some(who),
                Batch::Conflict { op } => {
                    assert_eq!(op, 1);
                    None
                }
            }
        });
    }
    let winners: Vec<i32> = race.join_all().await.into_iter().flatten().collect();
    let page = store
        .range::<Value>(RACES, "batch", .., 100, None, NOW)
        .await
        .unwrap();
    let rows: Vec<(String, Value)> = page
        .rows
        .into_iter()
        .map(|(row, stored)| (row, stored.value))
        .collect();
    assert_eq!(winners.len(), 1);
    let winner = winners.first().unwrap();
    let expected = [
        (format!("mine{winner}"), json!(winner)),
        ("prize".to_owned(), json!(winner)),
    ];
    assert_eq!(rows, expected);
}
