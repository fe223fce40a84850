//! What a restart with the same state directory keeps.

use std::{fs, path::PathBuf};

use reqwest::{Method, StatusCode};
use simulator::{Clock, Options, Simulator};
use time::Duration;

use crate::support::{START, Sim};

fn options(name: &str) -> Options {
    let dir = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    if dir.exists() {
        fs::remove_dir_all(&dir).unwrap();
    }
    Options {
        state_dir: Some(dir),
        clock: Clock::pinned(START),
        ..Options::default()
    }
}

async fn restarted(options: &Options) -> Sim {
    // Restarted a second later: a later start has other ids.
    options.clock.advance(Duration::SECOND);
    Sim::of(Simulator::start(options.clone()).await.unwrap())
}

#[tokio::test]
async fn identities_keys_and_connection_string_are_those_of_before() {
    let options = options("restart");
    let sim = restarted(&options).await;
    let (kept, deleted) = (sim.new_identity().await, sim.new_identity().await);
    sim.acs(
        Method::DELETE,
        &format!("identities/{deleted}?api-version=1"),
        "",
    )
    .await;
    let records = sim.simulator.identities();
    let key = sim
        .simulator
        .connection_string()
        .split_once(";accesskey=")
        .unwrap()
        .1
        .to_owned();
    drop(sim);

    let sim = restarted(&options).await;
    assert!(sim.simulator.connection_string().ends_with(&key));
    assert_eq!(sim.simulator.identities(), records);
    let issue = async |id: &str| {
        let path = format!("identities/{id}/:issueAccessToken?api-version=1");
        sim.acs(Method::POST, &path, r#"{"scopes":["chat"]}"#)
            .await
            .status
    };
    assert_eq!(issue(&kept).await, StatusCode::OK);
    assert_eq!(issue(&deleted).await, StatusCode::NOT_FOUND);
    let new = sim.new_identity().await;
    assert!(new != kept && new != deleted);

    sim.simulator.reset();
    drop(sim);
    let sim = restarted(&options).await;
    assert_eq!(sim.simulator.identities(), []);
}

#[tokio::test]
async fn a_line_that_was_cut_off_and_another_seeds_identities_are_skipped() {
    let options = options("cut-off");
    let sim = restarted(&options).await;
    let id = sim.new_identity().await;
    drop(sim);
    let file = options.state_dir.clone().unwrap().join("identities.jsonl");
    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, format!("{text}{{\"id\":\"8:acs:")).unwrap();

    let other_seed = Options {
        seed: 1,
        ..options.clone()
    };
    assert_eq!(restarted(&other_seed).await.simulator.identities(), []);
    let sim = restarted(&options).await;
    let ids: Vec<_> = sim
        .simulator
        .identities()
        .into_iter()
        .map(|record| record.id)
        .collect();
    assert_eq!(ids, [id]);
}

#[tokio::test]
async fn messages_wait_through_an_orderly_restart() {
    let options = options("restart-queues");
    let sim = restarted(&options).await;
    let queues = sim.simulator.queues();
    queues.put("jobs", "now", Duration::ZERO).unwrap();
    queues.put("jobs", "later", Duration::HOUR).unwrap();
    let before = queues.messages("jobs");
    assert_eq!(before.len(), 2);
    drop(sim);

    let sim = restarted(&options).await;
    assert_eq!(sim.simulator.queues().messages("jobs"), before);
    let file = options.state_dir.as_ref().unwrap().join("queues.json");
    assert!(!file.exists(), "a killed simulator must not repeat them");
    sim.simulator.reset();
    drop(sim);
    assert_eq!(
        restarted(&options).await.simulator.queues().names(),
        [""; 0]
    );
    fs::write(&file, "cut o").unwrap();
    assert_eq!(
        restarted(&options).await.simulator.queues().names(),
        [""; 0]
    );
}
