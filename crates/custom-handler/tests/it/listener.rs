//! The process as the host sees it, over TCP.

use std::time::Duration;

use axum::{
    Router,
    body::Bytes,
    routing::{get as on_get, post as on_post},
};
use custom_handler::{
    DEFAULT_DEADLINE, InvocationResponse, bind, readiness, serve, serve_on, triggers,
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    runtime::{Builder, Handle},
    task::JoinHandle,
    time::{Instant, advance},
};

/// Serves an app on a free port.
async fn start() -> (u16, JoinHandle<std::io::Result<std::convert::Infallible>>) {
    let listener = bind(0).await.unwrap();
    let address = listener.local_addr().unwrap();
    assert!(address.ip().is_loopback() && address.is_ipv4(), "{address}");
    let panics = async || -> InvocationResponse { panic!("a bug") };
    let reads = async |_: Bytes| InvocationResponse::ok();
    let app = Router::new().merge(readiness()).merge(triggers(
        Router::new()
            .route("/panics", on_post(panics))
            .route("/reads", on_post(reads)),
    ));
    (address.port(), tokio::spawn(serve(listener, app)))
}

async fn connect(port: u16) -> TcpStream {
    TcpStream::connect(("127.0.0.1", port)).await.unwrap()
}

/// `GET /` on a connection that stays open.
async fn ping(connection: &mut TcpStream) -> String {
    connection
        .write_all(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        .await
        .unwrap();
    let mut answer = Vec::with_capacity(1024);
    connection.read_buf(&mut answer).await.unwrap();
    String::from_utf8(answer).unwrap()
}

#[tokio::test(start_paused = true)]
async fn a_connection_outlives_two_minutes_of_silence() {
    let (port, _server) = start().await;
    let mut connection = connect(port).await;
    for _ in 0..2 {
        let answer = ping(&mut connection).await;
        assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
        assert!(answer.ends_with("\r\n\r\nready"), "{answer}");
        advance(Duration::from_secs(125)).await;
    }
}

#[tokio::test]
async fn a_panic_breaks_its_own_connection_and_no_other() {
    let (port, server) = start().await;
    let mut other = connect(port).await;
    ping(&mut other).await;
    let mut connection = connect(port).await;
    connection
        .write_all(
            b"POST /panics HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 0\r\n\
              X-Azure-Functions-InvocationId: 1\r\n\r\n",
        )
        .await
        .unwrap();
    let mut answer = Vec::new();
    assert_eq!(connection.read_to_end(&mut answer).await.unwrap_or(0), 0);
    assert!(ping(&mut other).await.ends_with("ready"));
    assert!(!server.is_finished());
}

#[tokio::test(start_paused = true)]
async fn a_body_that_never_comes_meets_the_deadline() {
    let (port, _server) = start().await;
    let mut connection = connect(port).await;
    let start = Instant::now();
    connection
        .write_all(
            b"POST /reads HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 10\r\n\
              X-Azure-Functions-InvocationId: 1\r\n\r\n{\"Data",
        )
        .await
        .unwrap();
    let mut answer = Vec::new();
    connection.read_to_end(&mut answer).await.unwrap();
    let answer = String::from_utf8(answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 500 "), "{answer}");
    assert!(
        answer.ends_with("\r\n\r\nthe function ran past its deadline"),
        "{answer}"
    );
    assert_eq!(start.elapsed().as_secs(), DEFAULT_DEADLINE.as_secs());
}

#[tokio::test]
async fn the_same_port_serves_again_after_a_restart() {
    let (port, server) = start().await;
    let mut connection = connect(port).await;
    ping(&mut connection).await;
    server.abort();
    assert!(server.await.unwrap_err().is_cancelled());
    // The client has not closed its side yet: without SO_REUSEADDR the port would be taken.
    let listener = bind(port).await.unwrap();
    assert_eq!(listener.local_addr().unwrap().port(), port);
}

#[tokio::test(start_paused = true)]
async fn a_taken_port_is_tried_again() {
    let before = bind(0).await.unwrap();
    let port = before.local_addr().unwrap().port();
    let start = Instant::now();
    let (again, ()) = tokio::join!(bind(port), async {
        tokio::time::sleep(Duration::from_millis(1020)).await;
        drop(before);
    });
    assert_eq!(again.unwrap().local_addr().unwrap().port(), port);
    assert_eq!(start.elapsed().as_millis() / 50, 21);
}

#[tokio::test(start_paused = true)]
async fn a_port_that_stays_taken_is_an_error() {
    let holder = bind(0).await.unwrap();
    let start = Instant::now();
    let refused = bind(holder.local_addr().unwrap().port()).await.unwrap_err();
    assert_eq!(refused.kind(), std::io::ErrorKind::AddrInUse);
    assert_eq!(start.elapsed().as_secs(), 1);
}

#[tokio::test]
async fn each_runtime_has_its_turn_and_keeps_its_connections() {
    let listener = bind(0).await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let name = async || std::thread::current().name().unwrap_or_default().to_owned();
    let app = Router::new().route("/", on_get(name));
    let other = Builder::new_current_thread().enable_all().build().unwrap();
    let runtimes = [Handle::current(), other.handle().clone()];
    std::thread::Builder::new()
        .name("other".to_owned())
        .spawn(move || other.block_on(std::future::pending::<()>()))
        .unwrap();
    let _server = tokio::spawn(async move { serve_on(&runtimes, listener, app).await });
    for on_the_other in [false, true, false, true] {
        let mut connection = connect(port).await;
        for _ in 0..2 {
            let answer = ping(&mut connection).await;
            assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
            assert_eq!(answer.ends_with("\r\n\r\nother"), on_the_other, "{answer}");
        }
    }
}
