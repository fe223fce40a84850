//! Hundreds of chat messages through duplicates, disorder, a failing ACS and a handler that is killed
//! again and again: every bad message goes, every good one stays, and each strike counts once.
//!
//! Somebody with four strikes stays in the chat and somebody with five is put out, so a strike that is
//! counted twice shows, and so does one that is lost. The storm proves itself: with the decisions
//! forgotten at each kill it finds what goes wrong.

use simulator::{ChatError, DeliveryState, EventChaos, Options};
use time::Duration;

use crate::hosted::Hosted;

const POLICY: &str = r#"
[token]
default_scopes = ["chat"]
[webhooks.jobs]
url = "https://jobs.example/hooks"
secret = "webhook-signing-key"
[chat]
[[chat.list]]
id = "house"
terms = ["snollygoster"]
severity = "low"
action = "delete"
[chat.strikes]
expire = "366d"
ladder = [{ at = 5, do = "remove" }]
"#;

struct Storm {
    threads: usize,
    kills: usize,
    /// Whether the app forgets what it has decided whenever it is killed.
    forgetful: bool,
}

/// A thread, and two people in it.
struct Room {
    thread: String,
    saint: String,
    sinner: String,
    /// How many bad messages the sinner writes: 4 or 5.
    sins: usize,
}

impl Storm {
    async fn blow(&self) -> Vec<String> {
        let options = Options {
            // The clock leaps from retry to retry, and the app signs with its own.
            max_skew: Duration::days(1000),
            ..Options::default()
        };
        options.clock.advance(-Duration::days(300));
        let hosted = Hosted::with(POLICY, "warn", options).await;
        hosted.sim.set_event_chaos(EventChaos {
            duplicate: 0.2,
            reorder: 0.2,
            ..EventChaos::default()
        });
        let mut kills = 0;
        let rooms: Vec<_> = (0..self.threads).map(|n| Room::open(&hosted, n)).collect();
        for word in 0..5 {
            for (n, room) in rooms.iter().enumerate() {
                room.talk(&hosted, word);
                let wanted = self.kills * (word * rooms.len() + n + 1) / (5 * rooms.len());
                while kills < wanted {
                    kills += 1;
                    hosted
                        .kill_amid_faults(kills, "/chat", self.forgetful)
                        .await;
                }
            }
            while hosted.sim.advance_to_next_due().await.is_some() {}
        }
        assert_eq!(kills, self.kills);
        let mut wrong: Vec<_> = rooms.iter().flat_map(|room| room.wrong(&hosted)).collect();
        let lost = hosted.sim.deliveries().into_iter();
        let lost = lost.filter(|delivery| delivery.state != DeliveryState::Delivered);
        wrong.extend(lost.map(|delivery| format!("{delivery:?}")));
        wrong
    }
}

impl Room {
    fn open(hosted: &Hosted, n: usize) -> Self {
        let chat = hosted.sim.chat();
        let (saint, sinner) = (chat.user(&["chat"]).id, chat.user(&["chat"]).id);
        let topic = format!("Room {n}");
        let thread = chat.create(&saint, &topic, &[&sinner]).unwrap();
        Self {
            thread,
            saint,
            sinner,
            sins: 4 + n % 2,
        }
    }

    fn talk(&self, hosted: &Hosted, word: usize) {
        // No two messages at the same instant.
        hosted.sim.clock().advance(Duration::seconds(1));
        let chat = hosted.sim.chat();
        let good = |who: &str| format!("Good word {word} of {who}");
        chat.write(&self.thread, &self.saint, &good("a saint"))
            .unwrap();
        hosted.sim.clock().advance(Duration::seconds(1));
        let text = if word < self.sins {
            format!("You snollygoster {word}")
        } else {
            good("a sinner")
        };
        match chat.write(&self.thread, &self.sinner, &text) {
            Ok(_) => {}
            // One may be out already who is forgotten to have sinned less.
            Err(ChatError::Forbidden) => {}
            Err(error) => panic!("{error:?}"),
        }
    }

    /// What is not as the policy says.
    fn wrong(&self, hosted: &Hosted) -> Vec<String> {
        let mut wrong = Vec::new();
        let seen = hosted.sim.chat().thread(&self.thread).unwrap();
        for message in &seen.messages {
            let Some(text) = message.text() else { continue };
            let bad = text.contains("snollygoster");
            if bad != message.deleted_on.is_some() {
                wrong.push(format!("{text:?}: deleted {:?}", message.deleted_on));
            }
        }
        let words = seen.standing().filter(|it| it.by == self.sinner).count();
        if words != 5 - self.sins {
            wrong.push(format!(
                "{words} good words of one with {} strikes",
                self.sins
            ));
        }
        let is_in = |who: &str| seen.participants.iter().any(|it| it.id == who);
        if !is_in(&self.saint) {
            wrong.push("a saint is out".to_owned());
        }
        if is_in(&self.sinner) != (self.sins < 5) {
            wrong.push(format!(
                "one with {} strikes: in {}",
                self.sins,
                is_in(&self.sinner)
            ));
        }
        wrong
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_bad_message_survives_and_no_strike_counts_twice() {
    let storm = Storm {
        threads: 60,
        kills: 40,
        forgetful: false,
    };
    assert_eq!(storm.blow().await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_chat_storm_finds_what_goes_wrong_when_decisions_are_forgotten() {
    let storm = Storm {
        threads: 20,
        kills: 10,
        forgetful: true,
    };
    assert_ne!(storm.blow().await, Vec::<String>::new());
}
