//! `/_sim/chaos`: what goes wrong.

use std::{collections::BTreeMap, sync::Arc};

use axum::{
    Json,
    extract::State,
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use serde::{Deserialize, Serialize};

use super::{body::Body, routes::bad_request};
use crate::{Chaos, EventChaos, Service, world::World};

/// The faults of the services by their names, and Event Grid's, which answers no requests and so
/// has faults of another kind.
#[derive(Serialize, Deserialize)]
pub(crate) struct Faults {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    eventgrid: Option<EventChaos>,
    #[serde(flatten)]
    services: BTreeMap<Service, Chaos>,
}

/// `GET /_sim/chaos`.
pub(crate) async fn show(State(world): State<Arc<World>>) -> Json<Faults> {
    let eventgrid = world.grid.chaos();
    Json(Faults {
        eventgrid: (eventgrid != EventChaos::default()).then_some(eventgrid),
        services: world.state().chaos.services.clone(),
    })
}

/// `PUT /_sim/chaos`: replaces all faults; `{}` ends them.
pub(crate) async fn set(State(world): State<Arc<World>>, Body(faults): Body<Faults>) -> Response {
    let eventgrid = faults.eventgrid.unwrap_or_default();
    let problem = faults.services.values().find_map(Chaos::problem);
    if let Some(problem) = problem.or(eventgrid.problem()) {
        return bad_request(problem);
    }
    world.grid.set_chaos(eventgrid);
    world.state().chaos.services = faults.services;
    StatusCode::NO_CONTENT.into_response()
}
