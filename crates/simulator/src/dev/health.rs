//! Waiting for the app.

use std::time::Duration;

use serde_json::Value;
use tokio::time::{sleep, timeout};

use crate::host::Host;

/// How long an app may take to fetch its secrets before it is shown as it is.
const PATIENCE: Duration = Duration::from_secs(5);

/// The first question may take longer: the host keeps it until the handler is ready.
const FIRST: Duration = Duration::from_secs(120);

const POLL: Duration = Duration::from_millis(50);

/// What the app says of itself: once it is not busy starting, or when patience ends.
pub(super) async fn wait(host: &Host) -> String {
    let mut last = ask(host).await;
    let settled = async {
        while last.starts_with("503") {
            sleep(POLL).await;
            last = ask(host).await;
        }
    };
    // Out of patience, the last answer is shown.
    drop(timeout(PATIENCE, settled).await);
    last
}

async fn ask(host: &Host) -> String {
    let answer = async {
        let client = reqwest::Client::builder()
            .no_proxy()
            .timeout(FIRST)
            .build()
            .ok()?;
        let answer = client
            .get(host.url().join("health").ok()?)
            .send()
            .await
            .ok()?;
        let status = answer.status().as_u16();
        let body: Value = answer.json().await.unwrap_or_default();
        let word = body
            .get("status")
            .and_then(Value::as_str)
            .unwrap_or_default();
        Some(format!("{status} {word}").trim_end().to_owned())
    };
    answer.await.unwrap_or_else(|| "no answer".to_owned())
}
