//! Phones, and the numbers that they text to.

use std::sync::Arc;

use axum::{
    Json,
    extract::{Path, Query, State},
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{body::Body, routes::bad_request};
use crate::{
    sms::{Number, Phone, Text},
    world::World,
};

type Shared = State<Arc<World>>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Inbound {
    from: String,
    to: String,
    message: String,
}

/// `POST /_sim/sms`: a phone texts one of our numbers.
pub(crate) async fn text(State(world): Shared, Body(inbound): Body<Inbound>) -> Response {
    match world.text(&inbound.from, &inbound.to, &inbound.message) {
        Ok(message_id) => Json(json!({"messageId": message_id})).into_response(),
        Err(problem) => bad_request(problem),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Filter {
    to: Option<String>,
}

/// `GET /_sim/sms`: what phones have received. A `+` in the query may be left out, because a shell
/// line would have to encode it.
pub(crate) async fn texts(
    State(world): Shared,
    Query(Filter { to }): Query<Filter>,
) -> Json<Vec<Text>> {
    Json(world.state().sms.received(to.as_deref()))
}

/// `GET /_sim/numbers`.
pub(crate) async fn numbers(State(world): Shared) -> Json<Vec<Value>> {
    let state = world.state();
    let numbers = state.sms.numbers().iter().map(|(number, settings)| {
        json!({
            "number": number,
            "type": settings.kind,
            "acs_managed_opt_out": settings.acs_manages_opt_out(),
        })
    });
    Json(numbers.collect())
}

/// `PUT /_sim/numbers/{number}`.
pub(crate) async fn set_number(
    State(world): Shared,
    Path(number): Path<String>,
    Body(settings): Body<Number>,
) -> Response {
    done(world.state().sms.set_number(&number, settings))
}

/// `PUT /_sim/phones/{number}`: `{}` mends it.
pub(crate) async fn set_phone(
    State(world): Shared,
    Path(number): Path<String>,
    Body(phone): Body<Phone>,
) -> Response {
    done(world.state().sms.set_phone(&number, phone))
}

fn done(outcome: Result<(), &'static str>) -> Response {
    match outcome {
        Ok(()) => StatusCode::NO_CONTENT.into_response(),
        Err(problem) => bad_request(problem),
    }
}
