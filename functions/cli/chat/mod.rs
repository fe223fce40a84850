//! The command line about chats.

mod against;
pub(super) mod explain;
mod line;
mod memory;
pub(super) mod replay;
mod told;
mod underline;

use std::path::Path;

use moderation::Policy;

use super::Failure;
use crate::policy;

/// The section `[chat]` of a policy file.
fn policy(path: &Path) -> Result<Policy, Failure> {
    policy::Policy::load(path)?
        .chat
        .ok_or_else(|| Failure::NoChat(path.to_owned()))
}

#[cfg(test)]
mod tests;
