//! What became of our texts: reports in any order, twice, early, and what follows from a failure.

use time::Duration;

use crate::{
    desk::Desk,
    phone::{PHONE, desk, report, text},
};

/// A desk that has sent one reply, and ACS's id of it.
async fn replied() -> (Desk, String) {
    let desk = desk().await;
    desk.deliver("sms_received", &text("1", "DONE 1", Duration::minutes(1)))
        .await;
    let id = desk.sim.texts()[0].message_id.clone();
    (desk, id)
}

#[tokio::test]
async fn a_text_that_failed_for_a_while_is_sent_again_as_often_as_the_policy_says() {
    let (desk, mut id) = replied().await;
    for (sent, minutes) in [(1, 15), (2, 120)] {
        for _ in 0..2 {
            desk.deliver("sms_delivered", &report(&id, "Failed", 4006))
                .await;
        }
        desk.advance(minutes - 1);
        desk.perform().await;
        assert_eq!(desk.replies().len(), sent, "not yet");
        desk.advance(2);
        desk.perform().await;
        assert_eq!(desk.replies().len(), sent + 1);
        id = desk.sim.texts().last().unwrap().message_id.clone();
    }
    // The policy has no third wait.
    desk.deliver("sms_delivered", &report(&id, "Failed", 4006))
        .await;
    desk.advance(24 * 60);
    desk.perform().await;
    assert_eq!(desk.replies(), ["Job 1 closed."; 3]);
}

#[tokio::test]
async fn a_text_that_arrived_after_all_is_not_sent_again() {
    let (desk, id) = replied().await;
    desk.deliver("sms_delivered", &report(&id, "Failed", 4006))
        .await;
    desk.deliver("sms_delivered", &report(&id, "Delivered", 2000))
        .await;
    // Late: it was said before.
    desk.deliver("sms_delivered", &report(&id, "Failed", 5001))
        .await;
    desk.advance(24 * 60);
    assert_eq!(desk.perform().await, 1);
    assert_eq!(desk.replies().len(), 1);
}

#[tokio::test]
async fn a_report_that_comes_before_we_have_written_down_what_we_sent_is_not_lost() {
    let desk = desk().await;
    let down = simulator::Chaos {
        status: Some(503),
        ..simulator::Chaos::default()
    };
    desk.sim.set_chaos(simulator::Service::Webhook, down);
    desk.deliver("sms_received", &text("1", "DONE 1", Duration::minutes(1)))
        .await;
    let id = desk.sim.texts()[0].message_id.clone();
    // As if the process had died between ACS's answer and our writing.
    let row = store::Key::new(PHONE, message_row(&desk).await);
    let table = store::Table::new("texts");
    desk.store.delete(table, &row, None).await.unwrap();
    desk.deliver("sms_delivered", &report(&id, "Failed", 4006))
        .await;
    desk.advance(24 * 60);
    assert_eq!(desk.replies().len(), 1);
}

async fn message_row(desk: &Desk) -> String {
    let table = store::Table::new("texts");
    let now = desk.sim.clock().now();
    let rows = desk
        .store
        .range::<serde_json::Value>(table, PHONE, "message/".."message0", 9, None, now)
        .await
        .unwrap();
    rows.rows[0].0.clone()
}

#[tokio::test]
async fn an_opt_out_at_the_carrier_is_one_here() {
    let (desk, id) = replied().await;
    for _ in 0..2 {
        desk.deliver("sms_delivered", &report(&id, "Failed", 4007))
            .await;
    }
    desk.deliver("sms_received", &text("2", "DONE 2", Duration::ZERO))
        .await;
    assert_eq!(desk.replies().len(), 1);
    let table = store::Table::new("texts");
    let now = desk.sim.clock().now();
    let ledger = desk
        .store
        .range::<serde_json::Value>(table, PHONE, "ledger/".."ledger0", 9, None, now)
        .await
        .unwrap();
    assert_eq!(ledger.rows.len(), 1, "said once, written once");
    assert_eq!(ledger.rows[0].1.value["by"], "carrier");
}

#[tokio::test]
async fn a_report_that_says_nothing_is_parked() {
    let desk = desk().await;
    for (status, missing) in [("Lost", ""), ("Failed", "messageId"), ("Failed", "to")] {
        let mut event = report("m", status, 4006);
        event["data"].as_object_mut().unwrap().remove(missing);
        desk.deliver("sms_delivered", &event).await;
    }
    assert_eq!(desk.poison().await.len(), 3);
}
