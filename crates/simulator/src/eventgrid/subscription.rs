//! Who wants which events, in which form, and how stubbornly.

use serde::{Deserialize, Serialize};
use time::Duration;
use url::Url;

/// The form in which a subscription gets its events, by the names of Azure's resource manager.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Schema {
    /// Event Grid's own, in an array of one.
    #[default]
    #[serde(rename = "EventGridSchema")]
    EventGrid,
    /// `CloudEvents` 1.0, one object.
    #[serde(rename = "CloudEventSchemaV1_0")]
    CloudEvents,
}

/// When a subscription gives an event up; whichever comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Retries {
    /// Attempts in all, 1..=30.
    #[serde(rename = "maxDeliveryAttempts")]
    pub max_attempts: u8,
    /// From the publication on, in minutes, 1..=1440. Looked at before each attempt only.
    #[serde(rename = "eventTimeToLiveInMinutes")]
    pub ttl_minutes: u16,
}

impl Default for Retries {
    fn default() -> Self {
        Self {
            max_attempts: 30,
            ttl_minutes: 1440,
        }
    }
}

impl Retries {
    pub(crate) fn ttl(self) -> Duration {
        Duration::minutes(self.ttl_minutes.into())
    }

    /// What is wrong with the values, in words for the person who wrote them.
    pub(crate) fn problem(self) -> Option<&'static str> {
        if !(1..=30).contains(&self.max_attempts) {
            Some("maxDeliveryAttempts must be between 1 and 30")
        } else if !(1..=1440).contains(&self.ttl_minutes) {
            Some("eventTimeToLiveInMinutes must be between 1 and 1440")
        } else {
            None
        }
    }
}

/// A function that wants events.
#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Subscription {
    /// The function's name.
    pub(crate) function: String,
    /// `includedEventTypes`.
    pub(crate) event_types: Vec<String>,
    #[serde(rename = "eventDeliverySchema")]
    pub(crate) schema: Schema,
    #[serde(rename = "retryPolicy")]
    pub(crate) retries: Retries,
    /// Whether what comes meanwhile passes it by.
    pub(crate) paused: bool,
    /// May hold a key.
    #[serde(skip)]
    pub(crate) endpoint: Url,
}

impl Subscription {
    pub(crate) fn wants(&self, event_type: &str) -> bool {
        !self.paused
            && self
                .event_types
                .iter()
                .any(|wanted| wanted.eq_ignore_ascii_case(event_type))
    }
}

/// What the control API may change of a subscription.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub(crate) struct SubscriptionChange {
    #[serde(rename = "eventDeliverySchema")]
    pub(crate) schema: Option<Schema>,
    #[serde(rename = "retryPolicy")]
    pub(crate) retries: Option<Retries>,
    pub(crate) paused: Option<bool>,
}
