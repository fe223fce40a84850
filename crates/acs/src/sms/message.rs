//! What is sent, and its limits.

use std::{fmt, time::Duration};

use azure_core::{Uuid, time::to_rfc7231};
use serde::Serialize;
use time::{OffsetDateTime, UtcOffset};

use crate::{Error, Result};

/// The most recipients of a request.
/// <https://learn.microsoft.com/en-us/azure/communication-services/concepts/service-limits#sms>
pub const MAX_RECIPIENTS: usize = 100;

/// The most UTF-16 code units of a message.
///
/// The service speaks of a length of 2,048 and does not say of what; this is the strictest reading.
/// <https://github.com/Azure/azure-rest-api-specs/blob/main/specification/communication/data-plane/Sms/stable/2026-01-23/communicationservicessms.json>
pub const MAX_MESSAGE_UNITS: usize = 2048;

/// How long a delivery report can be waited for, in seconds.
const TIMEOUT_SECONDS: std::ops::RangeInclusive<u64> = 60..=43_200;

/// What makes a request to send repeatable: the same pair with the same recipient and text is one
/// message, however often it is sent.
///
/// The caller gives both, so that a repetition after a crash has the same ones.
/// <https://docs.oasis-open.org/odata/repeatable-requests/v1.0/repeatable-requests-v1.0.html>
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Repeatability {
    /// The id of the message. Two recipients never share one.
    pub request_id: Uuid,
    /// When it was sent first, to the second.
    pub first_sent: OffsetDateTime,
}

/// To whom a message goes. `Debug` does not show the number.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Recipient<'a> {
    /// A number in E.164 format.
    pub to: &'a str,
    /// What makes the message to this recipient repeatable.
    pub repeatability: Repeatability,
}

/// How a message is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SendOptions<'a> {
    /// Whether an event tells what became of it. Default yes: that the service takes a message does
    /// not say that anybody gets it.
    pub delivery_report: bool,
    /// What the report comes back with.
    pub tag: Option<&'a str>,
    /// After how long without a report there is one that says so: whole seconds from one minute to
    /// twelve hours.
    pub delivery_report_timeout: Option<Duration>,
}

impl Default for SendOptions<'_> {
    fn default() -> Self {
        Self {
            delivery_report: true,
            tag: None,
            delivery_report_timeout: None,
        }
    }
}

impl fmt::Debug for Recipient<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Recipient")
            .field("repeatability", &self.repeatability)
            .finish_non_exhaustive()
    }
}

/// The body of a request to send.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct SendRequest<'a> {
    from: &'a str,
    sms_recipients: Vec<WireRecipient<'a>>,
    message: &'a str,
    sms_send_options: WireOptions<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct WireOptions<'a> {
    enable_delivery_report: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    tag: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    delivery_report_timeout_in_seconds: Option<u64>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct WireRecipient<'a> {
    to: &'a str,
    repeatability_request_id: String,
    /// RFC 7231, in GMT.
    repeatability_first_sent: String,
}

impl<'a> WireRecipient<'a> {
    fn new(recipient: &Recipient<'a>) -> Result<Self> {
        let Repeatability {
            request_id,
            first_sent,
        } = recipient.repeatability;
        let first_sent = first_sent
            .checked_to_offset(UtcOffset::UTC)
            .ok_or_else(|| Error::invalid_input("a message was first sent at no time of UTC"))?;
        Ok(Self {
            to: recipient.to,
            repeatability_request_id: request_id.to_string(),
            repeatability_first_sent: to_rfc7231(&first_sent),
        })
    }
}

impl<'a> SendRequest<'a> {
    /// A request within the limits of the service.
    pub(super) fn new(
        from: &'a str,
        recipients: &[Recipient<'a>],
        message: &'a str,
        options: SendOptions<'a>,
    ) -> Result<Self> {
        require_numbers(from, recipients.iter().map(|recipient| recipient.to))?;
        let mut ids: Vec<_> = recipients
            .iter()
            .map(|recipient| recipient.repeatability.request_id)
            .collect();
        ids.sort_unstable();
        ids.dedup();
        if ids.len() < recipients.len() {
            return Err(Error::invalid_input(
                "two recipients share a repeatability id",
            ));
        }
        if message.encode_utf16().count() > MAX_MESSAGE_UNITS {
            return Err(Error::invalid_input(
                "a message has at most 2048 UTF-16 code units",
            ));
        }
        let timeout = options
            .delivery_report_timeout
            .map(|timeout| timeout.as_secs());
        if timeout.is_some_and(|seconds| !TIMEOUT_SECONDS.contains(&seconds)) {
            return Err(Error::invalid_input(
                "a delivery report is waited for 60 to 43200 seconds",
            ));
        }
        Ok(Self {
            from,
            sms_recipients: recipients
                .iter()
                .map(WireRecipient::new)
                .collect::<Result<_>>()?,
            message,
            sms_send_options: WireOptions {
                enable_delivery_report: options.delivery_report,
                tag: options.tag,
                delivery_report_timeout_in_seconds: timeout,
            },
        })
    }
}

/// Checks what every request to many recipients has.
pub(super) fn require_numbers<'a>(
    from: &str,
    recipients: impl ExactSizeIterator<Item = &'a str>,
) -> Result<()> {
    let count = recipients.len();
    if !(1..=MAX_RECIPIENTS).contains(&count) {
        return Err(Error::invalid_input("a request has 1 to 100 recipients"));
    }
    if from.is_empty() {
        return Err(Error::invalid_input("the sender is empty"));
    }
    for to in recipients {
        if to.is_empty() {
            return Err(Error::invalid_input("a recipient is empty"));
        }
    }
    Ok(())
}
