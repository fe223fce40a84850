//! Verifying a shared-key signature.
//!
//! <https://learn.microsoft.com/rest/api/storageservices/authorize-with-shared-key>. Written
//! independently of the client that the app uses, so that one mistake cannot cancel another.

use std::sync::Arc;

use aws_lc_rs::hmac;
use axum::{
    extract::{Request, State},
    http::{HeaderMap, Method, Uri},
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use time::{Duration, OffsetDateTime, format_description::well_known::Rfc2822};
use url::form_urlencoded;

use super::{ACCOUNT, KEY, StorageError};
use crate::world::World;

/// The headers that are signed by their place, before those of `x-ms-`.
const SIGNED: [&str; 11] = [
    "content-encoding",
    "content-language",
    "content-length",
    "content-md5",
    "content-type",
    "date",
    "if-modified-since",
    "if-match",
    "if-none-match",
    "if-unmodified-since",
    "range",
];

/// Middleware: only signed requests pass.
pub(super) async fn authenticate(
    State(world): State<Arc<World>>,
    request: Request,
    next: Next,
) -> Response {
    let (method, uri, headers) = (request.method(), request.uri(), request.headers());
    match verify(method, uri, headers, world.now(), world.max_skew) {
        Ok(()) => next.run(request).await,
        Err(error) => error.into_response(),
    }
}

fn verify(
    method: &Method,
    uri: &Uri,
    headers: &HeaderMap,
    now: OffsetDateTime,
    max_skew: Duration,
) -> Result<(), StorageError> {
    let failed = StorageError::AuthenticationFailed;
    let authorization =
        text(headers, "authorization").ok_or(StorageError::NoAuthenticationInformation)?;
    let (account, signature) = authorization
        .strip_prefix("SharedKey ")
        .and_then(|rest| rest.split_once(':'))
        .ok_or(failed(
            "Authorization must be 'SharedKey <account>:<base64>'",
        ))?;
    if account != ACCOUNT {
        return Err(failed("the account is another one than the path's"));
    }
    let date = text(headers, "x-ms-date")
        .or_else(|| text(headers, "date"))
        .ok_or(failed("there is neither x-ms-date nor Date"))?;
    let sent = OffsetDateTime::parse(date, &Rfc2822)
        .map_err(|_| failed("the date must be an RFC 1123 date in GMT"))?;
    if (now - sent).abs() > max_skew {
        return Err(failed("the date is too far from the simulator's clock"));
    }
    let key = STANDARD.decode(KEY).unwrap_or_default();
    let key = hmac::Key::new(hmac::HMAC_SHA256, &key);
    let signature = STANDARD
        .decode(signature)
        .map_err(|_| failed("the signature is not base64"))?;
    hmac::verify(
        &key,
        string_to_sign(method, uri, headers).as_bytes(),
        &signature,
    )
    .map_err(|_| failed("the key does not give this signature for this request"))
}

fn string_to_sign(method: &Method, uri: &Uri, headers: &HeaderMap) -> String {
    let mut lines = vec![method.as_str().to_owned()];
    for name in SIGNED {
        let value = text(headers, name).unwrap_or_default();
        let absent = match name {
            // Since version 2015-02-21 a length of zero is signed as nothing.
            "content-length" => value == "0",
            // The other date counts.
            "date" => headers.contains_key("x-ms-date"),
            _ => false,
        };
        lines.push(if absent { "" } else { value }.to_owned());
    }
    let mut own: Vec<_> = headers
        .keys()
        .map(axum::http::HeaderName::as_str)
        .filter(|name| name.starts_with("x-ms-"))
        .collect();
    own.sort_unstable();
    for name in own {
        let values: Vec<_> = headers
            .get_all(name)
            .iter()
            .filter_map(|value| Some(value.to_str().ok()?.trim()))
            .collect();
        lines.push(format!("{name}:{}", values.join(",")));
    }
    // The path begins with the account already, and yet the account goes before it.
    lines.push(format!("/{ACCOUNT}{}", uri.path()));
    let query = uri.query().unwrap_or_default();
    let mut parameters: Vec<(String, String)> = form_urlencoded::parse(query.as_bytes())
        .map(|(name, value)| (name.to_lowercase(), value.into_owned()))
        .collect();
    parameters.sort();
    for same in parameters.chunk_by(|(one, _), (other, _)| one == other) {
        let values: Vec<_> = same.iter().map(|(_, value)| value.as_str()).collect();
        let name = same.first().map_or("", |(name, _)| name);
        lines.push(format!("{name}:{}", values.join(",")));
    }
    lines.join("\n")
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    const DATE: &str = "Fri, 20 Nov 2026 12:00:00 GMT";
    const NOW: OffsetDateTime = datetime!(2026-11-20 12:00 UTC);
    const SKEW: Duration = Duration::minutes(15);

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        let pair = |(name, value): &(&'static str, &str)| {
            (
                name.parse::<axum::http::HeaderName>().unwrap(),
                value.parse().unwrap(),
            )
        };
        pairs.iter().map(pair).collect()
    }

    #[test]
    fn what_is_signed() {
        let uri = Uri::from_static(
            "/devstoreaccount1/jobs/messages?visibilitytimeout=5&MessageTTL=-1&a=2&a=1&p=%2B%2F",
        );
        let headers = headers(&[
            ("x-ms-version", "2026-04-06"),
            ("x-ms-date", DATE),
            ("date", "another"),
            ("content-length", "4"),
            ("content-type", "application/xml"),
            ("accept", "application/xml"),
        ]);
        assert_eq!(
            string_to_sign(&Method::POST, &uri, &headers),
            format!(
                "POST\n\n\n4\n\napplication/xml\n\n\n\n\n\n\nx-ms-date:{DATE}\n\
                 x-ms-version:2026-04-06\n/devstoreaccount1/devstoreaccount1/jobs/messages\n\
                 a:1,2\nmessagettl:-1\np:+/\nvisibilitytimeout:5"
            )
        );
    }

    #[test]
    fn only_the_right_key_at_the_right_time() {
        let uri = Uri::from_static("/devstoreaccount1/jobs");
        // Computed with another implementation: Python's hmac.
        let good = "SharedKey devstoreaccount1:EWtUgdExjta7PX7oM+GlV0k8vXZftAY09wM96Q+5u7Y=";
        let check = |authorization: Option<&str>, date: &str, now| {
            let mut pairs = vec![("x-ms-date", date), ("content-length", "0")];
            pairs.extend(authorization.map(|value| ("authorization", value)));
            verify(&Method::PUT, &uri, &headers(&pairs), now, SKEW)
        };
        let failed = |hint| Err(StorageError::AuthenticationFailed(hint));
        assert_eq!(check(Some(good), DATE, NOW), Ok(()));
        assert_eq!(check(Some(good), DATE, NOW + SKEW), Ok(()));
        assert_eq!(
            check(Some(good), DATE, NOW + SKEW + Duration::SECOND),
            failed("the date is too far from the simulator's clock")
        );
        assert_eq!(
            check(Some(good), "Fri, 20 Nov 2026 12:00:01 GMT", NOW),
            failed("the key does not give this signature for this request")
        );
        for (authorization, hint) in [
            (
                "SharedKey other:AAAA",
                "the account is another one than the path's",
            ),
            (
                "SharedKey devstoreaccount1:?",
                "the signature is not base64",
            ),
            (
                "Bearer x",
                "Authorization must be 'SharedKey <account>:<base64>'",
            ),
        ] {
            assert_eq!(check(Some(authorization), DATE, NOW), failed(hint));
        }
        assert_eq!(
            check(None, DATE, NOW),
            Err(StorageError::NoAuthenticationInformation)
        );
        assert_eq!(
            check(Some(good), "yesterday", NOW),
            failed("the date must be an RFC 1123 date in GMT")
        );
    }
}
