//! The protocol as the Functions host sees it.
#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a helper of a test fails the test"
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
