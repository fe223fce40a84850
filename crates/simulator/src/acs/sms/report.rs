//! The delivery report of one message.

use std::sync::Arc;

use axum::{
    Json,
    extract::{Path, State},
};
use serde_json::Value;

use super::error::{SmsError, trace_id};
use crate::world::World;

/// `GET /deliveryReports/{id}`.
pub(crate) async fn get(
    State(world): State<Arc<World>>,
    Path(id): Path<String>,
) -> Result<Json<Value>, SmsError> {
    let now = world.now();
    let mut state = world.state();
    match state.sms.report(&id, now) {
        Some(report) => Ok(Json(report)),
        None => Err(SmsError::NoReport {
            trace_id: trace_id(&mut state.ids),
        }),
    }
}
