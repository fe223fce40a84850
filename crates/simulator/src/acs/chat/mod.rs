//! Chat: threads, messages, participants.
//!
//! <https://learn.microsoft.com/rest/api/communication/chat/operation-groups>. What the
//! documentation leaves open follows recordings in the repositories of Microsoft's SDKs, such as
//! <https://github.com/Azure/azure-sdk-for-js/tree/main/sdk/communication/communication-chat>.

mod auth;
mod error;
mod messages;
mod page;
mod participants;
mod presence;
mod scope;
mod threads;
mod wire;

use std::sync::Arc;

use axum::{
    Router, middleware,
    routing::{get, post},
};

use crate::world::World;

/// All routes, for holders of a user token.
pub(super) fn router(world: &Arc<World>) -> Router<Arc<World>> {
    const THREAD: &str = "/chat/threads/{thread}";
    let of_thread = |rest: &str| format!("{THREAD}{rest}");
    Router::new()
        .without_v07_checks()
        .route("/chat/threads", post(threads::create).get(threads::list))
        .route(
            THREAD,
            get(threads::get)
                .patch(threads::update)
                .delete(threads::delete),
        )
        .route(
            &of_thread("/messages"),
            post(messages::send).get(messages::list),
        )
        .route(
            &of_thread("/messages/{message}"),
            get(messages::get)
                .patch(messages::update)
                .delete(messages::delete),
        )
        .route(&of_thread("/participants"), get(participants::list))
        .route(&of_thread("/participants/:add"), post(participants::add))
        .route(
            &of_thread("/participants/:remove"),
            post(participants::remove),
        )
        .route(&of_thread("/typing"), post(presence::typing))
        .route(
            &of_thread("/readReceipts"),
            post(presence::read).get(presence::list),
        )
        .layer(middleware::from_fn_with_state(
            Arc::clone(world),
            auth::authenticate,
        ))
}
