//! ACS Chat: long lists, and the odd links between their pages.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use time::Duration;

use crate::{
    chat_support::{User, VERSION, invalid, path},
    support::{Sim, answer},
};

/// The values of each page, from a path on; the links are followed as they are given.
async fn pages(sim: &Sim, user: &User, path: &str) -> (Vec<Vec<Value>>, Vec<String>) {
    let mut link = sim.url(&format!("{path}&{VERSION}"));
    let (mut pages, mut links) = (Vec::new(), Vec::new());
    loop {
        let request = sim.client.get(&link).bearer_auth(&user.token);
        let page = answer(request).await;
        assert_eq!(page.status, StatusCode::OK, "{link}: {}", page.body);
        pages.push(page.body["value"].as_array().unwrap().clone());
        match page.body["nextLink"].as_str() {
            Some(next) => next.clone_into(&mut link),
            None => return (pages, links),
        }
        links.push(link.clone());
        assert!(links.len() < 10, "the pages do not end");
    }
}

fn texts(pages: &[Vec<Value>]) -> Vec<Vec<&str>> {
    fn text(message: &Value) -> &str {
        message["content"]["message"].as_str().unwrap_or("system")
    }
    let pages = pages.iter();
    pages.map(|page| page.iter().map(text).collect()).collect()
}

#[tokio::test]
async fn messages_come_newest_first_in_pages_of_the_recorded_form() {
    let sim = Sim::start().await;
    let (ann, bob, thread) = sim.two_in_a_thread().await;
    for text in ["one", "two", "three"] {
        sim.say(&ann, &thread, text).await;
    }
    let list = format!("{}/messages?maxPageSize=2", path(&thread));
    let (got, links) = pages(&sim, &bob, &list).await;
    assert_eq!(
        texts(&got),
        [vec!["three", "two"], vec!["one", "system"], vec!["system"]]
    );
    let hex = |bytes: &[u8]| {
        let bytes: Vec<_> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        bytes.concat()
    };
    let (id, length) = (hex(thread.as_bytes()), thread.len());
    let reached: i64 = got[0][1]["id"].as_str().unwrap().parse().unwrap();
    let reached = hex(&reached.to_le_bytes());
    assert_eq!(
        links[0],
        sim.url(&format!(
            "chat/threads/{thread}/messages?syncState=3e{length:02x}000000{id}01\
             0000000000000000{reached}&startTime=1%2F1%2F1970%2012%3A00%3A00%20AM%20%2B00%3A00\
             &maxPageSize=2&{VERSION}"
        ))
    );
}

#[tokio::test]
async fn what_is_written_meanwhile_does_not_move_the_pages() {
    let sim = Sim::start().await;
    let (ann, _, thread) = sim.two_in_a_thread().await;
    for text in ["one", "two"] {
        sim.say(&ann, &thread, text).await;
    }
    let first = format!("{}/messages?maxPageSize=1", path(&thread));
    let page = sim.chat(&ann, Method::GET, &first, None).await;
    assert_eq!(page.body["value"][0]["content"]["message"], "two");
    sim.say(&ann, &thread, "three").await;
    let next = page.body["nextLink"].as_str().unwrap();
    let page = answer(sim.client.get(next).bearer_auth(&ann.token)).await;
    assert_eq!(page.body["value"][0]["content"]["message"], "one");
}

#[tokio::test]
async fn a_list_can_begin_at_a_time() {
    let sim = Sim::start().await;
    let (ann, _, thread) = sim.two_in_a_thread().await;
    sim.say(&ann, &thread, "old").await;
    sim.simulator.clock().advance(Duration::minutes(1));
    for text in ["one", "two"] {
        sim.say(&ann, &thread, text).await;
    }
    let from = |time: &str| format!("startTime=2026-11-20T12%3A{time}&maxPageSize=1");
    let list = format!("{}/messages?{}", path(&thread), from("00:30Z"));
    let (got, _) = pages(&sim, &ann, &list).await;
    assert_eq!(texts(&got), [["two"], ["one"]]);
    let idle = sim.thread(&ann, &[]).await;
    sim.simulator.clock().advance(Duration::minutes(1));
    sim.say(&ann, &thread, "three").await;
    for (time, expected) in [
        ("00:30Z", vec![thread.as_str(), &idle]),
        ("01:30Z", vec![&thread]),
        ("30:00Z", vec![]),
    ] {
        let (got, _) = pages(&sim, &ann, &format!("chat/threads?{}", from(time))).await;
        let ids: Vec<_> = got.iter().flatten().map(|one| &one["id"]).collect();
        assert_eq!(ids, expected, "{time}");
    }
}

