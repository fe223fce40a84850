//! Waiting for the app.

use std::time::Duration;

use serde_json::Value;

use crate::host::Host;

/// The host waits longer for a handler than anybody at a keyboard.
const PATIENCE: Duration = Duration::from_secs(120);

/// How the app said that it is. `/health` is asked once: the host keeps the request until the handler is ready.
pub(super) async fn wait(host: &Host) -> String {
    ask(host)
        .await
        .unwrap_or_else(|| "does not answer /health".to_owned())
}

async fn ask(host: &Host) -> Option<String> {
    let client = reqwest::Client::builder()
        .no_proxy()
        .timeout(PATIENCE)
        .build()
        .ok()?;
    let answer = client
        .get(host.url().join("health").ok()?)
        .send()
        .await
        .ok()?;
    let status = answer.status();
    let body: Value = answer.json().await.unwrap_or_default();
    let word = body
        .get("status")
        .and_then(Value::as_str)
        .unwrap_or_default();
    Some(format!("{} {word}", status.as_u16()).trim_end().to_owned())
}
