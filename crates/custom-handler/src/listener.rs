//! Listening, being ready, and serving until the host ends the process.

use std::{convert::Infallible, io, net::Ipv4Addr, time::Duration};

use axum::{Router, routing::get, serve::Listener};
use hyper::server::conn::http1;
use hyper_util::{rt::TokioIo, service::TowerToHyperService};
use tokio::{
    net::{TcpListener, TcpStream},
    runtime::Handle,
    time::sleep,
};

const BIND_RETRY: Duration = Duration::from_millis(50);
const BIND_TRIES: u32 = 40;

/// Listens on 127.0.0.1, the only address on which the host calls.
///
/// The port stays the same when the host restarts the handler, and the process before may not be
/// quite gone. So the port is bound with `SO_REUSEADDR` (connections in `TIME_WAIT` do not count),
/// and one that is taken is tried again for 2 seconds. Port 0 takes any free one, for tests.
///
/// # Errors
///
/// When the port stays taken, or may not be bound at all.
pub async fn bind(port: u16) -> io::Result<TcpListener> {
    let mut tries = 0;
    loop {
        tries += 1;
        // tokio sets SO_REUSEADDR, except on Windows, where it would let two programs share a port.
        match TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await {
            Err(error) if error.kind() == io::ErrorKind::AddrInUse && tries < BIND_TRIES => {
                sleep(BIND_RETRY).await;
            }
            bound => return bound,
        }
    }
}

/// `GET /`, which answers 200 at once and depends on nothing.
///
/// The host [asks every 25 ms](https://github.com/Azure/azure-functions-host/blob/dev/src/WebJobs.Script/Workers/Http/DefaultHttpWorkerService.cs)
/// until the first answer, which opens the function app, and again with each health ping.
/// A handler that waits here for its database delays every cold start, and is taken for dead after
/// 30 seconds. Whether the dependencies are well is a question for a route of its own.
pub fn readiness<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new().route("/", get(|| async { "ready" }))
}

/// Serves, and returns on an error only.
///
/// There is no graceful shutdown, because there is no notice: the host ends the handler with
/// `SIGKILL`. (On a laptop Ctrl-C sends `SIGINT` to the whole foreground group, the handler
/// included, which ends it too.) No handler may count on more time than it has.
///
/// A `main` that returns this result cannot exit with code 0, which the host would take for "do not
/// start it again". Idle connections stay open: the host reuses its connections for up to two
/// minutes, and a `POST` into one that was just closed is a failed invocation.
///
/// # Errors
///
/// None today: a listener that fails is tried again.
pub async fn serve(listener: TcpListener, router: Router) -> io::Result<Infallible> {
    serve_on(&[Handle::current()], listener, router).await
}

/// Like [`serve`], with the connections spread over several runtimes, in turn.
///
/// A connection stays on its runtime. With a single-threaded runtime for each thread no request is
/// ever woken on another thread, which costs more than a short request does.
///
/// # Errors
///
/// When there is no runtime, or a connection cannot be handed over. A listener that fails is tried
/// again.
pub async fn serve_on(
    runtimes: &[Handle],
    mut listener: TcpListener,
    router: Router,
) -> io::Result<Infallible> {
    for runtime in runtimes.iter().cycle() {
        // axum's: it waits when the process has no file descriptor left, and goes on.
        let (connection, _) = Listener::accept(&mut listener).await;
        // Without this a small answer may wait for the host's delayed acknowledgement. A connection
        // that refuses it is served all the same.
        drop(connection.set_nodelay(true));
        let connection = connection.into_std()?;
        let service = TowerToHyperService::new(router.clone());
        runtime.spawn(async move {
            let connection = TcpStream::from_std(connection)?;
            // The host speaks HTTP/1.1 only. `axum::serve` would look for HTTP/2 first, for which
            // it keeps a second buffer with every request that waits (18 KB in place of 12).
            let serving = http1::Builder::new()
                // Head and body in one buffer, which one plain write sends.
                .writev(false)
                .serve_connection(TokioIo::new(connection), service);
            // A connection that breaks is the other side's business.
            drop(serving.await);
            io::Result::Ok(())
        });
    }
    Err(io::Error::other("there is no runtime to serve on"))
}
