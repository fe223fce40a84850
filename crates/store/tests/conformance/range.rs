//! Rows in their order.

use crate::{NOW, rows::insert};
use serde_json::json;
use std::ops::{Bound, RangeBounds};
use store::{Key, Store, Table};
use time::Duration;

const ORDERED: Table = Table::new("ordered");
const PAGED: Table = Table::new("paged");

async fn names<'a>(store: &Store, partition: &str, rows: impl RangeBounds<&'a str>) -> String {
    let page = store.range::<u32>(ORDERED, partition, rows, 100, None, NOW);
    let rows = page.await.unwrap().rows;
    let rows: Vec<String> = rows.into_iter().map(|(row, _)| row).collect();
    rows.concat()
}

pub(crate) async fn every_kind_of_bound(store: Store) {
    // The neighbours are there to be left out.
    for partition in ["middle", "midd", "middle!", "middlf", ""] {
        for row in ["d", "b", "a", "c", "e"] {
            insert(&store, ORDERED, &Key::new(partition, row), &json!(1)).await;
        }
    }
    let store = &store;
    assert_eq!(names(store, "middle", ..).await, "abcde");
    assert_eq!(names(store, "middle", "b"..).await, "bcde");
    assert_eq!(names(store, "middle", "bb".."d").await, "c");
    assert_eq!(names(store, "middle", "b".."d").await, "bc");
    assert_eq!(names(store, "middle", "b"..="d").await, "bcd");
    assert_eq!(names(store, "middle", ..="b").await, "ab");
    assert_eq!(names(store, "middle", .."b").await, "a");
    let open = (Bound::Excluded("b"), Bound::Excluded("e"));
    assert_eq!(names(store, "middle", open).await, "cd");
    assert_eq!(names(store, "middle", "c".."c").await, "");
    assert_eq!(names(store, "middle", "d".."b").await, "");
    let nothing = (Bound::Excluded("c"), Bound::Excluded("c"));
    assert_eq!(names(store, "middle", nothing).await, "");
    assert_eq!(names(store, "middle", "c"..="c").await, "c");
    assert_eq!(names(store, "middl", ..).await, "");
    assert_eq!(names(store, "", ..).await, "abcde");
}

pub(crate) async fn pages_follow_each_other(store: Store) {
    for row in 0..25 {
        let key = Key::new("pages", format!("{row:02}"));
        insert(&store, PAGED, &key, &json!(row)).await;
    }
    for (limit, pages) in [
        (10, vec![10, 8]),
        (9, vec![9, 9]),
        (18, vec![18]),
        (0, vec![1; 18]),
    ] {
        let (mut seen, mut sizes, mut next) = (Vec::new(), Vec::new(), None);
        loop {
            let rows = "05".."23";
            let page = store
                .range::<u32>(PAGED, "pages", rows, limit, next.as_ref(), NOW)
                .await
                .unwrap();
            sizes.push(page.rows.len());
            seen.extend(page.rows.into_iter().map(|(_, stored)| stored.value));
            next = page.next;
            if next.is_none() {
                break;
            }
        }
        assert_eq!(sizes, pages, "limit {limit}");
        assert_eq!(seen, (5..23).collect::<Vec<u32>>(), "limit {limit}");
    }
}

pub(crate) async fn expired_rows_do_not_fill_pages(store: Store) {
    for row in 0..30 {
        let key = Key::new("mixed", format!("{row:02}"));
        let expires = (row % 10 != 0).then_some(NOW + Duration::HOUR);
        store.insert(PAGED, &key, &row, expires, NOW).await.unwrap();
    }
    let later = NOW + Duration::HOUR;
    let first = store
        .range::<u32>(PAGED, "mixed", .., 2, None, later)
        .await
        .unwrap();
    let rows: Vec<u32> = first.rows.iter().map(|(_, stored)| stored.value).collect();
    assert_eq!(rows, [0, 10]);
    let next = first.next.as_ref();
    let second = store
        .range::<u32>(PAGED, "mixed", .., 2, next, later)
        .await
        .unwrap();
    let rows: Vec<u32> = second.rows.iter().map(|(_, stored)| stored.value).collect();
    assert_eq!(rows, [20]);
    assert_eq!(second.next, None);
}
