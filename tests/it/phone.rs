//! Texts from a phone to a desk: events as Event Grid delivers them, and the queue as the host reads it.

use reqwest::StatusCode;
use serde_json::{Value, json};
use simulator::By;
use store::Queue;
use time::{Duration, OffsetDateTime, format_description::well_known::Rfc3339};

use crate::desk::{Desk, Opening};

/// A number of ours for which nobody but us answers STOP.
pub(crate) const OURS: &str = "+12065550100";
/// Somebody's phone.
pub(crate) const PHONE: &str = "+14255550123";

pub(crate) const POLICY: &str = r#"
[token]
default_scopes = ["chat"]
[limits]
per_user_per_minute = 1000000
per_address_per_minute = 1000000
[operator]
role = "operator"
[webhooks.jobs]
url = "https://jobs.example/hooks"
secret = "webhook-signing-key"
[sms]
replies_per_peer = { max = 100, per = "10m" }
[[sms.number]]
number = "+12065550100"
type = "10dlc"
program = "alerts"
[[sms.number]]
number = "+18005550100"
type = "toll_free"
program = "sales"
[sms.opt_out]
confirm = "You are out. Reply START to come back."
start = "You are back."
[[sms.route]]
pattern = "DONE <job:id>"
do = { webhook = "jobs", type = "job.done", reply = "Job {job} closed." }
[[sms.route]]
pattern = "LUNCH"
do = { reply = "At one? Reply YES.", ask = { question = "lunch", expires = "30m" } }
[[sms.route]]
pattern = "YES"
when = { pending = "lunch" }
do = { reply = "See you.", clear = true }
[sms.fallback]
do = { inbox = "human-inbox" }
[sms.retry]
codes = { 4006 = ["15m", "2h"] }
[sms.send]
role = "sms-sender"
"#;

const ACTIONS: Queue = Queue::new("actions");
const INVOCATION: &str = "6bb1ee1e-2c3d-4a6f-8ad0-0f0f0f0f0f0f";

/// A desk with a policy about texts.
pub(crate) async fn desk() -> Desk {
    desk_with(POLICY).await
}

pub(crate) async fn desk_with(policy: &str) -> Desk {
    let sim = std::sync::Arc::new(
        simulator::Simulator::start(simulator::Options::default())
            .await
            .unwrap(),
    );
    let target = format!("jobs={}_sim/webhooks/jobs", sim.http_url());
    let opening = Opening {
        policy,
        settings: &[
            ("AzureWebJobsStorage", "AccountName=unused;AccountKey=AAAA"),
            ("FRONTDESK_WEBHOOKS", &target),
            ("FRONTDESK_PRIVATE_WEBHOOKS", "on"),
        ],
        ready: true,
    };
    Desk::beside(sim, store::Store::in_memory().unwrap(), opening).await
}

/// The event of a text that [`PHONE`] has sent to [`OURS`], `age` ago.
pub(crate) fn text(id: &str, message: &str, age: Duration) -> Value {
    text_between(id, PHONE, OURS, message, age)
}

pub(crate) fn text_between(id: &str, from: &str, to: &str, message: &str, age: Duration) -> Value {
    let at = now() - age;
    json!({
        "id": id,
        "topic": "/subscriptions/s/resourceGroups/g/providers/Microsoft.Communication/communicationServices/c",
        "subject": format!("/phonenumber/{to}"),
        "eventType": "Microsoft.Communication.SMSReceived",
        "eventTime": at.format(&Rfc3339).unwrap(),
        "dataVersion": "1.0",
        "metadataVersion": "1",
        "data": {
            "MessageId": id,
            "From": from.trim_start_matches('+'),
            "To": to,
            "Message": message,
            "ReceivedTimestamp": at.format(&Rfc3339).unwrap(),
        }
    })
}

/// The event of a report on a message to [`PHONE`].
pub(crate) fn report(id: &str, status: &str, code: u16) -> Value {
    json!({
        "id": format!("report-{id}-{code}"),
        "source": "/subscriptions/s/resourceGroups/g/providers/microsoft.communication/communicationservices/c",
        "subject": format!("/phonenumber/{PHONE}"),
        "type": "Microsoft.Communication.SMSDeliveryReportReceived",
        "time": now().format(&Rfc3339).unwrap(),
        "specversion": "1.0",
        "data": {
            "messageId": id,
            "from": OURS,
            "to": PHONE.trim_start_matches('+'),
            "deliveryStatus": status,
            "deliveryStatusDetails": format!("{code}: as the carrier says"),
            "deliveryAttempts": [],
            "receivedTimestamp": now().format(&Rfc3339).unwrap(),
            "Tag": "t",
        }
    })
}

#[expect(
    clippy::disallowed_methods,
    reason = "the events' times are the machine's"
)]
fn now() -> OffsetDateTime {
    OffsetDateTime::now_utc()
}

impl Desk {
    /// Delivers an event as the host does; what the host would make of the answer.
    pub(crate) async fn invoke(&self, function: &str, input: &Value) -> StatusCode {
        // What is no object is its JSON text in a string.
        let input = match input {
            Value::Object(_) => input.clone(),
            other => Value::from(other.to_string()),
        };
        let envelope = json!({"Data": {"event": input}, "Metadata": {}});
        self.post(&format!("/{function}"))
            .header("x-azure-functions-invocationid", INVOCATION)
            .json(&envelope)
            .send()
            .await
            .unwrap()
            .status()
    }

    /// Delivers an event, which must be taken.
    pub(crate) async fn deliver(&self, function: &str, event: &Value) {
        assert_eq!(self.invoke(function, event).await, StatusCode::OK);
    }

    /// Takes out what is visible in the queue and performs it, as the host does, until none is left
    /// that is due; answers how much it was.
    pub(crate) async fn perform(&self) -> usize {
        let mut performed = 0;
        loop {
            let hidden = std::time::Duration::from_secs(600);
            let now = self.sim.clock().now() + self.ahead();
            let messages = self.store.receive(&ACTIONS, 32, hidden, now).await.unwrap();
            if messages.is_empty() {
                return performed;
            }
            for message in messages {
                let text = String::from_utf8(message.body.clone()).unwrap();
                self.deliver("perform", &text.into()).await;
                self.store.delete_message(&ACTIONS, &message).await.unwrap();
                performed += 1;
            }
        }
    }

    /// What the phone has received from the app, in order.
    pub(crate) fn replies(&self) -> Vec<String> {
        let texts = self.sim.texts().into_iter();
        texts
            .filter(|text| text.to == PHONE && text.by == By::App)
            .map(|text| text.message)
            .collect()
    }

    /// The ids and types that the webhook was told, each with how often.
    pub(crate) fn told(&self) -> Vec<(String, u32)> {
        let told = self.sim.webhooks().into_iter();
        told.map(|told| {
            assert!(!told.changed, "one id says one thing");
            (told.event_type.unwrap(), told.deliveries)
        })
        .collect()
    }

    /// What is in the poison list, as an operator sees it.
    pub(crate) async fn poison(&self) -> Vec<Value> {
        let operator = self.login_as("olga", &["operator"]);
        let listed = self.get("/poison").bearer_auth(operator);
        let listed = crate::desk::answer(listed, StatusCode::OK).await;
        listed["poison"].as_array().unwrap().clone()
    }
}
