//! The process is killed while it writes, as the Functions host does it: SIGKILL, at any moment.
//!
//! The test starts itself as a child that writes and says what was acknowledged, kills it after a
//! random number of lines, and looks into the file. It fails if the writer answers before it commits,
//! or commits with `Durability::None`: a killed process leaves nothing of either.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "this is a test, and its child reports on stdout"
)]

use std::{
    collections::BTreeSet,
    io::{BufRead as _, BufReader, Write as _},
    path::{Path, PathBuf},
    process::{Command, Stdio},
};
use store::{Batch, Error, Insert, Key, Op, Store, Table};
use time::{OffsetDateTime, macros::datetime};

const ROWS: Table = Table::new("rows");
const NOW: OffsetDateTime = datetime!(2026-03-01 12:00 UTC);
const FILE: &str = "STORE_KILLED_TEST_FILE";
const ROUND: &str = "STORE_KILLED_TEST_ROUND";
const WRITERS: u32 = 6;

#[test]
fn a_killed_process_loses_nothing_that_was_acknowledged() {
    #[expect(
        clippy::disallowed_methods,
        reason = "how the child knows that it is one"
    )]
    let (file, round) = (std::env::var_os(FILE), std::env::var(ROUND));
    let runtime = tokio::runtime::Runtime::new().unwrap();
    if let (Some(file), Ok(round)) = (file, round) {
        runtime.block_on(write_until_killed(Path::new(&file), &round));
    } else {
        runtime.block_on(kill_and_look());
    }
}

/// Pairs of rows in one batch, and single rows, from several writers.
async fn write_until_killed(file: &Path, round: &str) {
    let store = Store::embedded(file).await.unwrap();
    let mut writers = tokio::task::JoinSet::new();
    for writer in 0..WRITERS {
        let (store, round) = (store.clone(), round.to_owned());
        writers.spawn(async move {
            for number in 0_u32.. {
                let name = format!("{round}-{writer}-{number:06}");
                let single = Key::new("single", name.as_str());
                let inserted = store.insert(ROWS, &single, &name, None, NOW).await;
                assert!(matches!(inserted, Ok(Insert::Done(_))));
                let pair = ["a", "b"]
                    .map(|half| Op::insert(format!("{name}{half}"), &name, None).unwrap());
                let done = store.batch(ROWS, "pair", pair.to_vec(), NOW).await;
                assert!(matches!(done, Ok(Batch::Done(_))));
                println!("acknowledged {name}");
                std::io::stdout().flush().unwrap();
            }
        });
    }
    writers.join_all().await;
}

async fn kill_and_look() {
    let dir = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(uuid::Uuid::new_v4().to_string());
    std::fs::create_dir_all(&dir).unwrap();
    let file = dir.join("state.redb");
    let mut acknowledged = BTreeSet::new();
    for round in 0..16 {
        let [a, b, ..] = *uuid::Uuid::new_v4().as_bytes();
        let lines = usize::from(u16::from_le_bytes([a, b]) % 150);
        acknowledged.extend(run_child(&file, round, lines).await);
        let store = Store::embedded(&file).await.unwrap();
        let single = names(&store, "single").await;
        let missing: Vec<_> = acknowledged.difference(&single).collect();
        assert!(missing.is_empty(), "round {round} lost {missing:?}");
        let pairs = names(&store, "pair").await;
        for name in &acknowledged {
            for half in ["a", "b"] {
                assert!(
                    pairs.contains(&format!("{name}{half}")),
                    "round {round}: {name}{half}"
                );
            }
        }
        for half in &pairs {
            let other = match half.strip_suffix('a') {
                Some(name) => format!("{name}b"),
                None => format!("{}a", half.trim_end_matches('b')),
            };
            assert!(
                pairs.contains(&other),
                "round {round}: half of a batch, {half}"
            );
        }
    }
    assert!(acknowledged.len() > 100, "only {}", acknowledged.len());
    std::fs::remove_dir_all(dir).unwrap();
}

/// Runs a child until it has acknowledged `lines`, kills it, and returns all that it said.
async fn run_child(file: &Path, round: u32, lines: usize) -> Vec<String> {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args([
            "--exact",
            "a_killed_process_loses_nothing_that_was_acknowledged",
        ])
        .arg("--nocapture")
        .env(FILE, file)
        .env(ROUND, round.to_string())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut said = BufReader::new(child.stdout.take().unwrap())
        .lines()
        .map_while(Result::ok)
        .filter_map(|line| Some(line.strip_prefix("acknowledged ")?.to_owned()));
    // The first line proves that the child has the file open.
    let mut acknowledged: Vec<String> = said.by_ref().take(1).collect();
    if round == 0 {
        let second = Store::embedded(file).await;
        let path = file.to_owned();
        assert_eq!(second.err(), Some(Error::InUse { path }));
    }
    acknowledged.extend(said.by_ref().take(lines));
    child.kill().unwrap();
    child.wait().unwrap();
    // What is still in the pipe was acknowledged too. The last line may be cut, and is then shorter.
    acknowledged.extend(said);
    let length = acknowledged.first().map_or(0, String::len);
    acknowledged.retain(|name| name.len() == length);
    acknowledged
}

async fn names(store: &Store, partition: &str) -> BTreeSet<String> {
    let page = store.range::<String>(ROWS, partition, .., usize::MAX, None, NOW);
    let rows = page.await.unwrap().rows;
    rows.into_iter().map(|(row, _)| row).collect()
}
