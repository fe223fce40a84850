//! Chat: threads, who is in them, and what they say there.
//!
//! All of it happens as a user, with that user's token. There is no moderator: no access key and no
//! Entra identity is let in, and only its sender can change or delete a message. Who has the
//! resource's key can issue a token for each of its users, though: see
//! [`IdentityClient::issue_token`](crate::identity::IdentityClient::issue_token).
//! <https://learn.microsoft.com/en-us/azure/communication-services/concepts/chat/concepts>
//! <https://learn.microsoft.com/en-us/rest/api/communication/chat/operation-groups>

mod message;
mod message_type;
mod messages;
mod metadata;
mod new_message;
mod page;
mod participant;
mod participants;
mod signals;
mod thread;
mod threads;
mod user;

use std::{borrow::Cow, sync::Arc};

use azure_core::{credentials::Secret, http::ClientOptions};

pub use message::{Attachment, AttachmentType, ChatMessage, MessageContent};
pub use message_type::{MessageFormat, MessageType};
pub use metadata::{MAX_METADATA_BYTES, Metadata};
pub use new_message::{MAX_CONTENT_BYTES, MessageUpdate, NewMessage};
pub use page::{ListOptions, MAX_PAGE_SIZE, NextPage, Page, SkipOptions};
pub use participant::{
    Added, InvalidParticipant, MAX_ADDED, MAX_PARTICIPANTS, NewParticipant, Participant,
};
pub use signals::ReadReceipt;
pub use thread::{ChatThread, ChatThreadItem, NewThread, RetentionPolicy, ThreadUpdate};
pub use user::UserChat;

use crate::{Result, client::ServiceClient, retry::RetryLimits};

/// The version of the service that the client speaks unless told otherwise.
/// <https://github.com/Azure/azure-rest-api-specs/tree/main/specification/communication/data-plane/Chat/stable>
pub const API_VERSION: &str = "2025-03-15";

/// How a [`ChatClient`] behaves.
#[derive(Debug, Clone)]
pub struct ChatClientOptions {
    /// The options of `azure_core`'s pipeline. A transport that several clients share goes here.
    /// Its `retry` is not used: see [`retry`](Self::retry).
    pub client_options: ClientOptions,
    /// The version to ask for. Default [`API_VERSION`].
    pub api_version: Cow<'static, str>,
    /// How calls that only read are retried. All others are sent once, whatever this says; what it
    /// says of the time that a try may take holds for them too.
    pub retry: RetryLimits,
}

impl Default for ChatClientOptions {
    fn default() -> Self {
        Self {
            client_options: ClientOptions::default(),
            api_version: Cow::Borrowed(API_VERSION),
            retry: RetryLimits::default(),
        }
    }
}

/// The chat of a resource.
///
/// It holds no credential: [`as_user`](Self::as_user) says whose token a call goes with, so that one
/// client, with one pipeline and one pool of connections, is enough for all users. A clone shares
/// everything with its original and costs nothing.
#[derive(Debug, Clone)]
pub struct ChatClient(Arc<ServiceClient>);

impl ChatClient {
    /// A client of the resource at `endpoint`, for example `https://contoso.communication.azure.com`.
    ///
    /// # Errors
    /// The endpoint is not one: see [`InvalidEndpoint`](crate::InvalidEndpoint). Nothing is sent.
    pub fn new(endpoint: impl AsRef<str>, options: Option<ChatClientOptions>) -> Result<Self> {
        let options = options.unwrap_or_default();
        let client = ServiceClient::new(
            endpoint.as_ref(),
            &options.api_version,
            None,
            options.client_options,
            options.retry,
        )?;
        Ok(Self(Arc::new(client)))
    }

    /// Chat as the user whose token this is. It costs nothing, and nothing is sent.
    ///
    /// The token is an [`AccessToken::token`](crate::identity::AccessToken::token) with one of the
    /// scopes of chat.
    pub fn as_user<'a>(&'a self, token: &'a Secret) -> UserChat<'a> {
        UserChat::new(&self.0, token)
    }
}
