//! Phones in front of everything: what they text, and what becomes of what they are sent, reaches
//! the functions that subscribe to it.

use serde_json::{Value, json};
use simulator::Simulator;

use crate::{
    eventgrid::next_event,
    support::{App, client},
};

const OURS: &str = "+18005550100";
const PHONE: &str = "+14255550123";

/// Sends as the app does, and asks for a delivery report.
async fn send(simulator: &Simulator) -> String {
    let identity = simulator.managed_identity();
    let query = "api-version=2019-08-01&resource=https://communication.azure.com";
    let token: Value = client()
        .get(format!("{}?{query}", identity.endpoint))
        .header("X-IDENTITY-HEADER", identity.header)
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    let body = json!({
        "from": OURS, "smsRecipients": [{"to": PHONE}], "message": "hello",
        "smsSendOptions": {"enableDeliveryReport": true},
    });
    let sent: Value = client()
        .post(format!(
            "{}sms?api-version=2026-01-23",
            simulator.http_url()
        ))
        .bearer_auth(token["access_token"].as_str().unwrap())
        .json(&body)
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    sent["value"][0]["messageId"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_text_and_a_delivery_report_reach_their_functions() {
    let app = App::full();
    let report = "Microsoft.Communication.SMSDeliveryReportReceived";
    app.function(
        "delivered",
        &json!([{"type": "eventGridTrigger", "name": "event", "direction": "in", "eventTypes": [report]}]),
    );
    let (simulator, _host, mut events) = app.start_in_azure().await;
    let id = simulator.text(PHONE, OURS, "DONE 1234");
    let event = next_event(&mut events).await;
    assert_eq!(
        (&event["id"], &event["data"]["message"]),
        (&json!(id), &json!("DONE 1234"))
    );

    let id = send(&simulator).await;
    simulator.idle().await;
    assert_eq!(simulator.deliveries().len(), 1, "not yet");
    let sent = simulator.clock().now();
    let due = simulator.advance_to_next_due().await.unwrap();
    assert_eq!((due - sent).whole_seconds(), 1);
    let event = next_event(&mut events).await;
    assert_eq!(
        (
            &event["eventType"],
            &event["id"],
            &event["data"]["deliveryStatus"]
        ),
        (&json!(report), &json!(id), &json!("Delivered"))
    );
    assert_eq!(simulator.advance_to_next_due().await, None);
    let functions: Vec<_> = simulator
        .deliveries()
        .into_iter()
        .map(|delivery| delivery.function)
        .collect();
    assert_eq!(functions, ["sms", "delivered"]);
}
