//! Checking signatures: <https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md>.

use aws_lc_rs::{constant_time, hmac};
use axum::http::HeaderMap;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use time::{Duration, OffsetDateTime};

/// Whether one of the signatures is that of one of the secrets, `whsec_<base64>`, and recent.
pub(super) fn is_valid<'a>(
    headers: &HeaderMap,
    body: &[u8],
    secrets: impl Iterator<Item = &'a str>,
    now: OffsetDateTime,
    tolerance: Duration,
) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let (Some(id), Some(timestamp), Some(signatures)) = (
        text("webhook-id"),
        text("webhook-timestamp"),
        text("webhook-signature"),
    ) else {
        return false;
    };
    let recent = timestamp
        .parse()
        .ok()
        .and_then(|seconds| OffsetDateTime::from_unix_timestamp(seconds).ok())
        .is_some_and(|signed| (now - signed).abs() <= tolerance);
    let content = [id.as_bytes(), b".", timestamp.as_bytes(), b".", body].concat();
    let given: Vec<_> = signatures
        .split(' ')
        .filter_map(|signature| STANDARD.decode(signature.strip_prefix("v1,")?).ok())
        .collect();
    let mut expected = secrets.filter_map(|secret| {
        let key = STANDARD.decode(secret.strip_prefix("whsec_")?).ok()?;
        let key = hmac::Key::new(hmac::HMAC_SHA256, &key);
        Some(hmac::sign(&key, &content))
    });
    recent
        && expected.any(|tag| {
            given
                .iter()
                .any(|given| constant_time::verify_slices_are_equal(given, tag.as_ref()).is_ok())
        })
}
