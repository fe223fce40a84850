//! What is to be said in a thread, and to be said instead.

use std::fmt;

use serde::Serialize;

use super::{
    MessageFormat, Metadata,
    metadata::{require_metadata, values},
};
use crate::{Error, Result, quoted::Quoted};

/// The most bytes of a message's text.
///
/// The service speaks of "approximately 28 KB".
/// <https://learn.microsoft.com/en-us/azure/communication-services/concepts/service-limits#chat>
pub const MAX_CONTENT_BYTES: usize = 28 * 1024;

/// A message to send. Its `Debug` shows neither what it says nor the sender's name.
#[derive(Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct NewMessage<'a> {
    /// What it says, in at most [`MAX_CONTENT_BYTES`].
    pub content: &'a str,
    /// The sender's name, for notifications.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sender_display_name: Option<&'a str>,
    /// How it is to be read.
    #[serde(rename = "type")]
    pub format: MessageFormat,
    /// What to attach, of at most [`MAX_METADATA_BYTES`](super::MAX_METADATA_BYTES).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metadata: Option<&'a Metadata>,
}

/// What to change of a message; what is `None` stays. Its `Debug` does not show the text.
#[derive(Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct MessageUpdate<'a> {
    /// What it says from now on, in at most [`MAX_CONTENT_BYTES`], read as it was before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content: Option<&'a str>,
    /// What to attach, of at most [`MAX_METADATA_BYTES`](super::MAX_METADATA_BYTES). A name that is
    /// not in it keeps its value: the update is a merge patch.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metadata: Option<&'a Metadata>,
}

impl<'a> NewMessage<'a> {
    /// A plain text.
    pub fn text(content: &'a str) -> Self {
        Self {
            content,
            sender_display_name: None,
            format: MessageFormat::Text,
            metadata: None,
        }
    }

    pub(super) fn check(&self) -> Result<Quoted<'a>> {
        require_content(self.content)?;
        require_metadata(self.metadata)?;
        Ok(Quoted {
            names: self
                .sender_display_name
                .into_iter()
                .chain(values(self.metadata))
                .collect(),
            text: self.content,
        })
    }
}

impl<'a> MessageUpdate<'a> {
    pub(super) fn check(&self) -> Result<Quoted<'a>> {
        if *self == Self::default() {
            return Err(Error::invalid_input("an update changes something"));
        }
        let text = self.content.unwrap_or_default();
        require_content(text)?;
        require_metadata(self.metadata)?;
        Ok(Quoted {
            names: values(self.metadata).collect(),
            text,
        })
    }
}

fn require_content(content: &str) -> Result<()> {
    if content.len() > MAX_CONTENT_BYTES {
        return Err(Error::invalid_input("a message has at most 28672 bytes"));
    }
    Ok(())
}

impl fmt::Debug for NewMessage<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewMessage")
            .field("format", &self.format)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for MessageUpdate<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MessageUpdate").finish_non_exhaustive()
    }
}
