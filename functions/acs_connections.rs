//! The connections to ACS, kept open between requests.

use std::{
    error::Error,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use azure_core::Bytes;
use http_body_util::{BodyExt as _, Full};
use hyper::{
    Request, Response, Uri,
    client::conn::http1::{self, SendRequest},
};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use rustls::ClientConfig;
use thread_local::ThreadLocal;
use tower::Service as _;

/// As long as the other services' client waits for a connection.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(3);
/// An idle connection is asked this often whether it still leads anywhere.
const KEEPALIVE: Duration = Duration::from_secs(15);
/// A connection that was idle for longer is not used again: the other side may be about to close it.
const IDLE: Duration = Duration::from_secs(90);

/// Why a request was not answered.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SendError {
    /// There was no connection: nothing was sent.
    #[error("ACS cannot be reached")]
    Connect(#[source] Box<dyn Error + Send + Sync>),
    /// Whether ACS has seen the request is unknown.
    #[error("the request was not answered")]
    Exchange(#[from] hyper::Error),
}

/// Connections over HTTP/1.1. Each thread has its own: what one opened is served there, and would
/// have to be woken for another.
pub(crate) struct Connections {
    connector: HttpsConnector<HttpConnector>,
    idle: ThreadLocal<Mutex<Vec<Connection>>>,
}

struct Connection {
    /// Scheme, host and port, as in a URL.
    origin: Box<str>,
    requests: SendRequest<Full<Bytes>>,
    idle_since: Instant,
}

impl Connections {
    pub(crate) fn new(tls: ClientConfig) -> Self {
        let mut tcp = HttpConnector::new();
        tcp.enforce_http(false);
        tcp.set_nodelay(true);
        tcp.set_connect_timeout(Some(CONNECT_TIMEOUT));
        tcp.set_keepalive(Some(KEEPALIVE));
        Self {
            connector: HttpsConnectorBuilder::new()
                .with_tls_config(tls)
                .https_or_http()
                .enable_http1()
                .wrap_connector(tcp),
            idle: ThreadLocal::new(),
        }
    }

    /// Sends a request and reads the whole answer. A request that a connection was too old to take
    /// is sent over another one; what was sent, if only in part, is never sent again.
    pub(crate) async fn send(
        &self,
        origin: &str,
        mut request: Request<Full<Bytes>>,
    ) -> Result<Response<Bytes>, SendError> {
        loop {
            let (mut connection, used) = match self.idle(origin) {
                Some(connection) => (connection, true),
                None => (Box::pin(self.open(origin)).await?, false),
            };
            if connection.requests.ready().await.is_err() && used {
                continue;
            }
            match connection.requests.try_send_request(request).await {
                Ok(answer) => {
                    let (head, body) = answer.into_parts();
                    let body = body.collect().await?.to_bytes();
                    self.keep(connection);
                    return Ok(Response::from_parts(head, body));
                }
                Err(mut error) => match error.take_message() {
                    Some(unsent) if used => request = unsent,
                    _ => return Err(error.into_error().into()),
                },
            }
        }
    }

    /// The connection that was used last.
    fn idle(&self, origin: &str) -> Option<Connection> {
        let mut idle = self.lock();
        let of_origin = |connection: &Connection| *connection.origin == *origin;
        let last = idle.iter().rposition(of_origin)?;
        let connection = idle.remove(last);
        if connection.idle_since.elapsed() > IDLE {
            // Those before it are older.
            idle.retain(|connection| !of_origin(connection));
            return None;
        }
        Some(connection)
    }

    fn keep(&self, connection: Connection) {
        if !connection.requests.is_closed() {
            let idle_since = Instant::now();
            self.lock().push(Connection {
                idle_since,
                ..connection
            });
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<Connection>> {
        let idle = self.idle.get_or_default();
        idle.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn open(&self, origin: &str) -> Result<Connection, SendError> {
        let uri: Uri = origin
            .parse()
            .map_err(|error| SendError::Connect(Box::new(error)))?;
        let stream = self.connector.clone().call(uri).await;
        let (requests, serving) = http1::Builder::new()
            // Head and body in one buffer, which one plain write sends.
            .writev(false)
            .handshake(stream.map_err(SendError::Connect)?)
            .await
            .map_err(|error| SendError::Connect(error.into()))?;
        tokio::spawn(async move {
            // A connection that breaks tells the request that is on it.
            drop(serving.await);
        });
        Ok(Connection {
            origin: origin.into(),
            requests,
            idle_since: Instant::now(),
        })
    }
}
