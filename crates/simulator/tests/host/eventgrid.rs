//! Event Grid in front of the host: days of retries in no time.

use serde_json::{Value, json};
use simulator::{
    Delivery, DeliveryState, EventChaos, PublishedEvent, Retries, Schema, Simulator, Tried,
    host::State,
};
use time::{Duration, OffsetDateTime};

use crate::support::{App, Events, NOW, SMS, client};

fn sms(id: &str, data: Value) -> PublishedEvent {
    PublishedEvent {
        event_type: SMS,
        subject: "/phonenumber/14255550123".to_owned(),
        data,
        id: id.to_owned(),
    }
}

/// The only delivery.
fn delivery(simulator: &Simulator) -> Delivery {
    let [delivery] = <[_; 1]>::try_from(simulator.deliveries()).unwrap();
    delivery
}

fn statuses(delivery: &Delivery) -> Vec<Tried> {
    delivery
        .attempts
        .iter()
        .map(|attempt| attempt.tried)
        .collect()
}

async fn to_the_end(simulator: &Simulator) {
    while simulator.advance_to_next_due().await.is_some() {}
}

/// The event of the next trigger call, and the call's headers.
pub(crate) async fn next_event(events: &mut Events) -> Value {
    let seen = events.seen().await;
    let envelope: Value = serde_json::from_str(seen["body"].as_str().unwrap()).unwrap();
    envelope["Data"]["event"].clone()
}

#[tokio::test]
async fn an_event_reaches_whoever_subscribes_to_its_type() {
    let app = App::full();
    let (simulator, _host, mut events) = app.start_in_azure().await;
    simulator.publish(sms("1", json!({"message": "hi"})));
    simulator.publish(PublishedEvent {
        event_type: "Microsoft.Communication.SMSDeliveryReportReceived",
        ..sms("2", json!({}))
    });
    simulator.idle().await;
    let event = next_event(&mut events).await;
    assert_eq!(
        (&event["id"], &event["eventType"], &event["data"]["message"]),
        (&json!("1"), &json!(SMS), &json!("hi"))
    );
    let delivery = delivery(&simulator);
    assert_eq!(delivery.function, "sms");
    assert_eq!(delivery.state, DeliveryState::Delivered);
    assert_eq!(statuses(&delivery), [Tried::Answered(202)]);
    assert_eq!(simulator.advance_to_next_due().await, None);
}

#[tokio::test]
async fn a_failing_function_is_tried_for_a_day_on_the_published_schedule() {
    let app = App::full();
    let (simulator, _host, _events) = app.start_in_azure().await;
    simulator.publish(sms("1", json!({"status": 500})));
    to_the_end(&simulator).await;
    let delivery = delivery(&simulator);
    let times: Vec<OffsetDateTime> = delivery.attempts.iter().map(|one| one.at).collect();
    assert_eq!(times.first(), Some(&NOW));
    let steps = [10, 30, 60, 300, 600, 1800, 3600, 10_800, 21_600, 43_200];
    assert_eq!(
        times.len(),
        steps.len() + 1,
        "one more would be after the day"
    );
    for (pair, step) in times.windows(2).zip(steps) {
        let (step, waited) = (Duration::seconds(step), pair[1] - pair[0]);
        assert!(
            step <= waited && waited <= step * 11 / 10,
            "{waited} is not {step} with up to a tenth more"
        );
    }
    assert!(simulator.clock().now() - NOW > Duration::DAY);
    let dead_letter_reason = "TimeToLiveExceeded".to_owned();
    assert_eq!(
        delivery.state,
        DeliveryState::DeadLettered { dead_letter_reason }
    );
}

#[tokio::test]
async fn a_subscription_has_its_own_limits() {
    let app = App::full();
    let (simulator, _host, _events) = app.start_in_azure().await;
    let retries = Retries {
        max_attempts: 2,
        ttl_minutes: 1,
    };
    assert!(simulator.set_retries("sms", retries));
    assert!(!simulator.set_retries("event", retries), "no subscription");
    simulator.publish(sms("1", json!({"status": 500})));
    to_the_end(&simulator).await;
    let delivery = delivery(&simulator);
    assert_eq!(delivery.attempts.len(), 2);
    let dead_letter_reason = "MaxDeliveryAttemptsExceeded".to_owned();
    assert_eq!(
        delivery.state,
        DeliveryState::DeadLettered { dead_letter_reason }
    );
}

#[tokio::test]
async fn a_killed_handler_gets_its_event_again() {
    let app = App::full();
    let (simulator, host, mut events) = app.start_in_azure().await;
    let mark = app.root.join("mark");
    simulator.publish(sms("1", json!({"do": "hang", "once": mark})));
    assert_eq!(next_event(&mut events).await["id"], "1");
    host.kill();
    host.reached(State::Running, 1).await;
    assert!(simulator.advance_to_next_due().await.is_some());
    assert_eq!(next_event(&mut events).await["id"], "1");
    let delivery = delivery(&simulator);
    assert_eq!(
        statuses(&delivery),
        [Tried::Answered(500), Tried::Answered(202)]
    );
    assert_eq!(delivery.state, DeliveryState::Delivered);
}

