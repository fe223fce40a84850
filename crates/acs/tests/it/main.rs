//! The crate as its users see it.

#![expect(
    clippy::expect_used,
    clippy::unwrap_used,
    reason = "a helper that fails must fail its test; clippy exempts only the test functions"
)]

mod chat;
mod connection_string;
mod credential;
mod error;
mod events;
mod future_size;
mod identifier;
mod identity;
mod retry;
mod secrecy;
mod sms;
mod support;
mod transport;
mod vectors;
