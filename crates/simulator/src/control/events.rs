//! `/_sim/events` and `/_sim/queues`: what is on its way to the functions.

use std::{collections::BTreeMap, sync::Arc};

use axum::{
    Json,
    extract::{Path, Query, State},
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use serde::Deserialize;
use serde_json::{Value, json};
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

use super::{body::Body, routes::bad_request};
use crate::{
    DeliveryState, Retries,
    eventgrid::{Event, SubscriptionChange},
    world::World,
};

type Shared = State<Arc<World>>;

/// `GET /_sim/events`: the subscriptions, and what became of every event.
pub(crate) async fn list(State(world): Shared) -> Json<Value> {
    let deliveries = world.grid.deliveries();
    let pending = deliveries
        .iter()
        .filter(|delivery| matches!(delivery.state, DeliveryState::Pending { .. }))
        .count();
    Json(json!({
        "subscriptions": world.grid.subscriptions(),
        "pending": pending,
        "deliveries": deliveries,
        "deadLetters": world.grid.dead_letters(),
    }))
}

#[derive(Deserialize)]
pub(crate) struct To {
    function: Option<String>,
}

/// `POST /_sim/events`: delivers any event as it is, one or an array of them, each by itself; to
/// everybody who subscribes to its type, or to one function whatever its type.
pub(crate) async fn deliver(
    State(world): Shared,
    Query(to): Query<To>,
    Body(body): Body<Value>,
) -> Response {
    let events = match body {
        Value::Array(events) => events,
        one => vec![one],
    };
    if events.is_empty() || !events.iter().all(Value::is_object) {
        return bad_request("the body must be an event, or an array of events");
    }
    let now = world.now();
    let mut deliveries = 0;
    for event in events.into_iter().map(Event::Given) {
        match &to.function {
            None => deliveries += world.grid.publish(&event, now),
            Some(function) if world.grid.publish_to(function, &event, now) => deliveries += 1,
            Some(function) => return no_subscription(function),
        }
    }
    (
        StatusCode::ACCEPTED,
        Json(json!({"deliveries": deliveries})),
    )
        .into_response()
}

/// `PUT /_sim/subscriptions/{function}`: the schema and the stubbornness of one, and whether it rests.
pub(crate) async fn change(
    State(world): Shared,
    Path(function): Path<String>,
    Body(change): Body<SubscriptionChange>,
) -> Response {
    if let Some(problem) = change.retries.and_then(Retries::problem) {
        return bad_request(problem);
    }
    if world.grid.change(&function, change) {
        StatusCode::NO_CONTENT.into_response()
    } else {
        no_subscription(&function)
    }
}

fn no_subscription(function: &str) -> Response {
    let message = format!("there is no subscription for the function {function:?}");
    let body = json!({"error": {"code": "NotFound", "message": message}});
    (StatusCode::NOT_FOUND, Json(body)).into_response()
}

/// `GET /_sim/queues`: what waits in each queue, without the texts.
pub(crate) async fn queues(State(world): Shared) -> Json<BTreeMap<String, Vec<Value>>> {
    let time = |at: OffsetDateTime| at.format(&Rfc3339).unwrap_or_default();
    let names = world.queues.names().into_iter();
    let messages = |name: &str| {
        let messages = world.queues.messages(name).into_iter();
        let shown = messages.map(|message| {
            json!({
                "id": message.id,
                "inserted": time(message.inserted),
                "expires": message.expires.map(time),
                "nextVisible": time(message.next_visible),
                "dequeueCount": message.dequeue_count,
                "size": message.text.len(),
            })
        });
        shown.collect()
    };
    Json(names.map(|name| (name.clone(), messages(&name))).collect())
}
