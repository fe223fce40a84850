//! What a token's scopes allow.
//!
//! <https://learn.microsoft.com/azure/communication-services/concepts/identity-model#access-tokens>

use crate::{UserToken, chat::ChatError};

/// Create, change and delete threads.
pub(super) const OWN: &[&str] = &["chat"];

/// Add and remove participants.
pub(super) const INVITE: &[&str] = &["chat", "chat.join"];

/// Everything else.
pub(super) const JOIN: &[&str] = &["chat", "chat.join", "chat.join.limited"];

/// Refuses a token without any of the scopes.
pub(super) fn require(user: &UserToken, scopes: &[&str]) -> Result<(), ChatError> {
    if user
        .scopes
        .iter()
        .any(|scope| scopes.contains(&scope.as_str()))
    {
        Ok(())
    } else {
        Err(ChatError::Forbidden)
    }
}
