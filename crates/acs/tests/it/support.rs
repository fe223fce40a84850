//! Two stand-ins for the service: one on a real socket, one in place of the transport.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
};

use acs::{
    AccessKey, Credential,
    chat::{ChatClient, ChatClientOptions},
    hmac::{AUTHORIZATION_PREFIX, content_hash, string_to_sign},
    identity::{IdentityClient, IdentityClientOptions},
    retry::{Jitter, RetryLimits},
    sms::{SmsClient, SmsClientOptions},
};
use async_trait::async_trait;
use axum::{
    Router,
    body::{Bytes, to_bytes},
    extract::{Request as HttpRequest, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use azure_core::{
    credentials::Secret,
    error::ErrorKind,
    http::{
        AsyncRawResponse, ClientOptions, Context, Request, Transport,
        headers::Headers,
        policies::{Policy, PolicyResult},
    },
};
use tokio::{net::TcpListener, task::AbortHandle, time::Instant};

/// Made up, like every key here: "sdklab-fake-key-0123456789abcdef".
pub(crate) const KEY: &str = "c2RrbGFiLWZha2Uta2V5LTAxMjM0NTY3ODlhYmNkZWY=";

pub(crate) const USER: &str = "8:acs:11112222-3333-4444-5555-666677778888_aa-bb";

/// Made up too, in the form of a user's token.
pub(crate) const USER_TOKEN: &str = "eyJhbGciOiJub25lIn0.eyJza3lwZWlkIjoiYWNzOjFfMiJ9.c2ln";

pub(crate) fn user_token() -> Secret {
    Secret::new(USER_TOKEN)
}

pub(crate) fn key() -> AccessKey {
    KEY.parse().unwrap()
}

/// A request as it came over the socket.
#[derive(Debug, Clone)]
pub(crate) struct Seen {
    pub(crate) line: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Seen {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }
}

/// A server on loopback that verifies each signature over the bytes it received, and answers the
/// same to every request that is signed with [`KEY`] or brings [`USER_TOKEN`].
pub(crate) struct Service {
    pub(crate) endpoint: String,
    shared: Arc<Shared>,
    server: AbortHandle,
}

struct Shared {
    status: StatusCode,
    body: &'static str,
    seen: Mutex<Vec<Seen>>,
}

impl Service {
    pub(crate) async fn start(status: u16, body: &'static str) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        let status = StatusCode::from_u16(status).unwrap();
        let shared = Arc::new(Shared {
            status,
            body,
            seen: Mutex::default(),
        });
        let router = Router::new()
            .fallback(answer)
            .with_state(Arc::clone(&shared));
        let server = tokio::spawn(async move { axum::serve(listener, router).await });
        Self {
            endpoint,
            shared,
            server: server.abort_handle(),
        }
    }

    pub(crate) fn client(&self, credential: impl Into<Credential>) -> IdentityClient {
        client_at(&self.endpoint, credential, RetryLimits::default())
    }

    /// A client of SMS over real sockets.
    pub(crate) fn sms(&self) -> SmsClient {
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        let options = sms_options(Transport::new(Arc::new(http)), RetryLimits::default());
        SmsClient::new(&self.endpoint, key(), Some(options)).unwrap()
    }

    /// A client of Chat over real sockets.
    pub(crate) fn chat(&self) -> ChatClient {
        chat_at(&self.endpoint)
    }

    /// The one request that came.
    pub(crate) fn only_request(&self) -> Seen {
        let seen = self.shared.seen.lock().unwrap();
        assert_eq!(seen.len(), 1, "{seen:?}");
        seen.first().cloned().unwrap()
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        self.server.abort();
    }
}

/// A client over real sockets, whatever proxy this machine uses.
pub(crate) fn client_at(
    endpoint: &str,
    credential: impl Into<Credential>,
    limits: RetryLimits,
) -> IdentityClient {
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let options = options(Transport::new(Arc::new(http)), limits);
    IdentityClient::new(endpoint, credential, Some(options)).unwrap()
}

/// A client of Chat over real sockets, whatever proxy this machine uses.
pub(crate) fn chat_at(endpoint: &str) -> ChatClient {
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let options = chat_options(Transport::new(Arc::new(http)));
    ChatClient::new(endpoint, Some(options)).unwrap()
}

async fn answer(State(shared): State<Arc<Shared>>, request: HttpRequest) -> Response {
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap();
    let target = parts.uri.path_and_query().unwrap().as_str();
    let signed = is_signed(parts.method.as_str(), target, &parts.headers, &body);
    let bearer = format!("Bearer {USER_TOKEN}");
    let known = parts
        .headers
        .get(header::AUTHORIZATION)
        .is_some_and(|it| *it == bearer);
    shared.seen.lock().unwrap().push(Seen {
        line: format!("{} {target}", parts.method),
        body: String::from_utf8(body.to_vec()).unwrap(),
        headers: parts.headers,
    });
    if signed || known {
        (shared.status, shared.body).into_response()
    } else {
        let denied = r#"{"error":{"code":"Denied","message":"Denied by the resource provider."}}"#;
        (StatusCode::UNAUTHORIZED, denied).into_response()
    }
}

fn is_signed(method: &str, target: &str, headers: &HeaderMap, body: &Bytes) -> bool {
    let header = |name: &str| {
        headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    };
    let hash = content_hash(body);
    let host = header("host");
    let text = string_to_sign(method, target, header("x-ms-date"), host, &hash);
    header("x-ms-content-sha256") == hash
        && header(header::AUTHORIZATION.as_str())
            .strip_prefix(AUTHORIZATION_PREFIX)
            .is_some_and(|signature| key().verify(&text, signature))
}

/// What the transport answers to one try.
#[derive(Debug, Clone)]
pub(crate) enum Step {
    Answer(u16, &'static [(&'static str, &'static str)], &'static str),
    /// The connection was never made.
    Refused,
    /// The connection broke after the request was sent.
    Broken,
    /// Nothing, ever.
    Silence,
}

/// A transport that plays steps and notes when each try came and with which headers.
#[derive(Debug)]
pub(crate) struct Script {
    started: Instant,
    steps: Mutex<VecDeque<Step>>,
    tries: Mutex<Vec<Try>>,
}

#[derive(Debug)]
struct Try {
    time: u128,
    line: String,
    headers: Headers,
}

impl Script {
    pub(crate) fn new(steps: impl IntoIterator<Item = Step>) -> Arc<Self> {
        let steps = Mutex::new(steps.into_iter().collect());
        Arc::new(Self {
            started: Instant::now(),
            steps,
            tries: Mutex::default(),
        })
    }

    pub(crate) fn client(self: &Arc<Self>, credential: impl Into<Credential>) -> IdentityClient {
        self.client_with(credential, limits())
    }

    pub(crate) fn client_with(
        self: &Arc<Self>,
        credential: impl Into<Credential>,
        limits: RetryLimits,
    ) -> IdentityClient {
        let transport = Transport::with_policy(Arc::clone(self) as Arc<dyn Policy>);
        let options = Some(options(transport, limits));
        IdentityClient::new(
            "https://contoso.communication.azure.com",
            credential,
            options,
        )
        .unwrap()
    }

    /// A client of SMS whose waits are their whole bounds.
    pub(crate) fn sms(self: &Arc<Self>) -> SmsClient {
        let transport = Transport::with_policy(Arc::clone(self) as Arc<dyn Policy>);
        let options = Some(sms_options(transport, limits()));
        SmsClient::new("https://contoso.communication.azure.com", key(), options).unwrap()
    }

    /// A client of Chat whose waits are their whole bounds.
    pub(crate) fn chat(self: &Arc<Self>) -> ChatClient {
        let options = chat_options(Transport::with_policy(Arc::clone(self) as Arc<dyn Policy>));
        ChatClient::new("https://contoso.communication.azure.com", Some(options)).unwrap()
    }

    /// When each try came, in milliseconds.
    pub(crate) fn times(&self) -> Vec<u128> {
        let tries = self.tries.lock().unwrap();
        tries.iter().map(|one| one.time).collect()
    }

    /// The method and the URL of each try.
    pub(crate) fn lines(&self) -> Vec<String> {
        let tries = self.tries.lock().unwrap();
        tries.iter().map(|one| one.line.clone()).collect()
    }

    /// A header of each try.
    pub(crate) fn headers(&self, name: &'static str) -> Vec<String> {
        let tries = self.tries.lock().unwrap();
        tries
            .iter()
            .map(|one| one.headers.get_str(&name.into()).unwrap().to_owned())
            .collect()
    }

    pub(crate) fn remaining(&self) -> usize {
        self.steps.lock().unwrap().len()
    }
}

/// The defaults, but each wait is its whole bound.
pub(crate) fn limits() -> RetryLimits {
    RetryLimits {
        jitter: Jitter::Share(1.0),
        ..RetryLimits::default()
    }
}

fn options(transport: Transport, retry: RetryLimits) -> IdentityClientOptions {
    IdentityClientOptions {
        client_options: over(transport),
        retry,
        ..IdentityClientOptions::default()
    }
}

fn sms_options(transport: Transport, retry: RetryLimits) -> SmsClientOptions {
    SmsClientOptions {
        client_options: over(transport),
        retry,
        ..SmsClientOptions::default()
    }
}

fn chat_options(transport: Transport) -> ChatClientOptions {
    ChatClientOptions {
        client_options: over(transport),
        retry: limits(),
        ..ChatClientOptions::default()
    }
}

fn over(transport: Transport) -> ClientOptions {
    ClientOptions {
        transport: Some(transport),
        ..ClientOptions::default()
    }
}

#[async_trait]
#[expect(elided_lifetimes_in_paths, reason = "as in the trait")]
impl Policy for Script {
    async fn send(
        &self,
        _: &Context,
        request: &mut Request,
        _: &[Arc<dyn Policy>],
    ) -> PolicyResult {
        let time = self.started.elapsed().as_millis();
        self.tries.lock().unwrap().push(Try {
            time,
            line: format!("{} {}", request.method().as_ref(), request.url()),
            headers: request.headers().clone(),
        });
        let step = self.steps.lock().unwrap().pop_front();
        match step.expect("the script has a step for each try") {
            Step::Answer(status, headers, body) => {
                let mut map = Headers::new();
                for (name, value) in headers {
                    map.insert(*name, *value);
                }
                Ok(AsyncRawResponse::from_bytes(status.into(), map, body))
            }
            Step::Refused => Err(ErrorKind::Connection.into_error()),
            Step::Broken => Err(ErrorKind::Io.into_error()),
            Step::Silence => std::future::pending().await,
        }
    }
}
