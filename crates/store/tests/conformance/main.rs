//! One suite for every backend: what holds for the file on a laptop holds in Azure.
//!
//! One test for each backend and way in, because nextest runs a process for each test and an Azurite
//! for each case would take minutes. A failing test names its cases.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "this is a test, all of it; clippy only sees the functions marked as one"
)]

mod access;
mod azurite;
mod batch;
mod costs;
mod expiry;
mod limits;
mod lost_answers;
mod model;
mod queue;
mod races;
mod range;
mod rows;
mod simulator;

use azurite::{Access, Azurite};
use std::{pin::Pin, time::Duration};
use store::Store;
use time::{OffsetDateTime, macros::datetime};

/// When all of this happens.
const NOW: OffsetDateTime = datetime!(2026-03-01 12:00 UTC);

type Case = (
    &'static str,
    fn(Store) -> Pin<Box<dyn Future<Output = ()> + Send>>,
);

macro_rules! cases {
    ($($module:ident: $($case:ident),+;)+) => {
        &[$($((
            concat!(stringify!($module), "::", stringify!($case)),
            |store| Box::pin($module::$case(store)),
        ),)+)+]
    };
}

const CASES: &[Case] = cases! {
    rows: a_row_goes_in_once, a_reader_reads_several_rows, a_row_is_replaced_by_its_version_only, a_row_is_deleted,
        a_version_is_never_used_again, a_table_that_was_never_written_is_empty,
        any_string_is_a_key, a_value_of_another_type_is_corrupt;
    limits: long_keys_are_refused, large_values_survive, larger_values_are_refused,
        batches_have_limits;
    expiry: an_expired_row_is_absent, an_expired_row_is_inserted_over_once,
        an_expired_row_can_be_replaced_by_its_version, sweeping_removes_what_is_expired,
        sweeping_stops_at_its_limit;
    range: every_kind_of_bound, pages_follow_each_other, expired_rows_do_not_fill_pages;
    batch: all_or_nothing, each_operation_can_be_the_conflict,
        an_insert_over_expired_rows_is_part_of_it, an_empty_batch_is_done;
    races: one_insert_wins, no_increment_is_lost, one_batch_wins;
    queue: a_message_comes_back_until_it_is_deleted, messages_wait_for_their_time,
        a_stale_receipt_deletes_nothing,
        bodies_are_bytes, receiving_takes_no_more_than_asked;
};

/// Runs every case, then the model with `sequences` random sequences of operations.
fn conforms(runtime: &tokio::runtime::Runtime, store: &Store, sequences: u32) {
    let mut failed = Vec::new();
    for (name, case) in CASES {
        let outcome = runtime.block_on(async {
            let case = tokio::spawn(case(store.clone()));
            tokio::time::timeout(Duration::from_secs(60), case).await
        });
        match outcome {
            Ok(Ok(())) => {}
            Ok(Err(_)) | Err(_) => failed.push(*name),
        }
    }
    assert!(failed.is_empty(), "failed: {failed:#?}");
    model::follows_the_model(runtime, store, sequences);
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(4)
        .enable_all()
        .build()
        .unwrap()
}

#[test]
fn embedded_file() {
    let runtime = runtime();
    let dir = azurite::scratch();
    let store = runtime
        .block_on(Store::embedded(dir.join("state.redb")))
        .unwrap();
    conforms(&runtime, &store, 64);
    drop(store);
    std::fs::remove_dir_all(dir).unwrap();
}

#[test]
fn embedded_memory() {
    let store = Store::in_memory().unwrap();
    conforms(&runtime(), &store, 256);
}

#[test]
fn azure_by_shared_key() {
    let runtime = runtime();
    let azurite = Azurite::start(Access::SharedKey);
    let store = Store::azure(azurite.options()).unwrap();
    conforms(&runtime, &store, 8);
    runtime.block_on(async {
        lost_answers::a_lost_answer_changes_nothing(&azurite).await;
        costs::calls_cost_what_the_documentation_says(&azurite).await;
        access::a_wrong_key_is_unauthorized(&azurite).await;
        access::no_connection_is_unavailable(&azurite).await;
    });
}

#[test]
fn queues_of_the_simulator() {
    runtime().block_on(simulator::its_queues_conform());
}

#[test]
fn azure_by_token() {
    let runtime = runtime();
    let azurite = Azurite::start(Access::Token);
    let store = Store::azure(azurite.options()).unwrap();
    conforms(&runtime, &store, 4);
    access::a_token_is_not_sent_in_the_clear(&azurite);
}
