//! The calls about messages.

use serde::Deserialize;

use super::{
    ChatMessage, ListOptions, MessageUpdate, NewMessage, Page, UserChat, user::thread_path,
};
use crate::{Result, client::read_json, endpoint::segment};

#[derive(Deserialize)]
struct Sent {
    id: String,
}

impl UserChat<'_> {
    /// Sends a message to a thread, and gives its id.
    ///
    /// The service has no idempotency key for it: after a lost answer the message may be there, and
    /// a second one would be a second message.
    /// <https://learn.microsoft.com/en-us/rest/api/communication/chat/chat-thread/send-chat-message>
    ///
    /// # Errors
    /// Without a request when a limit is exceeded: see [`NewMessage`].
    pub async fn send_message(self, thread_id: &str, message: NewMessage<'_>) -> Result<String> {
        let path = thread_path(thread_id, "/messages")?;
        let quoted = message.check()?;
        let request = self.post(&path, &message)?;
        let Sent { id } = self.once(request, &quoted, read_json).await?;
        Ok(id)
    }

    /// Lists the messages of a thread, newest first; those of the service itself are among them.
    /// <https://learn.microsoft.com/en-us/rest/api/communication/chat/chat-thread/list-chat-messages>
    ///
    /// # Errors
    /// Without a request when an option is out of its range.
    pub async fn list_messages(
        self,
        thread_id: &str,
        options: ListOptions,
    ) -> Result<Page<ChatMessage>> {
        let mut url = self.url(&thread_path(thread_id, "/messages")?);
        options.put(&mut url)?;
        self.get(url).await
    }

    /// A message.
    /// <https://learn.microsoft.com/en-us/rest/api/communication/chat/chat-thread/get-chat-message>
    pub async fn message(self, thread_id: &str, message_id: &str) -> Result<ChatMessage> {
        self.get(self.url(&message_path(thread_id, message_id)?))
            .await
    }

    /// Changes a message. Only its sender can.
    /// <https://learn.microsoft.com/en-us/rest/api/communication/chat/chat-thread/update-chat-message>
    ///
    /// # Errors
    /// Without a request when a limit is exceeded or there is nothing to change: see
    /// [`MessageUpdate`].
    pub async fn update_message(
        self,
        thread_id: &str,
        message_id: &str,
        update: MessageUpdate<'_>,
    ) -> Result<()> {
        let path = message_path(thread_id, message_id)?;
        let quoted = update.check()?;
        let request = self.patch(&path, &update)?;
        self.once(request, &quoted, |_| Ok(())).await
    }

    /// Deletes a message. Only its sender can, and only while it is in the thread.
    /// <https://learn.microsoft.com/en-us/rest/api/communication/chat/chat-thread/delete-chat-message>
    pub async fn delete_message(self, thread_id: &str, message_id: &str) -> Result<()> {
        self.delete(&message_path(thread_id, message_id)?).await
    }
}

fn message_path(thread_id: &str, message_id: &str) -> Result<String> {
    let message = segment(message_id)?;
    thread_path(thread_id, &["/messages/", &message].concat())
}