#[tokio::test]
async fn nobody_waits_longer_than_thirty_seconds_for_an_answer() {
    let app = App::full();
    let (simulator, host, mut events) = app.start_in_azure().await;
    let mark = app.root.join("mark");
    simulator.publish(sms("1", json!({"do": "hang", "once": mark})));
    next_event(&mut events).await;
    simulator.clock().advance(Duration::seconds(30));
    simulator.idle().await;
    assert_eq!(statuses(&delivery(&simulator)), [Tried::TimedOut]);
    to_the_end(&simulator).await;
    assert_eq!(
        statuses(&delivery(&simulator)),
        [Tried::TimedOut, Tried::Answered(202)]
    );
    // A host that has stopped answers 503; one that is gone does not.
    host.stop().await;
    simulator.publish(sms("2", json!({})));
    simulator.idle().await;
    drop(host);
    simulator.advance_to_next_due().await;
    let second = simulator.deliveries().pop().unwrap();
    assert_eq!(
        statuses(&second),
        [Tried::Answered(503), Tried::NoConnection]
    );
}

#[tokio::test]
async fn duplicates_on_demand() {
    let app = App::full();
    let (simulator, _host, mut events) = app.start_in_azure().await;
    simulator.set_event_chaos(EventChaos {
        duplicate: 1.0,
        ..EventChaos::default()
    });
    let ids: Vec<_> = (0..8).map(|id| id.to_string()).collect();
    for id in &ids {
        simulator.publish(sms(id, json!({})));
    }
    simulator.idle().await;
    let mut seen = Vec::new();
    for _ in 0..16 {
        let id = next_event(&mut events).await["id"].clone();
        seen.push(id.as_str().unwrap().to_owned());
    }
    seen.sort();
    let twice: Vec<_> = ids.iter().flat_map(|id| [id.clone(), id.clone()]).collect();
    assert_eq!(seen, twice);
    let deliveries = simulator.deliveries();
    let duplicates = deliveries.iter().filter(|delivery| delivery.duplicate);
    assert_eq!((deliveries.len(), duplicates.count()), (16, 8));
}

#[tokio::test]
async fn what_is_held_back_is_overtaken() {
    let app = App::full();
    let (simulator, _host, mut events) = app.start_in_azure().await;
    let chaos = |reorder, delay_ms| EventChaos {
        reorder,
        delay_ms,
        ..EventChaos::default()
    };
    simulator.set_event_chaos(chaos(1.0, 0));
    simulator.publish(sms("first", json!({})));
    simulator.set_event_chaos(chaos(0.0, 0));
    simulator.publish(sms("second", json!({})));
    simulator.idle().await;
    assert_eq!(next_event(&mut events).await["id"], "second");
    let due = simulator.advance_to_next_due().await.unwrap();
    assert_eq!(next_event(&mut events).await["id"], "first");
    assert!((Duration::SECOND..=Duration::seconds(5)).contains(&(due - NOW)));

    simulator.set_event_chaos(chaos(0.0, 250));
    simulator.publish(sms("late", json!({})));
    let late = simulator.advance_to_next_due().await.unwrap();
    assert_eq!(late - due, Duration::milliseconds(250));
    assert_eq!(next_event(&mut events).await["id"], "late");
}

#[tokio::test]
async fn a_new_secret_version_is_announced_in_both_schemas() {
    let app = App::full();
    app.function(
        "rotated",
        &json!([{"type": "eventGridTrigger", "name": "event", "direction": "in",
                 "eventTypes": ["Microsoft.KeyVault.SecretNewVersionCreated"]}]),
    );
    let (simulator, _host, mut events) = app.start_in_azure().await;
    simulator.put_secret("plain", "the value");
    let first = next_event(&mut events).await;
    assert!(simulator.set_schema("rotated", Schema::CloudEvents));
    simulator.put_secret("plain", "another value");
    let second = next_event(&mut events).await;

    let source = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/frontdesk\
                  /providers/Microsoft.KeyVault/vaults/simulator";
    let data = |event: &Value| {
        let id = event["data"]["Id"].as_str().unwrap();
        let (prefix, version) = id.rsplit_once('/').unwrap();
        assert_eq!(prefix, format!("{}secrets/plain", simulator.vault_url()));
        json!({
            "Id": id, "VaultName": "simulator", "ObjectType": "Secret", "ObjectName": "plain",
            "Version": version, "NBF": null, "EXP": null,
        })
    };
    assert_eq!(
        first,
        json!({
            "id": first["id"], "topic": source, "subject": "plain",
            "eventType": "Microsoft.KeyVault.SecretNewVersionCreated",
            "eventTime": "2026-11-20T23:07:51.5Z", "data": data(&first),
            "dataVersion": "1", "metadataVersion": "1",
        })
    );
    assert_eq!(
        second,
        json!({
            "id": second["id"], "source": source, "subject": "plain",
            "type": "Microsoft.KeyVault.SecretNewVersionCreated",
            "time": "2026-11-20T23:07:51.5Z", "data": data(&second), "specversion": "1.0",
        })
    );
    assert_ne!(first["id"], second["id"]);
}

