//! The calls about threads.

use azure_core::{Uuid, http::headers::HeaderName};
use serde::Deserialize;

use super::{
    Added, ChatThread, ChatThreadItem, InvalidParticipant, ListOptions, NewThread, Page,
    ThreadUpdate, UserChat, participant::added, user::thread_path,
};
use crate::{Result, client::read_json};

const THREADS: &str = "/chat/threads";

/// Unlike other services, Chat knows no `repeatability-first-sent` beside it.
const REPEATABILITY_REQUEST_ID: HeaderName = HeaderName::from_static("repeatability-request-id");

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Created {
    chat_thread: ChatThread,
    invalid_participants: Option<Vec<InvalidParticipant>>,
}

impl UserChat<'_> {
    /// Creates a thread, whose creator is in it. The token needs the scope `chat`.
    ///
    /// A success is none for all participants: see [`Added`].
    ///
    /// The caller gives the id by which the service knows a repetition, so that it is the same after
    /// a crash. It must not be used for another thread: the service has then been seen to answer
    /// with the old one. What the answer says of when it was created tells them apart.
    /// <https://learn.microsoft.com/en-us/rest/api/communication/chat/chat/create-chat-thread>
    /// <https://github.com/Azure/azure-sdk-for-java/issues/47688>
    ///
    /// # Errors
    /// Without a request when a limit is exceeded: see [`NewThread`].
    pub async fn create_thread(
        self,
        thread: NewThread<'_>,
        repeatability_id: Uuid,
    ) -> Result<(ChatThread, Added)> {
        let quoted = thread.check()?;
        let mut request = self.post(THREADS, &thread)?;
        request.insert_header(REPEATABILITY_REQUEST_ID, repeatability_id.to_string());
        let created: Created = self.once(request, &quoted, read_json).await?;
        let added = added(created.invalid_participants, &quoted);
        Ok((created.chat_thread, added))
    }

    /// Lists the threads in which the user is.
    /// <https://learn.microsoft.com/en-us/rest/api/communication/chat/chat/list-chat-threads>
    ///
    /// # Errors
    /// Without a request when an option is out of its range.
    pub async fn list_threads(self, options: ListOptions) -> Result<Page<ChatThreadItem>> {
        let mut url = self.url(THREADS);
        options.put(&mut url)?;
        self.get(url).await
    }

    /// A thread.
    /// <https://learn.microsoft.com/en-us/rest/api/communication/chat/chat-thread/get-chat-thread-properties>
    pub async fn thread(self, thread_id: &str) -> Result<ChatThread> {
        self.get(self.url(&thread_path(thread_id, "")?)).await
    }

    /// Changes a thread. The token needs the scope `chat`.
    /// <https://learn.microsoft.com/en-us/rest/api/communication/chat/chat-thread/update-chat-thread-properties>
    ///
    /// # Errors
    /// Without a request when a limit is exceeded or there is nothing to change: see
    /// [`ThreadUpdate`].
    pub async fn update_thread(self, thread_id: &str, update: ThreadUpdate<'_>) -> Result<()> {
        let path = thread_path(thread_id, "")?;
        let quoted = update.check()?;
        let request = self.patch(&path, &update)?;
        self.once(request, &quoted, |_| Ok(())).await
    }

    /// Deletes a thread with all its messages. The token needs the scope `chat`.
    /// <https://learn.microsoft.com/en-us/rest/api/communication/chat/chat/delete-chat-thread>
    pub async fn delete_thread(self, thread_id: &str) -> Result<()> {
        self.delete(&thread_path(thread_id, "")?).await
    }
}
