//! Queue triggers: who is called with what, how often, and what becomes of poison.

use serde_json::{Value, json};
use simulator::{
    Simulator,
    host::{Host, HostOptions, Level, State},
};
use time::Duration;

use crate::support::{App, Events, NOW, client, url};

/// What base64 makes of a text.
fn base64(text: &str) -> String {
    use base64::{Engine as _, engine::general_purpose::STANDARD};
    STANDARD.encode(text)
}

fn put(simulator: &Simulator, text: &str, delay: Duration) {
    simulator
        .queues()
        .put("jobs", &base64(text), delay)
        .unwrap();
}

/// The envelope of the next call of `job`.
async fn called(events: &mut Events) -> Value {
    let seen = events.seen().await;
    assert_eq!(seen["uri"], "/job");
    serde_json::from_str(seen["body"].as_str().unwrap()).unwrap()
}

/// The texts in a queue, decoded.
fn texts(simulator: &Simulator, queue: &str) -> Vec<String> {
    use base64::{Engine as _, engine::general_purpose::STANDARD};
    let messages = simulator.queues().messages(queue).into_iter();
    let decoded = messages.map(|message| STANDARD.decode(message.text).unwrap());
    decoded
        .map(|text| String::from_utf8(text).unwrap())
        .collect()
}