#[tokio::test]
async fn the_control_api_delivers_anything_and_tells_what_became_of_it() {
    let app = App::full();
    let (simulator, _host, mut events) = app.start_in_azure().await;
    let control = |path: &str| format!("{}_sim/{path}", simulator.http_url());
    let post = |path: &str, body: Value| client().post(control(path)).json(&body).send();
    let odd = json!({"specVersion": "1.0", "type": SMS, "id": "1", "data": {"status": 400}});
    let own = json!({"eventType": "Other", "id": 7, "data": {}});
    for (path, body, expected) in [
        ("events", json!([odd, own]), (202, json!({"deliveries": 1}))),
        (
            "events?function=sms",
            own.clone(),
            (202, json!({"deliveries": 1})),
        ),
        (
            "events?function=web",
            own.clone(),
            (
                404,
                json!({"error": {"code": "NotFound",
                "message": "there is no subscription for the function \"web\""}}),
            ),
        ),
        (
            "events",
            json!([1]),
            (
                400,
                json!({"error": {"code": "BadRequest",
                "message": "the body must be an event, or an array of events"}}),
            ),
        ),
    ] {
        let answer = post(path, body.clone()).await.unwrap();
        let found = (answer.status().as_u16(), answer.json().await.unwrap());
        assert_eq!(found, expected, "{path} {body}");
    }
    simulator.idle().await;
    let mut seen = [next_event(&mut events).await, next_event(&mut events).await];
    seen.sort_by_key(|event| event["id"].is_number());
    assert_eq!(seen, [odd, own]);

    let change = json!({"retryPolicy": {"maxDeliveryAttempts": 1, "eventTimeToLiveInMinutes": 9}});
    let changed = client()
        .put(control("subscriptions/sms"))
        .json(&change)
        .send();
    assert_eq!(changed.await.unwrap().status().as_u16(), 204);
    let moved = post("clock", json!({"advance_seconds": 10, "to_next_due": true}));
    assert_eq!(moved.await.unwrap().status().as_u16(), 200);
    let listed = client().get(control("events")).send().await.unwrap();
    let listed: Value = listed.json().await.unwrap();
    assert_eq!(
        listed["subscriptions"],
        json!([{
            "function": "sms", "eventTypes": [SMS], "eventDeliverySchema": "EventGridSchema",
            "retryPolicy": {"maxDeliveryAttempts": 1, "eventTimeToLiveInMinutes": 9},
            "paused": false,
        }])
    );
    assert_eq!(listed["pending"], 0);
    let first = &listed["deliveries"][0];
    assert_eq!(
        (&first["state"], &first["attempts"][0]["answered"]),
        (&json!("deadLettered"), &json!(500))
    );
    let letter = &listed["deadLetters"][0];
    assert_eq!(
        (&letter["id"], &letter["deadLetterReason"]),
        (&json!("1"), &json!("MaxDeliveryAttemptsExceeded"))
    );

    for (paused, deliveries) in [(true, 0), (false, 1)] {
        let change = json!({"paused": paused});
        let changed = client().put(control("subscriptions/sms")).json(&change);
        assert_eq!(changed.send().await.unwrap().status().as_u16(), 204);
        let event = json!({"id": "2", "eventType": SMS, "data": {}});
        let answer: Value = post("events", event).await.unwrap().json().await.unwrap();
        assert_eq!(answer, json!({"deliveries": deliveries}));
    }
}

#[tokio::test]
async fn a_storm_loses_nothing() {
    let app = App::full();
    let (simulator, host, mut events) = app.start_in_azure().await;
    simulator.set_event_chaos(EventChaos {
        duplicate: 0.2,
        reorder: 0.2,
        delay_ms: 50,
    });
    for id in 0..300 {
        simulator.publish(sms(&id.to_string(), json!({})));
    }
    for _ in 0..4 {
        simulator.clock().advance(Duration::seconds(2));
        host.recycle().await;
    }
    to_the_end(&simulator).await;
    let deliveries = simulator.deliveries();
    let delivered = |delivery: &&Delivery| delivery.state == DeliveryState::Delivered;
    assert_eq!(
        deliveries.iter().filter(delivered).count(),
        deliveries.len()
    );
    let duplicates = deliveries.iter().filter(|one| one.duplicate).count();
    assert!((30..90).contains(&duplicates), "{duplicates} of 300");
    let mut seen = std::collections::BTreeSet::new();
    while seen.len() < 300 {
        seen.insert(next_event(&mut events).await["id"].to_string());
    }
}

#[tokio::test]
async fn a_reset_forgets_deliveries_and_keeps_subscriptions() {
    let app = App::full();
    let (simulator, _host, mut events) = app.start_in_azure().await;
    simulator.publish(sms("1", json!({"status": 500})));
    simulator.idle().await;
    assert_eq!(simulator.deliveries().len(), 1);
    simulator.reset();
    assert_eq!(simulator.deliveries(), []);
    assert_eq!(simulator.advance_to_next_due().await, None);
    next_event(&mut events).await;
    simulator.publish(sms("2", json!({})));
    assert_eq!(next_event(&mut events).await["id"], "2");
}
