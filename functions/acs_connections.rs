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

#[cfg(test)]
mod tests {
    use hyper::StatusCode;
    use rustls::RootCertStore;
    use tokio::{
        io::{AsyncReadExt as _, AsyncWriteExt as _},
        net::{TcpListener, TcpStream},
    };

    use super::*;

    const OK: &str = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";

    struct Server {
        listener: TcpListener,
        origin: String,
        client: Connections,
    }

    async fn server() -> Server {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let tls = ClientConfig::builder()
            .with_root_certificates(RootCertStore::empty())
            .with_no_client_auth();
        Server {
            origin: format!("http://{}", listener.local_addr().unwrap()),
            listener,
            client: Connections::new(tls),
        }
    }

    impl Server {
        async fn accept(&self) -> TcpStream {
            self.listener.accept().await.unwrap().0
        }

        async fn ask(&self) -> Result<Response<Bytes>, SendError> {
            let request = Request::post("/path?query").body(Full::from("body"));
            self.client.send(&self.origin, request.unwrap()).await
        }
    }

    /// Reads one request whole, and answers.
    async fn serve(connection: &mut TcpStream, answer: &str) -> String {
        let mut heard = Vec::new();
        while !heard.ends_with(b"body") {
            assert_ne!(connection.read_buf(&mut heard).await.unwrap(), 0);
        }
        connection.write_all(answer.as_bytes()).await.unwrap();
        String::from_utf8(heard).unwrap()
    }

    #[tokio::test]
    async fn a_connection_is_used_again() {
        let server = server().await;
        let serving = async {
            let mut connection = server.accept().await;
            for _ in 0..3 {
                let heard = serve(&mut connection, OK).await;
                assert!(
                    heard.starts_with("POST /path?query HTTP/1.1\r\n"),
                    "{heard}"
                );
            }
        };
        let asking = async {
            for _ in 0..3 {
                let answer = server.ask().await.unwrap();
                assert_eq!(
                    (answer.status(), &**answer.body()),
                    (StatusCode::OK, &b"ok"[..])
                );
            }
        };
        tokio::join!(serving, asking);
    }

    #[tokio::test]
    async fn one_that_was_closed_meanwhile_is_replaced() {
        let server = server().await;
        for last_words in [
            OK,
            "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 2\r\n\r\nok",
        ] {
            let serving = async {
                let mut connection = server.accept().await;
                serve(&mut connection, last_words).await;
            };
            let (answer, ()) = tokio::join!(server.ask(), serving);
            assert!(answer.is_ok(), "{answer:?}");
        }
    }

    #[tokio::test]
    async fn what_was_sent_is_not_sent_again() {
        let server = server().await;
        let serving = async {
            let mut connection = server.accept().await;
            serve(&mut connection, OK).await;
            // Read and not answered: it may have been acted upon.
            serve(&mut connection, "").await;
        };
        let asking = async {
            server.ask().await.unwrap();
            server.ask().await
        };
        let (answer, ()) = tokio::join!(asking, serving);
        assert!(matches!(answer, Err(SendError::Exchange(_))), "{answer:?}");
    }

    #[tokio::test]
    async fn each_origin_has_its_own() {
        let (one, other) = (server().await, server().await);
        let ask = |origin: String| {
            let request = Request::post("/").body(Full::from("body")).unwrap();
            let client = &one.client;
            async move { client.send(&origin, request).await }
        };
        for server in [&one, &other] {
            let serving = async { serve(&mut server.accept().await, OK).await };
            let (answer, _) = tokio::join!(ask(server.origin.clone()), serving);
            assert!(answer.is_ok(), "{answer:?}");
        }
    }

    #[tokio::test]
    async fn nobody_there_means_nothing_was_sent() {
        let Server {
            listener,
            origin,
            client,
        } = server().await;
        drop(listener);
        let request = Request::new(Full::default());
        let answer = client.send(&origin, request).await;
        assert!(matches!(answer, Err(SendError::Connect(_))), "{answer:?}");
    }
}
