//! The two listeners, http and https, in front of one router.

use std::{
    convert::Infallible,
    future::Future,
    io,
    net::{SocketAddr, TcpListener},
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use axum::{Router, body::Body, extract::Request, response::Response};
use axum_server::{
    Handle,
    accept::NoDelayAcceptor,
    tls_rustls::{RustlsAcceptor, RustlsConfig},
};
use rustls::ServerConfig;
use tokio::net::TcpSocket;
use tower::{Service, make::Shared};

use crate::{StartError, traffic::DropConnection};

/// How many connections may wait to be accepted: a load test opens thousands at once, and the
/// standard library's 128 would make them wait for a second try.
const BACKLOG: u32 = 4096;

/// Binds a loopback address; anything else is refused, because the control API hands out tokens.
pub(crate) fn bind(address: SocketAddr) -> Result<TcpListener, StartError> {
    if !address.ip().is_loopback() {
        return Err(StartError::NotLoopback(address));
    }
    let listen = || {
        let socket = if address.is_ipv4() {
            TcpSocket::new_v4()
        } else {
            TcpSocket::new_v6()
        }?;
        // Elsewhere it would let two simulators share a port.
        #[cfg(unix)]
        socket.set_reuseaddr(true)?;
        socket.bind(address)?;
        socket.listen(BACKLOG)?.into_std()
    };
    listen().map_err(|source| StartError::Bind { address, source })
}

/// Serves `router` on the listener, with TLS when `tls` is given, until the handle is shut down.
pub(crate) fn serve(
    listener: TcpListener,
    tls: Option<Arc<ServerConfig>>,
    router: Router,
) -> io::Result<Handle<SocketAddr>> {
    let handle = Handle::new();
    // Without `NoDelay` an answer in two pieces waits 40 ms for the client's delayed
    // acknowledgement, which no service of Azure makes anybody wait for.
    let service = Shared::new(Droppable(router));
    match tls {
        None => {
            let server = axum_server::from_tcp(listener)?
                .acceptor(NoDelayAcceptor::new())
                .handle(handle.clone());
            tokio::spawn(server.serve(service));
        }
        Some(config) => {
            let tls = RustlsAcceptor::new(RustlsConfig::from_config(config));
            let server = axum_server::from_tcp(listener)?
                .acceptor(tls.acceptor(NoDelayAcceptor::new()))
                .handle(handle.clone());
            tokio::spawn(server.serve(service));
        }
    }
    Ok(handle)
}

/// Turns a response marked [`DropConnection`] into an error, on which hyper closes the connection
/// without writing anything: what a client sees of a service that died.
#[derive(Clone)]
struct Droppable(Router);

impl<B> Service<Request<B>> for Droppable
where
    Router: Service<Request<B>, Response = Response, Error = Infallible>,
    <Router as Service<Request<B>>>::Future: Send + 'static,
{
    type Response = Response<Body>;
    type Error = io::Error;
    type Future = Pin<Box<dyn Future<Output = io::Result<Response>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.0.poll_ready(context).map_err(|never| match never {})
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        let response = self.0.call(request);
        Box::pin(async move {
            let response = response.await.unwrap_or_else(|never| match never {});
            if response.extensions().get::<DropConnection>().is_some() {
                return Err(io::ErrorKind::ConnectionReset.into());
            }
            Ok(response)
        })
    }
}
