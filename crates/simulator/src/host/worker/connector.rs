//! The host's connections to the handler.

use std::{
    future::Future,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use axum::{body::Body, http::Uri};
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::{TokioExecutor, TokioIo},
};
use tokio::{net::TcpStream, time::sleep};
use tower::Service;

/// HTTP/1.1 to the handler, keep-alive, no redirects, no headers of its own.
pub(crate) type HandlerClient = Client<Connector, Body>;

/// A client that tries to connect `attempts` times: the proxy tries ten times, everything else
/// once.
pub(crate) fn client(attempts: u32) -> HandlerClient {
    Client::builder(TokioExecutor::new()).build(Connector {
        tcp: HttpConnector::new(),
        attempts,
    })
}

/// Connects, and tries again after 50 to 250 ms while the handler does not listen.
#[derive(Clone)]
pub(crate) struct Connector {
    tcp: HttpConnector,
    attempts: u32,
}

impl Service<Uri> for Connector {
    type Response = TokioIo<TcpStream>;
    type Error = <HttpConnector as Service<Uri>>::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Self::Error>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.tcp.poll_ready(context)
    }

    fn call(&mut self, uri: Uri) -> Self::Future {
        let mut tcp = self.tcp.clone();
        let attempts = self.attempts;
        Box::pin(async move {
            let mut attempt = 1;
            loop {
                match tcp.call(uri.clone()).await {
                    Err(_) if attempt < attempts => {
                        sleep(Duration::from_millis(u64::from(50 * attempt.min(5)))).await;
                        attempt += 1;
                    }
                    result => return result,
                }
            }
        })
    }
}
