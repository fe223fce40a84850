//! What became of each event, for whoever asks.

use serde::Serialize;
use time::OffsetDateTime;

/// How one attempt ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Tried {
    /// With this HTTP status; 200 to 204 are success.
    Answered(u16),
    /// There was no answer within 30 seconds of the simulator's clock.
    TimedOut,
    /// The connection was refused or broke.
    NoConnection,
}

impl Tried {
    /// Whether Event Grid takes it for delivered:
    /// <https://learn.microsoft.com/azure/event-grid/delivery-and-retry#message-delivery-status>.
    pub fn succeeded(self) -> bool {
        matches!(self, Self::Answered(200..=204))
    }

    /// The name that a dead letter has for it (`lastDeliveryOutcome`).
    pub(crate) fn outcome(self) -> &'static str {
        match self {
            Self::Answered(200..=204) => "Delivered",
            Self::Answered(400) => "BadRequest",
            Self::Answered(401) => "Unauthorized",
            Self::Answered(403) => "Forbidden",
            Self::Answered(404) => "NotFound",
            Self::Answered(413) => "PayloadTooLarge",
            Self::Answered(429 | 503) => "Busy",
            Self::Answered(_) => "GenericError",
            Self::TimedOut => "TimedOut",
            Self::NoConnection => "SocketError",
        }
    }
}

/// One attempt to deliver.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Attempt {
    /// When it began, on the simulator's clock.
    #[serde(with = "time::serde::rfc3339")]
    pub at: OffsetDateTime,
    /// How it ended.
    #[serde(flatten)]
    pub tried: Tried,
    /// How long it took, in milliseconds of real time.
    pub elapsed_ms: u64,
}

/// What became of a delivery.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(
    tag = "state",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum DeliveryState {
    /// It waits, or is being tried right now.
    Pending {
        /// When it is, or was, due.
        #[serde(with = "time::serde::rfc3339")]
        due: OffsetDateTime,
    },
    /// An attempt succeeded.
    Delivered,
    /// Given up.
    DeadLettered {
        /// `MaxDeliveryAttemptsExceeded`, `TimeToLiveExceeded`, or the outcome that is never tried
        /// again, such as `BadRequest`.
        dead_letter_reason: String,
    },
}

/// One event on its way to one function.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Delivery {
    /// The event's id; empty if it has none.
    pub event: String,
    /// The event's type; empty if it has none.
    pub event_type: String,
    /// The event's subject; empty if it has none.
    pub subject: String,
    /// To whom.
    pub function: String,
    /// When Event Grid got it.
    #[serde(with = "time::serde::rfc3339")]
    pub published: OffsetDateTime,
    /// Whether chaos made it of another delivery.
    pub duplicate: bool,
    /// All attempts so far.
    pub attempts: Vec<Attempt>,
    /// What became of it.
    #[serde(flatten)]
    pub state: DeliveryState,
}
