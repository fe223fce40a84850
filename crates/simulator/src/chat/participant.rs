//! Who is in a thread, and who can be.

use serde::Serialize;
use time::OffsetDateTime;

use super::{ChatError, message::Metadata};
use crate::acs::Resource;

/// Somebody in a thread.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ChatParticipant {
    /// The raw id, `8:acs:<resource>_<guid>`.
    pub id: String,
    /// How the one who added them names them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub display_name: Option<String>,
    /// Messages before this time are hidden from them.
    #[serde(with = "time::serde::rfc3339")]
    pub share_history_time: OffsetDateTime,
    /// As given when they were added.
    #[serde(skip_serializing_if = "std::collections::BTreeMap::is_empty")]
    pub metadata: Metadata,
}

/// Somebody who is to be added.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Candidate {
    pub(crate) id: String,
    pub(crate) display_name: Option<String>,
    pub(crate) share_history_time: Option<OffsetDateTime>,
    pub(crate) metadata: Metadata,
}

impl Candidate {
    /// Without a time the whole history is shared: recordings of the SDKs show 1970 then.
    pub(super) fn into_participant(self) -> ChatParticipant {
        ChatParticipant {
            id: self.id,
            display_name: self.display_name,
            share_history_time: self
                .share_history_time
                .unwrap_or(OffsetDateTime::UNIX_EPOCH),
            metadata: self.metadata,
        }
    }
}

/// Why somebody was not added; the request succeeds all the same.
///
/// <https://github.com/Azure/azure-rest-api-specs/blob/main/specification/communication/data-plane/Chat/stable/2025-03-15/examples/Threads_CreateChatThread.json>
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unfit {
    /// Of another resource, or no ACS user at all.
    Foreign,
    /// Of this resource, but unknown or deleted.
    Unknown,
}

impl Unfit {
    /// `code` is a string, though it looks like a number.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Foreign => "403",
            Self::Unknown => "404",
        }
    }

    pub(crate) fn message(self) -> &'static str {
        match self {
            Self::Foreign => "Permissions check failed",
            Self::Unknown => "Not found",
        }
    }
}

/// Whom a request could not add.
pub(crate) type Rejected = Vec<(String, Unfit)>;

/// Whether it is a raw id: a kind, and then what the kind wants.
/// <https://learn.microsoft.com/azure/communication-services/concepts/identifiers>. Of an ACS user
/// that is two ids with an underscore between them; the service refused `8:acs:fakeid===`.
pub(super) fn is_raw_id(id: &str) -> bool {
    const OTHERS: [&str; 5] = ["4:", "8:orgid:", "8:teamsvisitor:", "28:", "2:"];
    const USERS: [&str; 5] = ["8:acs:", "8:dod-acs:", "8:gcch-acs:", "8:spool:", "8:gcch:"];
    let word = |word: &str| {
        !word.is_empty()
            && word
                .chars()
                .all(|one| one.is_ascii_alphanumeric() || one == '-')
    };
    let user = USERS.iter().find_map(|kind| id.strip_prefix(kind));
    match user {
        Some(user) => user.contains('_') && user.split('_').all(word),
        None => OTHERS.iter().any(|kind| id.starts_with(kind)),
    }
}

/// Those who can be added, once each, and those who cannot. A malformed id fails all of them.
pub(super) fn sort(
    candidates: Vec<Candidate>,
    users: &Resource,
) -> Result<(Vec<ChatParticipant>, Rejected), ChatError> {
    let (mut fit, mut rejected) = (Vec::<ChatParticipant>::new(), Vec::new());
    let own = format!("8:acs:{}_", users.id);
    for candidate in candidates {
        let id = candidate.id.as_str();
        if !is_raw_id(id) {
            return Err(ChatError::Identifier(candidate.id));
        }
        let lives = || users.find(id).is_some_and(|user| user.deleted_at.is_none());
        if !id.starts_with(&own) {
            rejected.push((candidate.id, Unfit::Foreign));
        } else if !lives() {
            rejected.push((candidate.id, Unfit::Unknown));
        } else if fit.iter().all(|earlier| earlier.id != id) {
            fit.push(candidate.into_participant());
        }
    }
    Ok((fit, rejected))
}
