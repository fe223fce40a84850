//! Sending.

use std::{ops::RangeInclusive, sync::Arc};

use axum::{Extension, Json, extract::State, http::StatusCode};
use serde::{Deserialize, Serialize};
use time::{Duration, OffsetDateTime, format_description::well_known::Rfc2822};
use uuid::Uuid;

use super::{
    error::{Problems, SmsError, is_old},
    require_own,
};
use crate::{
    acs::{auth::ApiVersion, payload::Payload},
    sms::{Outcome, Outgoing, Repeatability, is_e164},
    world::{self, World},
};

/// Of UTF-16 code units, which is how the service counts.
const MAX_MESSAGE: usize = 2048;

/// How long the service may be asked to wait for a carrier's report.
const REPORT_TIMEOUT: RangeInclusive<i64> = 60..=43_200;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Body {
    from: Option<String>,
    sms_recipients: Option<Vec<Recipient>>,
    message: Option<String>,
    sms_send_options: Option<Options>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Recipient {
    to: String,
    repeatability_request_id: Option<String>,
    repeatability_first_sent: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Options {
    enable_delivery_report: Option<bool>,
    tag: Option<String>,
    delivery_report_timeout_in_seconds: Option<i64>,
}

#[derive(Debug, Serialize)]
pub(crate) struct Answer {
    value: Vec<Item>,
}

/// What became of one recipient.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Item {
    to: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    message_id: Option<String>,
    http_status_code: u16,
    #[serde(skip_serializing_if = "Option::is_none")]
    repeatability_result: Option<&'static str>,
    successful: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    error_message: Option<String>,
}

impl Item {
    fn failed(to: String, http_status_code: u16, message: impl Into<String>) -> Self {
        Self {
            to,
            message_id: None,
            http_status_code,
            repeatability_result: None,
            successful: false,
            error_message: Some(message.into()),
        }
    }

    /// A recipient whose repeatability headers do not hold together.
    fn rejected(to: String, message: &str) -> Self {
        Self {
            repeatability_result: Some("rejected"),
            ..Self::failed(to, 400, message)
        }
    }
}

/// `POST /sms`: what is wrong with one recipient fails that recipient alone.
pub(crate) async fn send(
    State(world): State<Arc<World>>,
    Extension(version): Extension<ApiVersion>,
    Payload(body): Payload<Body>,
) -> Result<(StatusCode, Json<Answer>), SmsError> {
    let mut problems = Problems::default();
    let from = problems.require_from(body.from).unwrap_or_default();
    let recipients = problems
        .require_recipients("SmsRecipients", body.sms_recipients)
        .unwrap_or_default();
    let message = problems
        .require("Message", body.message)
        .unwrap_or_default();
    if message.encode_utf16().count() > MAX_MESSAGE {
        let message =
            format!("The field Message must be a string with a maximum length of {MAX_MESSAGE}.");
        problems.add("Message", message);
    }
    let options = body.sms_send_options.unwrap_or(Options {
        enable_delivery_report: Some(false),
        ..Options::default()
    });
    let wants_report = problems
        .require("EnableDeliveryReport", options.enable_delivery_report)
        .unwrap_or_default();
    let report_timeout = options
        .delivery_report_timeout_in_seconds
        .map(Duration::seconds);
    if report_timeout.is_some_and(|timeout| !REPORT_TIMEOUT.contains(&timeout.whole_seconds())) {
        problems.add(
            "DeliveryReportTimeoutInSeconds",
            "The field DeliveryReportTimeoutInSeconds must be between 60 and 43200.",
        );
    }
    let now = world.now();
    let mut state = world.state();
    problems.check(&version, &mut state.ids)?;
    require_own(&state, &from)?;
    let world::State { sms, ids, .. } = &mut *state;
    let prefix = if is_old(&version) { "Outgoing_" } else { "" };
    let one = |recipient: Recipient| {
        let to = recipient.to.clone();
        if !is_e164(&to) {
            return Item::failed(to, 400, "Invalid To phone number format.");
        }
        let repeatability = match repeatability(&recipient) {
            Ok(repeatability) => repeatability,
            Err(message) => return Item::rejected(to, message),
        };
        let repeatable = repeatability.is_some();
        let outgoing = Outgoing {
            from: from.clone(),
            to: to.clone(),
            message: message.clone(),
            tag: options.tag.clone(),
            wants_report,
            report_timeout,
            repeatability,
        };
        match sms.send(outgoing, prefix, now, ids) {
            Outcome::Accepted { message_id } => Item {
                to,
                message_id: Some(message_id),
                http_status_code: 202,
                repeatability_result: repeatable.then_some("accepted"),
                successful: true,
                error_message: None,
            },
            Outcome::Refused { status } => Item::failed(to, status, reason(status)),
            Outcome::Mismatch => Item::rejected(
                to,
                "Request sent with the repeatability-request-id of another request.",
            ),
        }
    };
    let value = recipients.into_iter().map(one).collect();
    drop(state);
    world.event_scheduled.notify_one();
    Ok((StatusCode::ACCEPTED, Json(Answer { value })))
}

/// `ServiceUnavailable` for 503, as in the specification's example.
fn reason(status: u16) -> String {
    let status = StatusCode::from_u16(status).ok();
    let words = status.and_then(|status| status.canonical_reason());
    words.unwrap_or("Error").replace(' ', "")
}

fn repeatability(recipient: &Recipient) -> Result<Option<Repeatability>, &'static str> {
    let Some(request_id) = &recipient.repeatability_request_id else {
        return Ok(None);
    };
    let request_id = Uuid::try_parse(request_id)
        .map_err(|_| "Request sent with Invalid Guid value for repeatability-request-id.")?;
    let first_sent = recipient
        .repeatability_first_sent
        .as_ref()
        .and_then(|date| OffsetDateTime::parse(date, &Rfc2822).ok())
        .ok_or(
            "Request sent with Invalid DateTime value for repeatability-first-sent. Expected is \
             DateTime ,RFC1123 pattern.",
        )?;
    Ok(Some(Repeatability {
        request_id: request_id.to_string(),
        first_sent,
    }))
}
