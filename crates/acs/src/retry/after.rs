//! How long the service asks to be left alone.

use std::time::Duration;

use azure_core::{
    http::headers::{Headers, RETRY_AFTER, RETRY_AFTER_MS, X_MS_RETRY_AFTER_MS},
    time::parse_rfc7231,
};
use time::OffsetDateTime;

/// The wait that an answer asks for: in milliseconds by Azure's own headers, which are the more
/// precise ones, else by `Retry-After`, in seconds or as a date. A date in the past means now; what
/// cannot be read is not there.
/// <https://www.rfc-editor.org/rfc/rfc9110#name-retry-after>
pub(crate) fn retry_after(headers: &Headers, now: OffsetDateTime) -> Option<Duration> {
    let millis = [X_MS_RETRY_AFTER_MS, RETRY_AFTER_MS]
        .iter()
        .find_map(|name| {
            let value = headers.get_optional_str(name)?;
            value.trim().parse().ok().map(Duration::from_millis)
        });
    millis.or_else(|| {
        let value = headers.get_optional_str(&RETRY_AFTER)?.trim();
        if let Ok(seconds) = value.parse() {
            return Some(Duration::from_secs(seconds));
        }
        let date = parse_rfc7231(value).ok()?;
        Some(Duration::try_from(date - now).unwrap_or_default())
    })
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    #[test]
    fn every_spelling_is_understood() {
        const NOW: OffsetDateTime = datetime!(2026-11-20 12:00:00 UTC);
        for (headers, expected) in [
            (&[("retry-after", "7")][..], Some(7000)),
            (&[("retry-after", " 7 ")], Some(7000)),
            (&[("retry-after", "0")], Some(0)),
            (
                &[("retry-after", "Fri, 20 Nov 2026 12:01:30 GMT")],
                Some(90_000),
            ),
            (&[("retry-after", "Fri, 20 Nov 2026 11:59:59 GMT")], Some(0)),
            (&[("retry-after-ms", "250")], Some(250)),
            (
                &[("x-ms-retry-after-ms", "251"), ("retry-after-ms", "250")],
                Some(251),
            ),
            (
                &[("retry-after-ms", "250"), ("retry-after", "7")],
                Some(250),
            ),
            (
                &[("retry-after-ms", "soon"), ("retry-after", "7")],
                Some(7000),
            ),
            (&[("retry-after", "-1")], None),
            (&[("retry-after", "soon")], None),
            (&[], None),
        ] {
            let mut map = Headers::new();
            for (name, value) in headers {
                map.insert(*name, *value);
            }
            assert_eq!(
                retry_after(&map, NOW),
                expected.map(Duration::from_millis),
                "{headers:?}"
            );
        }
    }
}
