//! Many users, and one client.

use acs::chat::{ListOptions, NewMessage};
use azure_core::credentials::Secret;

use super::THREAD;
use crate::support::{Script, Step};

const SENT: Step = Step::Answer(201, &[], r#"{"id":"17"}"#);
const LISTED: Step = Step::Answer(200, &[], r#"{"value":[]}"#);
const AWAY: Step = Step::Answer(503, &[], "");

#[tokio::test(start_paused = true)]
async fn each_call_goes_with_its_users_token() {
    let script = Script::new([SENT, AWAY, LISTED, SENT]);
    let client = script.chat();
    let (ana, ben) = (Secret::new("ana-1"), Secret::new("ben-1"));
    let as_ana = client.as_user(&ana);
    as_ana
        .send_message(THREAD, NewMessage::text("hi"))
        .await
        .unwrap();
    let same = client.clone();
    same.as_user(&ben)
        .list_messages(THREAD, ListOptions::default())
        .await
        .unwrap();
    as_ana
        .send_message(THREAD, NewMessage::text("hi"))
        .await
        .unwrap();
    assert_eq!(
        script.headers("authorization"),
        [
            "Bearer ana-1",
            "Bearer ben-1",
            "Bearer ben-1",
            "Bearer ana-1"
        ]
    );
}
