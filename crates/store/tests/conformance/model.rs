//! Random sequences of operations, against the simplest thing that could be right: a sorted map.

use crate::NOW;
use proptest::{
    prelude::*,
    test_runner::{Config, RngSeed, TestRunner},
};
use std::collections::BTreeMap;
use store::{Batch, Delete, Insert, Key, Op, Replace, Store, Table, Version};
use time::{Duration, OffsetDateTime};

const MODEL: Table = Table::new("model");

/// What to do, at a minute that only goes on.
#[derive(Clone, Debug)]
enum Step {
    Wait,
    Insert(u8, Lifetime),
    Replace(u8, Known, Lifetime),
    Delete(u8, Option<Known>),
    Batch(Vec<(u8, Change)>),
    Sweep,
}

/// In minutes.
type Lifetime = Option<u8>;

/// Which version the caller has: the one it saw last, or the one before.
#[derive(Clone, Copy, Debug)]
enum Known {
    Current,
    Stale,
}

#[derive(Clone, Debug)]
enum Change {
    Insert(Lifetime),
    Replace(Known),
    Delete(Known),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let row = 0..4_u8;
    let life = || prop::option::of(1..3_u8);
    let known = || prop_oneof![3 => Just(Known::Current), 1 => Just(Known::Stale)];
    let change = prop_oneof![
        life().prop_map(Change::Insert),
        known().prop_map(Change::Replace),
        known().prop_map(Change::Delete),
    ];
    let changes = prop::collection::btree_map(row.clone(), change, 1..4);
    let step = prop_oneof![
        2 => Just(Step::Wait),
        4 => (row.clone(), life()).prop_map(|(row, life)| Step::Insert(row, life)),
        3 => (row.clone(), known(), life()).prop_map(|(row, known, life)| Step::Replace(row, known, life)),
        2 => (row, prop::option::of(known())).prop_map(|(row, known)| Step::Delete(row, known)),
        3 => changes.prop_map(|changes| Step::Batch(changes.into_iter().collect())),
        1 => Just(Step::Sweep),
    ];
    prop::collection::vec(step, 1..24)
}

/// A row of the model. It stays when it expires, as in the store: its version is still good.
#[derive(Clone)]
struct Row {
    value: u64,
    version: Version,
    expires: Option<OffsetDateTime>,
}

struct Model<'s> {
    store: &'s Store,
    partition: String,
    rows: BTreeMap<String, Row>,
    /// The version that each row had before, once it had one.
    stale: BTreeMap<String, Version>,
    /// A version of another row, for rows that never had one.
    foreign: Version,
    now: OffsetDateTime,
    values: u64,
}

