//! `Microsoft.KeyVault.SecretNewVersionCreated`: reads the ACS connection string again,
//! and forgets the keys of the webhooks and of Content Safety.
//!
//! Repeats and reordering do no harm: the newest version is what is read.

use axum::extract::State;
use custom_handler::{Invocation, InvocationResponse};
use serde_json::Value;

use crate::{App, error::Error};

/// Reads the secret. Fails when the vault cannot be read, so that Event Grid delivers again.
pub(crate) async fn handle(
    State(app): State<App>,
    _: Invocation<Value>,
) -> Result<InvocationResponse, Error> {
    app.webhooks.secret_changed();
    app.chat.secret_changed();
    app.acs.secret_changed().await?;
    Ok(InvocationResponse::ok())
}
