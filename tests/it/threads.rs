//! `/threads`: who makes one, who sees it, who comes in and who goes; whatever dies in between.

use reqwest::{Method, RequestBuilder, StatusCode};
use serde_json::{Value, json};
use simulator::{Chaos, Login, Service};
use store::{Key, Table};

use crate::{
    desk::{Desk, answer, body, problem},
    hosted::Hosted,
    talk::{POLICY, Talk},
};

/// Two kinds of threads beside the policy about messages.
pub(crate) const THREADS: &str = r#"
[[threads]]
key = "order/*"
manage = ["agent"]
roles = ["customer", "staff"]
members = { max = 4 }
topic = "About {key}"
[[threads]]
key = "vip/*"
create = ["server"]
roles = ["customer"]
retention_days = 30
"#;

pub(crate) async fn talk() -> Talk {
    Talk::with(&format!("{POLICY}{THREADS}")).await
}

/// A request of somebody, with a body if there is one.
pub(crate) fn ask(
    desk: &Desk,
    who: &str,
    roles: &[&str],
    method: Method,
    path: &str,
    body: &Value,
) -> RequestBuilder {
    let request = desk
        .request(method, path)
        .bearer_auth(desk.login_as(who, roles));
    if body.is_null() {
        request
    } else {
        request.json(body)
    }
}

pub(crate) fn post(desk: &Desk, who: &str, body: &Value) -> RequestBuilder {
    ask(desk, who, &[], Method::POST, "/threads", body)
}

pub(crate) const MEMBERS: &str = "/threads/order%2F1/members";

/// `order/1` with Ann, who made it, and Ben; ACS's id of it.
pub(crate) async fn order(talk: &Talk) -> String {
    let wanted = json!({"key": "order/1", "members": [{"user": "ben", "displayName": "Ben"}]});
    let made = answer(post(&talk.desk, "ann", &wanted), StatusCode::CREATED).await;
    talk.settle().await;
    made["threadId"].as_str().unwrap().to_owned()
}

/// Somebody's raw id.
pub(crate) async fn id_of(desk: &Desk, who: &str) -> String {
    let user = desk.post("/user").bearer_auth(desk.login(who));
    let shown = body(user.send().await.unwrap()).await;
    shown["acsUserIdentity"].as_str().unwrap().to_owned()
}

/// Who is in the thread by the map, as a member sees it.
pub(crate) async fn members(desk: &Desk, who: &str) -> Vec<String> {
    let shown = ask(
        desk,
        who,
        &[],
        Method::GET,
        "/threads/order%2F1",
        &Value::Null,
    );
    let shown = answer(shown, StatusCode::OK).await;
    let users = shown["members"].as_array().unwrap().iter();
    users
        .map(|one| one["user"].as_str().unwrap().to_owned())
        .collect()
}

pub(crate) fn participants(talk: &Talk, thread: &str) -> usize {
    talk.seen(thread).participants.len()
}

pub(crate) fn losing(route: &str) -> Chaos {
    Chaos {
        status: Some(503),
        served: true,
        route: Some(route.to_owned()),
        times: Some(1),
        ..Chaos::default()
    }
}

/// Somebody's standing, as if moderation had left it.
pub(crate) async fn stand(desk: &Desk, id: &str, standing: &Value) {
    let now = desk.sim.clock().now();
    let key = Key::new(id, "standing");
    let chats = Table::new("chats");
    desk.store
        .insert(chats, &key, standing, None, now)
        .await
        .unwrap();
}

