//! The power fails in the middle of a write: what was acknowledged is there afterwards.
//!
//! A disk in memory keeps what was flushed apart from what was only written. When the power fails,
//! each write since the last flush is dropped, torn at a sector, or kept, at random and without
//! regard to their order, which is all that a real disk promises.

use super::{Draft, Embedded};
use crate::{Insert, Key, Replace, Table, Version, expiry::Expiry};
use redb::{Durability, StorageBackend};
use std::{
    io,
    sync::{Arc, Mutex},
};
use time::{OffsetDateTime, macros::datetime};

const TABLE: Table = Table::new("acknowledged");
const NOW: OffsetDateTime = datetime!(2026-03-01 12:00 UTC);
const SECTOR: usize = 512;

/// xorshift64: a fixed seed, so that a failure comes back.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % limit
    }
}

/// Where, and what.
type Write = (usize, Vec<u8>);

#[derive(Debug)]
struct State {
    /// What a reader sees.
    view: Vec<u8>,
    /// What survives.
    flushed: Vec<u8>,
    /// Written since the last flush.
    pending: Vec<Write>,
    /// How many more writes and flushes there are before the power fails.
    left: u64,
    /// The disk at the moment when the power failed.
    cut: Option<(Vec<u8>, Vec<Write>)>,
}

impl State {
    /// Before each write and flush.
    fn tick(&mut self) {
        self.left = self.left.saturating_sub(1);
        if self.left == 0 && self.cut.is_none() {
            self.cut = Some((self.flushed.clone(), self.pending.clone()));
        }
    }
}

#[derive(Clone, Debug)]
struct Disk(Arc<Mutex<State>>);

impl Disk {
    fn new(image: Vec<u8>, left: u64) -> Self {
        Self(Arc::new(Mutex::new(State {
            view: image.clone(),
            flushed: image,
            pending: Vec::new(),
            left,
            cut: None,
        })))
    }

    fn has_power(&self) -> bool {
        self.0.lock().unwrap().cut.is_none()
    }

    /// The disk after the power failed, now at the latest.
    fn survivors(&self, random: &mut Random) -> Vec<u8> {
        let mut state = self.0.lock().unwrap();
        state.left = 1;
        state.tick();
        let (mut image, pending) = state.cut.clone().unwrap();
        for (at, bytes) in pending {
            let kept = match random.below(3) {
                0 => 0,
                1 => bytes.len(),
                _ => {
                    let sectors = (bytes.len() / SECTOR) as u64;
                    usize::try_from(random.below(sectors + 1)).unwrap() * SECTOR
                }
            };
            write_at(&mut image, at, &bytes[..kept]);
        }
        image
    }
}

fn write_at(image: &mut Vec<u8>, at: usize, bytes: &[u8]) {
    let end = at + bytes.len();
    if image.len() < end {
        image.resize(end, 0);
    }
    image[at..end].copy_from_slice(bytes);
}

