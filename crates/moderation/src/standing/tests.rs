//! Strikes, mutes, bans and the ladder.

use proptest::prelude::*;
use time::macros::datetime;

use super::*;
use crate::policy::Length;

const NOW: OffsetDateTime = datetime!(2026-11-21 12:00 UTC);

fn ladder() -> Ladder {
    let rung = |at, step| Rung { at, step };
    Ladder {
        expire: Duration::days(30),
        rungs: vec![
            rung(2, Step::Warn),
            rung(4, Step::Mute(minutes())),
            rung(6, Step::Remove),
            rung(10, Step::Ban(None)),
        ],
    }
}

fn minutes() -> Length {
    toml::from_str::<BTreeMap<String, Length>>("a = '10m'").unwrap()["a"]
}

fn strike(event: &str, points: u32, at: OffsetDateTime) -> Strike {
    Strike {
        event: event.to_owned(),
        at,
        points,
        rule: "house".to_owned(),
    }
}

#[test]
fn a_rung_is_climbed_once() {
    let ladder = ladder();
    let mut standing = Standing::default();
    let mut climb = |event: &str, points| {
        let after = standing.after(strike(event, points, NOW), NOW, &ladder);
        standing = after.standing;
        (after.points, after.step)
    };
    assert_eq!(climb("1", 1), (1, None));
    assert_eq!(climb("2", 1), (2, Some(Step::Warn)));
    assert_eq!(climb("3", 1), (3, None));
    // The same message again: edited, or delivered twice.
    assert_eq!(climb("3", 5), (3, None));
    // Over a rung counts as much as onto it, and the highest counts.
    assert_eq!(climb("4", 4), (7, Some(Step::Remove)));
    assert_eq!(climb("5", 0), (7, None));
    assert_eq!(climb("6", 5), (12, Some(Step::Ban(None))));
    assert_eq!(climb("7", 5), (17, None));
}

#[test]
fn strikes_expire_by_their_messages_time_and_rungs_can_be_climbed_again() {
    let ladder = ladder();
    let month_ago = NOW - Duration::days(30);
    let standing = Standing {
        strikes: vec![
            strike("1", 1, month_ago),
            strike("2", 1, month_ago + Duration::SECOND),
        ],
        ..Standing::default()
    };
    assert_eq!(standing.points(month_ago, ladder.expire), 2);
    assert_eq!(standing.points(NOW, ladder.expire), 1);
    let after = standing.after(strike("3", 1, NOW), NOW, &ladder);
    assert_eq!((after.points, after.step), (2, Some(Step::Warn)));
    assert_eq!(after.standing.strikes.len(), 2);
    // A message that comes after its strike has expired has none.
    let late = standing.after(strike("4", 5, month_ago), NOW, &ladder);
    assert_eq!((late.points, late.step), (1, None));
}

#[test]
fn a_mute_is_about_what_is_composed_in_its_time_and_thread() {
    let mut standing = Standing::default();
    let mute = |event: &str, since, until| Mute {
        event: event.to_owned(),
        since,
        until,
    };
    let minute = Duration::MINUTE;
    standing.mute("a", mute("1", NOW, NOW + 10 * minute));
    let holds = |standing: &Standing, thread, at| standing.holds(thread, at, NOW);
    assert!(!holds(&standing, "a", NOW - Duration::SECOND));
    assert!(holds(&standing, "a", NOW));
    assert!(!holds(&standing, "a", NOW + 10 * minute));
    assert!(!holds(&standing, "b", NOW));
    // The same event does not make it longer, another one does, and none makes it shorter.
    standing.mute("a", mute("1", NOW, NOW + 20 * minute));
    assert!(!holds(&standing, "a", NOW + 10 * minute));
    standing.mute("a", mute("2", NOW + minute, NOW + 15 * minute));
    assert!(holds(&standing, "a", NOW + 10 * minute));
    standing.mute("a", mute("3", NOW + minute, NOW + 2 * minute));
    assert!(holds(&standing, "a", NOW + 10 * minute));
    assert!(holds(&standing, "a", NOW));
}

