//! Who comes into a thread and who goes: whatever dies in between, whom ACS does not let in, who is banned.

use std::fmt::Write as _;

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use simulator::Service;
use store::{Key, Table};
use time::{Duration, OffsetDateTime, format_description::well_known::Rfc3339};

use crate::{
    desk::{Desk, answer, problem},
    threads::{MEMBERS, ask, id_of, losing, members, order, participants, post, stand, talk},
};

#[tokio::test]
async fn who_comes_in_reads_what_is_said_from_then_on_and_who_goes_is_gone() {
    let talk = talk().await;
    let desk = &talk.desk;
    let thread = order(&talk).await;
    desk.sim.clock().advance(Duration::minutes(5));
    let add = |who: &str, body: Value| ask(desk, who, &[], Method::POST, MEMBERS, &body);
    let carl = answer(
        add("ann", json!({"user": "carl", "displayName": "Carl"})),
        StatusCode::CREATED,
    )
    .await;
    let id = id_of(desk, "carl").await;
    assert_eq!(
        carl,
        json!({"user": "carl", "id": id, "displayName": "Carl"})
    );
    let again = answer(add("ann", json!({"user": "carl"})), StatusCode::OK).await;
    assert_eq!(again, carl);
    answer(
        add("ann", json!({"user": "dora", "history": true})),
        StatusCode::CREATED,
    )
    .await;
    let dora = id_of(desk, "dora").await;
    let shared = |id: &str| {
        let participants = talk.seen(&thread).participants;
        let found = participants.into_iter().find(|it| it.id == id);
        found.map(|it| it.share_history_time)
    };
    assert!(shared(&id).unwrap() > talk.seen(&thread).created_on);
    assert_eq!(shared(&dora), Some(OffsetDateTime::UNIX_EPOCH));
    let full = answer(add("ann", json!({"user": "emil"})), StatusCode::CONFLICT).await;
    assert_eq!(problem(&full), "thread-full");

    // Whoever wants to goes; whoever manages puts out; nobody is missed twice.
    let gone = StatusCode::NO_CONTENT;
    let remove =
        |who: &str, path: &str, body: Value| ask(desk, who, &[], Method::DELETE, path, &body);
    for _ in 0..2 {
        answer(remove("carl", MEMBERS, json!({"user": "carl"})), gone).await;
        answer(
            remove("ann", &format!("{MEMBERS}?user=dora"), Value::Null),
            gone,
        )
        .await;
    }
    assert_eq!((shared(&id), shared(&dora)), (None, None));
    let unseen = ask(
        desk,
        "carl",
        &[],
        Method::GET,
        "/threads/order%2F1",
        &Value::Null,
    );
    answer(unseen, StatusCode::NOT_FOUND).await;
    // Nobody learns so what threads there are.
    answer(remove("eve", MEMBERS, json!({"user": "eve"})), gone).await;
    answer(
        remove("eve", "/threads/order%2F9/members", json!({"user": "eve"})),
        gone,
    )
    .await;
    // There is room again, and nobody keeps the keys who has left the house.
    answer(add("ann", json!({"user": "emil"})), StatusCode::CREATED).await;
    let out = ask(
        desk,
        "amy",
        &["agent"],
        Method::DELETE,
        MEMBERS,
        &json!({"user": "ann"}),
    );
    answer(out, gone).await;
    answer(add("ann", json!({"user": "ann"})), StatusCode::NOT_FOUND).await;
    assert_eq!(members(desk, "ben").await, ["ben", "emil"]);
    assert_eq!(participants(&talk, &thread), 3);
}

