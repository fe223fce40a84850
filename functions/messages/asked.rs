//! What a request to send a message asks for.

use std::collections::BTreeMap;

use acs::chat::{MAX_CONTENT_BYTES, MessageFormat};
use moderation::Format;
use serde::Deserialize;

use crate::{
    error::Error,
    threads::{check_metadata, is_line},
};

/// A message that somebody wants to send.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct Asked {
    pub(super) content: String,
    #[serde(default, rename = "type")]
    pub(super) kind: Kind,
    #[serde(default)]
    pub(super) sender_display_name: Option<String>,
    #[serde(default)]
    pub(super) metadata: BTreeMap<String, String>,
}

/// How the content is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Kind {
    /// As it reads.
    #[default]
    Text,
    /// As HTML.
    Html,
}

impl Kind {
    /// For the engine.
    pub(super) const fn format(self) -> Format {
        match self {
            Self::Text => Format::Text,
            Self::Html => Format::Html,
        }
    }

    /// For ACS.
    pub(super) const fn of_acs(self) -> MessageFormat {
        match self {
            Self::Text => MessageFormat::Text,
            Self::Html => MessageFormat::Html,
        }
    }

    /// As it is written.
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Html => "html",
        }
    }
}

impl Asked {
    /// Reads the body.
    pub(super) fn read(body: &[u8]) -> Result<Self, Error> {
        let asked: Self = serde_json::from_slice(body).map_err(|_| {
            Error::BadRequest(
                "The body is not `{\"content\": …, \"type\"?: \"text\" or \"html\", \"senderDisplayName\"?: …, \
                 \"metadata\"?: {…}}`.",
            )
        })?;
        if asked.content.trim().is_empty() || asked.content.len() > MAX_CONTENT_BYTES {
            return Err(Error::BadRequest("`content` has 1 to 28672 bytes."));
        }
        let name = asked.sender_display_name.as_deref();
        if name.is_some_and(|name| !is_line(name)) {
            return Err(Error::BadRequest(
                "`senderDisplayName` has 1 to 256 bytes, in one line.",
            ));
        }
        check_metadata(&asked.metadata)?;
        Ok(asked)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn what_cannot_be_a_message_is_refused_before_anything_happens() {
        let read = |body: &Value| {
            let asked = Asked::read(body.to_string().as_bytes());
            asked.map_err(|error| error.answer().detail)
        };
        let html = read(&json!({"content": "<b>Hello</b>", "type": "html"})).map(|it| it.kind);
        assert_eq!(html, Ok(Kind::Html));
        for (body, expected) in [
            (json!("Hello"), "The body is not"),
            (json!({"text": "Hello"}), "The body is not"),
            (
                json!({"content": "Hello", "type": "topicUpdated"}),
                "The body is not",
            ),
            (json!({"content": " \n"}), "`content`"),
            (
                json!({"content": "x".repeat(MAX_CONTENT_BYTES + 1)}),
                "`content`",
            ),
            (
                json!({"content": "Hello", "senderDisplayName": "a\nb"}),
                "`senderDisplayName`",
            ),
            (
                json!({"content": "Hello", "metadata": {"frontdesk-request": "1"}}),
                "No name",
            ),
        ] {
            let detail = read(&body).err().unwrap_or_default();
            assert!(detail.starts_with(expected), "{body}: {detail}");
        }
    }
}