#[tokio::test]
async fn a_thread_is_made_once_with_the_moderator_in_it() {
    let talk = talk().await;
    let desk = &talk.desk;
    let wanted = json!({
        "key": "order/1",
        "topic": "Order 1",
        "members": [{"user": "ben", "displayName": "Ben"}],
        "metadata": {"shop": "berlin"},
    });
    let made = answer(post(desk, "ann", &wanted), StatusCode::CREATED).await;
    let id = made["threadId"].as_str().unwrap();
    let (ann, ben) = (id_of(desk, "ann").await, id_of(desk, "ben").await);
    assert_eq!(
        made,
        json!({
            "key": "order/1",
            "threadId": id,
            "topic": "Order 1",
            "members": [
                {"user": "ann", "id": ann},
                {"user": "ben", "id": ben, "displayName": "Ben"},
            ],
            "created": made["created"],
        })
    );
    let thread = talk.seen(id);
    assert_eq!(
        (&*thread.topic, &*thread.metadata["shop"]),
        ("Order 1", "berlin")
    );
    let moderator = talk.moderator(id, &[&ann, &ben]).unwrap();
    assert_eq!(thread.created_by, moderator);
    assert_eq!(thread.participants.len(), 3);
    let name = thread.participants.iter().find(|it| it.id == ben).unwrap();
    assert_eq!(name.display_name.as_deref(), Some("Ben"));

    // Again, and with other wishes: it is there.
    let other = json!({"key": "order/1", "topic": "Other", "members": [{"user": "eve"}]});
    for wanted in [&wanted, &other] {
        assert_eq!(
            answer(post(desk, "ann", wanted), StatusCode::OK).await,
            made
        );
    }
    let shown = ask(
        desk,
        "ben",
        &[],
        Method::GET,
        "/threads/order%2F1",
        &Value::Null,
    );
    assert_eq!(answer(shown, StatusCode::OK).await, made);
    assert_eq!(talk.sim().chat().threads().len(), 1);
    // Without a topic the policy has one.
    let second = answer(
        post(desk, "ann", &json!({"key": "order/2"})),
        StatusCode::CREATED,
    )
    .await;
    assert_eq!(second["topic"], "About order/2");
    // Who only manages is not in it.
    let agent = ask(
        desk,
        "amy",
        &["agent"],
        Method::POST,
        "/threads",
        &json!({"key": "order/3"}),
    );
    assert_eq!(
        answer(agent, StatusCode::CREATED).await["members"],
        json!([])
    );
    // The map forgets what ACS forgets, and not before.
    let server = ask(
        desk,
        "s",
        &["server"],
        Method::POST,
        "/threads",
        &json!({"key": "vip/1"}),
    );
    let vip = answer(server, StatusCode::CREATED).await;
    let kept = talk.seen(vip["threadId"].as_str().unwrap());
    assert!(kept.retention_policy.is_some());
}