#[test]
fn a_ban_is_never_shortened() {
    let ban = |event: &str, until| Ban {
        until,
        event: event.to_owned(),
        rule: "house".to_owned(),
    };
    let mut standing = Standing::default();
    let until = |standing: &Standing| standing.banned.clone().and_then(|ban| ban.until);
    standing.ban(ban("1", Some(NOW + Duration::DAY)));
    standing.ban(ban("2", Some(NOW)));
    assert_eq!(until(&standing), Some(NOW + Duration::DAY));
    standing.ban(ban("1", Some(NOW + Duration::WEEK)));
    assert_eq!(until(&standing), Some(NOW + Duration::DAY));
    assert!(standing.banned(NOW).is_some());
    assert!(standing.banned(NOW + Duration::DAY).is_none());
    standing.ban(ban("3", None));
    standing.ban(ban("4", Some(NOW + Duration::WEEK)));
    assert_eq!(standing.banned.clone().map(|ban| ban.until), Some(None));
    assert_eq!(standing.expires(Duration::DAY), None);
}

#[test]
fn is_forgotten_when_it_says_nothing_any_more() {
    let month = Duration::days(30);
    let mut standing = Standing {
        strikes: vec![strike("1", 1, NOW - Duration::DAY), strike("2", 1, NOW)],
        ..Standing::default()
    };
    assert_eq!(standing.expires(month), Some(NOW + month));
    let until = NOW + Duration::days(40);
    let mute = Mute {
        event: "2".to_owned(),
        since: NOW,
        until,
    };
    standing.mute("t", mute);
    assert_eq!(standing.expires(month), Some(until));
    standing.tidy(until - Duration::SECOND, month);
    assert_eq!((standing.strikes.len(), standing.muted.len()), (0, 1));
    standing.tidy(until, month);
    assert_eq!(standing, Standing::default());
}

#[test]
fn is_stored_as_little_json_and_nothing_at_all_for_the_good() {
    let good = Standing::default();
    assert_eq!(serde_json::to_string(&good).unwrap(), "{}");
    let mut bad = Standing {
        strikes: vec![strike("t/1", 2, NOW)],
        ..good
    };
    bad.ban(Ban {
        until: None,
        event: "t/1".to_owned(),
        rule: "house".to_owned(),
    });
    bad.mute(
        "t",
        Mute {
            event: "t/1".to_owned(),
            since: NOW,
            until: NOW + Duration::HOUR,
        },
    );
    let json = serde_json::to_string(&bad).unwrap();
    insta::assert_snapshot!(json, @r#"{"strikes":[{"event":"t/1","at":"2026-11-21T12:00:00Z","points":2,"rule":"house"}],"muted":{"t":{"event":"t/1","since":"2026-11-21T12:00:00Z","until":"2026-11-21T13:00:00Z"}},"banned":{"event":"t/1","rule":"house"}}"#);
    assert_eq!(serde_json::from_str::<Standing>(&json).unwrap(), bad);
}

#[test]
fn forgetting_the_oldest_of_many_strikes_loses_no_rung() {
    let ladder = ladder();
    let mut standing = Standing::default();
    for n in 0..200_i64 {
        let at = NOW + Duration::seconds(n);
        standing = standing
            .after(strike(&n.to_string(), 1, at), at, &ladder)
            .standing;
    }
    assert_eq!(standing.strikes.len(), MOST_STRIKES);
    assert!(standing.points(NOW, ladder.expire) >= 64);
}

proptest! {
    /// In whatever order, and however often, the events of one message each come: the same strikes.
    #[test]
    fn order_and_repetition_do_not_matter(
        points in prop::collection::vec((0_u32..4, 0_i64..100), 1..20),
        order in prop::collection::vec(0_usize..20, 1..60),
    ) {
        let ladder = ladder();
        let strikes: Vec<_> = points.iter().enumerate()
            .map(|(n, (points, ago))| strike(&n.to_string(), *points, NOW - Duration::minutes(*ago)))
            .collect();
        let all = |order: &mut dyn Iterator<Item = usize>| {
            let mut standing = Standing::default();
            for at in order {
                standing = standing.after(strikes[at].clone(), NOW, &ladder).standing;
            }
            standing
        };
        let straight = all(&mut (0..strikes.len()));
        let shuffled = order.iter().map(|at| at % strikes.len()).chain((0..strikes.len()).rev());
        prop_assert_eq!(all(&mut shuffled.collect::<Vec<_>>().into_iter()), straight);
    }
}
