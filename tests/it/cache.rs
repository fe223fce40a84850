//! The token cache: one request to ACS for many callers, and never a token that is about to end.

use reqwest::StatusCode;
use simulator::{Chaos, Service};
use time::Duration;

use crate::desk::{Desk, Opening, answer};

const ISSUE: &str = ":issueAccessToken";

#[tokio::test]
async fn a_token_is_handed_out_again_while_more_than_ten_minutes_are_left() {
    let desk = Desk::open().await; // a token lives 120 minutes
    let first = desk.token("alice").await;
    desk.advance(109);
    assert_eq!(desk.token("alice").await, first);
    assert_eq!(desk.asked(ISSUE), 1);

    desk.advance(1);
    assert_ne!(desk.token("alice").await, first, "ten minutes were left");
    assert_eq!(desk.asked(ISSUE), 2);
}

#[tokio::test]
async fn other_scopes_and_other_users_have_tokens_of_their_own() {
    let desk = Desk::open().await;
    let all = desk.token("alice").await;
    let chat = desk
        .get("/token?scope=chat")
        .bearer_auth(desk.login("alice"));
    assert_ne!(answer(chat, StatusCode::OK).await["token"], all["token"]);
    assert_ne!(desk.token("ben").await["token"], all["token"]);
    assert_eq!(desk.asked(ISSUE), 3);
}

#[tokio::test]
async fn many_callers_wait_for_one_request() {
    let desk = Desk::open().await;
    desk.token("alice").await; // makes the identity
    let slow = Chaos {
        latency_ms: 200,
        ..Chaos::default()
    };
    desk.sim.set_chaos(Service::Acs, slow);

    let bearer = desk.login("alice");
    let calls: Vec<_> = (0..32)
        .map(|_| {
            tokio::spawn(answer(
                desk.get("/token?scope=chat").bearer_auth(&bearer),
                StatusCode::OK,
            ))
        })
        .collect();
    let mut tokens = Vec::new();
    for call in calls {
        tokens.push(call.await.unwrap());
    }
    tokens.dedup();
    assert_eq!(tokens.len(), 1);
    assert_eq!(desk.asked(ISSUE), 2);
}

#[tokio::test]
async fn the_cache_can_be_turned_off() {
    let settings = &[("FRONTDESK_TOKEN_CACHE", "off")];
    let desk = Desk::with(Opening {
        settings,
        ..Opening::default()
    })
    .await;
    desk.token("alice").await;
    desk.token("alice").await;
    assert_eq!(desk.asked(ISSUE), 2);
    assert_eq!(desk.living().len(), 1);
}

#[tokio::test]
async fn what_one_instance_revoked_no_other_hands_out() {
    let desk = Desk::open().await;
    let other = desk.another().await;
    let kept = other.token("alice").await;
    let revoke = desk.delete("/token").bearer_auth(desk.login("alice"));
    answer(revoke, StatusCode::NO_CONTENT).await;
    desk.sim.clock().advance(Duration::seconds(1));

    let fresh = other.token("alice").await;
    assert_ne!(fresh["token"], kept["token"]);
    assert!(
        desk.sim
            .verify_user_token(fresh["token"].as_str().unwrap())
            .is_ok()
    );
}
