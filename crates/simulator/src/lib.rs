//! Azure Communication Services, Key Vault, Entra ID, a login provider and the Functions host, on
//! loopback.
//!
//! [`Simulator::start`] serves the first four, over http and https, in the current process;
//! [`host`] plays the Functions host in front of a custom handler. What is played, and where it
//! differs from Azure, stands in the crate's README.

#![warn(missing_docs)]

mod acs;
mod chaos;
mod clock;
mod control;
mod entra;
pub mod host;
mod journal;
mod jwt;
mod listener;
mod oidc;
mod rng;
mod service;
mod simulator;
mod tls;
mod traffic;
mod vault;
mod world;

pub use self::{
    acs::{IdentityRecord, TokenRefusal, UserToken, Which},
    chaos::Chaos,
    clock::Clock,
    journal::Call,
    oidc::Login,
    service::Service,
    simulator::{ManagedIdentity, Options, Simulator, StartError},
    vault::SecretChanged,
};
