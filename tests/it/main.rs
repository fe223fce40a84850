//! The app as the host sees it, against the simulator; and the repository against itself.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on says so; Clippy spares only the test functions themselves"
)]

mod attacks;
mod audit;
mod cache;
mod chat;
mod chat_storm;
mod clients;
mod content_safety;
mod delivery_reports;
mod desk;
mod flood;
mod health;
mod host;
mod hosted;
mod identities;
mod layout;
mod limits;
mod members;
mod messages;
mod phone;
mod rotation;
mod send_sms;
mod storm;
mod talk;
mod teams;
mod texts;
mod threads;
mod token;
mod triggers;
