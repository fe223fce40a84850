//! The service's XML.

use axum::{
    body::Body,
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::Response,
};
use serde::{Deserialize, Serialize};
use time::{OffsetDateTime, format_description::well_known::Rfc2822};
use uuid::Uuid;

use super::{StorageError, StoredMessage};

/// The service's word for "never".
const NEVER: &str = "Fri, 31 Dec 9999 23:59:59 GMT";

/// The version of the protocol that answers claim.
const VERSION: &str = "2026-04-06";

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct ErrorBody<'a> {
    pub(super) code: &'a str,
    pub(super) message: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct MessageList {
    queue_message: Vec<MessageElement>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct MessageElement {
    message_id: String,
    insertion_time: String,
    expiration_time: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pop_receipt: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    time_next_visible: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    dequeue_count: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message_text: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct QueueList {
    pub(super) queues: Names,
    pub(super) next_marker: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Names {
    pub(super) queue: Vec<Name>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Name {
    pub(super) name: String,
}

impl MessageList {
    /// The answer to a put: the message without its text.
    pub(super) fn put(message: StoredMessage) -> Self {
        let element = MessageElement {
            message_text: None,
            dequeue_count: None,
            ..MessageElement::received(message)
        };
        Self {
            queue_message: vec![element],
        }
    }

    pub(super) fn received(messages: Vec<StoredMessage>) -> Self {
        Self {
            queue_message: messages.into_iter().map(MessageElement::received).collect(),
        }
    }

    /// Without what would give a right to the messages.
    pub(super) fn peeked(messages: Vec<StoredMessage>) -> Self {
        let peeked = |message| MessageElement {
            pop_receipt: None,
            time_next_visible: None,
            ..MessageElement::received(message)
        };
        Self {
            queue_message: messages.into_iter().map(peeked).collect(),
        }
    }
}

impl MessageElement {
    fn received(message: StoredMessage) -> Self {
        Self {
            message_id: message.id,
            insertion_time: date(message.inserted),
            expiration_time: message.expires.map_or_else(|| NEVER.to_owned(), date),
            pop_receipt: Some(message.pop_receipt),
            time_next_visible: Some(date(message.next_visible)),
            dequeue_count: Some(message.dequeue_count),
            message_text: Some(message.text),
        }
    }
}

/// RFC 1123, in whole seconds.
pub(super) fn date(at: OffsetDateTime) -> String {
    let shown = at.to_utc().format(&Rfc2822).unwrap_or_default();
    shown.replace("+0000", "GMT")
}

#[derive(Deserialize)]
struct QueueMessage {
    #[serde(rename = "MessageText", default)]
    message_text: String,
}

/// `<QueueMessage><MessageText>…</MessageText></QueueMessage>`
pub(super) fn message_text(body: &[u8]) -> Result<String, StorageError> {
    let body = std::str::from_utf8(body).map_err(|_| StorageError::InvalidXml)?;
    let body = body.trim_start_matches('\u{feff}');
    let message: QueueMessage =
        quick_xml::de::from_str(body).map_err(|_| StorageError::InvalidXml)?;
    Ok(message.message_text)
}

/// An answer with the headers that all answers have.
pub(super) fn empty(status: StatusCode) -> Response {
    respond(status, Body::empty())
}

/// An answer of one element.
pub(super) fn xml<T: Serialize>(status: StatusCode, root: &'static str, content: &T) -> Response {
    // What is written here always has a form in XML.
    let text = quick_xml::se::to_string_with_root(root, content).unwrap_or_default();
    let declared = format!("<?xml version=\"1.0\" encoding=\"utf-8\"?>{text}");
    let mut response = respond(status, Body::from(declared));
    response.headers_mut().insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/xml"),
    );
    response
}

fn respond(status: StatusCode, body: Body) -> Response {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    let headers = response.headers_mut();
    let version = HeaderName::from_static("x-ms-version");
    headers.insert(version, HeaderValue::from_static(VERSION));
    headers.extend(
        HeaderValue::try_from(Uuid::new_v4().to_string())
            .ok()
            .map(|id| (HeaderName::from_static("x-ms-request-id"), id)),
    );
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_of_a_message() {
        for (body, expected) in [
            (
                "<QueueMessage><MessageText>aGk=</MessageText></QueueMessage>",
                Ok("aGk="),
            ),
            (
                "\u{feff}<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<QueueMessage>\n  \
                 <MessageText>&lt;a&gt; &amp;amp; &#233;</MessageText>\n</QueueMessage>",
                Ok("<a> &amp; é"),
            ),
            (
                "<QueueMessage><MessageText></MessageText></QueueMessage>",
                Ok(""),
            ),
            ("<QueueMessage><MessageText/></QueueMessage>", Ok("")),
            ("<QueueMessage><MessageText>", Err(StorageError::InvalidXml)),
            ("aGk=", Err(StorageError::InvalidXml)),
            ("", Err(StorageError::InvalidXml)),
        ] {
            let found = message_text(body.as_bytes());
            assert_eq!(found.as_deref().map_err(|error| *error), expected, "{body}");
        }
    }
}
