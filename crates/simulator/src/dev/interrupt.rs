//! The signals that end a run in an orderly way.

/// Ctrl-C, and on Unix the terminal's end or a polite kill.
#[cfg(unix)]
pub(super) async fn wait() {
    use tokio::signal::unix::{SignalKind, signal};
    let on = |kind| async move {
        match signal(kind) {
            Ok(mut signal) => drop(signal.recv().await),
            Err(_) => std::future::pending().await,
        }
    };
    tokio::select! {
        () = on(SignalKind::interrupt()) => {}
        () = on(SignalKind::terminate()) => {}
        () = on(SignalKind::hangup()) => {}
    }
}

/// Ctrl-C.
#[cfg(not(unix))]
pub(super) async fn wait() {
    drop(tokio::signal::ctrl_c().await);
}
