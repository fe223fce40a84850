//! How the embedded store behaves as it grows: `cargo run --release -p store --example growth`.
//!
//! Fills a file with 1,000, 100,000 and 1,000,000 identity mappings, opens it anew at each size, and
//! measures one call at a time: 1,000 users read for the first time since, the same users read again,
//! and durable inserts. Prints one line for each size.

#![expect(clippy::print_stdout, reason = "this is a command-line tool")]

use std::{
    error::Error,
    path::Path,
    time::{Duration, Instant},
};
use store::{Key, Store, Table};
use time::{OffsetDateTime, macros::datetime};
use tokio::task::JoinSet;

const MAPPINGS: Table = Table::new("mappings");
const NOW: OffsetDateTime = datetime!(2026-03-01 12:00 UTC);
const SIZES: [u64; 3] = [1_000, 100_000, 1_000_000];
const SAMPLES: u64 = 1_000;
/// Callers at once while filling, so that one commit serves many.
const CALLERS: usize = 256;

type Outcome<T = ()> = Result<T, Box<dyn Error + Send + Sync>>;

#[tokio::main]
async fn main() -> Outcome {
    let dir = std::env::temp_dir().join(format!("store-growth-{}", std::process::id()));
    std::fs::create_dir_all(&dir)?;
    let outcome = measure(&dir.join("state.redb")).await;
    std::fs::remove_dir_all(&dir)?;
    outcome
}

async fn measure(file: &Path) -> Outcome {
    println!("             read first       read again       insert            file      open");
    println!("mappings     p50     p99      p50     p99      p50      p99");
    let mut store = Store::embedded(file).await?;
    let mut filled = 0;
    for size in SIZES {
        fill(&store, filled, size).await?;
        filled = size;
        // Without what the filling left in memory.
        drop(store);
        let start = Instant::now();
        store = Store::embedded(file).await?;
        let open = start.elapsed();
        let known = (0..SAMPLES).map(|user| mapping(user * 7919 % size).0);
        let known: Vec<Key> = known.collect();
        let first = reads(&store, &known).await?;
        let again = reads(&store, &known).await?;
        let inserts = inserts(&store, size).await?;
        let bytes = std::fs::metadata(file)?.len();
        println!(
            "{size:8}  {:5.1}us {:6.1}us  {:5.1}us {:6.1}us  {:6.0}us {:7.0}us  {:4}MiB  {:.1}ms",
            first.0,
            first.1,
            again.0,
            again.1,
            inserts.0,
            inserts.1,
            bytes.div_ceil(1024 * 1024),
            open.as_secs_f64() * 1000.0,
        );
    }
    Ok(())
}

/// The issuer and subject of a user, and the identity that was made for it: about 200 bytes.
fn mapping(user: u64) -> (Key, serde_json::Value) {
    // Odd multiplier: each user has its own place, and places are not in the order of arrival.
    let scattered = user.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let key = Key::new(format!("{scattered:016x}"), "identity");
    let value = serde_json::json!({
        "issuer": "https://login.example.org/0f2c4a6e-1111-2222-3333-444455556666/v2.0",
        "subject": format!("{scattered:032x}"),
        "identity": format!("8:acs:0f2c4a6e-1111-2222-3333-444455556666_{scattered:032x}"),
    });
    (key, value)
}

async fn fill(store: &Store, from: u64, to: u64) -> Outcome {
    let mut callers = JoinSet::new();
    for caller in 0..CALLERS {
        let store = store.clone();
        callers.spawn(async move {
            for user in (from..to).skip(caller).step_by(CALLERS) {
                let (key, value) = mapping(user);
                store.insert(MAPPINGS, &key, &value, None, NOW).await?;
            }
            Outcome::Ok(())
        });
    }
    while let Some(caller) = callers.join_next().await {
        caller??;
    }
    Ok(())
}

async fn reads(store: &Store, keys: &[Key]) -> Outcome<(f64, f64)> {
    let mut times = Vec::new();
    for key in keys {
        let start = Instant::now();
        let found = store.get::<serde_json::Value>(MAPPINGS, key, NOW).await?;
        times.push(start.elapsed());
        found.ok_or("a mapping is missing")?;
    }
    percentiles(times)
}

async fn inserts(store: &Store, size: u64) -> Outcome<(f64, f64)> {
    let mut times = Vec::new();
    for user in 0..SAMPLES {
        let (mut key, value) = mapping(user + size);
        "sample".clone_into(&mut key.row);
        let start = Instant::now();
        store.insert(MAPPINGS, &key, &value, None, NOW).await?;
        times.push(start.elapsed());
    }
    percentiles(times)
}

/// The median and the 99th percentile, in microseconds.
fn percentiles(mut times: Vec<Duration>) -> Outcome<(f64, f64)> {
    times.sort_unstable();
    let at = |percent: usize| {
        let time = times.get(times.len() * percent / 100)?;
        Some(time.as_secs_f64() * 1e6)
    };
    at(50).zip(at(99)).ok_or_else(|| "no samples".into())
}
