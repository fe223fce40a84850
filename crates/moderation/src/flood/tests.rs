//! What one instance suspects, and what the thread confirms.

use time::macros::datetime;

use super::*;

const NOW: OffsetDateTime = datetime!(2026-11-21 12:00 UTC);

fn limits() -> Limits {
    Limits {
        rate: Some(Limit {
            most: 5,
            per: Duration::seconds(10),
        }),
        identical: Some(Limit {
            most: 2,
            per: Duration::minutes(30),
        }),
    }
}

fn seen<'a>(id: &'a str, sender: &'a str, seconds: i64, says: &str) -> Seen<'a> {
    Seen {
        id,
        sender,
        at: NOW + Duration::seconds(seconds),
        fingerprint: Fingerprint::of(says),
    }
}

#[test]
fn a_fingerprint_is_of_words_and_small_talk_has_none() {
    let of = Fingerprint::of;
    assert_eq!(of("buy my  great\nstuff"), of("buy my great stuff"));
    assert_ne!(of("buy my great stuff"), of("buymy great stuff"));
    assert_eq!(of("thank you"), None);
    assert_eq!(of(""), None);
}

#[test]
fn the_thread_confirms_by_compose_time() {
    let ids: Vec<String> = (0..8).map(|n| n.to_string()).collect();
    let history: Vec<_> = (0_i64..8)
        .zip(&ids)
        .map(|(n, id)| seen(id, "a", n, ""))
        .collect();
    let found = |n: usize| confirm(&limits(), &history[n], &history);
    for n in 0..5 {
        assert_eq!(found(n), None, "{n}");
    }
    let rate = |count| {
        Some(Found {
            kind: Kind::Rate,
            count,
        })
    };
    assert_eq!((found(5), found(7)), (rate(6), rate(8)));
    // Ten seconds later it is over, though the thread still shows them.
    let later = seen("9", "a", 17, "");
    assert_eq!(confirm(&limits(), &later, &history), None);
    // What others write does not count; the message itself does, listed or not.
    assert_eq!(confirm(&limits(), &seen("5", "b", 5, ""), &history), None);
    assert_eq!(confirm(&limits(), &history[5], &history[..5]), rate(6));
}

#[test]
fn the_thread_confirms_what_is_said_again() {
    let history = [
        seen("1", "a", 0, "buy my great stuff"),
        seen("2", "a", 60, "well, something else"),
        seen("3", "a", 120, "buy my great stuff"),
        seen("4", "a", 180, "buy my great stuff"),
    ];
    let found = |at: usize| confirm(&limits(), &history[at], &history);
    assert_eq!((found(1), found(2)), (None, None));
    assert_eq!(
        found(3),
        Some(Found {
            kind: Kind::Identical,
            count: 3
        })
    );
    let later = seen("5", "a", 60 + 30 * 60, "buy my great stuff");
    assert_eq!(
        confirm(&limits(), &later, &history).map(|found| found.count),
        Some(3)
    );
    assert_eq!(confirm(&Limits::default(), &history[3], &history), None);
}

#[test]
fn the_thread_is_read_as_far_back_as_the_longest_limit() {
    assert_eq!(limits().reach(), Some(Duration::minutes(30)));
    assert_eq!(Limits::default().reach(), None);
}

struct Watch(Window);

impl Watch {
    fn saw(&mut self, sender: &str, id: u32, millis: i64, says: &str) -> Option<Suspicion> {
        self.0.saw(
            &limits(),
            &Sighting {
                thread: "t",
                sender,
                id: &id.to_string(),
                at: NOW + Duration::milliseconds(millis),
                fingerprint: Fingerprint::of(says),
            },
        )
    }
}

#[test]
fn an_instance_that_sees_everything_is_certain() {
    let mut watch = Watch(Window::new(64, 1));
    for n in 0..5 {
        assert_eq!(watch.saw("a", n, i64::from(n), ""), None);
    }
    let certain = |kind, count| Some(Suspicion::Certain(Found { kind, count }));
    assert_eq!(watch.saw("a", 5, 5, ""), certain(Kind::Rate, 6));
    // Delivered again, or edited: still six.
    assert_eq!(watch.saw("a", 5, 5, ""), certain(Kind::Rate, 6));
    assert_eq!(watch.saw("b", 6, 6, ""), None);
    let spam = "buy my great stuff";
    assert_eq!(watch.saw("c", 7, 0, spam), None);
    assert_eq!(watch.saw("c", 8, 60_000, spam), None);
    assert_eq!(
        watch.saw("c", 9, 120_000, spam),
        certain(Kind::Identical, 3)
    );
}

#[test]
fn an_instance_that_sees_a_quarter_asks_but_not_for_each_message() {
    let mut watch = Watch(Window::new(64, 4));
    assert_eq!(watch.saw("a", 0, 0, ""), None);
    assert_eq!(watch.saw("a", 1, 100, ""), Some(Suspicion::Perhaps));
    assert_eq!(watch.saw("a", 2, 200, ""), None);
    // Twice as many.
    assert_eq!(watch.saw("a", 3, 300, ""), Some(Suspicion::Perhaps));
    assert_eq!(watch.saw("a", 4, 400, ""), None);
    // Many more of the same.
    assert!(matches!(
        watch.saw("a", 5, 500, ""),
        Some(Suspicion::Certain(_))
    ));
    // One who writes now and then is never asked about.
    for n in 10..50_u32 {
        assert_eq!(watch.saw("b", n, i64::from(n) * 11_000, ""), None);
    }
    // One who writes every four seconds is asked about, but not always.
    let asked = (100..130_u32)
        .filter(|n| watch.saw("c", *n, i64::from(*n) * 4_000, "").is_some())
        .count();
    assert!((1..=30).contains(&asked), "{asked}");
}

#[test]
fn a_full_memory_forgets_who_was_silent_longest() {
    let mut watch = Watch(Window::new(4, 1));
    for n in 0..5 {
        watch.saw("a", n, i64::from(n), "");
    }
    for (n, sender) in (10..).zip(["b", "c", "d"]) {
        watch.saw(sender, n, 6, "");
    }
    assert!(watch.saw("a", 5, 7, "").is_some());
    for (n, sender) in (20..).zip(["e", "f", "g", "h"]) {
        watch.saw(sender, n, 8, "");
    }
    assert_eq!(watch.saw("a", 6, 9, ""), None);
}
