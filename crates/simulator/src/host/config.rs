//! `host.json`: what the host needs of it.
//!
//! Members: <https://learn.microsoft.com/azure/azure-functions/functions-host-json#customhandler>.
//! Unknown ones are ignored, as the host does.

use std::{path::Path, time::Duration};

use serde::{Deserialize, Deserializer, de::Error as _};

use super::json::{self, ConfigError};

/// What `host.json` says.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct HostConfig {
    pub(crate) custom_handler: CustomHandler,
    #[serde(default)]
    pub(crate) extensions: Extensions,
    #[serde(default = "thirty_minutes", deserialize_with = "timeout")]
    pub(crate) function_timeout: Option<Duration>,
}

/// The section `customHandler`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CustomHandler {
    pub(crate) description: Description,
    #[serde(default)]
    pub(crate) enable_proxying_http_request: bool,
    #[serde(default)]
    enable_forwarding_http_request: bool,
    #[serde(default = "thirty_seconds", deserialize_with = "time_span")]
    pub(crate) initialization_timeout: Duration,
    pub(crate) port: Option<u16>,
}

/// The section `customHandler.description`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Description {
    pub(crate) default_executable_path: String,
    #[serde(default)]
    pub(crate) working_directory: String,
    #[serde(default)]
    pub(crate) arguments: Vec<String>,
    #[serde(default = "yes")]
    pub(crate) use_std_error_stream_for_errors_only: bool,
}

/// The section `extensions`.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Extensions {
    #[serde(default)]
    http: HttpExtension,
    #[serde(default)]
    pub(crate) queues: QueueExtension,
}

/// The section `extensions.queues`:
/// <https://learn.microsoft.com/azure/azure-functions/functions-bindings-storage-queue#host-json>.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct QueueExtension {
    /// How many messages are taken at once.
    pub(crate) batch_size: usize,
    /// How few must be in work for the next batch; half of one if absent.
    new_batch_threshold: Option<usize>,
    /// After how many failures a message is poison.
    pub(crate) max_dequeue_count: u32,
    /// Between a failure and the next try.
    #[serde(deserialize_with = "time_span")]
    visibility_timeout: Duration,
    pub(crate) message_encoding: MessageEncoding,
}

/// How the text of a message holds its bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub(crate) enum MessageEncoding {
    #[serde(rename = "base64", alias = "Base64")]
    Base64,
    #[serde(rename = "none", alias = "None")]
    None,
}

impl Default for QueueExtension {
    fn default() -> Self {
        Self {
            batch_size: 16,
            new_batch_threshold: None,
            max_dequeue_count: 5,
            visibility_timeout: Duration::ZERO,
            message_encoding: MessageEncoding::Base64,
        }
    }
}

impl QueueExtension {
    pub(crate) fn new_batch_threshold(&self) -> usize {
        self.new_batch_threshold.unwrap_or(self.batch_size / 2)
    }

    pub(crate) fn visibility_timeout(&self) -> time::Duration {
        time::Duration::try_from(self.visibility_timeout).unwrap_or(time::Duration::ZERO)
    }
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct HttpExtension {
    route_prefix: String,
}

impl Default for HttpExtension {
    fn default() -> Self {
        Self {
            route_prefix: "api".to_owned(),
        }
    }
}

impl HostConfig {
    pub(crate) fn read(root: &Path) -> Result<Self, ConfigError> {
        let path = root.join("host.json");
        let config: Self = json::read(&path)?;
        let handler = &config.custom_handler;
        if handler.description.default_executable_path.is_empty() {
            return Err(ConfigError::new(
                &path,
                "customHandler.description.defaultExecutablePath is empty",
            ));
        }
        if handler.enable_forwarding_http_request && !handler.enable_proxying_http_request {
            return Err(ConfigError::new(
                &path,
                "this host does not play enableForwardingHttpRequest: use enableProxyingHttpRequest",
            ));
        }
        if !(1..=32).contains(&config.extensions.queues.batch_size) {
            return Err(ConfigError::new(
                &path,
                "extensions.queues.batchSize must be between 1 and 32",
            ));
        }
        Ok(config)
    }

    /// What stands before the route of every HTTP function, without slashes around it; may be
    /// empty.
    pub(crate) fn route_prefix(&self) -> &str {
        self.extensions.http.route_prefix.trim_matches('/')
    }
}

fn yes() -> bool {
    true
}

fn thirty_seconds() -> Duration {
    Duration::from_secs(30)
}

/// The default of the Flex, Premium and Dedicated plans.
#[expect(
    clippy::unnecessary_wraps,
    reason = "a serde default has the type of its field"
)]
fn thirty_minutes() -> Option<Duration> {
    Some(Duration::from_secs(30 * 60))
}

/// A .NET time span, `-1` for no limit.
fn timeout<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Duration>, D::Error> {
    let text = String::deserialize(deserializer)?;
    match text.as_str() {
        "-1" => Ok(None),
        _ => parse_time_span(&text)
            .map(Some)
            .ok_or_else(|| bad_time_span::<D>(&text)),
    }
}

fn time_span<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Duration, D::Error> {
    let text = String::deserialize(deserializer)?;
    parse_time_span(&text).ok_or_else(|| bad_time_span::<D>(&text))
}

fn bad_time_span<'de, D: Deserializer<'de>>(text: &str) -> D::Error {
    D::Error::custom(format!(
        "`{text}` is no time span: expected hh:mm:ss or d.hh:mm:ss"
    ))
}

/// `[d.]hh:mm[:ss[.fffffff]]`
fn parse_time_span(text: &str) -> Option<Duration> {
    let (days, clock) = match text.split_once('.') {
        Some((days, clock)) if clock.contains(':') => (days.parse::<u64>().ok()?, clock),
        _ => (0, text),
    };
    let mut parts = clock.split(':');
    let hours: u64 = parts.next()?.parse().ok()?;
    let minutes: u64 = parts.next()?.parse().ok()?;
    let seconds: f64 = parts.next().unwrap_or("0").parse().ok()?;
    if parts.next().is_some() || hours > 23 || minutes > 59 || !(0.0..60.0).contains(&seconds) {
        return None;
    }
    let whole = Duration::from_secs(((days * 24 + hours) * 60 + minutes) * 60);
    Some(whole + Duration::from_secs_f64(seconds))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_spans() {
        for (text, expected) in [
            ("00:02:00", Some(Duration::from_mins(2))),
            ("1.00:00:01", Some(Duration::from_secs(86_401))),
            ("00:00:00.25", Some(Duration::from_millis(250))),
            ("01:30", Some(Duration::from_mins(90))),
            ("24:00:00", None),
            ("00:60:00", None),
            ("00:00:-1", None),
            ("5", None),
            ("", None),
        ] {
            assert_eq!(parse_time_span(text), expected, "{text}");
        }
    }
}
