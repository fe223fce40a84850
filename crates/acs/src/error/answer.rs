//! An answer that is not a success.

use std::{fmt, time::Duration};

use azure_core::{
    http::{
        RawResponse,
        headers::{HeaderName, Headers},
    },
    time::parse_rfc7231,
};
use time::OffsetDateTime;

use super::{ErrorKind, body, redact};
use crate::retry::retry_after;

/// Set by the services that follow Azure's current guidelines.
/// <https://github.com/microsoft/api-guidelines/blob/vNext/azure/Guidelines.md>
const X_MS_ERROR_CODE: HeaderName = HeaderName::from_static("x-ms-error-code");
const DATE: HeaderName = HeaderName::from_static_standard("date");

/// A clock that differs by more may be why a signature is refused. How much the service allows is
/// not documented; its sibling App Configuration allows 15 minutes.
/// <https://learn.microsoft.com/en-us/azure/azure-app-configuration/rest-api-authentication-hmac>
const NOTABLE_SKEW: time::Duration = time::Duration::minutes(5);

#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) code: Option<String>,
    pub(super) message: Option<String>,
    pub(super) retry_after: Option<Duration>,
    /// How far this machine's clock is ahead, where that may be why the answer is a 401.
    clock_ahead: Option<time::Duration>,
}

impl Answer {
    pub(super) fn new(answer: &RawResponse, now: OffsetDateTime) -> Self {
        let headers = answer.headers();
        let body = body::parse(answer.body());
        let code = body
            .code
            .or_else(|| headers.get_optional_string(&X_MS_ERROR_CODE));
        let status = answer.status().into();
        let refused = ErrorKind::of(status, code.as_deref()) == ErrorKind::Unauthorized;
        Self {
            status,
            code,
            message: body.message.map(|message| redact::redact(&message)),
            retry_after: retry_after(headers, now),
            clock_ahead: if refused {
                clock_ahead(headers, now)
            } else {
                None
            },
        }
    }

    pub(super) fn kind(&self) -> ErrorKind {
        ErrorKind::of(self.status, self.code.as_deref())
    }
}

fn clock_ahead(headers: &Headers, now: OffsetDateTime) -> Option<time::Duration> {
    let theirs = parse_rfc7231(headers.get_optional_str(&DATE)?).ok()?;
    let ahead = now - theirs;
    (ahead.abs() >= NOTABLE_SKEW).then_some(ahead)
}

impl fmt::Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Communication Services answered {}", self.status)?;
        for part in [&self.code, &self.message].into_iter().flatten() {
            write!(f, ": {part}")?;
        }
        if let Some(ahead) = self.clock_ahead {
            let (seconds, side) = (ahead.whole_seconds().unsigned_abs(), ahead.is_negative());
            let side = if side { "behind" } else { "ahead of" };
            write!(
                f,
                " (this machine's clock is {seconds} s {side} the service's)"
            )?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use azure_core::http::StatusCode;
    use time::macros::datetime;

    use super::*;

    fn answer(status: StatusCode, headers: &[(&'static str, &'static str)]) -> Answer {
        let mut map = Headers::new();
        for (name, value) in headers {
            map.insert(*name, *value);
        }
        let now = datetime!(2026-11-20 12:00:00 UTC);
        Answer::new(&RawResponse::from_bytes(status, map, ""), now)
    }

    #[test]
    fn a_wrong_clock_is_named_where_a_signature_was_refused() {
        for (date, message) in [
            (
                "Fri, 20 Nov 2026 12:20:00 GMT",
                " (this machine's clock is 1200 s behind the service's)",
            ),
            (
                "Fri, 20 Nov 2026 11:55:00 GMT",
                " (this machine's clock is 300 s ahead of the service's)",
            ),
            ("Fri, 20 Nov 2026 11:55:01 GMT", ""),
            ("yesterday", ""),
        ] {
            assert_eq!(
                answer(StatusCode::Unauthorized, &[("date", date)]).to_string(),
                format!("Communication Services answered 401{message}"),
            );
        }
        let late = ("date", "Fri, 20 Nov 2026 12:20:00 GMT");
        let not_owned = [late, ("x-ms-error-code", "IdentityNotOwned")];
        for (answer, text) in [
            (
                answer(StatusCode::Forbidden, &[late]),
                "Communication Services answered 403",
            ),
            (
                answer(StatusCode::Unauthorized, &not_owned),
                "Communication Services answered 401: IdentityNotOwned",
            ),
        ] {
            assert_eq!(answer.to_string(), text);
        }
    }

    #[test]
    fn a_date_to_retry_after_is_relative_to_now() {
        let headers = [("retry-after", "Fri, 20 Nov 2026 12:00:42 GMT")];
        let answer = answer(StatusCode::ServiceUnavailable, &headers);
        assert_eq!(answer.retry_after, Some(Duration::from_secs(42)));
    }
}
