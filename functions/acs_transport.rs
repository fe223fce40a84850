//! How a request gets to ACS: over hyper's connections, with nothing around them.
//!
//! The other services are asked now and then, through reqwest. ACS is asked for every token, and
//! what reqwest does around the same client (redirects, retries, cookies, URLs parsed again, a
//! timer) would cost as much as the request itself. None of it is wanted here: the retries and the
//! timeout are [`acs::retry`]'s, and a redirect of ACS is an answer like any other.

use std::{fmt, sync::Arc};

use async_trait::async_trait;
use axum::http::{self, HeaderMap, HeaderName as Name, HeaderValue as Value, Uri, header::HOST};
use azure_core::{
    Bytes,
    error::{ErrorKind, ResultExt as _},
    http::{
        AsyncRawResponse, Body, HttpClient, Request, Transport,
        headers::{HeaderName, HeaderValue, Headers},
    },
};
use http_body_util::Full;
use hyper_rustls::ConfigBuilderExt as _;
use hyper_util::client::proxy::matcher::Matcher;
use rustls::ClientConfig;
use url::Position;

use crate::acs_connections::{Connections, SendError};

/// The connections to ACS.
pub struct AcsTransport(Connections);

impl AcsTransport {
    /// Trusts the certificates that reqwest trusts: the operating system's, or those of the file
    /// that `SSL_CERT_FILE` names.
    pub fn new() -> Result<Self, rustls::Error> {
        let tls = ClientConfig::builder().try_with_platform_verifier()?;
        Ok(Self::with_tls(tls.with_no_client_auth()))
    }

    /// Trusts what `tls` trusts.
    pub fn with_tls(tls: ClientConfig) -> Self {
        Self(Connections::new(tls))
    }

    /// A transport to `endpoint`: this one, or reqwest's where a proxy stands in between.
    pub(crate) fn or_through_proxy(
        self: &Arc<Self>,
        endpoint: &str,
        http: &reqwest::Client,
    ) -> Transport {
        let proxied = endpoint
            .parse()
            .is_ok_and(|endpoint: Uri| Matcher::from_env().intercept(&endpoint).is_some());
        if proxied {
            Transport::new(Arc::new(http.clone()))
        } else {
            Transport::new(Arc::<Self>::clone(self))
        }
    }
}

impl fmt::Debug for AcsTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AcsTransport")
    }
}

#[async_trait]
impl HttpClient for AcsTransport {
    async fn execute_request(&self, request: &Request) -> azure_core::Result<AsyncRawResponse> {
        let origin = &request.url()[..Position::BeforePath];
        let answer = self.0.send(origin, outgoing(request)?).await;
        let (head, body) = answer.map_err(failed)?.into_parts();
        Ok(AsyncRawResponse::from_bytes(
            head.status.as_u16().into(),
            headers(&head.headers),
            body,
        ))
    }
}

/// What may be tried again after this is decided by its kind.
fn failed(error: SendError) -> azure_core::Error {
    let kind = match error {
        SendError::Connect(_) => ErrorKind::Connection,
        SendError::Exchange(_) => ErrorKind::Io,
    };
    azure_core::Error::new(kind, error)
}

/// The request as hyper sends it.
fn outgoing(request: &Request) -> azure_core::Result<http::Request<Full<Bytes>>> {
    let Body::Bytes(body) = request.body() else {
        return Err(azure_core::Error::with_message(
            ErrorKind::Other,
            "a streamed body is not sent to ACS",
        ));
    };
    let unsendable = || "the request cannot be sent over HTTP";
    let mut sent = http::Request::new(Full::new(body.clone()));
    *sent.method_mut() = request
        .method()
        .as_ref()
        .parse()
        .with_context_fn(ErrorKind::Other, unsendable)?;
    let url = request.url();
    *sent.uri_mut() = url[Position::BeforePath..Position::AfterQuery]
        .parse()
        .with_context_fn(ErrorKind::Other, unsendable)?;
    let headers = sent.headers_mut();
    headers.reserve(16);
    for (name, value) in request.headers().iter() {
        let name = Name::from_bytes(name.as_str().as_bytes())
            .with_context_fn(ErrorKind::Other, unsendable)?;
        let value =
            Value::from_str(value.as_str()).with_context_fn(ErrorKind::Other, unsendable)?;
        headers.insert(name, value);
    }
    // A signed request has it already.
    if !headers.contains_key(HOST) {
        let host = Value::from_str(&url[Position::BeforeHost..Position::BeforePath])
            .with_context_fn(ErrorKind::Other, unsendable)?;
        headers.insert(HOST, host);
    }
    Ok(sent)
}

/// The headers that are text; ACS sends no other.
fn headers(of_answer: &HeaderMap) -> Headers {
    let mut headers = Headers::new();
    for (name, value) in of_answer {
        if let Ok(value) = value.to_str() {
            let name = HeaderName::from(name.as_str().to_owned());
            headers.insert(name, HeaderValue::from(value.to_owned()));
        }
    }
    headers
}
