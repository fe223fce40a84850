//! Chat in front of everything: what is said in a thread reaches the functions that subscribe to it.

use serde_json::json;

use crate::{eventgrid::next_event, support::App};

#[tokio::test]
async fn a_thread_is_heard_by_who_subscribes_to_threads_or_to_users() {
    let app = App::full();
    for (function, kind) in [
        ("of_thread", "ChatMessageReceivedInThread"),
        ("of_user", "ChatMessageEdited"),
    ] {
        let kind = format!("Microsoft.Communication.{kind}");
        app.function(
            function,
            &json!([{"type": "eventGridTrigger", "name": "event", "direction": "in", "eventTypes": [kind]}]),
        );
    }
    let (simulator, _host, mut events) = app.start_in_azure().await;
    let chat = simulator.chat();
    let users: Vec<_> = (0..3).map(|_| chat.user(&["chat"]).id).collect();
    let [ann, bob, eve] = <[_; 3]>::try_from(users).unwrap();
    let thread = chat.create(&ann, "Lunch", &[&bob, &eve]).unwrap();
    let message = chat.write(&thread, &ann, "hi").unwrap();
    let event = next_event(&mut events).await;
    assert_eq!(
        (&event["data"]["messageBody"], &event["data"]["messageId"]),
        (&json!("hi"), &json!(message))
    );
    chat.edit(&thread, &ann, &message, "hello").unwrap();
    let mut told = Vec::new();
    for _ in 0..2 {
        let event = next_event(&mut events).await;
        assert_eq!(event["data"]["messageBody"], "hello");
        told.push(event["data"]["recipientId"].as_str().unwrap().to_owned());
    }
    told.sort();
    let mut others = [bob, eve];
    others.sort();
    assert_eq!(told, others, "not the sender");
    simulator.idle().await;
    assert_eq!(simulator.deliveries().len(), 3);
}
