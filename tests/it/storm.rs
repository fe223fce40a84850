//! Two thousand texts through duplicates, disorder, a failing ACS and a handler that is killed again
//! and again: every text has exactly the effects that the policy says.
//!
//! The storm proves itself: with what makes effects happen once switched off, it finds the doubles.

use std::collections::BTreeMap;

use simulator::{By, DeliveryState, EventChaos, Options};
use time::Duration;

use crate::{
    hosted::Hosted,
    phone::{OURS, POLICY},
};

/// How hard it blows.
struct Storm {
    /// How many phones there are; each sends ten texts.
    phones: usize,
    kills: usize,
    /// What is switched off.
    off: Off,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Off {
    Nothing,
    /// ACS forgets the ids by which it knows a repeated request.
    Repeatability,
    /// The app forgets what it has decided whenever it is killed.
    Decisions,
}

/// What a phone says in the first half, and in the second: whatever order its texts arrive in
/// within one half, the policy has one answer to each.
#[derive(Clone, Copy)]
enum Person {
    /// Reports jobs.
    Worker,
    /// Opts out, and goes on reporting.
    Leaver,
    /// Opts out and, later by its own clock, in again.
    Returner,
    /// Asks for lunch, and says yes.
    Eater,
}

impl Person {
    fn of(phone: usize) -> Self {
        match phone % 10 {
            0 => Self::Leaver,
            1 => Self::Returner,
            2 | 3 => Self::Eater,
            _ => Self::Worker,
        }
    }

    fn says(self, phone: usize) -> [Vec<String>; 2] {
        let jobs = |from: usize, to: usize| (from..to).map(move |n| format!("DONE {phone}-{n}"));
        match self {
            Self::Worker => [jobs(0, 5).collect(), jobs(5, 10).collect()],
            Self::Leaver => [vec!["STOP".to_owned()], jobs(0, 9).collect()],
            Self::Returner => [
                vec!["STOP".to_owned(), "START".to_owned()],
                jobs(0, 8).collect(),
            ],
            Self::Eater => {
                let more = jobs(0, 8).chain(["YES".to_owned()]).collect();
                [vec!["LUNCH".to_owned()], more]
            }
        }
    }

    /// The replies that the phone has to get, each once. A STOP is confirmed unless the START
    /// after it came first.
    fn gets(self, phone: usize) -> Vec<String> {
        let closed = |n: usize| (0..n).map(move |n| format!("Job {phone}-{n} closed."));
        match self {
            Self::Worker => closed(10).collect(),
            Self::Leaver => vec!["You are out. Reply START to come back.".to_owned()],
            Self::Returner => closed(8).chain(["You are back.".to_owned()]).collect(),
            Self::Eater => closed(8)
                .chain(["At one? Reply YES.".to_owned(), "See you.".to_owned()])
                .collect(),
        }
    }
}

fn number(phone: usize) -> String {
    format!("+1425555{phone:04}")
}

impl Storm {
    /// Blows, and answers what went wrong.
    async fn blow(&self) -> Vec<String> {
        let options = Options {
            // The clock leaps from retry to retry, and the app signs with its own.
            max_skew: Duration::days(365),
            ..Options::default()
        };
        // The app takes no text for later than now, so the leaps have to end before it.
        options.clock.advance(-Duration::days(300));
        let hosted = Hosted::with(POLICY, "warn", options).await;
        hosted.sim.set_event_chaos(EventChaos {
            duplicate: 0.2,
            reorder: 0.2,
            ..EventChaos::default()
        });
        if self.off == Off::Repeatability {
            hosted.sim.forget_repeatability();
        }
        let mut kills = 0;
        for half in 0..2 {
            for phone in 0..self.phones {
                for message in &Person::of(phone).says(phone)[half] {
                    hosted.sim.text(&number(phone), OURS, message);
                    // Each text is later than the one before by its own time.
                    hosted.sim.clock().advance(Duration::seconds(1));
                }
                let wanted = self.kills * (half * self.phones + phone + 1) / (2 * self.phones);
                while kills < wanted {
                    kills += 1;
                    let forgetful = self.off == Off::Decisions;
                    hosted.kill_amid_faults(kills, "/sms", forgetful).await;
                }
            }
            while hosted.sim.advance_to_next_due().await.is_some() {}
        }
        assert_eq!(kills, self.kills);
        self.wrong(&hosted)
    }

    /// What is not as the policy says.
    fn wrong(&self, hosted: &Hosted) -> Vec<String> {
        let mut wrong = Vec::new();
        let mut received: BTreeMap<(String, String), usize> = BTreeMap::new();
        for text in hosted.sim.texts() {
            assert_eq!(text.by, By::App);
            *received.entry((text.to, text.message)).or_default() += 1;
        }
        let mut told: BTreeMap<String, usize> = BTreeMap::new();
        for webhook in hosted.sim.webhooks() {
            let job = webhook.body["data"]["captures"]["job"].as_str().unwrap();
            *told.entry(job.to_owned()).or_default() += 1;
            if webhook.changed {
                wrong.push(format!("one webhook-id said two things about job {job}"));
            }
        }
        for phone in 0..self.phones {
            let person = Person::of(phone);
            for message in person.gets(phone) {
                match received.remove(&(number(phone), message.clone())) {
                    Some(1) => {}
                    times => wrong.push(format!("{message:?} came {times:?} times")),
                }
            }
            let [first, second] = person.says(phone);
            for job in first
                .iter()
                .chain(&second)
                .filter_map(|text| text.strip_prefix("DONE "))
            {
                match told.remove(job) {
                    Some(1) => {}
                    times => wrong.push(format!("{times:?} webhook-ids for job {job}")),
                }
            }
        }
        received.retain(|(to, message), times| {
            let late_stop = message.starts_with("You are out") && *times == 1;
            let returner = (1..self.phones)
                .step_by(10)
                .any(|phone| number(phone) == *to);
            !(late_stop && returner)
        });
        wrong.extend(
            received
                .into_keys()
                .map(|(_, message)| format!("nobody asked for {message:?}")),
        );
        wrong.extend(
            told.into_keys()
                .map(|job| format!("nobody said that job {job} is done")),
        );
        let queues = hosted.sim.queues();
        for queue in queues.names() {
            for message in queues.messages(&queue) {
                wrong.push(format!("{message:?} is left in the queue {queue}"));
            }
        }
        let lost = hosted
            .sim
            .deliveries()
            .into_iter()
            .filter(|delivery| delivery.state != DeliveryState::Delivered);
        wrong.extend(lost.map(|delivery| format!("{delivery:?}")));
        wrong
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_text_has_exactly_the_effects_that_the_policy_says() {
    let storm = Storm {
        phones: 200,
        kills: 50,
        off: Off::Nothing,
    };
    assert_eq!(storm.blow().await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_storm_finds_doubles_when_acs_forgets_what_it_was_asked() {
    let storm = Storm {
        phones: 40,
        kills: 10,
        off: Off::Repeatability,
    };
    let wrong = storm.blow().await;
    assert!(
        wrong.iter().any(|what| what.contains("Some(2)")),
        "{wrong:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_storm_finds_what_goes_wrong_when_decisions_are_forgotten() {
    let storm = Storm {
        phones: 40,
        kills: 10,
        off: Off::Decisions,
    };
    assert_ne!(storm.blow().await, Vec::<String>::new());
}
