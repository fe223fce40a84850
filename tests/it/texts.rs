//! Incoming texts: each is answered once, whatever happens.

use reqwest::StatusCode;
use serde_json::{Value, json};
use simulator::{Chaos, Service};
use store::Queue;
use time::Duration;

use crate::{
    desk::answer,
    phone::{OURS, PHONE, desk, text, text_between},
};

const NOW: Duration = Duration::ZERO;

#[tokio::test]
async fn a_text_is_answered_once_however_often_its_event_comes() {
    let desk = desk().await;
    let event = text("1", "done 0042", NOW);
    for _ in 0..3 {
        desk.deliver("sms_received", &event).await;
    }
    assert_eq!(desk.replies(), ["Job 0042 closed."]);
    assert_eq!(desk.told(), [("job.done".to_owned(), 1)]);
    assert!(desk.sim.webhooks()[0].signature_valid);
    let told = &desk.sim.webhooks()[0].body;
    assert_eq!(told["data"]["captures"], json!({"job": "0042"}));
    assert_eq!(told["data"]["from"], PHONE);
    assert_eq!(told["data"]["message"], "done 0042");
}

#[tokio::test]
async fn deliveries_at_the_same_time_are_one() {
    let desk = desk().await;
    let event = text("1", "DONE 7", NOW);
    let deliver = || desk.invoke("sms_received", &event);
    let (a, b, c, d) = tokio::join!(deliver(), deliver(), deliver(), deliver());
    assert_eq!([a, b, c, d], [StatusCode::OK; 4]);
    assert_eq!(desk.replies(), ["Job 7 closed."]);
    assert_eq!(desk.sim.webhooks().len(), 1);
}

#[tokio::test]
async fn the_question_is_answered_once_and_a_redelivered_answer_is_not_another_text() {
    let desk = desk().await;
    desk.deliver("sms_received", &text("1", "lunch", Duration::minutes(2)))
        .await;
    let yes = text("2", "yes", Duration::minutes(1));
    desk.deliver("sms_received", &yes).await;
    // Decided anew, the question would be settled and this a text for the inbox.
    desk.deliver("sms_received", &yes).await;
    assert_eq!(desk.replies(), ["At one? Reply YES.", "See you."]);
    assert_eq!(inbox(&desk).await, Vec::<String>::new());
    desk.deliver("sms_received", &text("3", "yes", NOW)).await;
    assert_eq!(inbox(&desk).await, ["yes"]);
}

async fn inbox(desk: &crate::desk::Desk) -> Vec<String> {
    let queue = Queue::new("human-inbox");
    let now = desk.sim.clock().now();
    let hidden = std::time::Duration::from_secs(60);
    let messages = desk.store.receive(&queue, 32, hidden, now).await.unwrap();
    let read = |body: &[u8]| {
        serde_json::from_slice::<Value>(body).unwrap()["message"]
            .as_str()
            .map(str::to_owned)
    };
    messages
        .iter()
        .filter_map(|message| read(&message.body))
        .collect()
}

#[tokio::test]
async fn nobody_who_said_stop_is_texted_until_they_say_start() {
    let desk = desk().await;
    let say = |id: &'static str, message: &'static str, minutes_ago| {
        let event = text(id, message, Duration::minutes(minutes_ago));
        let desk = &desk;
        async move { desk.deliver("sms_received", &event).await }
    };
    say("1", "Stop.", 9).await;
    say("2", "stop", 8).await;
    say("3", "DONE 1", 7).await;
    assert_eq!(desk.replies(), ["You are out. Reply START to come back."]);
    // What was said is still true, and the servers are told.
    assert_eq!(desk.told(), [("job.done".to_owned(), 1)]);
    say("4", "START", 6).await;
    say("5", "DONE 2", 5).await;
    assert_eq!(desk.replies()[1..], ["You are back.", "Job 2 closed."]);
}

#[tokio::test]
async fn the_newest_word_counts_and_not_the_last_to_arrive() {
    let desk = desk().await;
    desk.deliver("sms_received", &text("2", "START", Duration::minutes(1)))
        .await;
    desk.deliver("sms_received", &text("1", "STOP", Duration::minutes(2)))
        .await;
    let before = desk.replies().len();
    desk.deliver("sms_received", &text("3", "DONE 3", NOW))
        .await;
    assert_eq!(desk.replies()[before..], ["Job 3 closed."]);
}

#[tokio::test]
async fn the_carrier_confirms_on_a_toll_free_number_and_we_do_not() {
    let desk = desk().await;
    let toll_free = "+18005550100";
    let event = text_between("1", PHONE, toll_free, "STOP", NOW);
    desk.deliver("sms_received", &event).await;
    assert_eq!(desk.replies(), Vec::<String>::new());
    // The other programme is another matter.
    desk.deliver("sms_received", &text("2", "DONE 1", NOW))
        .await;
    assert_eq!(desk.replies(), ["Job 1 closed."]);
}

#[tokio::test]
async fn digits_without_a_plus_are_a_whole_number_and_not_one_of_the_default_region() {
    let desk = desk().await;
    // With ten digits, as a number of the United States has without its country code.
    let event = text_between("1", "+4791234567", OURS, "DONE 1", NOW);
    assert_eq!(event["data"]["From"], "4791234567");
    desk.deliver("sms_received", &event).await;
    assert_eq!(desk.sim.texts()[0].to, "+4791234567");
}

