//! The input of a timer trigger.

use serde::{Deserialize, Serialize};

/// What a [timer trigger](https://learn.microsoft.com/azure/azure-functions/functions-bindings-timer#usage)
/// hands over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Timer {
    /// The run comes later than its schedule says, as after a restart.
    pub is_past_due: bool,
    /// `None` when the host keeps no record of earlier runs.
    pub schedule_status: Option<ScheduleStatus>,
}

/// When the timer ran and will run.
///
/// These are texts because the host writes "never" as `0001-01-01T00:00:00`, which has no offset
/// and so is no RFC 3339 time, as the others are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ScheduleStatus {
    /// The last run.
    pub last: String,
    /// The next run.
    pub next: String,
    /// When this record was written.
    pub last_updated: String,
}
