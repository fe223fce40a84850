//! Messages in chats: what is bad goes, what is good stays, and everything ends in the audit trail.

use simulator::{Chaos, Service};
use time::Duration;

use crate::talk::Talk;

#[tokio::test]
async fn a_bad_message_goes_and_a_good_one_costs_nothing() {
    let talk = Talk::start().await;
    let (ann, bob) = (talk.user(), talk.user());
    let thread = talk.thread(&[&ann, &bob]).await;
    talk.write(&thread, &ann, "At one?");
    let bad = talk.write(&thread, &bob, "No, you snollygoster.");
    talk.settle().await;
    assert_eq!(talk.texts(&thread), ["At one?"]);
    let visible = talk.message(&thread, &bad).visible_for;
    assert!(visible.is_some_and(|ms| ms < 5_000), "{visible:?}");
    assert!(talk.is_in(&thread, &bob), "one strike is none yet");
}

#[tokio::test]
async fn what_is_repeated_or_comes_late_changes_nothing() {
    let talk = Talk::start().await;
    let (ann, bob) = (talk.user(), talk.user());
    let thread = talk.thread(&[&ann, &bob]).await;
    talk.write(&thread, &bob, "Fopdoodle!");
    let events = talk.events();
    for _ in 0..4 {
        for (function, event) in &events {
            talk.desk.deliver(function, event).await;
        }
    }
    talk.settle().await;
    // A second strike would be followed by a warning.
    assert_eq!(talk.texts(&thread), Vec::<String>::new());
    talk.write(&thread, &bob, "You fopdoodle!");
    talk.settle().await;
    assert_eq!(talk.texts(&thread), ["Please be kind."]);
}

#[tokio::test]
async fn a_message_that_was_made_bad_later_goes_and_one_that_was_mended_stays() {
    let talk = Talk::start().await;
    let (ann, bob) = (talk.user(), talk.user());
    let thread = talk.thread(&[&ann, &bob]).await;
    let one = talk.write(&thread, &ann, "Nice weather");
    talk.settle().await;
    talk.sim().clock().advance(Duration::seconds(5));
    talk.sim()
        .chat()
        .edit(&thread, &ann, &one, "Nice, snollygoster")
        .unwrap();
    talk.settle().await;
    assert_eq!(talk.texts(&thread), Vec::<String>::new());

    let two = talk.write(&thread, &bob, "Fopdoodle");
    let events = talk.events();
    talk.sim().clock().advance(Duration::seconds(5));
    talk.sim()
        .chat()
        .edit(&thread, &bob, &two, "Foxglove")
        .unwrap();
    // The event of the first version is late.
    for (function, event) in &events {
        talk.desk.deliver(function, event).await;
    }
    talk.settle().await;
    assert_eq!(talk.texts(&thread), ["Foxglove"]);
}

#[tokio::test]
async fn what_is_covered_is_covered_in_the_senders_name_and_keeps_its_metadata() {
    let talk = Talk::start().await;
    let (ann, bob) = (talk.user(), talk.user());
    let thread = talk.thread(&[&ann, &bob]).await;
    let draft = simulator::ChatDraft {
        text: "My card is 4111 1111 1111 1111, hurry".to_owned(),
        metadata: [("app".to_owned(), "x".to_owned())].into(),
        ..Default::default()
    };
    talk.sim().chat().send(&thread, &ann, draft).unwrap();
    talk.settle().await;
    let [text] = &talk.texts(&thread)[..] else {
        panic!()
    };
    assert!(
        text.starts_with("My card is ") && text.ends_with(", hurry"),
        "{text}"
    );
    assert!(!text.contains('4'), "{text}");
    let thread = talk.seen(&thread);
    let masked = thread.standing().next().unwrap();
    assert_eq!(masked.metadata["app"], "x");
    assert_eq!(masked.metadata["moderation"], "masked");
}

