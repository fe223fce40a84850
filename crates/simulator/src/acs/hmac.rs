//! Verifying the access-key signature.
//!
//! <https://learn.microsoft.com/azure/azure-resource-manager/communication-services/hmac-header-tutorial>
//! and `https://learn.microsoft.com/rest/api/communication/authentication`. Written independently
//! of the client that the app uses, so that one mistake cannot cancel another.

use aws_lc_rs::{digest, hmac};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use time::{Duration, OffsetDateTime, format_description::well_known::Rfc2822};
use url::form_urlencoded;

use super::error::AcsError;

/// RFC 3986's unreserved characters stay as they are.
const STRICT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~');

/// A request as it came, and what its headers claim.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Signed<'a> {
    pub(crate) method: &'a str,
    /// The request target: path and query, undecoded.
    pub(crate) target: &'a str,
    pub(crate) host: &'a str,
    /// `x-ms-date`, or else `Date`.
    pub(crate) date: &'a str,
    /// `x-ms-content-sha256`.
    pub(crate) content_hash: &'a str,
    /// The whole `Authorization` header.
    pub(crate) authorization: &'a str,
    pub(crate) body: &'a [u8],
}

/// How the client wrote the request target when it signed.
///
/// Microsoft's own SDKs do not agree, and Azure accepts them all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// As sent. Every recorded ordinary call of every SDK.
    Wire,
    /// Percent-decoded: Rooms in Python.
    Decoded,
    /// The query re-serialised by JavaScript's class of that name: every JavaScript client.
    UrlSearchParams,
    /// Each path segment decoded and strictly encoded: asynchronous Call Automation in Python.
    PathReencoded,
}

impl Form {
    const ALL: [Self; 4] = [
        Self::Wire,
        Self::Decoded,
        Self::UrlSearchParams,
        Self::PathReencoded,
    ];

    fn of(self, target: &str) -> String {
        let (path, query) = match target.split_once('?') {
            Some((path, query)) => (path, Some(query)),
            None => (target, None),
        };
        let join = |path: &str, query: Option<&str>| match query {
            Some(query) => format!("{path}?{query}"),
            None => path.to_owned(),
        };
        match self {
            Self::Wire => target.to_owned(),
            Self::Decoded => percent_decode_str(target).decode_utf8_lossy().into_owned(),
            Self::UrlSearchParams => {
                let form = query.map(|query| {
                    form_urlencoded::Serializer::new(String::new())
                        .extend_pairs(form_urlencoded::parse(query.as_bytes()))
                        .finish()
                });
                join(path, form.as_deref())
            }
            Self::PathReencoded => {
                let segments: Vec<String> = path
                    .split('/')
                    .map(|segment| {
                        let decoded = percent_decode_str(segment).decode_utf8_lossy();
                        utf8_percent_encode(&decoded, STRICT).to_string()
                    })
                    .collect();
                join(&segments.join("/"), query)
            }
        }
    }
}

/// Which of `keys` (decoded) signed the request, and over which form of the target.
///
/// Azure does not document its tolerance of clocks for ACS; App Configuration, which has the same
/// scheme, says 15 minutes:
/// <https://learn.microsoft.com/azure/azure-app-configuration/rest-api-authentication-hmac>.
/// There is no replay check: Microsoft's SDKs repeat a signature when they retry.
pub(crate) fn verify<K: Copy>(
    request: &Signed<'_>,
    keys: &[(K, &[u8])],
    now: OffsetDateTime,
    max_skew: Duration,
) -> Result<(K, Form), AcsError> {
    let denied = |hint| AcsError::Denied { hint };
    let signature = signature(request.authorization).ok_or(denied(
        "Authorization must be 'HMAC-SHA256 \
         SignedHeaders=x-ms-date;host;x-ms-content-sha256&Signature=<base64>'",
    ))?;
    let sent = OffsetDateTime::parse(request.date, &Rfc2822)
        .map_err(|_| denied("x-ms-date must be an RFC 1123 date in GMT"))?;
    if (now - sent).abs() > max_skew {
        return Err(denied("x-ms-date is too far from the simulator's clock"));
    }
    let hash = STANDARD.encode(digest::digest(&digest::SHA256, request.body));
    if hash != request.content_hash {
        return Err(AcsError::ContentHash);
    }
    if let Some(found) = find(request, request.host, keys, &signature) {
        return Ok(found);
    }
    let slashed = format!("{}/", request.host);
    if find(request, &slashed, keys, &signature).is_some() {
        return Err(AcsError::TrailingSlash);
    }
    Err(denied(
        "no access key gives this signature for this method, target, date, host and body",
    ))
}

