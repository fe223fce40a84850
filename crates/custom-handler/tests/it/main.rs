//! The protocol as the Functions host sees it.
#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "what supports a test may fail it"
)]

mod fixtures;
mod guard;
mod host;
mod invocations;
mod listener;
mod properties;
mod readme;
mod responses;
mod webhook;
