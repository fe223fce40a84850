//! `POST /_sim/reset`: what ACS has forgotten, the app must not remember.

use std::{fs, path::PathBuf, sync::Arc};

use tokio::sync::mpsc::Receiver;

use super::health;
use crate::{Reset, host::Host};

/// With each reset the app starts anew on an empty store; the reset waits until it is healthy.
pub(super) async fn follow(mut resets: Receiver<Reset>, host: Arc<Host>, store: PathBuf) {
    while let Some(reset) = resets.recv().await {
        // The handler that still runs keeps the file that has no name any more, and loses it with
        // its life.
        if let Err(error) = fs::remove_file(&store) {
            tracing::warn!(%error, "the app's store could not be removed");
        }
        host.recycle().await;
        health::wait(&host).await;
        reset.done();
    }
}
