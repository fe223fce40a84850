//! ACS Chat: who may do what.

use reqwest::{Method, StatusCode};
use serde_json::json;
use simulator::ChatSettings;
use time::Duration;

use crate::{
    chat_support::{VERSION, forbidden, identifier, not_found, participant, path, specified},
    support::{Answer, Sim, read},
};

#[tokio::test]
async fn only_a_good_token_of_a_user_gets_in() {
    let sim = Sim::start().await;
    let (ann, bob, thread) = sim.two_in_a_thread().await;
    let target = format!("{}/messages?{VERSION}", path(&thread));
    let refusal = async |token: Option<&str>| {
        let request = sim.request(Method::GET, &target);
        let request = match token {
            Some(token) => request.bearer_auth(token),
            None => request,
        };
        let response = request.send().await.unwrap();
        let hint = response.headers()["x-sim-hint"]
            .to_str()
            .unwrap()
            .to_owned();
        let unauthorized = specified(
            StatusCode::UNAUTHORIZED,
            "Unauthorized",
            "Request is not authorized.",
        );
        assert_eq!(read(response).await, unauthorized);
        hint
    };
    let wants_user = "chat wants the token of a user: Authorization: Bearer ...";
    assert_eq!(refusal(None).await, wants_user);
    let key = sim.simulator.connection_string();
    let signed = sim.signed(&key, Method::GET, &target, "").send().await;
    let signed = signed.unwrap();
    assert_eq!(signed.status(), StatusCode::UNAUTHORIZED);
    assert_eq!(signed.headers()["x-sim-hint"], wants_user);
    let entra = sim.managed_token("https://communication.azure.com").await;
    for token in [entra.as_str(), "a.b.c"] {
        assert_eq!(
            refusal(Some(token)).await,
            "not a user token of this resource"
        );
    }

    let revoke = format!("identities/{}/:revokeAccessTokens?{VERSION}", ann.id);
    sim.acs(Method::POST, &revoke, "").await;
    assert_eq!(
        refusal(Some(&ann.token)).await,
        "the tokens of this identity were revoked"
    );
    let delete = format!("identities/{}?{VERSION}", bob.id);
    sim.acs(Method::DELETE, &delete, "").await;
    assert_eq!(
        refusal(Some(&bob.token)).await,
        "the token's identity was deleted"
    );
    sim.simulator.clock().advance(Duration::DAY);
    assert_eq!(refusal(Some(&ann.token)).await, "the token's time is over");
}

/// What each operation wants of a token's scopes, and its answer when all is well.
#[tokio::test]
async fn the_scopes_of_a_token() {
    let sim = Sim::start().await;
    let owner = sim.chat_user("chat").await;
    let guest = sim.chat_user("chat").await;
    for (scope, may_own, may_invite, may_join) in [
        ("chat", true, true, true),
        ("chat.join", false, true, true),
        ("chat.join.limited", false, false, true),
        ("voip", false, false, false),
    ] {
        let user = sim.chat_user(scope).await;
        let thread = sim.thread(&owner, &[&user]).await;
        let message = sim.say(&owner, &thread, "hello").await;
        let of = |rest: &str| format!("{}{rest}", path(&thread));
        let topic = json!({"topic": "x"});
        let text = json!({"content": "x"});
        let read = json!({"chatMessageId": message});
        let add = json!({"participants": [participant(&guest.id)]});
        let remove = identifier(&guest.id);
        let new = || "chat/threads".to_owned();
        for (allowed, method, path, body, good) in [
            (may_own, Method::POST, new(), Some(&topic), 201),
            (may_own, Method::PATCH, of(""), Some(&topic), 204),
            (
                may_invite,
                Method::POST,
                of("/participants/:add"),
                Some(&add),
                201,
            ),
            (
                may_invite,
                Method::POST,
                of("/participants/:remove"),
                Some(&remove),
                204,
            ),
            (may_join, Method::GET, new(), None, 200),
            (may_join, Method::GET, of(""), None, 200),
            (may_join, Method::GET, of("/messages"), None, 200),
            (may_join, Method::POST, of("/messages"), Some(&text), 201),
            (may_join, Method::GET, of("/participants"), None, 200),
            (may_join, Method::POST, of("/typing"), None, 200),
            (
                may_join,
                Method::POST,
                of("/readReceipts"),
                Some(&read),
                200,
            ),
            (may_join, Method::GET, of("/readReceipts"), None, 200),
            (may_own, Method::DELETE, of(""), None, 204),
        ] {
            let got = sim.chat(&user, method.clone(), &path, body).await;
            let case = format!("{scope}: {method} {path}");
            if allowed {
                assert_eq!(got.status.as_u16(), good, "{case}");
            } else {
                assert_eq!(got, forbidden(), "{case}");
            }
        }
    }
}

#[tokio::test]
async fn a_user_with_the_least_scope_edits_and_deletes_their_own() {
    let sim = Sim::start().await;
    let owner = sim.chat_user("chat").await;
    let user = sim.chat_user("chat.join.limited").await;
    let thread = sim.thread(&owner, &[&user]).await;
    let message = sim.say(&user, &thread, "hello").await;
    let target = format!("{}/messages/{message}", path(&thread));
    let body = json!({"content": "***"});
    for (method, body) in [(Method::PATCH, Some(&body)), (Method::DELETE, None)] {
        let done = sim.chat(&user, method, &target, body).await;
        assert_eq!(done, Answer::empty());
    }
}

