//! `GET /audit`: the audit trail, for operators, a page at a time.

use reqwest::{StatusCode, header};
use serde_json::{Value, json};
use store::{Key, Table};
use time::{Date, Duration, OffsetDateTime, format_description::well_known::Rfc3339};

use crate::{
    desk::{Desk, answer, problem},
    talk::{POLICY, Talk},
};

async fn ask(desk: &Desk, query: &str) -> Value {
    let operator = desk.login_as("olga", &["operator"]);
    let request = desk.get(&format!("/audit{query}")).bearer_auth(operator);
    answer(request, StatusCode::OK).await
}

/// Writes an entry, as moderation does.
async fn write(desk: &Desk, at: OffsetDateTime, name: &str, person: &str) {
    let left = 99_999_999_999_999 - at.unix_timestamp_nanos() / 1_000_000;
    let key = Key::new(at.date().to_string(), format!("{left:014}/{name}"));
    let entry = json!({
        "at": at.format(&Rfc3339).unwrap(),
        "thread": "19:t@thread.v2",
        "person": person,
        "what": "ban",
        "state": "done",
    });
    let now = desk.sim.clock().now();
    desk.store
        .insert(Table::new("audit"), &key, &entry, None, now)
        .await
        .unwrap();
}

fn times(page: &Value) -> Vec<String> {
    let entries = page["entries"].as_array().unwrap().iter();
    entries
        .map(|it| it["at"].as_str().unwrap().to_owned())
        .collect()
}

/// The days before this many, as a query has them.
fn ago(desk: &Desk, days: i64) -> Date {
    (desk.sim.clock().now() - Duration::days(days)).date()
}

#[tokio::test]
async fn pages_follow_each_other_whatever_is_written_meanwhile() {
    let desk = Talk::with(POLICY).await.desk;
    let now = desk.sim.clock().now();
    // Some days have many, most have none.
    let mut expected = Vec::new();
    for (days, entries) in [(0_i64, 3_i64), (1, 45), (40, 2), (41, 1), (200, 7)] {
        for n in 0..entries {
            let midnight = now.replace_time(time::Time::MIDNIGHT);
            let at = midnight - Duration::days(days) + Duration::seconds(n);
            write(&desk, at, &n.to_string(), "8:acs:ben").await;
            expected.push(at);
        }
    }
    expected.sort_by(|a, b| b.cmp(a));
    let expected: Vec<_> = expected
        .iter()
        .map(|at| at.format(&Rfc3339).unwrap())
        .collect();

    let (mut found, mut cursor, mut asked) = (Vec::new(), String::new(), 0);
    loop {
        let page = ask(&desk, &format!("?limit=10{cursor}")).await;
        let times = times(&page);
        assert!(times.len() <= 10);
        found.extend(times);
        asked += 1;
        let Some(next) = page["next"].as_str() else {
            break;
        };
        cursor = format!("&cursor={next}");
        write(&desk, now, &format!("new/{asked}"), "8:acs:eve").await;
    }
    assert_eq!(found, expected);
    // A page of entries each, and one for each month without.
    assert!((7..25).contains(&asked), "{asked}");
}

#[tokio::test]
async fn days_people_and_threads_are_asked_for() {
    let desk = Talk::with(POLICY).await.desk;
    let now = desk.sim.clock().now();
    for days in 0..5 {
        for person in ["8:acs:ann", "8:acs:ben"] {
            write(&desk, now - Duration::days(days), person, person).await;
        }
    }
    let count = async |query: String| times(&ask(&desk, &query).await).len();
    let (from, to) = (ago(&desk, 3), ago(&desk, 2));
    assert_eq!(count(format!("?from={from}")).await, 8);
    assert_eq!(count(format!("?from={from}&to={to}")).await, 4);
    assert_eq!(count(format!("?from={to}&to={from}")).await, 0);
    assert_eq!(
        count(format!("?from={from}&to={to}&person=8:acs:ann")).await,
        2
    );
    assert_eq!(
        count(format!("?from={from}&thread=19:t@thread.v2")).await,
        8
    );
    assert_eq!(
        count(format!("?from={from}&thread=19:other@thread.v2")).await,
        0
    );
}

#[tokio::test]
async fn an_answer_looks_at_so_much_and_no_more() {
    let desk = Talk::with(POLICY).await.desk;
    let now = desk.sim.clock().now().replace_time(time::Time::MIDNIGHT);
    for n in 0..1_100 {
        let at = now + Duration::milliseconds(n);
        write(
            &desk,
            at,
            "x",
            if n == 0 { "8:acs:ben" } else { "8:acs:ann" },
        )
        .await;
    }
    let to = ago(&desk, 0);
    let query = format!("?from={to}&to={to}&person=8:acs:ben");
    let first = ask(&desk, &query).await;
    assert_eq!(times(&first).len(), 0);
    let next = first["next"].as_str().unwrap();
    let second = ask(&desk, &format!("{query}&cursor={next}")).await;
    assert_eq!(times(&second).len(), 1);
    assert_eq!(second["next"], Value::Null);
}

#[tokio::test]
async fn only_operators_read_it_and_only_in_words_that_are_understood() {
    let talk = Talk::with(POLICY).await;
    let desk = &talk.desk;
    for roles in [&[][..], &["staff"]] {
        let request = desk.get("/audit").bearer_auth(desk.login_as("eve", roles));
        let refused = answer(request, StatusCode::FORBIDDEN).await;
        assert_eq!(problem(&refused), "role-missing");
    }
    answer(desk.get("/audit"), StatusCode::UNAUTHORIZED).await;
    for query in [
        "?from=today",
        "?to=2026-02-30",
        "?limit=0",
        "?limit=201",
        "?limit=x",
        "?cursor=x",
        "?text=a",
    ] {
        let operator = desk.login_as("olga", &["operator"]);
        let request = desk.get(&format!("/audit{query}")).bearer_auth(operator);
        let refused = answer(request, StatusCode::BAD_REQUEST).await;
        assert_eq!(problem(&refused), "bad-request", "{query}");
    }
    let operator = desk.login_as("olga", &["operator"]);
    let empty = desk
        .get("/audit")
        .bearer_auth(operator)
        .send()
        .await
        .unwrap();
    assert_eq!(empty.headers()[header::CACHE_CONTROL], "no-store");
}
