//! A chat beside a desk: users write, and the events of the threads are delivered as Event Grid does.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use reqwest::StatusCode;
use serde_json::{Value, json};
use simulator::{ChatMessage, ChatSettings, ChatThread, Options, PublishedEvent, Simulator};
use store::Store;
use time::{Duration, format_description::well_known::Rfc3339};

use crate::desk::{Desk, Opening};

pub(crate) const POLICY: &str = r#"
[token]
default_scopes = ["chat"]
[limits]
per_user_per_minute = 1000000
per_address_per_minute = 1000000
[operator]
role = "operator"
[webhooks.care]
url = "https://care.example/hooks"
secret = "webhook-signing-key"
[chat]
mode = "enforce"
exempt = { roles = ["staff"] }
[[chat.list]]
id = "house"
terms = ["snollygoster", "fopdoodle"]
severity = "low"
action = "delete"
[[chat.list]]
id = "worse"
terms = ["gobermouch"]
severity = "high"
action = "delete"
[[chat.list]]
id = "note"
terms = ["flagworthy"]
severity = "none"
action = "flag"
[chat.pii]
card = { action = "mask", severity = "none" }
[chat.flood]
rate = { max = 8, per = "10s", action = "remove", severity = "high" }
[chat.strikes]
points = { low = 1, medium = 2, high = 5 }
expire = "30d"
ladder = [
  { at = 2, do = "warn" },
  { at = 3, do = "mute", for = "10m" },
  { at = 5, do = "remove" },
  { at = 10, do = "ban" },
]
[chat.notices]
warned = "Please be kind."
"#;

/// A desk, and a chat.
pub(crate) struct Talk {
    pub(crate) desk: Desk,
    /// How many changes of the chat are told of.
    taken: AtomicUsize,
}

/// The functions of Event Grid that chat events are for.
const RECEIVERS: [(&str, &[&str]); 2] = [
    (
        "chat_message",
        &[
            "Microsoft.Communication.ChatMessageReceivedInThread",
            "Microsoft.Communication.ChatMessageEditedInThread",
        ],
    ),
    (
        "chat_thread",
        &[
            "Microsoft.Communication.ChatThreadCreated",
            "Microsoft.Communication.ChatThreadPropertiesUpdated",
            "Microsoft.Communication.ChatThreadParticipantAdded",
            "Microsoft.Communication.ChatThreadParticipantRemoved",
        ],
    ),
];

async fn desk(policy: &str, sim: Arc<Simulator>, store: Store) -> Desk {
    let target = format!("care={}_sim/webhooks/care", sim.http_url());
    let safety = sim.https_url().to_string();
    let opening = Opening {
        policy,
        settings: &[
            ("FRONTDESK_CONTENT_SAFETY_ENDPOINT", &safety),
            ("AzureWebJobsStorage", "AccountName=unused;AccountKey=AAAA"),
            ("FRONTDESK_WEBHOOKS", &target),
            ("FRONTDESK_PRIVATE_WEBHOOKS", "on"),
        ],
        ready: true,
    };
    Desk::beside(sim, store, opening).await
}

impl Talk {
    pub(crate) async fn start() -> Self {
        Self::with(POLICY).await
    }

    pub(crate) async fn with(policy: &str) -> Self {
        let options = Options {
            // The chat's clock leaps, and the app signs with the machine's.
            max_skew: Duration::days(365),
            ..Options::default()
        };
        let sim = Arc::new(Simulator::start(options).await.unwrap());
        Self {
            desk: desk(policy, sim, Store::in_memory().unwrap()).await,
            taken: AtomicUsize::new(0),
        }
    }

    /// Another instance of the same app.
    pub(crate) async fn another(&self, policy: &str) -> Desk {
        let (sim, store) = (Arc::clone(&self.desk.sim), self.desk.store.clone());
        desk(policy, sim, store).await
    }

    pub(crate) fn sim(&self) -> &Simulator {
        &self.desk.sim
    }

    /// A user's raw id.
    pub(crate) fn user(&self) -> String {
        self.sim().chat().user(&["chat"]).id
    }

