//! Azure Communication Services: Identity, SMS and Chat.
//!
//! <https://learn.microsoft.com/rest/api/communication/identity/communication-identity>

mod auth;
mod chat;
mod error;
mod headers;
mod hmac;
mod identity;
mod ledger;
mod payload;
mod resource;
mod sms;
mod teams;
mod token;

use std::sync::Arc;

use axum::{
    Router, middleware,
    routing::{delete, post},
};

pub(crate) use self::{
    identity::new_user, ledger::Ledger, resource::Resource, token::verify as verify_user_token,
};
pub use self::{
    resource::{IdentityRecord, Which},
    token::{Refusal as TokenRefusal, UserToken},
};
use crate::world::World;

/// Requests larger than this are refused; no documented body comes near it.
const MAX_BODY: usize = 1024 * 1024;

pub(crate) fn router(world: &Arc<World>) -> Router<Arc<World>> {
    let identity = Router::new()
        .without_v07_checks()
        .route("/identities", post(identity::create))
        .route("/identities/{id}", delete(identity::delete))
        .route("/identities/{id}/:issueAccessToken", post(identity::issue))
        .route(
            "/identities/{id}/:revokeAccessTokens",
            post(identity::revoke),
        )
        .route("/teamsUser/:exchangeAccessToken", post(teams::exchange));
    let answering = |routes: Router<Arc<World>>, versions| {
        routes.layer(middleware::from_fn_with_state(
            (Arc::clone(world), versions),
            headers::common,
        ))
    };
    let managed = |routes: Router<Arc<World>>| {
        routes.layer(middleware::from_fn_with_state(
            Arc::clone(world),
            auth::authenticate,
        ))
    };
    answering(managed(identity), headers::IDENTITY_VERSIONS)
        .merge(answering(managed(sms::router()), headers::SMS_VERSIONS))
        .merge(answering(chat::router(world), headers::CHAT_VERSIONS))
}
