//! Reading and writing secrets.

use std::{collections::BTreeMap, sync::Arc};

use axum::{
    Json,
    body::Bytes,
    extract::{Path, Query, State},
};
use serde::{Deserialize, de::DeserializeOwned};

use super::{
    error::VaultError,
    event,
    page::{Page, Paging},
    store::{Attributes, NewVersion, Update},
    wire::Bundle,
};
use crate::world::World;

type Answer = Result<Json<Bundle>, VaultError>;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct SetBody {
    value: String,
    content_type: Option<String>,
    tags: Option<BTreeMap<String, String>>,
    attributes: Option<Attributes>,
}

/// `PUT /secrets/{name}`.
pub(crate) async fn set(
    State(world): State<Arc<World>>,
    Path(name): Path<String>,
    body: Bytes,
) -> Answer {
    let SetBody {
        value,
        content_type,
        tags,
        attributes,
    } = parse(&body)?;
    let new = NewVersion {
        value,
        content_type,
        tags: tags.unwrap_or_default(),
        attributes: attributes.unwrap_or_default(),
    };
    add(&world, &name, new).map(Json)
}

/// Adds a version and announces it.
pub(crate) fn add(world: &World, name: &str, new: NewVersion) -> Result<Bundle, VaultError> {
    let now = world.now();
    let (bundle, change) = {
        let mut state = world.state();
        let version = state.ids.uuid().simple().to_string();
        let secret = state.vault.add(name, version, new, now)?;
        let event_id = state.ids.uuid().to_string();
        let version = &secret.current;
        let change = event::new_version(world, event_id, &secret.name, version);
        (Bundle::full(world, &secret.name, version), change)
    };
    world.publish(change);
    Ok(bundle)
}

/// `GET /secrets/{name}` and `GET /secrets/{name}/`; Microsoft's SDKs use the latter.
pub(crate) async fn get_latest(
    State(world): State<Arc<World>>,
    Path(name): Path<String>,
) -> Answer {
    get(&world, &name, None)
}

/// `GET /secrets/{name}/{version}`.
pub(crate) async fn get_version(
    State(world): State<Arc<World>>,
    Path((name, version)): Path<(String, String)>,
) -> Answer {
    get(&world, &name, Some(&version))
}

fn get(world: &World, name: &str, version: Option<&str>) -> Answer {
    let state = world.state();
    let (secret, version) = state.vault.read(name, version)?;
    Ok(Json(Bundle::full(world, &secret.name, version)))
}

/// `PATCH /secrets/{name}/`: the current version.
pub(crate) async fn update_latest(
    State(world): State<Arc<World>>,
    Path(name): Path<String>,
    body: Bytes,
) -> Answer {
    update(&world, &name, None, &body)
}

/// `PATCH /secrets/{name}/{version}`.
pub(crate) async fn update_version(
    State(world): State<Arc<World>>,
    Path((name, version)): Path<(String, String)>,
    body: Bytes,
) -> Answer {
    update(&world, &name, Some(&version), &body)
}

fn update(world: &World, name: &str, version: Option<&str>, body: &Bytes) -> Answer {
    let update: Update = parse(body)?;
    let now = world.now();
    let mut state = world.state();
    let (name, version) = state.vault.update(name, version, update, now)?;
    Ok(Json(Bundle::without_value(world, name, version)))
}

/// `GET /secrets`.
pub(crate) async fn list(
    State(world): State<Arc<World>>,
    Query(paging): Query<Paging>,
) -> Result<Json<Page>, VaultError> {
    let items = world
        .state()
        .vault
        .all()
        .map(|secret| Bundle::item(&world, secret))
        .collect();
    Page::of(&world, "secrets", &paging, items).map(Json)
}

/// `GET /secrets/{name}/versions`.
pub(crate) async fn versions(
    State(world): State<Arc<World>>,
    Path(name): Path<String>,
    Query(paging): Query<Paging>,
) -> Result<Json<Page>, VaultError> {
    let items = {
        let state = world.state();
        let secret = state.vault.secret(&name)?;
        secret
            .versions()
            .map(|version| Bundle::without_value(&world, &secret.name, version))
            .collect()
    };
    Page::of(&world, &format!("secrets/{name}/versions"), &paging, items).map(Json)
}

fn parse<T: DeserializeOwned>(body: &Bytes) -> Result<T, VaultError> {
    serde_json::from_slice(body).map_err(|error| {
        // Serde quotes the offending value of a wrong type; a secret's value must not come back.
        let place = format!("line {} column {}", error.line(), error.column());
        VaultError::BadParameter(format!("The request body is not valid at {place}."))
    })
}
