//! The error answers of SMS, which are not those of the rest of ACS.

use std::collections::BTreeMap;

use axum::{
    Json,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde_json::json;

use crate::{acs::auth::ApiVersion, rng::Rng};

/// The last version of which the bare answers were recorded.
const BARE_UNTIL: &str = "2021-03-07";

/// Why SMS does not do what it was asked.
#[derive(Debug)]
pub(crate) enum SmsError {
    Invalid(Invalid),
    /// Recorded in the JavaScript SDK's tests, empty message included.
    NotOwned,
    /// There is no delivery report of this message, or not yet.
    NoReport {
        trace_id: String,
    },
}

/// What is wrong with a request, by member.
#[derive(Debug)]
pub(crate) struct Invalid {
    errors: BTreeMap<&'static str, Vec<String>>,
    /// Old versions answer the members alone, as recorded in the JavaScript SDK's tests:
    /// `{"From":["Invalid from phone number format."]}`.
    bare: bool,
    trace_id: String,
}

/// Collects what is wrong with a request.
#[derive(Debug, Default)]
pub(super) struct Problems(BTreeMap<&'static str, Vec<String>>);

impl Problems {
    pub(super) fn add(&mut self, member: &'static str, message: impl Into<String>) {
        self.0.entry(member).or_default().push(message.into());
    }

    /// The value, or why there must be one.
    pub(super) fn require<T>(&mut self, member: &'static str, value: Option<T>) -> Option<T> {
        if value.is_none() {
            self.add(member, format!("The {member} field is required."));
        }
        value
    }

    /// The number of ours that something is about.
    pub(super) fn require_from(&mut self, from: Option<String>) -> Option<String> {
        let from = self.require("From", from)?;
        if !crate::sms::is_sender(&from) {
            self.add("From", "Invalid from phone number format.");
        }
        Some(from)
    }

    pub(super) fn require_recipients<T>(
        &mut self,
        member: &'static str,
        recipients: Option<Vec<T>>,
    ) -> Option<Vec<T>> {
        let recipients = self.require(member, recipients)?;
        if !super::RECIPIENTS.contains(&recipients.len()) {
            let message = format!("The field {member} must have 1 to 100 elements.");
            self.add(member, message);
        }
        Some(recipients)
    }

    /// The error, if there is a problem.
    pub(super) fn check(self, version: &ApiVersion, dice: &mut Rng) -> Result<(), SmsError> {
        if self.0.is_empty() {
            return Ok(());
        }
        Err(SmsError::Invalid(Invalid {
            errors: self.0,
            bare: is_old(version),
            trace_id: trace_id(dice),
        }))
    }
}

/// Whether the version is one of the first, by their dates.
pub(super) fn is_old(version: &ApiVersion) -> bool {
    version.0.as_str() <= BARE_UNTIL
}

/// A W3C trace context, as ASP.NET puts one into its problem details.
pub(super) fn trace_id(dice: &mut Rng) -> String {
    let trace = dice.uuid().simple().to_string();
    let span = u64::from_be_bytes(dice.bytes());
    format!("00-{trace}-{span:016x}-00")
}

impl IntoResponse for SmsError {
    fn into_response(self) -> Response {
        let (status, body) = match self {
            Self::Invalid(Invalid {
                errors, bare: true, ..
            }) => (StatusCode::BAD_REQUEST, json!(errors)),
            Self::Invalid(Invalid {
                errors, trace_id, ..
            }) => (
                StatusCode::BAD_REQUEST,
                json!({
                    "type": "https://tools.ietf.org/html/rfc9110#section-15.5.1",
                    "title": "One or more validation errors occurred.",
                    "status": 400,
                    "errors": errors,
                    "traceId": trace_id,
                }),
            ),
            Self::NotOwned => (
                StatusCode::UNAUTHORIZED,
                json!({"error": {"code": "Unauthorized", "message": ""}}),
            ),
            Self::NoReport { trace_id } => (
                StatusCode::NOT_FOUND,
                json!({
                    "type": "https://tools.ietf.org/html/rfc9110#section-15.5.5",
                    "title": "Not Found",
                    "status": 404,
                    "traceId": trace_id,
                }),
            ),
        };
        (status, Json(body)).into_response()
    }
}