#[tokio::test]
async fn what_died_on_the_way_in_or_out_is_finished() {
    let talk = talk().await;
    let desk = &talk.desk;
    let thread = order(&talk).await;
    let carl = json!({"user": "carl"});
    let add = || ask(desk, "ann", &[], Method::POST, MEMBERS, &carl);
    let remove = || ask(desk, "ann", &[], Method::DELETE, MEMBERS, &carl);
    let unavailable = StatusCode::SERVICE_UNAVAILABLE;

    desk.sim
        .set_chaos(Service::Acs, losing("participants/:add"));
    answer(add(), unavailable).await;
    answer(add(), StatusCode::OK).await;
    assert_eq!(participants(&talk, &thread), 4);
    // By themselves, too.
    answer(remove(), StatusCode::NO_CONTENT).await;
    desk.sim
        .set_chaos(Service::Acs, losing("participants/:add"));
    answer(add(), unavailable).await;
    assert_eq!(members(desk, "carl").await, ["ann", "ben", "carl"]);

    desk.sim
        .set_chaos(Service::Acs, losing("participants/:remove"));
    answer(remove(), unavailable).await;
    // Out for us from the first moment.
    let unseen = ask(
        desk,
        "carl",
        &[],
        Method::GET,
        "/threads/order%2F1",
        &Value::Null,
    );
    answer(unseen, StatusCode::NOT_FOUND).await;
    answer(remove(), StatusCode::NO_CONTENT).await;
    assert_eq!(participants(&talk, &thread), 3);
    assert_eq!(members(desk, "ann").await, ["ann", "ben"]);
    // Half out, and wanted back.
    answer(add(), StatusCode::CREATED).await;
    desk.sim
        .set_chaos(Service::Acs, losing("participants/:remove"));
    answer(remove(), unavailable).await;
    answer(add(), StatusCode::CREATED).await;
    assert_eq!(participants(&talk, &thread), 4);
}

/// Gives somebody an identity that ACS does not have.
async fn forge(desk: &Desk, who: &str) {
    let mut hash = aws_lc_rs::digest::Context::new(&aws_lc_rs::digest::SHA256);
    let issuer = desk.sim.issuer();
    hash.update(&(issuer.len() as u64).to_be_bytes());
    hash.update(issuer.as_bytes());
    hash.update(who.as_bytes());
    let mut hex = String::new();
    for byte in hash.finish().as_ref() {
        write!(hex, "{byte:02x}").unwrap();
    }
    let gone = "8:acs:11111111-1111-1111-1111-111111111111_00000000-0000-0000-0000-000000000000";
    let mapping = json!({"acs_id": gone, "generation": 0});
    let key = Key::new(hex, "acs");
    let now = desk.sim.clock().now();
    let identities = Table::new("identities");
    desk.store
        .insert(identities, &key, &mapping, None, now)
        .await
        .unwrap();
}

#[tokio::test]
async fn whom_acs_does_not_let_in_is_said_and_is_no_member() {
    let talk = talk().await;
    let desk = &talk.desk;
    forge(desk, "ghost").await;
    let banned = id_of(desk, "mallory").await;
    stand(
        desk,
        &banned,
        &json!({"banned": {"event": "1", "rule": "house"}}),
    )
    .await;
    let wanted = json!({"key": "order/1", "members": [{"user": "ben"}, {"user": "ghost"}, {"user": "mallory"}]});
    // Also where it is found out by the one who goes on.
    desk.sim.set_chaos(Service::Acs, losing("/chat/threads"));
    answer(post(desk, "ann", &wanted), StatusCode::SERVICE_UNAVAILABLE).await;
    let made = answer(post(desk, "ann", &wanted), StatusCode::CREATED).await;
    assert_eq!(
        made["refused"],
        json!([{"user": "ghost", "reason": "refused"}])
    );
    assert_eq!(members(desk, "ann").await, ["ann", "ben"]);
    let other = json!({"key": "order/2", "members": [{"user": "ghost"}, {"user": "mallory"}]});
    let made = answer(post(desk, "ann", &other), StatusCode::CREATED).await;
    let mut refused = made["refused"].as_array().unwrap().clone();
    refused.sort_by_key(ToString::to_string);
    assert_eq!(
        json!(refused),
        json!([{"reason": "banned", "user": "mallory"}, {"reason": "refused", "user": "ghost"}])
    );
    for user in ["ghost", "mallory"] {
        let add = ask(
            desk,
            "ann",
            &[],
            Method::POST,
            MEMBERS,
            &json!({"user": user}),
        );
        let refused = answer(add, StatusCode::CONFLICT).await;
        assert_eq!(problem(&refused), "member-refused", "{user}");
    }
    assert_eq!(members(desk, "ann").await, ["ann", "ben"]);
    let own = answer(
        post(desk, "mallory", &json!({"key": "order/3"})),
        StatusCode::FORBIDDEN,
    )
    .await;
    assert_eq!(problem(&own), "banned");
}

