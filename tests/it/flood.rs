//! A flood: one person writes five hundred bad messages into a thread in which others talk, and ACS
//! takes ten writes in ten seconds, ours among them.

use simulator::{ChatDraft, ChatError};
use time::Duration;

use crate::talk::Talk;

const FLOOD: usize = 500;
/// The honest people of the flooded thread together write so often.
const EVERY: Duration = Duration::seconds(5);

/// A flood among honest traffic, and when it was over.
struct Aftermath {
    talk: Talk,
    thread: String,
    flooder: String,
    /// The texts of honest people that were refused by ACS.
    starved: Vec<String>,
    honest: Vec<String>,
    /// The bad messages in other threads.
    elsewhere: Vec<(String, String)>,
}

/// With a `lag` no event comes before the flood is over, so that all of it is there.
async fn flood(lag: bool, removed_sender_may_delete: bool) -> Aftermath {
    let talk = Talk::start().await;
    let flooder = talk.user();
    let people: Vec<_> = (0..3).map(|_| talk.user()).collect();
    let [ann, bob, eve] = &people[..] else {
        panic!()
    };
    let thread = talk.thread(&[ann, bob, eve, &flooder]).await;
    let mut others = Vec::new();
    for _ in 0..10 {
        let rude = talk.user();
        let other = talk.thread(&[ann, &rude]).await;
        others.push((other, rude));
    }
    talk.set(|settings| {
        settings.limits = true;
        settings.removed_sender_may_delete = removed_sender_may_delete;
    });
    let (mut honest, mut starved, mut elsewhere) = (Vec::new(), Vec::new(), Vec::new());
    let start = talk.sim().clock().now();
    let mut next_honest = start;
    let mut written = 0;
    let mut idle = Duration::ZERO;
    // While the flood is worked off, life goes on.
    while idle < Duration::minutes(10) {
        let now = talk.sim().clock().now();
        // Fifty a second for ten seconds; who has been put out writes no more.
        while written < FLOOD
            && now - start >= Duration::milliseconds(20 * i64::try_from(written).unwrap())
        {
            written += 1;
            let draft = ChatDraft {
                text: format!("you snollygoster {written}"),
                unlimited: true,
                ..ChatDraft::default()
            };
            match talk.sim().chat().send(&thread, &flooder, draft) {
                Ok(_) | Err(ChatError::Forbidden) => {}
                Err(error) => panic!("{error:?}"),
            }
            if written % 50 == 0 {
                let (other, rude) = &others[written / 50 - 1];
                let bad = talk.write(other, rude, "fopdoodle");
                elsewhere.push((other.clone(), bad));
            }
        }
        let talks = now >= next_honest && idle.is_zero();
        if talks {
            next_honest = now + EVERY;
            let text = format!("As I said, {}", honest.len());
            let who = &people[honest.len() % people.len()];
            if let Err(error) = talk.sim().chat().write(&thread, who, &text) {
                starved.push(format!("{text}: {error:?}"));
            }
            honest.push(text);
        }
        let done = if lag && written < FLOOD {
            FLOOD
        } else {
            talk.settle().await
        };
        let step = if written < FLOOD {
            Duration::milliseconds(200)
        } else {
            EVERY
        };
        idle = if done > usize::from(talks) {
            Duration::ZERO
        } else {
            idle + step
        };
        if honest.len() > 1_000 {
            break;
        }
        talk.sim().clock().advance(step);
    }
    Aftermath {
        talk,
        thread,
        flooder,
        starved,
        honest,
        elsewhere,
    }
}

impl Aftermath {
    /// How many bad messages there were.
    fn flooded(&self) -> usize {
        let seen = self.talk.seen(&self.thread);
        let texts = seen.messages.iter().filter_map(|message| message.text());
        texts.filter(|text| bad(text)).count()
    }

    fn check(&self, longest: u64) {
        let seen = self.talk.seen(&self.thread);
        let left: Vec<_> = seen
            .standing()
            .filter_map(|message| message.text())
            .collect();
        assert!(
            !left.iter().any(|text| bad(text)),
            "{} bad are left",
            left.len()
        );
        for text in &self.honest {
            assert!(left.contains(&text.as_str()), "{text:?} is gone");
        }
        assert_eq!(self.starved, Vec::<String>::new());
        assert!(!self.talk.is_in(&self.thread, &self.flooder));
        let first = seen
            .stays
            .iter()
            .find(|stay| stay.id == self.flooder)
            .unwrap();
        let out = first.removed_on.unwrap();
        let deleted = |before: bool| {
            let of_flood = seen
                .messages
                .iter()
                .filter(|message| message.text().is_some_and(bad));
            of_flood
                .filter(|it| it.deleted_on.is_some_and(|at| (at < out) == before))
                .count()
        };
        assert!(
            deleted(true) <= 10,
            "the flooder is out before {} are gone",
            deleted(true)
        );
        // In the other threads nobody waits for this one.
        for (thread, message) in &self.elsewhere {
            let visible = self.talk.message(thread, message).visible_for;
            assert!(visible.is_some_and(|ms| ms <= longest), "{visible:?}");
        }
    }
}

fn bad(text: &str) -> bool {
    text.contains("snollygoster")
}

#[tokio::test]
async fn the_flooder_is_out_first_and_everything_bad_is_gone_at_the_end() {
    let after = flood(true, false).await;
    assert_eq!(after.flooded(), FLOOD);
    after.check(11_000);
}

#[tokio::test]
async fn the_same_where_who_is_out_may_still_delete() {
    let after = flood(true, true).await;
    assert_eq!(after.flooded(), FLOOD);
    after.check(11_000);
    let seen = after.talk.seen(&after.thread);
    let stays = seen.stays.iter().filter(|stay| stay.id == after.flooder);
    assert_eq!(stays.count(), 1, "nobody had to let him back in");
}

#[tokio::test]
async fn a_flooder_is_out_before_it_is_a_flood() {
    let after = flood(false, false).await;
    assert!(after.flooded() < 20, "{}", after.flooded());
    after.check(1_000);
}

#[tokio::test]
async fn a_flood_that_each_instance_sees_half_of_is_seen() {
    let talk = Talk::start().await;
    let other = talk.another(crate::talk::POLICY).await;
    let (ann, flooder) = (talk.user(), talk.user());
    let thread = talk.thread(&[&ann, &flooder]).await;
    // Nine in ten seconds are one too many; each instance sees seven.
    for n in 0..14 {
        talk.write(&thread, &flooder, &format!("Number {n}"));
    }
    for (n, (function, event)) in talk.events().into_iter().enumerate() {
        let desk = if n % 2 == 0 { &talk.desk } else { &other };
        desk.deliver(function, &event).await;
    }
    talk.settle().await;
    assert!(!talk.is_in(&thread, &flooder));
    let reads = talk.sim().requests(simulator::Service::Acs).into_iter();
    let reads = reads.filter(|call| call.method == "GET" && call.path.ends_with("/messages"));
    assert!(
        (1..6).contains(&reads.count()),
        "by reading the thread, now and then"
    );
}
