//! An app of eight functions, and a host that runs it.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

use serde_json::{Value, json};
use simulator::{
    Clock, Simulator,
    host::{Auth, Event, Host, HostOptions, Level},
};
use time::macros::datetime;
use tokio::sync::mpsc;

/// What the host says about time.
pub(crate) const NOW: time::OffsetDateTime = datetime!(2026-11-20 23:07:51.5 UTC);

/// The type of event that the function `sms` subscribes to.
pub(crate) const SMS: &str = "Microsoft.Communication.SMSReceived";

/// A script root on disk.
pub(crate) struct App {
    pub(crate) root: PathBuf,
}

impl App {
    /// An empty folder of its own.
    pub(crate) fn empty() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("app-{}-{number}", std::process::id());
        let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        fs::create_dir_all(&root).unwrap();
        Self { root }
    }

    /// A function of every kind.
    pub(crate) fn full() -> Self {
        let app = Self::empty();
        app.host_json(&json!([]));
        let http = |route: &str, methods: &[&str], level: &str| {
            let methods = if methods.is_empty() {
                Value::Null
            } else {
                json!(methods)
            };
            json!({"type": "httpTrigger", "name": "req", "direction": "in", "route": route, "methods": methods, "authLevel": level})
        };
        let out = json!({"type": "http", "name": "res", "direction": "out"});
        app.function("web", &json!([http("web/{*rest}", &[], "anonymous"), out]));
        app.function(
            "thing",
            &json!([http("things/{id:guid}", &["get"], "function"), out]),
        );
        let queue =
            json!({"type": "queue", "name": "message", "direction": "out", "queueName": "orders"});
        app.function(
            "order",
            &json!([http("order/{id?}", &["post"], "anonymous"), out, queue]),
        );
        app.function(
            "event",
            &json!([{"type": "eventGridTrigger", "name": "event", "direction": "in"}]),
        );
        app.function(
            "sms",
            &json!([{"type": "eventGridTrigger", "name": "event", "direction": "in", "eventTypes": [SMS]}]),
        );
        app.function("batch", &json!([{"type": "eventGridTrigger", "name": "events", "direction": "in", "cardinality": "many"}]));
        app.function("job", &json!([{"type": "queueTrigger", "name": "msg", "direction": "in", "queueName": "jobs"}]));
        app.function("tick", &json!([{"type": "timerTrigger", "name": "timer", "direction": "in", "schedule": "0 */5 * * * *"}]));
        app
    }

    pub(crate) fn host_json(&self, arguments: &Value) {
        let handler = json!({
            "description": {"defaultExecutablePath": "handler", "arguments": arguments},
            "enableProxyingHttpRequest": true,
        });
        self.write(
            "host.json",
            &json!({"version": "2.0", "customHandler": handler, "unknown": 1}).to_string(),
        );
    }

    pub(crate) fn function(&self, name: &str, bindings: &Value) {
        self.write(
            &format!("{name}/function.json"),
            &json!({"bindings": bindings}).to_string(),
        );
    }

    pub(crate) fn write(&self, path: &str, text: &str) -> PathBuf {
        let path = self.root.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        path
    }

    /// The fake handler on free ports, no keys, a clock that stands at [`NOW`].
    pub(crate) fn options(&self) -> (HostOptions, Events) {
        let (sender, receiver) = mpsc::unbounded_channel();
        let options = HostOptions {
            root: self.root.clone(),
            listen: "127.0.0.1:0".parse().unwrap(),
            local_settings: None,
            env: Vec::new(),
            removed_env: Vec::new(),
            executable: Some(PathBuf::from(env!("CARGO_BIN_EXE_fake-handler"))),
            function_timeout: None,
            auth: Auth::Open,
            queues: None,
            clock: Clock::pinned(NOW),
            events: sender,
        };
        (options, Events(receiver))
    }

    pub(crate) async fn start(&self) -> (Host, Events) {
        let (options, events) = self.options();
        (Host::start(options).await.unwrap(), events)
    }

    /// With Event Grid and queues around it, all at [`NOW`].
    pub(crate) async fn start_in_azure(&self) -> (Simulator, Host, Events) {
        let clock = Clock::pinned(NOW);
        let simulator = Simulator::start(simulator::Options {
            clock,
            ..simulator::Options::default()
        });
        let simulator = simulator.await.unwrap();
        let (mut options, events) = self.options();
        options.queues = Some(simulator.queues());
        let host = Host::start(options).await.unwrap();
        simulator.subscribe(&host);
        (simulator, host, events)
    }
}

impl Drop for App {
    fn drop(&mut self) {
        drop(fs::remove_dir_all(&self.root));
    }
}

/// What a host reports, in order.
pub(crate) struct Events(mpsc::UnboundedReceiver<Event>);

impl Events {
    /// Waits for an event that `pick` makes something of; those before it are gone.
    pub(crate) async fn next<T>(&mut self, mut pick: impl FnMut(&Event) -> Option<T>) -> T {
        let search = async {
            loop {
                let event = self.0.recv().await.expect("the host is alive");
                if let Some(found) = pick(&event) {
                    return found;
                }
            }
        };
        tokio::time::timeout(Duration::from_secs(20), search)
            .await
            .expect("the event comes")
    }

    /// What the handler saw of the next trigger call.
    pub(crate) async fn seen(&mut self) -> Value {
        self.next(|event| match event {
            Event::Line { text, .. } => serde_json::from_str(text.strip_prefix("SEEN ")?).ok(),
            _ => None,
        })
        .await
    }

    /// The next sentence about a function, without its invocation id.
    pub(crate) async fn about(&mut self, wanted: Level) -> String {
        self.next(|event| match event {
            Event::Function { level, text, .. } if *level == wanted => {
                Some(text.split(", Id=").next().unwrap().to_owned())
            }
            _ => None,
        })
        .await
    }

    /// The next sentence about the host or the handler's process.
    pub(crate) async fn of_host(&mut self) -> (Level, String) {
        self.next(|event| match event {
            Event::Host { level, text } => Some((*level, text.clone())),
            _ => None,
        })
        .await
    }
}

/// A client as a caller has it: nothing followed, nothing added.
pub(crate) fn client() -> reqwest::Client {
    reqwest::Client::builder()
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .timeout(Duration::from_secs(20))
        .build()
        .unwrap()
}

pub(crate) fn url(host: &Host, path: &str) -> String {
    host.url().join(path).unwrap().to_string()
}

/// An event whose data is `data`.
pub(crate) fn event(data: &Value) -> Value {
    json!({"id": "1", "subject": "s", "eventType": "t", "eventTime": "2026-11-20T00:00:00Z", "dataVersion": "1", "data": data})
}