#[tokio::test]
async fn a_message_calls_its_function_and_is_gone() {
    let app = App::full();
    let (simulator, _host, mut events) = app.start_in_azure().await;
    put(&simulator, r#"{"n":5,"ID":"mine"}"#, Duration::ZERO);
    let envelope = called(&mut events).await;
    assert_eq!(
        envelope["Data"]["msg"], r#""{\"n\":5,\"ID\":\"mine\"}""#,
        "a JSON text in a JSON text"
    );
    let metadata = &envelope["Metadata"];
    let shown = |name: &str| metadata[name].as_str().unwrap_or("(none)").to_owned();
    assert_eq!(
        [
            "DequeueCount",
            "InsertionTime",
            "NextVisibleTime",
            "ExpirationTime",
            "Id",
            "ID",
            "n"
        ]
        .map(shown),
        [
            "1",
            "2026-11-20T23:07:51+00:00",
            "2026-11-20T23:17:51+00:00",
            "2026-11-27T23:07:51+00:00",
            // A member of the message takes the place of what the queue knows.
            "(none)",
            r#""mine""#,
            r#""5""#,
        ]
    );
    assert!(shown("PopReceipt").starts_with('"'));
    simulator.idle().await;
    assert_eq!(simulator.queues().messages("jobs"), []);
    assert_eq!(simulator.queues().names(), ["jobs"]);
}

#[tokio::test]
async fn a_message_waits_for_its_time() {
    let app = App::full();
    let (simulator, _host, mut events) = app.start_in_azure().await;
    put(&simulator, "later", Duration::hours(6));
    put(&simulator, "now", Duration::ZERO);
    assert_eq!(called(&mut events).await["Data"]["msg"], r#""now""#);
    simulator.idle().await;
    assert_eq!(texts(&simulator, "jobs"), ["later"]);
    let due = simulator.advance_to_next_due().await;
    assert_eq!(due, Some(NOW + Duration::hours(6)));
    assert_eq!(called(&mut events).await["Data"]["msg"], r#""later""#);
    assert_eq!(simulator.advance_to_next_due().await, None);
}

#[tokio::test]
async fn what_fails_five_times_is_poison() {
    let app = App::full();
    let (simulator, _host, mut events) = app.start_in_azure().await;
    let bad = json!({"status": 500}).to_string();
    put(&simulator, &bad, Duration::ZERO);
    for count in 1..=5 {
        let envelope = called(&mut events).await;
        assert_eq!(envelope["Metadata"]["DequeueCount"], count.to_string());
    }
    simulator.idle().await;
    assert_eq!(texts(&simulator, "jobs"), [""; 0]);
    assert_eq!(texts(&simulator, "jobs-poison"), [bad]);
    assert_eq!(
        events.about(Level::Warning).await,
        "Message has reached MaxDequeueCount of 5. Moving message to queue 'jobs-poison'."
    );
}

#[tokio::test]
async fn host_json_says_how_often_how_late_and_in_which_encoding() {
    let app = App::full();
    let mut host_json: Value =
        serde_json::from_slice(&std::fs::read(app.root.join("host.json")).unwrap()).unwrap();
    host_json["extensions"] = json!({"queues": {
        "maxDequeueCount": 2, "visibilityTimeout": "00:00:30", "messageEncoding": "none",
    }});
    app.write("host.json", &host_json.to_string());
    let (simulator, host, mut events) = app.start_in_azure().await;
    let bad = json!({"status": 500}).to_string();
    simulator
        .queues()
        .put("jobs", &bad, Duration::ZERO)
        .unwrap();
    called(&mut events).await;
    let due = simulator.advance_to_next_due().await;
    assert_eq!(due, Some(NOW + Duration::seconds(30)));
    called(&mut events).await;
    let poison = simulator.queues().messages("jobs-poison");
    assert_eq!(poison.first().map(|message| &message.text), Some(&bad));

    order(&host, r#"{"status":200,"ct":"application/json","body":"{\"Outputs\":{\"message\":\"plain text\"}}"}"#).await;
    let queued = simulator.queues().messages("orders");
    assert_eq!(queued.first().unwrap().text, "plain text");
}

/// Calls the function whose output is the queue `orders`.
async fn order(host: &Host, body: &str) {
    let answer = client().post(url(host, "/api/order")).body(body.to_owned());
    assert!(answer.send().await.unwrap().status().is_success());
}

#[tokio::test]
async fn an_output_is_a_message_for_another_function() {
    let app = App::full();
    app.function(
        "orders",
        &json!([{"type": "queueTrigger", "name": "msg", "direction": "in", "queueName": "%ORDERS%"}]),
    );
    let clock = simulator::Clock::pinned(NOW);
    let options = simulator::Options {
        clock,
        ..simulator::Options::default()
    };
    let simulator = Simulator::start(options).await.unwrap();
    let (options, mut events) = app.options();
    let host = Host::start(HostOptions {
        queues: Some(simulator.queues()),
        env: vec![("ORDERS".to_owned(), "orders".to_owned())],
        ..options
    });
    let host = host.await.unwrap();
    let names: Vec<_> = host
        .functions()
        .map(|(name, what)| format!("{name}: {what}"))
        .collect();
    assert!(
        names.contains(&"orders: queue: orders".to_owned()),
        "{names:?}"
    );
    order(
        &host,
        r#"{"status":200,"ct":"application/json","body":"{\"Outputs\":{\"message\":\"to do!\"}}"}"#,
    )
    .await;
    assert_eq!(events.seen().await["uri"], "/order");
    let seen = events.seen().await;
    assert_eq!(seen["uri"], "/orders");
    assert!(seen["body"].as_str().unwrap().contains("to do!"));
    assert_eq!(host.queued(), []);
}

#[tokio::test]
async fn what_is_not_base64_is_poison_without_a_call() {
    let app = App::full();
    let (simulator, _host, mut events) = app.start_in_azure().await;
    simulator
        .queues()
        .put("jobs", "plain text", Duration::ZERO)
        .unwrap();
    let said = events.about(Level::Warning).await;
    assert!(
        said.starts_with("Message decoding has failed! Check MessageEncoding settings."),
        "{said}"
    );
    simulator.idle().await;
    let poison = simulator.queues().messages("jobs-poison");
    assert_eq!(poison.first().unwrap().text, "plain text");
}

#[tokio::test]
async fn a_killed_handler_gets_its_message_again() {
    let app = App::full();
    let (simulator, host, mut events) = app.start_in_azure().await;
    let mark = app.root.join("mark");
    let message = json!({"do": "hang", "once": mark}).to_string();
    put(&simulator, &message, Duration::ZERO);
    called(&mut events).await;
    host.kill();
    host.reached(State::Running, 1).await;
    let again = called(&mut events).await;
    assert_eq!(again["Metadata"]["DequeueCount"], "2");
    simulator.idle().await;
    assert_eq!(texts(&simulator, "jobs"), [""; 0]);
}

#[tokio::test]
async fn a_lease_is_kept_for_as_long_as_the_function_works() {
    let app = App::full();
    let (simulator, host, mut events) = app.start_in_azure().await;
    put(
        &simulator,
        &json!({"do": "hang"}).to_string(),
        Duration::ZERO,
    );
    called(&mut events).await;
    let visible = || simulator.queues().messages("jobs")[0].next_visible;
    assert_eq!(visible(), NOW + Duration::minutes(10));

    simulator.clock().advance(Duration::minutes(5));
    wait_until(|| visible() == NOW + Duration::minutes(15)).await;

    host.stop().await;
    simulator.idle().await;
    let [left] = <[_; 1]>::try_from(simulator.queues().messages("jobs")).unwrap();
    assert_eq!(
        (left.dequeue_count, left.next_visible),
        (1, NOW + Duration::minutes(5)),
        "it failed, and nobody takes it"
    );
}

/// Lets the other tasks work until it is so.
async fn wait_until(so: impl Fn() -> bool) {
    let search = async {
        while !so() {
            tokio::task::yield_now().await;
        }
    };
    let patience = std::time::Duration::from_secs(20);
    tokio::time::timeout(patience, search).await.unwrap();
}

#[tokio::test]
async fn no_more_than_a_batch_and_a_half_is_in_work() {
    let app = App::full();
    let (simulator, host, mut events) = app.start_in_azure().await;
    for _ in 0..40 {
        put(
            &simulator,
            &json!({"do": "hang"}).to_string(),
            Duration::ZERO,
        );
    }
    for _ in 0..16 {
        called(&mut events).await;
    }
    let waiting = || {
        let messages = simulator.queues().messages("jobs");
        messages.iter().filter(|one| one.dequeue_count == 0).count()
    };
    assert_eq!(
        waiting(),
        24,
        "sixteen are in work, more than the threshold of eight"
    );
    host.stop().await;
}
