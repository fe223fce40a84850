//! Soft delete: delete, look at the deleted, recover, purge. All of it acts at once.

use std::sync::Arc;

use axum::{
    Json,
    extract::{Path, Query, State},
    http::StatusCode,
};

use super::{
    error::VaultError,
    page::{Page, Paging},
    wire::Bundle,
};
use crate::world::World;

type Answer = Result<Json<Bundle>, VaultError>;

/// `DELETE /secrets/{name}`.
pub(crate) async fn delete(State(world): State<Arc<World>>, Path(name): Path<String>) -> Answer {
    let now = world.now();
    let deleted = world.state().vault.delete(&name, now)?;
    Ok(Json(Bundle::deleted(&world, &deleted)))
}

/// `GET /deletedsecrets/{name}`.
pub(crate) async fn get(State(world): State<Arc<World>>, Path(name): Path<String>) -> Answer {
    let state = world.state();
    Ok(Json(Bundle::deleted(&world, state.vault.deleted(&name)?)))
}

/// `GET /deletedsecrets`.
pub(crate) async fn list(
    State(world): State<Arc<World>>,
    Query(paging): Query<Paging>,
) -> Result<Json<Page>, VaultError> {
    let items = world
        .state()
        .vault
        .all_deleted()
        .map(|item| Bundle::deleted(&world, item))
        .collect();
    Page::of(&world, "deletedsecrets", &paging, items).map(Json)
}

/// `POST /deletedsecrets/{name}/recover`.
pub(crate) async fn recover(State(world): State<Arc<World>>, Path(name): Path<String>) -> Answer {
    let secret = world.state().vault.recover(&name)?;
    Ok(Json(Bundle::without_value(
        &world,
        &secret.name,
        &secret.current,
    )))
}

/// `DELETE /deletedsecrets/{name}`.
pub(crate) async fn purge(
    State(world): State<Arc<World>>,
    Path(name): Path<String>,
) -> Result<StatusCode, VaultError> {
    world.state().vault.purge(&name)?;
    Ok(StatusCode::NO_CONTENT)
}