#[tokio::test]
async fn what_acs_cannot_take_now_is_sent_later_and_once() {
    let desk = desk().await;
    desk.sim.set_chaos(Service::Acs, always(503));
    let event = text("1", "DONE 9", NOW);
    desk.deliver("sms_received", &event).await;
    // The event again, while the reply waits in the queue.
    desk.deliver("sms_received", &event).await;
    assert_eq!(desk.replies(), Vec::<String>::new());
    desk.sim.clear_chaos();
    desk.advance(60);
    desk.perform().await;
    desk.deliver("sms_received", &event).await;
    desk.perform().await;
    assert_eq!(desk.replies(), ["Job 9 closed."]);
    assert_eq!(desk.told(), [("job.done".to_owned(), 1)]);
}

#[tokio::test]
async fn a_reply_that_waited_is_withheld_from_somebody_who_said_stop_since() {
    let desk = desk().await;
    desk.sim.set_chaos(Service::Acs, always(503));
    desk.deliver("sms_received", &text("1", "DONE 9", Duration::minutes(2)))
        .await;
    desk.sim.clear_chaos();
    desk.deliver("sms_received", &text("2", "STOP", Duration::minutes(1)))
        .await;
    desk.advance(60);
    assert!(desk.perform().await > 0);
    assert_eq!(desk.replies(), ["You are out. Reply START to come back."]);
    assert!(desk.poison().await.is_empty());
}

#[tokio::test]
async fn a_webhook_that_stays_away_is_given_up_with_all_that_a_replay_needs() {
    let desk = desk().await;
    desk.sim.set_chaos(Service::Webhook, always(500));
    desk.deliver("sms_received", &text("1", "DONE 9", NOW))
        .await;
    assert_eq!(desk.replies(), ["Job 9 closed."]);
    for _ in 0..20 {
        desk.advance(25 * 60);
        if desk.perform().await == 0 {
            break;
        }
    }
    let poison = desk.poison().await;
    assert_eq!(poison.len(), 1);
    assert_eq!(poison[0]["function"], "perform");
    assert_eq!(poison[0]["reason"], "answered 500; tried 8 times");

    desk.sim.clear_chaos();
    let id = poison[0]["id"].as_str().unwrap();
    let operator = desk.login_as("olga", &["operator"]);
    let replay = desk
        .post(&format!("/poison/{id}/replay"))
        .bearer_auth(operator);
    answer(replay, StatusCode::ACCEPTED).await;
    desk.perform().await;
    assert_eq!(desk.told(), [("job.done".to_owned(), 1)]);
    assert!(desk.poison().await.is_empty());
}

#[tokio::test]
async fn what_cannot_be_understood_is_parked_and_not_asked_for_again() {
    let desk = desk().await;
    let without = |member: &str| {
        let mut event = text("1", "hi", NOW);
        event["data"].as_object_mut().unwrap().remove(member);
        event
    };
    let hostile = [
        json!("no event"),
        json!(["no event"]),
        json!({"data": {}}),
        json!({"id": "1", "eventType": "Microsoft.Storage.BlobCreated", "data": {}}),
        without("From"),
        without("To"),
        without("Message"),
        text_between("1", "", OURS, "hi", NOW),
    ];
    for (index, event) in hostile.iter().enumerate() {
        desk.deliver("sms_received", event).await;
        desk.deliver("sms_received", event).await;
        let poison = desk.poison().await;
        assert_eq!(poison.len(), index + 1, "{event}");
        assert_eq!(poison[0]["times"], 2, "{event}");
    }
    desk.deliver("perform", &json!("no work")).await;
    assert_eq!(desk.poison().await.len(), hostile.len() + 1);
    assert_eq!(desk.replies(), Vec::<String>::new());
}

#[tokio::test]
async fn only_operators_see_what_was_given_up() {
    let desk = desk().await;
    desk.deliver("sms_received", &json!({"data": {}})).await;
    let id = desk.poison().await[0]["id"].as_str().unwrap().to_owned();
    let anybody = || desk.login_as("anna", &["sms-sender"]);
    for request in [
        desk.get("/poison"),
        desk.get(&format!("/poison/{id}")),
        desk.post(&format!("/poison/{id}/replay")),
    ] {
        answer(request.bearer_auth(anybody()), StatusCode::FORBIDDEN).await;
    }
    let operator = || desk.login_as("olga", &["operator"]);
    let shown = desk.get(&format!("/poison/{id}")).bearer_auth(operator());
    let shown = answer(shown, StatusCode::OK).await;
    assert_eq!(shown["item"], r#"{"data":{}}"#);
    for unknown in ["nonsense", "2026-11-00000000000000000000000000000000"] {
        let replay = desk.post(&format!("/poison/{unknown}/replay"));
        answer(replay.bearer_auth(operator()), StatusCode::NOT_FOUND).await;
    }
}

fn always(status: u16) -> Chaos {
    Chaos {
        status: Some(status),
        ..Chaos::default()
    }
}