#[tokio::test]
async fn a_thread_that_lost_its_moderator_gets_it_back_to_let_somebody_in() {
    let talk = talk().await;
    let desk = &talk.desk;
    let thread = order(&talk).await;
    let (ann, ben) = (id_of(desk, "ann").await, id_of(desk, "ben").await);
    let moderator = talk.moderator(&thread, &[&ann, &ben]).unwrap();
    talk.sim().chat().remove(&thread, &ben, &moderator).unwrap();
    let add = ask(
        desk,
        "ann",
        &[],
        Method::POST,
        MEMBERS,
        &json!({"user": "carl"}),
    );
    answer(add, StatusCode::CREATED).await;
    assert!(talk.is_in(&thread, &moderator));
    assert_eq!(participants(&talk, &thread), 4);
}

#[tokio::test]
async fn moderation_knows_the_roles_that_were_given() {
    let talk = talk().await;
    let desk = &talk.desk;
    let thread = order(&talk).await;
    let ben = id_of(desk, "ben").await;
    let role = json!({"user": "ben", "role": "staff"});
    let given = ask(desk, "amy", &["agent"], Method::POST, MEMBERS, &role);
    assert_eq!(answer(given, StatusCode::OK).await["role"], "staff");
    talk.write(&thread, &ben, "The word is snollygoster.");
    talk.settle().await;
    assert_eq!(talk.texts(&thread), ["The word is snollygoster."]);
    // Out, and in again as anybody.
    answer(
        ask(
            desk,
            "ann",
            &[],
            Method::DELETE,
            MEMBERS,
            &json!({"user": "ben"}),
        ),
        StatusCode::NO_CONTENT,
    )
    .await;
    answer(
        ask(
            desk,
            "ann",
            &[],
            Method::POST,
            MEMBERS,
            &json!({"user": "ben"}),
        ),
        StatusCode::CREATED,
    )
    .await;
    talk.write(&thread, &ben, "You snollygoster!");
    talk.settle().await;
    assert_eq!(talk.texts(&thread), ["The word is snollygoster."]);
}

#[tokio::test]
async fn who_was_erased_is_let_in_anew_and_not_as_who_they_were() {
    let talk = talk().await;
    let desk = &talk.desk;
    let thread = order(&talk).await;
    let before = id_of(desk, "ben").await;
    let second = json!({"key": "order/2", "members": [{"user": "ben"}]});
    let second = answer(post(desk, "ann", &second), StatusCode::CREATED).await;
    // It died on the way: the next try goes on.
    desk.sim
        .set_chaos(Service::Acs, losing("participants/:remove"));
    let erase = || ask(desk, "ben", &[], Method::DELETE, "/user", &Value::Null);
    answer(erase(), StatusCode::SERVICE_UNAVAILABLE).await;
    answer(erase(), StatusCode::NO_CONTENT).await;
    assert_eq!(members(desk, "ann").await, ["ann"]);
    let second = second["threadId"].as_str().unwrap();
    assert!(!talk.is_in(&thread, &before) && !talk.is_in(second, &before));
    let ben = json!({"user": "ben"});
    answer(
        ask(desk, "ann", &[], Method::POST, MEMBERS, &ben),
        StatusCode::CREATED,
    )
    .await;
    let now = id_of(desk, "ben").await;
    assert_ne!(before, now);
    assert!(talk.is_in(&thread, &now) && !talk.is_in(&thread, &before));
    assert_eq!(members(desk, "ben").await, ["ann", "ben"]);
}

#[tokio::test]
async fn who_is_banned_gets_no_token_until_it_ends() {
    let talk = talk().await;
    let desk = &talk.desk;
    let id = id_of(desk, "ben").await;
    desk.token("ben").await;
    let until = desk.sim.clock().now() + Duration::hours(1);
    let until = until.format(&Rfc3339).unwrap();
    stand(
        desk,
        &id,
        &json!({"banned": {"event": "1", "rule": "house", "until": until}}),
    )
    .await;
    let refresh = format!("/refreshToken/{}", id.replace(':', "%3A"));
    for path in ["/token", &refresh] {
        let refused = ask(desk, "ben", &[], Method::POST, path, &Value::Null);
        let refused = answer(refused, StatusCode::FORBIDDEN).await;
        assert_eq!(problem(&refused), "banned", "{path}");
        let detail = refused["detail"].as_str().unwrap();
        assert!(detail.starts_with("It ends at 20"), "{detail}");
    }
    // Nobody else is.
    desk.token("ann").await;
    desk.advance(61);
    desk.token("ben").await;
    answer(
        ask(desk, "ben", &[], Method::POST, &refresh, &Value::Null),
        StatusCode::OK,
    )
    .await;
}