fn find<K: Copy>(
    request: &Signed<'_>,
    host: &str,
    keys: &[(K, &[u8])],
    signature: &[u8],
) -> Option<(K, Form)> {
    Form::ALL.into_iter().find_map(|form| {
        let text = format!(
            "{}\n{}\n{};{host};{}",
            request.method,
            form.of(request.target),
            request.date,
            request.content_hash
        );
        keys.iter().find_map(|(which, key)| {
            let key = hmac::Key::new(hmac::HMAC_SHA256, key);
            // Compares in constant time.
            hmac::verify(&key, text.as_bytes(), signature)
                .ok()
                .map(|()| (*which, form))
        })
    })
}

fn signature(authorization: &str) -> Option<Vec<u8>> {
    let parameters = authorization.strip_prefix("HMAC-SHA256 ")?;
    let (headers, signature) = parameters.split_once("&Signature=")?;
    let headers = headers.strip_prefix("SignedHeaders=")?;
    let dated = [
        "x-ms-date;host;x-ms-content-sha256",
        "date;host;x-ms-content-sha256",
    ];
    dated
        .iter()
        .any(|known| known.eq_ignore_ascii_case(headers))
        .then_some(())?;
    STANDARD.decode(signature).ok()
}

#[cfg(test)]
mod tests {
    use base64::{Engine as _, engine::general_purpose::STANDARD};
    use serde::Deserialize;
    use time::{
        Duration, OffsetDateTime, format_description::well_known::Rfc2822, macros::datetime,
    };

    use super::{AcsError, Form, Signed, verify};

    /// Made by driving Microsoft's own signing policies with a fixed clock.
    #[derive(Deserialize)]
    struct Vectors {
        vectors: Vec<Vector>,
    }

    #[derive(Deserialize)]
    struct Vector {
        name: String,
        key: String,
        method: String,
        url: String,
        date: String,
        host: String,
        body: Option<String>,
        expected_content_sha256: String,
        expected_authorization: String,
        js_authorization: Option<String>,
        python_authorization: Option<String>,
        python_rooms_authorization: Option<String>,
        observed_on_the_wire: Option<Observed>,
    }

    #[derive(Deserialize)]
    struct Observed {
        python_sent_target: Option<String>,
        js_sent_target: Option<String>,
        python_verifies_as: Option<String>,
        python_rooms_verifies_as: Option<String>,
        js_verifies_as: Option<String>,
    }

    fn vectors() -> Vec<Vector> {
        let text = include_str!("../../tests/fixtures/hmac-vectors.json");
        serde_json::from_str::<Vectors>(text).unwrap().vectors
    }

    const NOW: OffsetDateTime = datetime!(2026-11-20 12:00 UTC);

    fn check(
        vector: &Vector,
        target: &str,
        authorization: &str,
        now: OffsetDateTime,
    ) -> Result<Form, AcsError> {
        let key = STANDARD.decode(&vector.key).unwrap();
        let request = Signed {
            method: &vector.method.to_uppercase(),
            target,
            host: &vector.host,
            date: &vector.date,
            content_hash: &vector.expected_content_sha256,
            authorization,
            body: vector.body.as_deref().unwrap_or_default().as_bytes(),
        };
        verify(
            &request,
            &[((), key.as_slice())],
            now,
            Duration::minutes(15),
        )
        .map(|((), form)| form)
    }

