//! Somebody is typing.

use std::fmt;

use serde::de::MapAccess;

use crate::{
    CommunicationIdentifier, MissingMember,
    lenient::{Member, Members},
    missing::required,
};

/// Somebody is typing. `Debug` does not show the name.
///
/// <https://learn.microsoft.com/en-us/azure/event-grid/communication-services-chat-events>
#[derive(Clone, Default, PartialEq, Eq)]
pub struct ChatTypingEvent {
    /// See [`thread_id`](Self::thread_id).
    pub thread_id: Option<String>,
    /// Who.
    pub sender: Option<CommunicationIdentifier>,
    /// The name that the sender gave.
    pub sender_display_name: Option<String>,
    /// What the service's support finds it by.
    pub transaction_id: Option<String>,
}

impl ChatTypingEvent {
    /// The type of the event.
    pub const EVENT_TYPE: &str = "Microsoft.Communication.ChatTypingIndicatorReceivedInThread";

    /// The id of the thread.
    ///
    /// # Errors
    /// There is none.
    pub fn thread_id(&self) -> Result<&str, MissingMember> {
        required("threadId", self.thread_id.as_deref())
    }
}

impl Members for ChatTypingEvent {
    fn member<'de, A: MapAccess<'de>>(
        &mut self,
        name: &str,
        value: Member<'_, A>,
    ) -> Result<(), A::Error> {
        match name {
            "threadid" => self.thread_id = value.text()?,
            "sendercommunicationidentifier" => value.identifier_into(&mut self.sender)?,
            "senderid" => value.raw_id_into(&mut self.sender)?,
            "senderdisplayname" => self.sender_display_name = value.text()?,
            "transactionid" => self.transaction_id = value.text()?,
            _ => value.skip()?,
        }
        Ok(())
    }
}

impl fmt::Debug for ChatTypingEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ChatTypingEvent")
            .field("thread_id", &self.thread_id)
            .field("sender", &self.sender)
            .field("transaction_id", &self.transaction_id)
            .finish_non_exhaustive()
    }
}