impl StorageBackend for Disk {
    fn len(&self) -> Result<u64, io::Error> {
        Ok(self.0.lock().unwrap().view.len() as u64)
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> Result<(), io::Error> {
        let at = usize::try_from(offset).unwrap();
        out.copy_from_slice(&self.0.lock().unwrap().view[at..at + out.len()]);
        Ok(())
    }

    fn set_len(&self, len: u64) -> Result<(), io::Error> {
        let len = usize::try_from(len).unwrap();
        let mut state = self.0.lock().unwrap();
        state.view.resize(len, 0);
        if state.flushed.len() < len {
            state.flushed.resize(len, 0);
        }
        Ok(())
    }

    fn sync_data(&self) -> Result<(), io::Error> {
        let mut state = self.0.lock().unwrap();
        state.tick();
        for (at, bytes) in std::mem::take(&mut state.pending) {
            write_at(&mut state.flushed, at, &bytes);
        }
        Ok(())
    }

    fn write(&self, offset: u64, bytes: &[u8]) -> Result<(), io::Error> {
        let at = usize::try_from(offset).unwrap();
        let mut state = self.0.lock().unwrap();
        state.tick();
        write_at(&mut state.view, at, bytes);
        state.pending.push((at, bytes.to_vec()));
        Ok(())
    }
}

fn draft(value: u64) -> Draft {
    Draft {
        json: value.to_string(),
        expiry: Expiry::at(None),
    }
}

fn row(number: u64) -> Key {
    Key::new("p", format!("{number:06}"))
}

/// What the caller was told.
#[derive(Default)]
struct Told {
    rows: u64,
    count: Option<(u64, Version)>,
}

/// Writes until the power fails, and remembers what was acknowledged before that.
async fn write_on(disk: &Disk, store: &Embedded, told: &mut Told) {
    let counter = Key::new("p", "counter");
    for _ in 0..12 {
        let (a, b) = (row(told.rows), row(told.rows + 1));
        let (value, version) = match told.count.clone() {
            Some((value, version)) => (value + 1, Some(version)),
            None => (1, None),
        };
        let count = async {
            match version {
                Some(version) => {
                    let replaced = store.replace(TABLE, counter.clone(), draft(value), version);
                    match replaced.await.unwrap() {
                        Replace::Done(version) => version,
                        Replace::Conflict => panic!("the counter moved"),
                    }
                }
                None => match store
                    .insert(TABLE, counter.clone(), draft(value), NOW)
                    .await
                {
                    Ok(Insert::Done(version)) => version,
                    other => panic!("{other:?}"),
                },
            }
        };
        // Together, so that a group of several is committed too.
        let (a, b, version) = tokio::join!(
            store.insert(TABLE, a, draft(told.rows), NOW),
            store.insert(TABLE, b, draft(told.rows + 1), NOW),
            count,
        );
        assert!(matches!((a, b), (Ok(Insert::Done(_)), Ok(Insert::Done(_)))));
        if !disk.has_power() {
            return;
        }
        told.rows += 2;
        told.count = Some((value, version));
    }
}

/// A file as it is when it first gets its name: whole, because it is made under another one.
fn new_file() -> Vec<u8> {
    let disk = Disk::new(Vec::new(), u64::MAX);
    drop(Embedded::on(disk.clone(), Durability::Immediate).unwrap());
    let state = disk.0.lock().unwrap();
    assert!(state.pending.is_empty());
    state.flushed.clone()
}

/// Counts what was acknowledged and is not there, after `rounds` failures of the power.
fn lost(durability: Durability, rounds: u64, random: &mut Random) -> u64 {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    let new = new_file();
    let (mut image, mut told, mut lost) = (new.clone(), Told::default(), 0);
    for round in 0..rounds {
        let disk = Disk::new(image, 1 + random.below(120));
        let store = Embedded::on(disk.clone(), durability).unwrap();
        let value = |key: Key| {
            let found = store.snapshot().unwrap().get(TABLE, &key, NOW).unwrap();
            found.map(|row| (row.value.parse::<u64>().unwrap(), row.version))
        };
        for number in 0..told.rows {
            lost += u64::from(value(row(number)).map(|(n, _)| n) != Some(number));
        }
        let counter = value(Key::new("p", "counter"));
        let acknowledged = told.count.as_ref().map(|(value, _)| *value);
        lost += u64::from(counter.as_ref().map(|(value, _)| *value) < acknowledged);
        if lost > 0 {
            return lost;
        }
        // What was not acknowledged may be there all the same.
        told.count = counter;
        while value(row(told.rows)).is_some() {
            told.rows += 1;
        }
        if round % 40 == 39 {
            // A new disk, so that rounds stay short and new files are tried too.
            (image, told) = (new.clone(), Told::default());
            continue;
        }
        runtime.block_on(write_on(&disk, &store, &mut told));
        image = disk.survivors(random);
    }
    lost
}

#[test]
fn what_was_acknowledged_survives_a_power_failure() {
    let mut random = Random(0x9E37_79B9_7F4A_7C15);
    assert_eq!(lost(Durability::Immediate, 400, &mut random), 0);
}

/// The same without the flush: proof that the test above can fail.
#[test]
fn without_a_flush_it_would_not() {
    let mut random = Random(0x9E37_79B9_7F4A_7C15);
    assert!(lost(Durability::None, 40, &mut random) > 0);
}