#[tokio::test]
async fn participants_and_receipts_go_on_by_number() {
    let sim = Sim::start().await;
    let chat = sim.simulator.chat();
    let others: Vec<_> = (0..2).map(|_| chat.user(&["chat"]).id).collect();
    let ann = sim.chat_user("chat").await;
    let thread = chat
        .create(&ann.id, "x", &[&others[0], &others[1]])
        .unwrap();
    let list = format!("{}/participants?maxPageSize=2&skip=0", path(&thread));
    let (got, links) = pages(&sim, &ann, &list).await;
    let ids: Vec<Vec<_>> = got
        .iter()
        .map(|page| {
            let ids = page
                .iter()
                .map(|one| &one["communicationIdentifier"]["rawId"]);
            ids.collect()
        })
        .collect();
    assert_eq!(
        ids,
        [vec![ann.id.as_str(), &others[0]], vec![others[1].as_str()]]
    );
    let next = format!("chat/threads/{thread}/participants?skip=2&maxPageSize=2&{VERSION}");
    assert_eq!(links, [sim.url(&next)]);
    let list = format!("{}/participants?skip=2", path(&thread));
    let (got, _) = pages(&sim, &ann, &list).await;
    assert_eq!(got[0].len(), 1);
}

#[tokio::test]
async fn a_page_has_at_most_200_and_100_unasked() {
    let sim = Sim::start().await;
    let ann = sim.chat_user("chat").await;
    let chat = sim.simulator.chat();
    let thread = chat.create(&ann.id, "x", &[]).unwrap();
    for number in 0..210 {
        chat.write(&thread, &ann.id, &number.to_string()).unwrap();
    }
    for (query, expected) in [
        ("x=y", vec![100, 100, 12]),
        ("maxPageSize=1000", vec![200, 12]),
        ("maxPageSize=200", vec![200, 12]),
    ] {
        let list = format!("{}/messages?{query}", path(&thread));
        let (got, _) = pages(&sim, &ann, &list).await;
        let sizes: Vec<_> = got.iter().map(Vec::len).collect();
        assert_eq!(sizes, expected, "{query}");
    }
}

#[tokio::test]
async fn a_state_is_of_one_list() {
    let sim = Sim::start().await;
    let (ann, _, thread) = sim.two_in_a_thread().await;
    let other = sim.thread(&ann, &[]).await;
    let first = format!("{}/messages?maxPageSize=1", path(&other));
    let page = sim.chat(&ann, Method::GET, &first, None).await;
    let next = page.body["nextLink"].as_str().unwrap();
    let moved = next.replace(&other, &thread);
    for link in [
        moved,
        sim.url(&format!(
            "{}/messages?syncState=zz&{VERSION}",
            path(&thread)
        )),
    ] {
        let page = answer(sim.client.get(link).bearer_auth(&ann.token)).await;
        assert_eq!(page, invalid("The syncState is not one of this list."));
    }
    for (query, problem) in [
        ("maxPageSize=many", "maxPageSize and skip must be numbers."),
        ("startTime=now", "A time is not in the format of RFC 3339."),
    ] {
        let list = format!("{}/messages?{query}", path(&thread));
        let page = sim.chat(&ann, Method::GET, &list, None).await;
        assert_eq!(page, invalid(problem));
    }
}

#[tokio::test]
async fn links_lead_back_to_where_the_caller_came_from() {
    let sim = Sim::start().await;
    let (ann, _, thread) = sim.two_in_a_thread().await;
    let plain = sim.simulator.http_url();
    let localhost = plain.as_str().replace("127.0.0.1", "localhost");
    for base in [
        plain.as_str(),
        &localhost,
        sim.simulator.https_url().as_str(),
    ] {
        let link = format!("{base}{}/messages?maxPageSize=1&{VERSION}", path(&thread));
        let page = answer(sim.client.get(link).bearer_auth(&ann.token)).await;
        let next = page.body["nextLink"].as_str().unwrap();
        assert!(next.starts_with(base), "{next}");
    }
    let body = json!({"topic": "x"});
    let request = sim
        .client
        .post(format!("{localhost}chat/threads?{VERSION}"));
    let made = request.bearer_auth(&ann.token).json(&body).send().await;
    let location = made.unwrap().headers()["location"].clone();
    assert!(location.to_str().unwrap().starts_with(&localhost));
}