#[tokio::test]
async fn each_may_do_what_the_map_and_the_policy_say_and_nothing_else() {
    let talk = talk().await;
    let desk = &talk.desk;
    let thread = order(&talk).await;
    let before = participants(&talk, &thread);
    let (one, absent) = ("/threads/order%2F1", "/threads/order%2F9");
    let (carl, ben) = (json!({"user": "carl"}), json!({"user": "ben"}));
    let none = Value::Null;
    let staff = json!({"user": "ben", "role": "staff"});
    let made_up = json!({"user": "ben", "role": "king"});
    let away = "/threads/order%2F9/members";
    for (who, roles, method, path, body, status, name) in [
        // For who is neither in nor manages, it is as if there were none.
        ("eve", &[][..], Method::GET, one, &none, 404, "not-found"),
        ("eve", &[], Method::GET, absent, &none, 404, "not-found"),
        ("eve", &[], Method::POST, MEMBERS, &carl, 404, "not-found"),
        ("eve", &[], Method::POST, away, &carl, 404, "not-found"),
        ("eve", &[], Method::DELETE, MEMBERS, &ben, 404, "not-found"),
        (
            "eve",
            &["server"],
            Method::GET,
            one,
            &none,
            404,
            "not-found",
        ),
        // Members see, and no more.
        (
            "ben",
            &[],
            Method::POST,
            MEMBERS,
            &carl,
            403,
            "role-missing",
        ),
        (
            "ben",
            &[],
            Method::DELETE,
            MEMBERS,
            &json!({"user": "ann"}),
            403,
            "role-missing",
        ),
        // Who made it manages it, and gives no roles: one of them spares from moderation.
        (
            "ann",
            &[],
            Method::POST,
            MEMBERS,
            &staff,
            403,
            "role-missing",
        ),
        (
            "ann",
            &["agent"],
            Method::POST,
            MEMBERS,
            &made_up,
            400,
            "bad-request",
        ),
        // Keys are the policy's.
        (
            "ann",
            &[],
            Method::POST,
            "/threads",
            &json!({"key": "secret/1"}),
            403,
            "key-refused",
        ),
        (
            "ann",
            &[],
            Method::POST,
            "/threads",
            &json!({"key": "vip/1"}),
            403,
            "role-missing",
        ),
        (
            "eve",
            &[],
            Method::POST,
            "/threads",
            &json!({"key": "order/1"}),
            409,
            "key-taken",
        ),
        (
            "eve",
            &[],
            Method::POST,
            "/threads",
            &json!({"key": "order/2", "members": [{"user": "eve", "role": "staff"}]}),
            403,
            "role-missing",
        ),
        (
            "ann",
            &[],
            Method::POST,
            "/threads",
            &json!({"key": "order/3", "members": [{"user": "1"}, {"user": "2"}, {"user": "3"}, {"user": "4"}]}),
            409,
            "thread-full",
        ),
    ] {
        let request = ask(desk, who, roles, method.clone(), path, body);
        let refused = answer(request, StatusCode::from_u16(status).unwrap()).await;
        assert_eq!(problem(&refused), name, "{who} {method} {path} {body}");
    }
    // Nor does anybody without a token.
    let anonymous = desk.get(one).send().await.unwrap();
    assert_eq!(anonymous.status(), StatusCode::UNAUTHORIZED);
    assert_eq!(participants(&talk, &thread), before);
    assert_eq!(talk.sim().chat().threads().len(), 1);
    let seen = ask(desk, "amy", &["agent"], Method::GET, one, &none);
    answer(seen, StatusCode::OK).await;
}

#[tokio::test]
async fn no_path_leads_where_no_key_is() {
    let talk = talk().await;
    let desk = &talk.desk;
    order(&talk).await;
    let before = desk.sim.requests(Service::Acs).len();
    let long = format!("/threads/order%2F{}", "x".repeat(2_000));
    for path in [
        "/threads/order%252F1",
        "/threads/order%2F1%2F",
        "/threads/order%2F%2F1",
        "/threads/order%2F..%2Forder%2F1",
        "/threads/.%2Forder%2F1",
        "/threads/order%2F1%00",
        "/threads/order%2F%FF",
        "/threads/order%5C1",
        "/threads/order%2F1%3Fx",
        "/threads/order/1",
        "/threads/Order%2F1",
        long.as_str(),
    ] {
        let request = ask(desk, "ann", &["agent"], Method::GET, path, &Value::Null);
        let refused = answer(request, StatusCode::NOT_FOUND).await;
        assert_eq!(problem(&refused), "not-found", "{path}");
    }
    assert_eq!(desk.sim.requests(Service::Acs).len(), before);
}

#[tokio::test]
async fn a_creation_whose_answer_was_lost_is_finished_and_not_repeated() {
    let talk = talk().await;
    let desk = &talk.desk;
    let wanted = json!({"key": "order/1", "members": [{"user": "ben"}]});
    // Whoever else wants the key meanwhile does not get it.
    desk.sim.set_chaos(Service::Acs, losing("/chat/threads"));
    let lost = answer(post(desk, "ann", &wanted), StatusCode::SERVICE_UNAVAILABLE).await;
    assert_eq!(problem(&lost), "unavailable");
    let taken = answer(post(desk, "eve", &wanted), StatusCode::CONFLICT).await;
    assert_eq!(problem(&taken), "key-taken");
    let made = answer(post(desk, "ann", &wanted), StatusCode::CREATED).await;
    let threads = talk.sim().chat().threads();
    assert_eq!(threads.len(), 1);
    assert_eq!(made["threadId"], threads[0].id);
    assert_eq!(members(desk, "ben").await, ["ann", "ben"]);
    // Likewise where somebody only looks.
    desk.sim.set_chaos(Service::Acs, losing("/chat/threads"));
    let wanted = json!({"key": "order/2"});
    answer(post(desk, "ann", &wanted), StatusCode::SERVICE_UNAVAILABLE).await;
    let seen = ask(
        desk,
        "ann",
        &[],
        Method::GET,
        "/threads/order%2F2",
        &Value::Null,
    );
    let seen = answer(seen, StatusCode::OK).await;
    assert_eq!(seen["threadId"], talk.sim().chat().threads()[1].id);
}

