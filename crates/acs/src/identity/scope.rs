//! What a token may be used for.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// What a token may be used for.
///
/// The order is from more to less within each service.
/// <https://learn.microsoft.com/en-us/azure/communication-services/concepts/identity-model#access-token-scopes>
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "&'static str", try_from = "std::borrow::Cow<'_, str>")]
pub enum TokenScope {
    /// `chat`: all of Chat.
    Chat,
    /// `chat.join`: Chat without creating, updating or deleting threads.
    ChatJoin,
    /// `chat.join.limited`: `chat.join` without adding or removing participants, for guests.
    ChatJoinLimited,
    /// `voip`: all of Calling.
    Voip,
    /// `voip.join`: Calling without starting a call.
    VoipJoin,
}

/// The text names no scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a scope is one of chat, chat.join, chat.join.limited, voip, voip.join")]
pub struct UnknownScope;

impl TokenScope {
    /// Every scope.
    pub const ALL: [Self; 5] = [
        Self::Chat,
        Self::ChatJoin,
        Self::ChatJoinLimited,
        Self::Voip,
        Self::VoipJoin,
    ];

    /// The scope as the service spells it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Chat => "chat",
            Self::ChatJoin => "chat.join",
            Self::ChatJoinLimited => "chat.join.limited",
            Self::Voip => "voip",
            Self::VoipJoin => "voip.join",
        }
    }
}

impl fmt::Display for TokenScope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for TokenScope {
    type Err = UnknownScope;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|scope| scope.as_str() == text)
            .ok_or(UnknownScope)
    }
}

impl From<TokenScope> for &'static str {
    fn from(scope: TokenScope) -> Self {
        scope.as_str()
    }
}

impl TryFrom<std::borrow::Cow<'_, str>> for TokenScope {
    type Error = UnknownScope;

    fn try_from(text: std::borrow::Cow<'_, str>) -> Result<Self, Self::Error> {
        text.parse()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_scope_has_one_spelling() {
        for scope in TokenScope::ALL {
            assert_eq!(scope.to_string().parse(), Ok(scope));
            let json = serde_json::to_string(&scope).unwrap();
            assert_eq!(json, format!("\"{scope}\""));
            assert_eq!(serde_json::from_str::<TokenScope>(&json).unwrap(), scope);
        }
        for text in ["", "Chat", "chat ", "chat.", "chat.join.all"] {
            assert_eq!(text.parse::<TokenScope>(), Err(UnknownScope));
        }
        assert!(TokenScope::ALL.is_sorted());
    }
}
