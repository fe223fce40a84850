//! The Functions host against a handler that does what it is told.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test may panic"
)]

mod admin;
mod chat;
mod cors;
mod envelopes;
mod eventgrid;
mod files;
mod lifecycle;
mod phones;
mod proxy;
mod queues;
mod support;
mod webhook;