    /// A thread of these users, made by the first, of which the app knows.
    pub(crate) async fn thread(&self, people: &[&str]) -> String {
        let [creator, others @ ..] = people else {
            panic!("nobody")
        };
        let thread = self.sim().chat().create(creator, "Lunch", others).unwrap();
        self.settle().await;
        thread
    }

    /// Somebody writes; the message's id.
    pub(crate) fn write(&self, thread: &str, from: &str, text: &str) -> String {
        // No two messages at the same instant.
        self.sim().clock().advance(Duration::milliseconds(10));
        self.sim().chat().write(thread, from, text).unwrap()
    }

    /// The events since the last call, with the function that each is for.
    pub(crate) fn events(&self) -> Vec<(&'static str, Value)> {
        let from = self.taken.load(Ordering::Relaxed);
        let events = self.sim().chat().thread_events(from);
        self.taken.fetch_add(events.len(), Ordering::Relaxed);
        events
            .iter()
            .filter_map(|event| {
                let (function, _) = RECEIVERS
                    .into_iter()
                    .find(|(_, types)| types.contains(&event.event_type))?;
                Some((function, self.envelope(event)))
            })
            .collect()
    }

    fn envelope(&self, event: &PublishedEvent) -> Value {
        json!({
            "id": event.id,
            "topic": "/subscriptions/s/resourceGroups/g/providers/Microsoft.Communication/communicationServices/c",
            "subject": event.subject,
            "eventType": event.event_type,
            "eventTime": self.sim().clock().now().format(&Rfc3339).unwrap(),
            "dataVersion": "1.0",
            "metadataVersion": "1",
            "data": event.data,
        })
    }

    /// Delivers all events, and those that they lead to, and works off the queue as far as it is due;
    /// answers how much it was.
    pub(crate) async fn settle(&self) -> usize {
        let mut done = 0;
        loop {
            let events = self.events();
            let mut now = events.len();
            for (function, event) in events {
                self.desk.deliver(function, &event).await;
            }
            now += self.desk.perform().await;
            if now == 0 {
                return done;
            }
            done += now;
        }
    }

    /// The same while time passes, until there was nothing to do for three hours.
    pub(crate) async fn settle_in_time(&self) {
        let step = Duration::seconds(5);
        let mut idle = Duration::ZERO;
        while idle < Duration::hours(3) {
            idle = if self.settle().await == 0 {
                idle + step
            } else {
                Duration::ZERO
            };
            self.sim().clock().advance(step);
        }
    }

    pub(crate) fn seen(&self, thread: &str) -> ChatThread {
        self.sim().chat().thread(thread).unwrap()
    }

    /// What the people of a thread can read, of the people in it.
    pub(crate) fn texts(&self, thread: &str) -> Vec<String> {
        let thread = self.seen(thread);
        thread
            .standing()
            .map(|message| message.text().unwrap().to_owned())
            .collect()
    }

    pub(crate) fn message(&self, thread: &str, id: &str) -> ChatMessage {
        let thread = self.seen(thread);
        let mut messages = thread.messages.into_iter();
        messages.find(|message| message.id == id).unwrap()
    }

    pub(crate) fn is_in(&self, thread: &str, person: &str) -> bool {
        let thread = self.seen(thread);
        thread.participants.iter().any(|it| it.id == person)
    }

    pub(crate) fn set(&self, change: impl FnOnce(&mut ChatSettings)) {
        let mut settings = self.sim().chat().settings();
        change(&mut settings);
        self.sim().chat().set(settings);
    }

    /// The moderator: the one in the thread who is none of these people.
    pub(crate) fn moderator(&self, thread: &str, people: &[&str]) -> Option<String> {
        let thread = self.seen(thread);
        let mut others = thread.participants.into_iter().map(|it| it.id);
        others.find(|id| !people.contains(&id.as_str()))
    }

    /// The audit trail, as an operator sees it.
    pub(crate) async fn audit(&self) -> Vec<Value> {
        let operator = self.desk.login_as("olga", &["operator"]);
        let listed = self.desk.get("/audit").bearer_auth(operator);
        let listed = crate::desk::answer(listed, StatusCode::OK).await;
        listed["entries"].as_array().unwrap().clone()
    }
}
