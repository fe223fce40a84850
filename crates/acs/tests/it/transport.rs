//! Connections that fail, over real sockets: how the transport reports them decides what is tried
//! again.

use std::{
    error::Error,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use acs::{
    ErrorKind,
    retry::{Jitter, RetryLimits},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};

use crate::support::{USER, client_at, key};

const AT_ONCE: RetryLimits = RetryLimits {
    max_retries: 2,
    initial_delay: Duration::ZERO,
    max_delay: Duration::ZERO,
    retry_after_cap: Duration::ZERO,
    try_timeout: Duration::from_secs(10),
    jitter: Jitter::Share(1.0),
};

/// A server that reads a request, answers with `answer` and hangs up.
async fn rude_server(answer: &'static [u8]) -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    let count = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&count);
    tokio::spawn(async move {
        loop {
            let (mut socket, _) = listener.accept().await.unwrap();
            counter.fetch_add(1, Ordering::SeqCst);
            let mut request = [0; 4096];
            assert!(socket.read(&mut request).await.unwrap() > 0);
            socket.write_all(answer).await.unwrap();
        }
    });
    (endpoint, count)
}

#[tokio::test]
async fn an_answer_that_breaks_off_may_have_done_its_work() {
    for answer in [
        &b""[..],
        b"HTTP/1.1 201 Created\r\nContent-Length: 99\r\n\r\n{\"identity\":",
    ] {
        let (endpoint, tries) = rude_server(answer).await;
        let client = client_at(&endpoint, key(), AT_ONCE);
        let error = client.create_user().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Transport);
        assert_eq!(
            tries.load(Ordering::SeqCst),
            1,
            "a lost answer may have created a user"
        );

        let error = client.revoke_tokens(USER).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Transport);
        assert_eq!(
            tries.load(Ordering::SeqCst),
            4,
            "revoking again is harmless"
        );
    }
}

#[tokio::test]
async fn nobody_there_is_known_as_never_sent() {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let error = client_at(&endpoint, key(), AT_ONCE)
        .create_user()
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Transport);
    assert_eq!(
        error.to_string(),
        "Communication Services could not be reached"
    );
    let cause: &azure_core::Error = error.source().unwrap().downcast_ref().unwrap();
    assert_eq!(*cause.kind(), azure_core::error::ErrorKind::Connection);
}

#[tokio::test]
async fn an_answers_headers_are_found_however_they_are_written() {
    let (endpoint, tries) = rude_server(
        b"HTTP/1.1 429 Slow Down\r\nRETRY-AFTER: 7\r\nX-Ms-Error-Code: TooMany\r\n\
          Content-Length: 0\r\n\r\n",
    )
    .await;
    let error = client_at(&endpoint, key(), AT_ONCE)
        .create_user()
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Throttled);
    assert_eq!(error.code(), Some("TooMany"));
    assert_eq!(error.retry_after(), Some(Duration::from_secs(7)));
    assert_eq!(tries.load(Ordering::SeqCst), 1);
}