    /// The request target as it stands in the URL, before a parser could normalise it. No client
    /// sends an empty query.
    fn target(url: &str) -> &str {
        let (_, rest) = url.split_once("://").unwrap();
        rest.trim_start_matches(|letter| letter != '/')
            .trim_end_matches('?')
    }

    #[test]
    fn every_independently_computed_signature_verifies() {
        let vectors = vectors();
        assert_eq!(vectors.len(), 53);
        for vector in vectors {
            let outcome = check(
                &vector,
                target(&vector.url),
                &vector.expected_authorization,
                sent(&vector),
            );
            assert_eq!(outcome, Ok(Form::Wire), "{}", vector.name);
        }
    }

    #[test]
    fn what_each_sdk_really_sent_verifies_in_the_form_that_it_signed() {
        let form = |name: &str| match name {
            "hmac:wire" => Some(Form::Wire),
            "hmac:decoded" => Some(Form::Decoded),
            "hmac:jsform" => Some(Form::UrlSearchParams),
            "hmac:path-reencoded" => Some(Form::PathReencoded),
            "hmac-FAIL:signature" => None,
            _ => panic!("{name}"),
        };
        let mut seen = Vec::new();
        for vector in vectors() {
            let Some(observed) = &vector.observed_on_the_wire else {
                continue;
            };
            let expected = Some(vector.expected_authorization.as_str());
            for (target, verifies_as, own) in [
                (
                    &observed.js_sent_target,
                    &observed.js_verifies_as,
                    &vector.js_authorization,
                ),
                (
                    &observed.python_sent_target,
                    &observed.python_verifies_as,
                    &vector.python_authorization,
                ),
                (
                    &observed.python_sent_target,
                    &observed.python_rooms_verifies_as,
                    &vector.python_rooms_authorization,
                ),
            ] {
                let (Some(target), Some(verifies_as)) = (target, verifies_as) else {
                    continue;
                };
                if verifies_as == "none" {
                    // Nobody looked when it was recorded.
                    continue;
                }
                let authorization = own.as_deref().or(expected).unwrap();
                let found = check(&vector, target, authorization, sent(&vector));
                assert_eq!(found.ok(), form(verifies_as), "{} {target}", vector.name);
                seen.extend(form(verifies_as));
            }
        }
        for form in [Form::Wire, Form::Decoded, Form::UrlSearchParams] {
            assert!(seen.contains(&form), "{form:?} occurs in no vector");
        }
    }

    #[test]
    fn a_path_that_was_strictly_encoded_before_signing_verifies() {
        let (path, signed) = ("/calling/x/participants/4:%2B1425", "4%3A%2B1425");
        assert_eq!(
            Form::PathReencoded.of(&format!("{path}?api-version=1")),
            format!("/calling/x/participants/{signed}?api-version=1")
        );
    }

    #[test]
    fn a_host_that_was_signed_with_a_slash_is_told_apart_from_a_wrong_key() {
        let vector = named("endpoint-trailing-slash");
        let slashed = vector.python_authorization.clone().unwrap();
        assert_eq!(
            check(&vector, target(&vector.url), &slashed, NOW),
            Err(AcsError::TrailingSlash)
        );
    }

    #[test]
    fn a_date_15_minutes_away_passes_and_one_second_more_does_not() {
        let vector = named("identity-create-empty-body");
        let at = |now| {
            check(
                &vector,
                target(&vector.url),
                &vector.expected_authorization,
                now,
            )
            .map(drop)
        };
        let late = Err(AcsError::Denied {
            hint: "x-ms-date is too far from the simulator's clock",
        });
        let (edge, second) = (Duration::minutes(15), Duration::SECOND);
        assert_eq!(at(NOW + edge), Ok(()));
        assert_eq!(at(NOW - edge), Ok(()));
        assert_eq!(at(NOW + edge + second), late);
        assert_eq!(at(NOW - edge - second), late);
    }

    fn named(name: &str) -> Vector {
        vectors()
            .into_iter()
            .find(|vector| vector.name == name)
            .unwrap()
    }

    fn sent(vector: &Vector) -> OffsetDateTime {
        OffsetDateTime::parse(&vector.date, &Rfc2822).unwrap()
    }
}
