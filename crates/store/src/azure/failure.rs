//! From an answer that is not one, to an [`Error`].

use super::{clock, retry::Retry};
use crate::{Error, Service};
use azure_core::{
    error::ErrorKind,
    http::{StatusCode, headers::Headers, policies::get_retry_after},
};

/// A status that no caller asked for.
pub(super) fn refused(
    service: Service,
    status: StatusCode,
    code: &str,
    headers: &Headers,
) -> Error {
    match u16::from(status) {
        401 | 403 => Error::Unauthorized {
            service,
            reason: code.to_owned(),
        },
        408 | 429 | 500.. => Error::Unavailable {
            service,
            reason: format!("it answered {} {code}", u16::from(status)),
            retry_after: get_retry_after(headers, clock::now, Retry::new().headers())
                .and_then(|wait| wait.try_into().ok()),
        },
        // A table or queue that was just deleted cannot be made again for about a minute.
        409 if code.ends_with("BeingDeleted") => Error::Unavailable {
            service,
            reason: code.to_owned(),
            retry_after: None,
        },
        status => Error::Unexpected {
            service,
            status,
            code: code.to_owned(),
        },
    }
}

/// No answer at all, or an error of the SDK.
pub(super) fn lost(service: Service, error: &azure_core::Error) -> Error {
    // The outer messages name the URL, which holds keys of rows; the innermost says what happened.
    let mut cause: &dyn std::error::Error = error;
    while let Some(source) = cause.source() {
        cause = source;
    }
    match error.kind() {
        ErrorKind::HttpResponse {
            status,
            error_code,
            raw_response,
        } => {
            let none = Headers::new();
            let headers = raw_response.as_ref().map_or(&none, |raw| raw.headers());
            refused(
                service,
                *status,
                error_code.as_deref().unwrap_or_default(),
                headers,
            )
        }
        ErrorKind::Credential => Error::Unauthorized {
            service,
            reason: cause.to_string(),
        },
        ErrorKind::DataConversion => Error::Unexpected {
            service,
            status: 200,
            code: "(unreadable)".to_owned(),
        },
        _ => Error::Unavailable {
            service,
            reason: cause.to_string(),
            retry_after: None,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use azure_core::http::headers::RETRY_AFTER;
    use std::time::Duration;

    fn refusal(status: u16, code: &str, retry_after: Option<&'static str>) -> Error {
        let mut headers = Headers::new();
        if let Some(seconds) = retry_after {
            headers.insert(RETRY_AFTER, seconds);
        }
        refused(Service::Tables, StatusCode::from(status), code, &headers)
    }

    #[test]
    fn a_status_says_what_the_caller_can_do() {
        let unavailable = |reason: &str, seconds: Option<u64>| Error::Unavailable {
            service: Service::Tables,
            reason: reason.to_owned(),
            retry_after: seconds.map(Duration::from_secs),
        };
        for (status, code, retry_after, expected) in [
            (
                503,
                "ServerBusy",
                Some("7"),
                unavailable("it answered 503 ServerBusy", Some(7)),
            ),
            (
                429,
                "TooManyRequests",
                None,
                unavailable("it answered 429 TooManyRequests", None),
            ),
            (
                500,
                "InternalError",
                None,
                unavailable("it answered 500 InternalError", None),
            ),
            (
                409,
                "TableBeingDeleted",
                None,
                unavailable("TableBeingDeleted", None),
            ),
            (
                403,
                "AuthenticationFailed",
                None,
                Error::Unauthorized {
                    service: Service::Tables,
                    reason: "AuthenticationFailed".to_owned(),
                },
            ),
            (
                400,
                "InvalidInput",
                None,
                Error::Unexpected {
                    service: Service::Tables,
                    status: 400,
                    code: "InvalidInput".to_owned(),
                },
            ),
        ] {
            assert_eq!(refusal(status, code, retry_after), expected);
        }
    }

    #[test]
    fn a_lost_connection_is_told_without_the_url() {
        let cause = std::io::Error::other("connection refused");
        let outer = azure_core::Error::with_error(
            ErrorKind::Io,
            cause,
            "GET https://front1.table.core.windows.net/rows(PartitionKey='+4915112345678')",
        );
        assert_eq!(
            lost(Service::Tables, &outer).to_string(),
            "Azure Table Storage is unavailable: connection refused"
        );
    }
}