impl Model<'_> {
    fn alive(&self, row: &str) -> bool {
        let found = self.rows.get(row);
        found.is_some_and(|row| row.expires.is_none_or(|expires| expires > self.now))
    }

    fn version(&self, row: &str, known: Known) -> Version {
        let current = self.rows.get(row).map(|row| &row.version);
        let version = match known {
            Known::Current => current,
            Known::Stale => self.stale.get(row),
        };
        version.unwrap_or(&self.foreign).clone()
    }

    fn holds(&self, row: &str, version: &Version) -> bool {
        self.rows
            .get(row)
            .is_some_and(|row| row.version == *version)
    }

    fn set(&mut self, row: String, value: u64, version: Version, expires: Option<OffsetDateTime>) {
        self.remove(&row);
        self.rows.insert(
            row,
            Row {
                value,
                version,
                expires,
            },
        );
    }

    fn remove(&mut self, row: &str) {
        if let Some(old) = self.rows.remove(row) {
            self.stale.insert(row.to_owned(), old.version);
        }
    }

    fn end(&self, life: Lifetime) -> Option<OffsetDateTime> {
        life.map(|minutes| self.now + Duration::minutes(minutes.into()))
    }

    async fn step(&mut self, step: Step) {
        self.values += 1;
        let (store, value, now) = (self.store, self.values, self.now);
        let key = |row: u8| Key::new(self.partition.as_str(), format!("r/{row}"));
        match step {
            Step::Wait => self.now += Duration::MINUTE,
            Step::Insert(row, life) => {
                let (key, expires) = (key(row), self.end(life));
                match store
                    .insert(MODEL, &key, &value, expires, now)
                    .await
                    .unwrap()
                {
                    Insert::Done(version) => {
                        assert!(!self.alive(&key.row));
                        self.set(key.row, value, version, expires);
                    }
                    Insert::Exists => assert!(self.alive(&key.row)),
                }
            }
            Step::Replace(row, known, life) => {
                let (key, expires) = (key(row), self.end(life));
                let version = self.version(&key.row, known);
                let replaced = store.replace(MODEL, &key, &value, &version, expires).await;
                let holds = self.holds(&key.row, &version);
                match replaced.unwrap() {
                    Replace::Done(version) => {
                        assert!(holds);
                        self.set(key.row, value, version, expires);
                    }
                    Replace::Conflict => assert!(!holds),
                }
            }
            Step::Delete(row, known) => {
                let key = key(row);
                let version = known.map(|known| self.version(&key.row, known));
                let deleted = store.delete(MODEL, &key, version.as_ref()).await.unwrap();
                let may = version.is_none_or(|version| self.holds(&key.row, &version));
                if may || !self.rows.contains_key(&key.row) {
                    assert_eq!(deleted, Delete::Done);
                    self.remove(&key.row);
                } else {
                    assert_eq!(deleted, Delete::Conflict);
                }
            }
            Step::Batch(changes) => self.batch(changes).await,
            Step::Sweep => {
                store.sweep(MODEL, now, 1000).await.unwrap();
                let alive = |row: &Row| row.expires.is_none_or(|expires| expires > now);
                let gone: Vec<String> = self
                    .rows
                    .iter()
                    .filter(|(_, row)| !alive(row))
                    .map(|(name, _)| name.clone())
                    .collect();
                for row in gone {
                    self.remove(&row);
                }
            }
        }
    }

    async fn batch(&mut self, changes: Vec<(u8, Change)>) {
        let (mut ops, mut effects, mut conflict) = (Vec::new(), Vec::new(), None);
        for (index, (row, change)) in changes.into_iter().enumerate() {
            let row = format!("r/{row}");
            let holds = match change {
                Change::Insert(life) => {
                    let expires = self.end(life);
                    ops.push(Op::insert(row.as_str(), &self.values, expires).unwrap());
                    let holds = !self.alive(&row);
                    effects.push((row, expires));
                    holds
                }
                Change::Replace(known) => {
                    let version = self.version(&row, known);
                    ops.push(Op::replace(row.as_str(), &self.values, &version, None).unwrap());
                    let holds = self.holds(&row, &version);
                    effects.push((row, None));
                    holds
                }
                Change::Delete(known) => {
                    let version = self.version(&row, known);
                    ops.push(Op::delete(row.as_str(), &version));
                    let holds = self.holds(&row, &version);
                    effects.push((row, None));
                    holds
                }
            };
            if !holds {
                conflict = conflict.or(Some(index));
            }
        }
        let done = self
            .store
            .batch(MODEL, &self.partition, ops, self.now)
            .await;
        match done.unwrap() {
            Batch::Done(versions) => {
                assert_eq!(conflict, None);
                for ((row, expires), version) in effects.into_iter().zip(versions) {
                    match version {
                        Some(version) => self.set(row, self.values, version, expires),
                        None => self.remove(&row),
                    }
                }
            }
            Batch::Conflict { op } => assert_eq!(conflict, Some(op)),
        }
    }

    async fn agrees(&self) {
        let page = self
            .store
            .range::<u64>(MODEL, &self.partition, .., 100, None, self.now);
        let found: Vec<_> = page
            .await
            .unwrap()
            .rows
            .into_iter()
            .map(|(row, stored)| (row, stored.value, stored.version, stored.expires))
            .collect();
        let expected: Vec<_> = self
            .rows
            .iter()
            .filter(|(row, _)| self.alive(row))
            .map(|(name, row)| (name.clone(), row.value, row.version.clone(), row.expires))
            .collect();
        assert_eq!(found, expected);
    }
}

pub(crate) fn follows_the_model(runtime: &tokio::runtime::Runtime, store: &Store, sequences: u32) {
    let elsewhere = Key::new("elsewhere", "1");
    let foreign = runtime.block_on(crate::rows::insert(store, MODEL, &elsewhere, &1.into()));
    let config = Config {
        cases: sequences,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(20_260_301),
        ..Config::default()
    };
    let mut partition = 0;
    let run = |steps: Vec<Step>| {
        partition += 1;
        let mut model = Model {
            store,
            partition: format!("p{partition}"),
            rows: BTreeMap::new(),
            stale: BTreeMap::new(),
            foreign: foreign.clone(),
            now: NOW,
            values: 0,
        };
        runtime.block_on(async {
            for step in steps {
                model.step(step).await;
                model.agrees().await;
            }
        });
        Ok(())
    };
    let run = std::cell::RefCell::new(run);
    let outcome = TestRunner::new(config).run(&steps(), |steps| (run.borrow_mut())(steps));
    if let Err(failure) = outcome {
        panic!("{failure}");
    }
}