#[tokio::test]
async fn the_ladder_leads_from_a_word_to_the_door_and_tokens_end_there() {
    let talk = Talk::start().await;
    let ann = talk.user();
    let login = talk.desk.login("bob");
    let token = talk.desk.token("bob").await;
    let bob = token["user"]["id"]
        .as_str()
        .or(token["userId"].as_str())
        .unwrap()
        .to_owned();
    let thread = talk.thread(&[&ann, &bob]).await;
    for text in ["snollygoster one", "snollygoster two", "snollygoster three"] {
        talk.write(&thread, &bob, text);
        talk.settle().await;
    }
    // Muted: whatever it says.
    let muted = talk.write(&thread, &bob, "Good morning!");
    talk.settle().await;
    assert!(talk.message(&thread, &muted).deleted_on.is_some());
    assert!(talk.is_in(&thread, &bob));
    assert_eq!(talk.texts(&thread), ["Please be kind."]);
    // Over.
    talk.sim().clock().advance(Duration::minutes(11));
    let fine = talk.write(&thread, &bob, "Good morning again!");
    talk.settle().await;
    assert!(talk.message(&thread, &fine).deleted_on.is_none());
    talk.write(&thread, &bob, "gobermouch");
    talk.settle().await;
    assert!(!talk.is_in(&thread, &bob), "eight points: removed");
    // Somebody lets him in again.
    talk.sim().chat().add(&thread, &ann, &bob).unwrap();
    talk.write(&thread, &bob, "gobermouch indeed");
    talk.settle().await;
    assert!(!talk.is_in(&thread, &bob), "thirteen points: banned");
    let refused = talk
        .desk
        .post("/token")
        .bearer_auth(&login)
        .send()
        .await
        .unwrap();
    assert_eq!(refused.status(), 403);
    // And again: who is banned is put out.
    talk.sim().chat().add(&thread, &ann, &bob).unwrap();
    talk.settle().await;
    assert!(!talk.is_in(&thread, &bob));
}

#[tokio::test]
async fn the_moderator_takes_its_seat_and_takes_it_again() {
    let talk = Talk::start().await;
    let (ann, bob) = (talk.user(), talk.user());
    let thread = talk.thread(&[&ann, &bob]).await;
    let moderator = talk.moderator(&thread, &[&ann, &bob]).unwrap();
    talk.sim().chat().remove(&thread, &bob, &moderator).unwrap();
    assert!(!talk.is_in(&thread, &moderator));
    talk.settle().await;
    assert!(talk.is_in(&thread, &moderator));
    // One for all threads.
    let other = talk.thread(&[&bob]).await;
    assert_eq!(talk.moderator(&other, &[&ann, &bob]), Some(moderator));
}

#[tokio::test]
async fn a_refusal_and_an_outage_end_in_a_deletion_or_with_people() {
    let talk = Talk::start().await;
    let (ann, bob) = (talk.user(), talk.user());
    let thread = talk.thread(&[&ann, &bob]).await;
    // He leaves before the event comes: neither he nor the moderator may delete then.
    let bad = talk.write(&thread, &bob, "snollygoster");
    talk.sim().chat().remove(&thread, &bob, &bob).unwrap();
    talk.settle_in_time().await;
    assert!(talk.message(&thread, &bad).deleted_on.is_some());
    assert!(!talk.is_in(&thread, &bob), "let in for it, and out again");
    // ACS is away.
    let away = Chaos {
        status: Some(503),
        rate: 1.0,
        route: Some("/chat".to_owned()),
        ..Chaos::default()
    };
    talk.sim().set_chaos(Service::Acs, away);
    let bad = talk.write(&thread, &ann, "snollygoster");
    talk.settle().await;
    assert!(talk.message(&thread, &bad).deleted_on.is_none());
    talk.sim().clear_chaos();
    talk.settle_in_time().await;
    assert!(talk.message(&thread, &bad).deleted_on.is_some());
}
