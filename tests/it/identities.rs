//! One user, one identity: through races, failures half way, and erasure.

use reqwest::StatusCode;
use simulator::{Chaos, Service};

use crate::desk::{Desk, answer, problem};

#[tokio::test]
async fn concurrent_first_calls_on_two_instances_end_in_one_identity() {
    let desk = Desk::open().await;
    let other = desk.another().await;
    let slow = Chaos {
        latency_ms: 50,
        ..Chaos::default()
    };
    desk.sim.set_chaos(Service::Acs, slow);

    let bearer = desk.login("alice");
    let calls: Vec<_> = (0..16)
        .map(|n| {
            let desk = if n % 2 == 0 { &desk } else { &other };
            tokio::spawn(answer(
                desk.get("/token").bearer_auth(&bearer),
                StatusCode::OK,
            ))
        })
        .collect();
    let mut ids = Vec::new();
    for call in calls {
        ids.push(
            call.await.unwrap()["user"]["rawId"]
                .as_str()
                .unwrap()
                .to_owned(),
        );
    }
    ids.dedup();
    assert_eq!(
        desk.living(),
        ids,
        "one identity is left, and everybody got it"
    );
    // The test means something only if there was a race to lose.
    assert!(desk.sim.identities().len() > 1, "nobody raced");
}

#[tokio::test]
async fn a_user_is_shown_made_and_erased() {
    let desk = Desk::open().await;
    let bearer = desk.login("alice");
    let get = || desk.get("/user").bearer_auth(&bearer);
    let post = || desk.post("/user").bearer_auth(&bearer);
    let delete = || desk.delete("/user").bearer_auth(&bearer);

    assert_eq!(
        problem(&answer(get(), StatusCode::NOT_FOUND).await),
        "no-identity"
    );
    let made = answer(post(), StatusCode::CREATED).await;
    assert_eq!(answer(post(), StatusCode::OK).await, made);
    assert_eq!(answer(get(), StatusCode::OK).await, made);
    assert_eq!(desk.living(), [made["acsUserIdentity"].as_str().unwrap()]);

    let token = desk.token("alice").await;
    for _ in 0..2 {
        answer(delete(), StatusCode::NO_CONTENT).await;
        answer(get(), StatusCode::NOT_FOUND).await;
    }
    assert!(desk.living().is_empty());
    assert!(
        desk.sim
            .verify_user_token(token["token"].as_str().unwrap())
            .is_err()
    );

    let again = answer(post(), StatusCode::CREATED).await;
    assert_ne!(again, made, "an erased identity does not come back");
}

/// Whichever step fails, the mapping says so, and whoever comes next finishes the erasure.
#[tokio::test]
async fn an_erasure_that_broke_off_is_finished_by_whoever_comes_next() {
    for broken in [":revokeAccessTokens", "/identities/{id}"] {
        for finisher in ["DELETE /user", "GET /token"] {
            let desk = Desk::open().await;
            let old = desk.token("alice").await["user"]["rawId"]
                .as_str()
                .unwrap()
                .to_owned();
            let bearer = desk.login("alice");
            let failing = Chaos {
                status: Some(500),
                route: Some(broken.to_owned()),
                ..Chaos::default()
            };
            desk.sim.set_chaos(Service::Acs, failing);
            let delete = desk.delete("/user").bearer_auth(&bearer);
            answer(delete, StatusCode::SERVICE_UNAVAILABLE).await;
            assert_eq!(desk.living(), [old.as_str()], "{broken}");
            // Half erased is not there.
            let get = desk.get("/user").bearer_auth(&bearer);
            answer(get, StatusCode::NOT_FOUND).await;

            desk.sim.clear_chaos();
            // Another instance, which knows nothing but what is stored.
            let other = desk.another().await;
            if finisher == "DELETE /user" {
                let delete = other.delete("/user").bearer_auth(&bearer);
                answer(delete, StatusCode::NO_CONTENT).await;
                assert!(desk.living().is_empty(), "{broken}");
            } else {
                let new = other.token("alice").await["user"]["rawId"]
                    .as_str()
                    .unwrap()
                    .to_owned();
                assert_ne!(new, old);
                assert_eq!(desk.living(), [new], "{broken}");
            }
        }
    }
}

#[tokio::test]
async fn an_identity_that_acs_lost_is_not_silently_replaced() {
    let desk = Desk::open().await;
    desk.token("alice").await;
    desk.sim.reset(); // ACS forgets; the store does not
    desk.until_healthy().await;
    let bearer = desk.login("alice");
    let get = || desk.get("/token?scope=chat").bearer_auth(&bearer);
    let gone = answer(get(), StatusCode::CONFLICT).await;
    assert_eq!(problem(&gone), "identity-gone");
    assert!(desk.living().is_empty());

    let delete = desk.delete("/user").bearer_auth(&bearer);
    answer(delete, StatusCode::NO_CONTENT).await;
    answer(get(), StatusCode::OK).await;
    assert_eq!(desk.living().len(), 1);
}

#[tokio::test]
async fn what_is_stored_of_a_user_is_no_personal_data() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("state.redb");
    let store = store::Store::embedded(&path).await.unwrap();
    let sim = simulator::Simulator::start(simulator::Options::default())
        .await
        .unwrap();
    let desk = Desk::beside(sim.into(), store, crate::desk::Opening::default()).await;
    desk.token("alice@example.com").await;
    let id = desk.living().remove(0);
    drop(desk);

    let bytes = std::fs::read(&path).unwrap();
    let holds = |text: &str| {
        bytes
            .windows(text.len())
            .any(|window| window == text.as_bytes())
    };
    assert!(holds(&id), "the file holds the mapping");
    assert!(!holds("alice"), "the file holds the user");
}

#[tokio::test]
async fn one_instance_makes_one_identity_however_many_ask_at_once() {
    let desk = Desk::open().await;
    let slow = Chaos {
        latency_ms: 50,
        ..Chaos::default()
    };
    desk.sim.set_chaos(Service::Acs, slow);
    let bearer = desk.login("alice");
    let calls: Vec<_> = (0..16)
        .map(|_| tokio::spawn(desk.get("/token").bearer_auth(&bearer).send()))
        .collect();
    for call in calls {
        assert_eq!(call.await.unwrap().unwrap().status(), StatusCode::OK);
    }
    assert_eq!(desk.sim.identities().len(), 1);
}

/// A phone that gives up waiting does not leave an identity that nobody knows of.
#[tokio::test]
async fn a_caller_who_hangs_up_does_not_lose_the_identity_that_is_being_made() {
    let desk = Desk::open().await;
    let slow = Chaos {
        latency_ms: 400,
        ..Chaos::default()
    };
    desk.sim.set_chaos(Service::Acs, slow);
    let bearer = desk.login("alice");
    let impatient = desk
        .get("/token")
        .bearer_auth(&bearer)
        .timeout(std::time::Duration::from_millis(200));
    assert!(impatient.send().await.unwrap_err().is_timeout());

    let user = || desk.get("/user").bearer_auth(&bearer).send();
    let written_down = async { while user().await.unwrap().status() != StatusCode::OK {} };
    let patience = std::time::Duration::from_secs(60);
    let found = tokio::time::timeout(patience, written_down).await;
    assert!(found.is_ok(), "nobody wrote it down");
    assert_eq!(desk.sim.identities().len(), 1);
}
