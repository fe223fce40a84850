//! Event Grid between the simulated vault and the app: a new secret version reaches
//! `secret_rotated`.

use std::sync::Arc;

use tokio::sync::broadcast::{Receiver, error::RecvError};

use crate::{SecretChanged, host::Host};

const FUNCTION: &str = "secret_rotated";

/// Delivers until the simulator is gone. An app without the function hears nothing; a failed
/// delivery is in the log, and is not repeated.
pub(super) async fn deliver(mut changes: Receiver<SecretChanged>, host: Arc<Host>) {
    loop {
        match changes.recv().await {
            Ok(change) if host.functions().any(|(name, _)| name == FUNCTION) => {
                host.deliver_event(FUNCTION, &change.event_grid_event())
                    .await;
            }
            Ok(_) | Err(RecvError::Lagged(_)) => {}
            Err(RecvError::Closed) => return,
        }
    }
}
