//! How a request gets to ACS: hyper's client with its connection pool, and nothing around it.
//!
//! The other services are asked now and then, through reqwest. ACS is asked for every token, and
//! what reqwest does around the same client (redirects, retries, cookies, URLs parsed again, a
//! timer) would cost as much as the request itself. None of it is wanted here: the retries and the
//! timeout are [`acs::retry`]'s, and a redirect of ACS is an answer like any other.

use std::{fmt, sync::Arc, time::Duration};

use async_trait::async_trait;
use axum::http::{self, HeaderMap, HeaderName as Name, HeaderValue as Value, Uri};
use azure_core::{
    Bytes,
    error::{ErrorKind, ResultExt as _},
    http::{
        AsyncRawResponse, Body, HttpClient, Request, Transport,
        headers::{HeaderName, HeaderValue, Headers},
    },
};
use http_body_util::{BodyExt as _, Full};
use hyper_rustls::{ConfigBuilderExt as _, HttpsConnector, HttpsConnectorBuilder};
use hyper_util::{
    client::{
        legacy::{Client, connect::HttpConnector},
        proxy::matcher::Matcher,
    },
    rt::{TokioExecutor, TokioTimer},
};
use rustls::ClientConfig;
use thread_local::ThreadLocal;

/// As long as the other services' client waits for a connection.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(3);
/// An idle connection is asked this often whether it still leads anywhere.
const KEEPALIVE: Duration = Duration::from_secs(15);

type Connections = Client<HttpsConnector<HttpConnector>, Full<Bytes>>;

/// The connections to ACS. Each thread has its own: what one opened is served there, and would have
/// to be woken for another.
pub struct AcsTransport {
    tls: ClientConfig,
    connections: ThreadLocal<Connections>,
}

impl AcsTransport {
    /// Trusts the certificates that reqwest trusts: the operating system's, or those of the file
    /// that `SSL_CERT_FILE` names.
    pub fn new() -> Result<Self, rustls::Error> {
        let tls = ClientConfig::builder().try_with_platform_verifier()?;
        Ok(Self::with_tls(tls.with_no_client_auth()))
    }

    /// Trusts what `tls` trusts.
    pub fn with_tls(tls: ClientConfig) -> Self {
        Self {
            tls,
            connections: ThreadLocal::new(),
        }
    }

    fn connections(&self) -> &Connections {
        self.connections.get_or(|| {
            let mut tcp = HttpConnector::new();
            tcp.enforce_http(false);
            tcp.set_nodelay(true);
            tcp.set_connect_timeout(Some(CONNECT_TIMEOUT));
            tcp.set_keepalive(Some(KEEPALIVE));
            let tls = HttpsConnectorBuilder::new()
                .with_tls_config(self.tls.clone())
                .https_or_http()
                .enable_http1()
                .wrap_connector(tcp);
            Client::builder(TokioExecutor::new())
                .pool_timer(TokioTimer::new())
                // Head and body in one buffer, which one plain write sends.
                .http1_writev(false)
                .build(tls)
        })
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
        let answer = self
            .connections()
            .request(outgoing(request)?)
            .await
            .map_err(|error| {
                let kind = if error.is_connect() {
                    ErrorKind::Connection
                } else {
                    ErrorKind::Io
                };
                azure_core::Error::with_error(kind, error, "the request was not answered")
            })?;
        let (head, body) = answer.into_parts();
        let body = body
            .collect()
            .await
            .with_context(ErrorKind::Io, "the answer broke off")?;
        Ok(AsyncRawResponse::from_bytes(
            head.status.as_u16().into(),
            headers(&head.headers),
            body.to_bytes(),
        ))
    }
}

/// The request as hyper knows it.
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
    *sent.uri_mut() = request
        .url()
        .as_str()
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
