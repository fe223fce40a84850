//! The played services, each through its own HTTP interface.

mod control;
mod entra;
mod faults;
mod identity;
mod oidc;
mod signature;
mod support;
mod teams;
mod tls;
mod user_token;
mod vault;
mod vault_deleted;
