//! Who is typing, and who has read what. Neither works in a thread of more than 20 participants.
//!
//! <https://learn.microsoft.com/en-us/azure/communication-services/concepts/service-limits#chat>

use serde::{Deserialize, Serialize};

use super::{Page, SkipOptions, UserChat, user::thread_path};
use crate::{CommunicationIdentifier, Error, Result, Timestamp, lenient::fields, quoted::Quoted};

/// That somebody has read a message, and with it all before it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ReadReceipt {
    /// Who.
    #[serde(rename = "senderCommunicationIdentifier")]
    pub sender: CommunicationIdentifier,
    /// Which message.
    pub chat_message_id: String,
    /// When.
    #[serde(default, deserialize_with = "fields::time")]
    pub read_on: Option<Timestamp>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct TypingRequest<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    sender_display_name: Option<&'a str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ReadReceiptRequest<'a> {
    chat_message_id: &'a str,
}

impl UserChat<'_> {
    /// Tells the others in a thread that the user, by this name, is typing.
    /// <https://learn.microsoft.com/en-us/rest/api/communication/chat/chat-thread/send-typing-notification>
    pub async fn send_typing(self, thread_id: &str, display_name: Option<&str>) -> Result<()> {
        let path = thread_path(thread_id, "/typing")?;
        let body = TypingRequest {
            sender_display_name: display_name,
        };
        let request = self.post(&path, &body)?;
        let quoted = Quoted {
            names: display_name.into_iter().collect(),
            text: "",
        };
        self.once(request, &quoted, |_| Ok(())).await
    }

    /// Lists who has read what in a thread.
    /// <https://learn.microsoft.com/en-us/rest/api/communication/chat/chat-thread/list-chat-read-receipts>
    ///
    /// # Errors
    /// Without a request when an option is out of its range.
    pub async fn list_read_receipts(
        self,
        thread_id: &str,
        options: SkipOptions,
    ) -> Result<Page<ReadReceipt>> {
        let mut url = self.url(&thread_path(thread_id, "/readReceipts")?);
        options.put(&mut url)?;
        self.get(url).await
    }

    /// Tells the others in a thread that the user has read this message.
    /// <https://learn.microsoft.com/en-us/rest/api/communication/chat/chat-thread/send-chat-read-receipt>
    ///
    /// # Errors
    /// Without a request when the id is empty.
    pub async fn send_read_receipt(self, thread_id: &str, message_id: &str) -> Result<()> {
        let path = thread_path(thread_id, "/readReceipts")?;
        if message_id.is_empty() {
            return Err(Error::invalid_input("the id of the message is empty"));
        }
        let body = ReadReceiptRequest {
            chat_message_id: message_id,
        };
        let request = self.post(&path, &body)?;
        self.once(request, &Quoted::default(), |_| Ok(())).await
    }
}