#[tokio::test]
async fn many_at_once_make_one_thread() {
    let talk = talk().await;
    let desk = &talk.desk;
    let second = talk.another(&format!("{POLICY}{THREADS}")).await;
    let wanted = json!({"key": "order/1", "members": [{"user": "ben"}]});
    let mut asking = tokio::task::JoinSet::new();
    for n in 0..12 {
        let desk = if n % 2 == 0 { desk } else { &second };
        asking.spawn(post(desk, "ann", &wanted).send());
    }
    let (mut made, mut ids) = (0, Vec::new());
    while let Some(response) = asking.join_next().await {
        let response = response.unwrap().unwrap();
        let status = response.status();
        assert!(status.is_success(), "{status}");
        made += usize::from(status == StatusCode::CREATED);
        ids.push(body(response).await["threadId"].clone());
    }
    ids.dedup();
    assert_eq!((made, ids.len()), (1, 1));
    let threads = talk.sim().chat().threads();
    assert_eq!((threads.len(), threads[0].participants.len()), (1, 3));
}

#[tokio::test]
async fn a_key_of_several_parts_passes_through_the_host() {
    let hosted = Hosted::start().await;
    let login = hosted.sim.login(&Login {
        sub: "alice".to_owned(),
        ..Login::default()
    });
    let post = |path: &str, body: Value| {
        let url = hosted.host.url().join(path).unwrap();
        hosted.http.post(url).bearer_auth(&login).json(&body)
    };
    let made = answer(
        post("threads", json!({"key": "order/1"})),
        StatusCode::CREATED,
    )
    .await;
    let (status, shown) = hosted.get("threads/order%2F1").await;
    assert_eq!((status, &shown), (StatusCode::OK, &made));
    let ben = post("threads/order%2F1/members", json!({"user": "ben"}));
    answer(ben, StatusCode::CREATED).await;
    let hello = post("threads/order%2F1/messages", json!({"content": "Hello"}));
    let sent = answer(hello, StatusCode::CREATED).await;
    let thread = made["threadId"].as_str().unwrap();
    let last = hosted.sim.chat().thread(thread).unwrap().messages.pop();
    assert_eq!(last.unwrap().id, sent["id"]);
}

#[tokio::test]
async fn a_topic_or_a_name_says_nothing_that_a_message_may_not() {
    let talk = talk().await;
    let desk = &talk.desk;
    for body in [
        json!({"key": "order/1", "topic": "My snollygoster"}),
        json!({"key": "order/gobermouch"}),
        json!({"key": "order/1", "members": [{"user": "ben", "displayName": "Fopdoodle"}]}),
    ] {
        let refused = answer(post(desk, "ann", &body), StatusCode::UNPROCESSABLE_ENTITY).await;
        assert_eq!(problem(&refused), "message-refused", "{body}");
        assert!(!refused.to_string().contains("oodle"), "{refused}");
    }
    assert_eq!(talk.sim().chat().threads().len(), 0);
    order(&talk).await;
    let carl = json!({"user": "carl", "displayName": "Snollygoster"});
    let refused = ask(desk, "ann", &[], Method::POST, MEMBERS, &carl);
    answer(refused, StatusCode::UNPROCESSABLE_ENTITY).await;
    assert_eq!(members(desk, "ann").await, ["ann", "ben"]);
    // What is only noted may stand.
    let noted = json!({"key": "order/2", "topic": "flagworthy"});
    answer(post(desk, "ann", &noted), StatusCode::CREATED).await;
}
