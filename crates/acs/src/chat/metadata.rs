//! What an app attaches to a thread, a participant or a message.

use std::collections::BTreeMap;

use crate::{Error, Result};

/// Names and values that mean nothing to the service.
pub type Metadata = BTreeMap<String, String>;

/// The most bytes of all names and values together.
///
/// The service speaks of 1 KB.
/// <https://github.com/Azure/azure-rest-api-specs/blob/main/specification/communication/data-plane/Chat/stable/2025-03-15/communicationserviceschat.json>
pub const MAX_METADATA_BYTES: usize = 1024;

pub(super) fn require_metadata(metadata: Option<&Metadata>) -> Result<()> {
    let bytes: usize = metadata
        .into_iter()
        .flatten()
        .map(|(name, value)| name.len() + value.len())
        .sum();
    if bytes > MAX_METADATA_BYTES {
        return Err(Error::invalid_input("metadata has at most 1024 bytes"));
    }
    Ok(())
}

/// The values, which the service may quote.
pub(super) fn values(metadata: Option<&Metadata>) -> impl Iterator<Item = &str> {
    metadata
        .into_iter()
        .flatten()
        .map(|(_, value)| value.as_str())
}
