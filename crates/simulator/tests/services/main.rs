//! The played services, each through its own HTTP interface.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "the helpers of a test may fail the test"
)]

mod chat;
mod chat_control;
mod chat_events;
mod chat_pages;
mod chat_people;
mod chat_rates;
mod chat_rules;
mod chat_size;
mod chat_support;
mod content_safety;
mod control;
mod entra;
mod faults;
mod identity;
mod oidc;
mod phones;
mod queues;
mod restart;
mod signature;
mod sms;
mod support;
mod teams;
mod tls;
mod user_token;
mod vault;
mod vault_deleted;
mod webhooks;
