//! Messages in chats: what is bad goes, what is good stays, and everything ends in the audit trail.

use serde_json::json;
use simulator::{Chaos, Harm, HarmCategory, Service};
use time::Duration;

use crate::talk::{POLICY, Talk};

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

/// With Content Safety.
async fn watched(on_error: &str) -> Talk {
    let ai = format!(
        r#"
[chat.ai]
provider = "content_safety"
hate = {{ delete = 4, severity = "none" }}
self_harm = {{ notify = 3, people = {{ webhook = "care", type = "chat.self_harm" }} }}
on_error = "{on_error}"
"#
    );
    let talk = Talk::with(&format!("{POLICY}{ai}")).await;
    for (phrase, category, severity) in [
        ("mauve", HarmCategory::Hate, 5),
        ("grey", HarmCategory::SelfHarm, 4),
    ] {
        let phrase = phrase.to_owned();
        let harm = Harm {
            phrase,
            category,
            severity,
        };
        talk.sim().set_harm(&harm).unwrap();
    }
    talk
}

#[tokio::test]
async fn what_the_rules_do_not_decide_content_safety_does_and_who_needs_help_gets_people() {
    let talk = watched("allow").await;
    let (ann, bob) = (talk.user(), talk.user());
    let thread = talk.thread(&[&ann, &bob]).await;
    for text in [
        "all is mauve",
        "all is grey",
        "all is green",
        "snollygoster",
    ] {
        talk.write(&thread, &bob, text);
    }
    talk.settle().await;
    assert_eq!(talk.texts(&thread), ["all is grey", "all is green"]);
    let asked = talk.sim().requests(Service::ContentSafety).len();
    assert_eq!(
        asked, 4,
        "about the topic too, and not about what the rules have decided"
    );
    assert!(talk.is_in(&thread, &bob));
    let told = talk.sim().webhooks();
    let [told] = &told[..] else {
        panic!("{told:?}")
    };
    assert_eq!(told.event_type.as_deref(), Some("chat.self_harm"));
    assert_eq!(told.body["data"]["sender"], bob);
    assert_eq!(told.body["data"]["rules"], json!(["ai.self_harm"]));
    assert!(
        !told.body.to_string().contains("grey"),
        "where to look, and no text"
    );
}

#[tokio::test]
async fn without_an_answer_it_is_as_the_policy_says() {
    for (on_error, left) in [("allow", 1), ("flag", 1), ("delete", 0)] {
        let talk = watched(on_error).await;
        let (ann, bob) = (talk.user(), talk.user());
        let thread = talk.thread(&[&ann, &bob]).await;
        let away = Chaos {
            status: Some(500),
            rate: 1.0,
            ..Chaos::default()
        };
        talk.sim().set_chaos(Service::ContentSafety, away);
        talk.write(&thread, &bob, "all is mauve");
        talk.settle().await;
        assert_eq!(talk.texts(&thread).len(), left, "{on_error}");
        let entries = talk.audit().await.len();
        assert_eq!(entries == 0, on_error == "allow", "{on_error}: {entries}");
    }
}

#[tokio::test]
async fn a_dry_run_and_an_exempt_user_change_nothing_and_are_written_down_or_not() {
    let dry = POLICY.replace("mode = \"enforce\"", "mode = \"dry_run\"");
    let talk = Talk::with(&dry).await;
    let (ann, bob) = (talk.user(), talk.user());
    let thread = talk.thread(&[&ann, &bob]).await;
    talk.write(&thread, &bob, "gobermouch");
    talk.write(&thread, &bob, "gobermouch again");
    talk.settle().await;
    assert_eq!(talk.texts(&thread).len(), 2);
    let trail = talk.audit().await;
    let would: Vec<_> = trail.iter().filter(|it| it["what"] == "decision").collect();
    assert_eq!(would.len(), 2, "{trail:?}");
    assert!(would.iter().all(|it| it["would"] == "delete"), "{would:?}");
}

#[tokio::test]
async fn a_bad_topic_is_replaced() {
    let talk = Talk::start().await;
    let (ann, bob) = (talk.user(), talk.user());
    let chat = talk.sim().chat();
    let thread = chat.create(&ann, "The fopdoodle club", &[&bob]).unwrap();
    talk.settle().await;
    let topic = talk.seen(&thread).topic;
    assert!(!topic.contains("fopdoodle"), "{topic}");
}

#[tokio::test]
async fn what_cannot_be_read_is_parked_and_what_the_moderator_says_is_not_looked_at() {
    let talk = Talk::start().await;
    for data in [
        json!({}),
        json!({"threadId": "19:x@thread.v2", "messageBody": 7}),
        json!(null),
    ] {
        let event = json!({
            "id": data.to_string(),
            "topic": "t", "subject": "s", "dataVersion": "1", "metadataVersion": "1",
            "eventType": "Microsoft.Communication.ChatMessageReceivedInThread",
            "eventTime": "2026-11-21T12:00:00Z",
            "data": data,
        });
        talk.desk.deliver("chat_message", &event).await;
    }
    assert_eq!(talk.desk.poison().await.len(), 3);
    let (ann, bob) = (talk.user(), talk.user());
    let thread = talk.thread(&[&ann, &bob]).await;
    let moderator = talk.moderator(&thread, &[&ann, &bob]).unwrap();
    talk.write(&thread, &moderator, "Nobody says gobermouch here.");
    talk.settle().await;
    assert_eq!(talk.texts(&thread).len(), 1);
}
