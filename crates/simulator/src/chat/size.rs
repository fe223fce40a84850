//! How large things may be.
//!
//! <https://learn.microsoft.com/azure/communication-services/concepts/service-limits#chat>

use super::{ChatError, ChatRetention, message::Metadata};

/// In one thread.
pub(super) const PARTICIPANTS: usize = 250;

/// In one request. More than that was answered with 400:
/// <https://github.com/Azure/Communication/issues/379>.
const ADDED: usize = 200;

/// Up to as many participants a thread has read receipts and typing indicators.
pub(super) const SOCIABLE: usize = 20;

/// Of a message, in bytes.
const MESSAGE: usize = 28 * 1024;

/// Of all names and values together, in bytes.
const METADATA: usize = 1024;

pub(super) fn metadata(metadata: &Metadata) -> Result<(), ChatError> {
    let size: usize = metadata
        .iter()
        .map(|(name, value)| name.len() + value.len())
        .sum();
    if size > METADATA {
        return Err(ChatError::Invalid("The metadata must not exceed 1 KB."));
    }
    Ok(())
}

pub(super) fn text(text: &str) -> Result<(), ChatError> {
    if text.is_empty() {
        Err(ChatError::Invalid("The content must not be empty."))
    } else if text.len() > MESSAGE {
        Err(ChatError::TooLarge)
    } else {
        Ok(())
    }
}

pub(super) fn topic(topic: &str) -> Result<(), ChatError> {
    if topic.is_empty() {
        return Err(ChatError::Invalid("The topic must not be empty."));
    }
    Ok(())
}

pub(super) fn added(count: usize) -> Result<(), ChatError> {
    if count > ADDED {
        return Err(ChatError::Invalid(
            "At most 200 participants can be added at once.",
        ));
    }
    Ok(())
}

/// <https://learn.microsoft.com/azure/communication-services/quickstarts/chat/data-retention-policy>
pub(super) fn retention(retention: Option<ChatRetention>) -> Result<(), ChatError> {
    match retention {
        Some(ChatRetention::ThreadCreationDate {
            delete_thread_after_days,
        }) if !(30..=90).contains(&delete_thread_after_days) => Err(ChatError::Invalid(
            "deleteThreadAfterDays must be between 30 and 90.",
        )),
        _ => Ok(()),
    }
}
