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
