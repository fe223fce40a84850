//! SMS: sending, opt-outs, delivery reports.
//!
//! <https://learn.microsoft.com/rest/api/communication/sms/sms> and, for what the documentation of
//! the versions leaves open, the specification and its examples in
//! <https://github.com/Azure/azure-rest-api-specs/tree/main/specification/communication/data-plane/Sms>.

mod error;
mod opt_outs;
mod report;
mod send;

use std::sync::Arc;

use axum::{
    Router,
    routing::{get, post},
};

use crate::world::{State, World};
use error::SmsError;

/// How many recipients one request can have.
const RECIPIENTS: std::ops::RangeInclusive<usize> = 1..=100;

pub(super) fn router() -> Router<Arc<World>> {
    Router::new()
        .without_v07_checks()
        .route("/sms", post(send::send))
        .route("/sms/optouts:add", post(opt_outs::add))
        .route("/sms/optouts:remove", post(opt_outs::remove))
        .route("/sms/optouts:check", post(opt_outs::check))
        .route("/deliveryReports/{id}", get(report::get))
}

/// Refuses a number that the resource does not have.
fn require_own(state: &State, from: &str) -> Result<(), SmsError> {
    if state.sms.numbers().contains_key(from) {
        Ok(())
    } else {
        Err(SmsError::NotOwned)
    }
}
