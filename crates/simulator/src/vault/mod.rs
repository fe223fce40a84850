//! Key Vault: secrets with versions, soft delete and the authentication challenge.
//!
//! <https://learn.microsoft.com/rest/api/keyvault/secrets/operation-groups>

mod auth;
mod deleted;
mod error;
mod event;
mod page;
mod secrets;
mod store;
mod wire;

use std::{collections::BTreeMap, sync::Arc};

use axum::{
    Router, middleware,
    routing::{get, patch, post},
};

use self::store::NewVersion;
pub(crate) use self::{
    error::VaultError,
    store::{Secret, Vault},
};
use crate::world::World;

/// The audience of the vault's tokens, which its challenge names as `resource`.
const AUDIENCE: &str = "https://vault.azure.net";

pub(crate) fn router(world: &Arc<World>) -> Router<Arc<World>> {
    Router::new()
        .route("/secrets", get(secrets::list))
        .route(
            "/secrets/{name}",
            get(secrets::get_latest)
                .put(secrets::set)
                .delete(deleted::delete),
        )
        .route(
            "/secrets/{name}/",
            get(secrets::get_latest).patch(secrets::update_latest),
        )
        .route("/secrets/{name}/versions", get(secrets::versions))
        .route(
            "/secrets/{name}/{version}",
            get(secrets::get_version).merge(patch(secrets::update_version)),
        )
        .route("/deletedsecrets", get(deleted::list))
        .route(
            "/deletedsecrets/{name}",
            get(deleted::get).delete(deleted::purge),
        )
        .route("/deletedsecrets/{name}/recover", post(deleted::recover))
        .layer(middleware::from_fn_with_state(
            Arc::clone(world),
            auth::authenticate,
        ))
}

/// Gives a secret a new version from outside the vault's own API.
pub(crate) fn set(world: &World, name: &str, value: String) -> Result<(), VaultError> {
    let new = NewVersion {
        value,
        content_type: None,
        tags: BTreeMap::new(),
        attributes: store::Attributes::default(),
    };
    secrets::add(world, name, new).map(drop)
}

/// [`set`] for a name and a value that are known to be good.
///
/// # Panics
///
/// If they are not.
#[expect(
    clippy::panic,
    reason = "a mistake in the test or the program that embeds the simulator"
)]
pub(crate) fn put(world: &World, name: &str, value: String) {
    if let Err(error) = set(world, name, value) {
        panic!("the vault refuses the secret {name:?}: {error:?}");
    }
}
