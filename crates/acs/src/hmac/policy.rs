//! Signs each try of a request.

use std::{borrow::Cow, sync::Arc};

use async_trait::async_trait;
use azure_core::{
    Bytes,
    error::ErrorKind,
    http::{
        Body, Context, Request, Url,
        headers::{AUTHORIZATION, HeaderName},
        policies::{Policy, PolicyResult},
    },
    time::to_rfc7231,
};
use time::OffsetDateTime;

use super::{AUTHORIZATION_PREFIX, X_MS_CONTENT_SHA256, X_MS_DATE, content_hash, string_to_sign};
use crate::{AccessKey, AccessKeyCredential, clock};

const HOST: HeaderName = HeaderName::from_static_standard("host");

/// A per-try policy: each retry has a date, a signature and, after a rotation, a key of its own.
#[derive(Debug)]
pub(crate) struct AccessKeyPolicy {
    credential: AccessKeyCredential,
}

impl AccessKeyPolicy {
    pub(crate) fn new(credential: AccessKeyCredential) -> Self {
        Self { credential }
    }
}

#[async_trait]
#[expect(
    elided_lifetimes_in_paths,
    reason = "the trait elides it, and async_trait makes spelling it out another signature"
)]
impl Policy for AccessKeyPolicy {
    async fn send(
        &self,
        ctx: &Context,
        request: &mut Request,
        next: &[Arc<dyn Policy>],
    ) -> PolicyResult {
        sign(request, &self.credential.current(), clock::now())?;
        match next {
            [first, rest @ ..] => first.send(ctx, request, rest).await,
            [] => Err(azure_core::Error::with_message(
                ErrorKind::Other,
                "the signing policy is the last of its pipeline",
            )),
        }
    }
}

/// Puts the headers of a signature on `request`, in place of those of an earlier try.
fn sign(request: &mut Request, key: &AccessKey, now: OffsetDateTime) -> azure_core::Result<()> {
    // Some transports send the `?` of an empty query and some do not. Without it there is no doubt.
    if request.url().query() == Some("") {
        request.url_mut().set_query(None);
    }
    let body: &Bytes = match request.body() {
        Body::Bytes(bytes) => bytes,
        Body::SeekableStream(_) => {
            return Err(azure_core::Error::with_message(
                ErrorKind::Other,
                "a streamed body cannot be signed",
            ));
        }
    };
    let hash = content_hash(body);
    let date = to_rfc7231(&now);
    let host = host(request.url()).into_owned();
    let target = target(request.url());
    let text = string_to_sign(request.method().as_ref(), &target, &date, &host, &hash);
    let signature = key.sign(&text);

    let headers = request.headers_mut();
    // The transport would add the same host by itself. Signed and sent must not be two computations.
    headers.insert(HOST, host);
    headers.insert(X_MS_DATE, date);
    headers.insert(X_MS_CONTENT_SHA256, hash);
    headers.insert(AUTHORIZATION, [AUTHORIZATION_PREFIX, &signature].concat());
    Ok(())
}

/// The `Host` header of a request to `url`: lower case, with the port unless it is the default.
fn host(url: &Url) -> Cow<'_, str> {
    let host = url.host_str().unwrap_or_default();
    match url.port() {
        Some(port) => Cow::Owned(format!("{host}:{port}")),
        None => Cow::Borrowed(host),
    }
}

/// The request target as an HTTP/1.1 client sends it.
fn target(url: &Url) -> Cow<'_, str> {
    match url.query() {
        Some(query) => Cow::Owned([url.path(), "?", query].concat()),
        None => Cow::Borrowed(url.path()),
    }
}

#[cfg(test)]
mod tests {
    use azure_core::{http::Method, time::parse_rfc7231};
    use serde_json::Value;

    use super::*;

    /// The vectors of `tests/it/vectors.rs`, through a real request and URL.
    #[test]
    fn requests_are_signed_like_the_vectors() {
        let vectors: Value =
            serde_json::from_str(include_str!("../../tests/fixtures/hmac-vectors.json")).unwrap();
        for vector in vectors["vectors"].as_array().unwrap() {
            let text = |name: &str| vector[name].as_str().unwrap();
            let method: Method = text("method").to_uppercase().parse().unwrap();
            let mut request = Request::new(text("url").parse().unwrap(), method);
            request.set_body(vector["body"].as_str().unwrap_or_default().to_owned());
            let key = text("key").parse().unwrap();
            sign(&mut request, &key, parse_rfc7231(text("date")).unwrap()).unwrap();

            let header = |name| request.headers().get_str(&name).unwrap();
            assert_eq!(header(HOST), text("host"), "{vector}");
            assert_eq!(header(X_MS_DATE), text("date"), "{vector}");
            assert_eq!(
                header(X_MS_CONTENT_SHA256),
                text("expected_content_sha256"),
                "{vector}"
            );
            // A URL writes `'` as `%27` in a query, and that is what is sent (and signed) then.
            if text("name") != "query-tilde-star-quote-parens" {
                assert_eq!(
                    header(AUTHORIZATION),
                    text("expected_authorization"),
                    "{vector}"
                );
            }
        }
    }

    #[test]
    fn the_host_is_the_one_a_client_sends() {
        for (url, expected) in [
            ("https://Contoso.example/x", "contoso.example"),
            ("https://contoso.example:443/x", "contoso.example"),
            ("https://contoso.example:80/x", "contoso.example:80"),
            ("http://[::1]:7080/x", "[::1]:7080"),
        ] {
            assert_eq!(host(&url.parse().unwrap()), expected);
        }
    }
}
