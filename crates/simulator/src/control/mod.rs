//! `/_sim`: how a developer or a test steers the simulator. Nothing of it exists in Azure.

mod body;
mod chaos;
mod chat;
mod contentsafety;
mod environment;
mod events;
mod guard;
mod routes;
mod sms;

use std::sync::Arc;

use axum::{
    Router, middleware,
    routing::{get, post, put},
};

pub(crate) use self::environment::environment;
use crate::{webhooks, world::World};

/// What `GET /_sim` lists; the README explains each.
const ROUTES: &[&str] = &[
    "GET /_sim",
    "POST /_sim/login",
    "GET /_sim/identities",
    "POST /_sim/verify",
    "PUT /_sim/vault/{name}",
    "POST /_sim/keys/regenerate",
    "POST /_sim/oidc/rotate",
    "POST /_sim/sms",
    "GET /_sim/sms",
    "GET /_sim/numbers",
    "PUT /_sim/numbers/{number}",
    "PUT /_sim/phones/{number}",
    "POST /_sim/webhooks/{name}",
    "GET /_sim/webhooks",
    "POST /_sim/chat/users",
    "POST /_sim/chat/threads",
    "GET /_sim/chat/threads",
    "GET /_sim/chat/threads/{thread}",
    "POST /_sim/chat/threads/{thread}/messages",
    "GET /_sim/chat/settings",
    "PUT /_sim/chat/settings",
    "GET /_sim/contentsafety",
    "PUT /_sim/contentsafety",
    "POST /_sim/contentsafety/regenerate",
    "GET /_sim/chaos",
    "PUT /_sim/chaos",
    "GET /_sim/events",
    "POST /_sim/events",
    "PUT /_sim/subscriptions/{function}",
    "GET /_sim/queues",
    "POST /_sim/clock",
    "GET /_sim/requests/{service}",
    "POST /_sim/reset",
    "GET /_sim/ca.pem",
    "GET /_sim/env",
];

pub(crate) fn router(world: &Arc<World>) -> Router<Arc<World>> {
    Router::new()
        .route("/_sim", get(routes::index))
        .route("/_sim/login", post(routes::login))
        .route("/_sim/identities", get(routes::identities))
        .route("/_sim/verify", post(routes::verify))
        .route("/_sim/vault/{name}", put(routes::put_secret))
        .route("/_sim/keys/regenerate", post(routes::regenerate))
        .route("/_sim/oidc/rotate", post(routes::rotate))
        .route("/_sim/sms", post(sms::text).get(sms::texts))
        .route("/_sim/numbers", get(sms::numbers))
        .route("/_sim/numbers/{number}", put(sms::set_number))
        .route("/_sim/phones/{number}", put(sms::set_phone))
        .route("/_sim/webhooks", get(webhooks::list))
        .route("/_sim/chat/users", post(chat::user))
        .route("/_sim/chat/threads", post(chat::create).get(chat::threads))
        .route("/_sim/chat/threads/{thread}", get(chat::thread))
        .route("/_sim/chat/threads/{thread}/messages", post(chat::write))
        .route("/_sim/chat/settings", get(chat::settings).put(chat::set))
        .route(
            "/_sim/contentsafety",
            get(contentsafety::list).put(contentsafety::set),
        )
        .route(
            "/_sim/contentsafety/regenerate",
            post(contentsafety::regenerate),
        )
        .route("/_sim/chaos", get(chaos::show).put(chaos::set))
        .route("/_sim/events", get(events::list).post(events::deliver))
        .route("/_sim/subscriptions/{function}", put(events::change))
        .route("/_sim/queues", get(events::queues))
        .route("/_sim/clock", post(routes::clock))
        .route("/_sim/requests/{service}", get(routes::requests))
        .route("/_sim/reset", post(routes::reset))
        .route("/_sim/ca.pem", get(routes::ca))
        .route("/_sim/env", get(routes::env))
        .layer(middleware::from_fn_with_state(
            Arc::clone(world),
            guard::local_only,
        ))
}