#[tokio::test]
async fn who_is_not_in_a_thread_can_do_nothing_there() {
    let sim = Sim::start().await;
    let (ann, bob, thread) = sim.two_in_a_thread().await;
    let message = sim.say(&ann, &thread, "hello").await;
    let stranger = sim.chat_user("chat").await;
    let remove = format!("{}/participants/:remove", path(&thread));
    sim.chat(&ann, Method::POST, &remove, Some(&identifier(&bob.id)))
        .await;
    let of = |thread: &str, rest: &str| format!("{}{rest}", path(thread));
    let topic = json!({"topic": "x"});
    let text = json!({"content": "x"});
    let receipt = json!({"chatMessageId": message});
    let add = json!({"participants": [participant(&stranger.id)]});
    let someone = identifier(&ann.id);
    let one = format!("/messages/{message}");
    for (readable, method, rest, body) in [
        (false, Method::GET, "", None),
        (false, Method::PATCH, "", Some(&topic)),
        (false, Method::DELETE, "", None),
        (true, Method::GET, "/messages", None),
        (true, Method::GET, one.as_str(), None),
        (false, Method::POST, "/messages", Some(&text)),
        (false, Method::PATCH, &one, Some(&text)),
        (false, Method::DELETE, &one, None),
        (false, Method::GET, "/participants", None),
        (false, Method::POST, "/participants/:add", Some(&add)),
        (false, Method::POST, "/participants/:remove", Some(&someone)),
        (false, Method::POST, "/typing", None),
        (false, Method::POST, "/readReceipts", Some(&receipt)),
        (false, Method::GET, "/readReceipts", None),
    ] {
        let call = async |user, thread: &str| {
            sim.chat(user, method.clone(), &of(thread, rest), body)
                .await
        };
        let case = format!("{method} {rest}");
        assert_eq!(call(&stranger, &thread).await, forbidden(), "{case}");
        if readable {
            let got = call(&bob, &thread).await;
            assert_eq!(got.status, StatusCode::OK, "{case}, removed");
        } else {
            assert_eq!(call(&bob, &thread).await, forbidden(), "{case}, removed");
        }
        assert_eq!(call(&ann, "19:nope@thread.v2").await, not_found(), "{case}");
    }
}

#[tokio::test]
async fn only_the_sender_changes_a_message_unless_it_is_switched() {
    let sim = Sim::start().await;
    let (ann, bob, thread) = sim.two_in_a_thread().await;
    let of = |id: &str| format!("{}/messages/{id}", path(&thread));
    let message = of(&sim.say(&ann, &thread, "mine").await);
    let edit = json!({"content": "yours"});
    let chat = sim.simulator.chat();
    for (method, body) in [(Method::PATCH, Some(&edit)), (Method::DELETE, None)] {
        let refused = sim.chat(&bob, method, &message, body).await;
        assert_eq!(refused, forbidden());
    }
    chat.set(ChatSettings {
        others_may_delete: true,
        ..ChatSettings::default()
    });
    let refused = sim.chat(&bob, Method::PATCH, &message, Some(&edit)).await;
    assert_eq!(refused, forbidden(), "editing is not in the switch");
    let done = sim.chat(&bob, Method::DELETE, &message, None).await;
    assert_eq!(done, Answer::empty());

    let message = of(&sim.say(&bob, &thread, "gone soon").await);
    chat.remove(&thread, &ann.id, &bob.id).unwrap();
    let delete = async || sim.chat(&bob, Method::DELETE, &message, None).await;
    assert_eq!(delete().await, forbidden(), "no participant any more");
    chat.set(ChatSettings {
        removed_sender_may_delete: true,
        ..ChatSettings::default()
    });
    let of_ann = of(&sim.say(&ann, &thread, "not Bob's").await);
    let refused = sim.chat(&bob, Method::DELETE, &of_ann, None).await;
    assert_eq!(refused, forbidden());
    chat.set(ChatSettings {
        others_may_delete: true,
        removed_sender_may_delete: true,
        ..ChatSettings::default()
    });
    let refused = sim.chat(&bob, Method::DELETE, &of_ann, None).await;
    assert_eq!(refused, forbidden(), "that is for participants");
    assert_eq!(delete().await, Answer::empty());
}

#[tokio::test]
async fn what_the_system_told_stays_and_what_is_deleted_is_not_edited() {
    let sim = Sim::start().await;
    let (ann, _, thread) = sim.two_in_a_thread().await;
    let of = |id: &str| format!("{}/messages/{id}", path(&thread));
    let told = sim.messages(&ann, &thread).await;
    let told = of(told[0]["id"].as_str().unwrap());
    let edit = json!({"content": "x"});
    for (method, body) in [(Method::PATCH, Some(&edit)), (Method::DELETE, None)] {
        let refused = sim.chat(&ann, method, &told, body).await;
        assert_eq!(refused, forbidden());
    }
    let message = of(&sim.say(&ann, &thread, "oops").await);
    sim.chat(&ann, Method::DELETE, &message, None).await;
    let refused = sim.chat(&ann, Method::PATCH, &message, Some(&edit)).await;
    assert_eq!(refused, not_found());
    for unknown in ["1", "x"] {
        let got = sim.chat(&ann, Method::DELETE, &of(unknown), None).await;
        assert_eq!(got, not_found());
    }
}
