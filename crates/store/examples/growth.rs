//! How the embedded store behaves as it grows: `cargo run --release -p store --example growth`.
//!
//! Fills a file with 1,000, 100,000 and 1,000,000 identity mappings, and measures at each size one
//! durable insert at a time, and one read at a time. Prints one line for each size.

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
    println!("mappings  get p50  get p99  insert p50  insert p99  file       open");
    let mut store = Store::embedded(file).await?;
    let mut filled = 0;
    for size in SIZES {
        fill(&store, filled, size).await?;
        filled = size;
        let gets = sample(&store, size, read).await?;
        let inserts = sample(&store, size, write).await?;
        drop(store);
        let start = Instant::now();
        store = Store::embedded(file).await?;
        let open = start.elapsed();
        let bytes = std::fs::metadata(file)?.len();
        println!(
            "{size:8}  {:4.1} us  {:4.1} us  {:7.0} us  {:7.0} us  {:5} MiB  {:.1} ms",
            micros(gets.0),
            micros(gets.1),
            micros(inserts.0),
            micros(inserts.1),
            bytes.div_ceil(1024 * 1024),
            micros(open) / 1000.0,
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

async fn read(store: Store, user: u64, size: u64) -> Outcome {
    let (key, _) = mapping(user.wrapping_mul(7919) % size);
    let found = store.get::<serde_json::Value>(MAPPINGS, &key, NOW).await?;
    found
        .map(|_| ())
        .ok_or_else(|| "a mapping is missing".into())
}

async fn write(store: Store, user: u64, size: u64) -> Outcome {
    let (mut key, value) = mapping(user + size);
    "sample".clone_into(&mut key.row);
    store.insert(MAPPINGS, &key, &value, None, NOW).await?;
    Ok(())
}

/// The median and the 99th percentile.
async fn sample<F: Future<Output = Outcome>>(
    store: &Store,
    size: u64,
    operation: impl Fn(Store, u64, u64) -> F,
) -> Outcome<(Duration, Duration)> {
    let mut times = Vec::new();
    for user in 0..SAMPLES {
        let start = Instant::now();
        operation(store.clone(), user, size).await?;
        times.push(start.elapsed());
    }
    times.sort_unstable();
    let at = |percent: usize| times.get(times.len() * percent / 100).copied();
    at(50).zip(at(99)).ok_or_else(|| "no samples".into())
}

fn micros(time: Duration) -> f64 {
    time.as_secs_f64() * 1e6
}
