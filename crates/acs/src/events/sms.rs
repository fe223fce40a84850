//! SMS.

use std::fmt;

use serde::de::MapAccess;

use crate::{
    MissingMember, Timestamp,
    lenient::{Member, Members},
    missing::required,
};

/// A text came in: `Microsoft.Communication.SMSReceived`.
///
/// Numbers come with or without their `+`, even within one event. `Debug` shows neither numbers nor
/// text.
/// <https://learn.microsoft.com/en-us/azure/event-grid/communication-services-telephony-sms-events#microsoftcommunicationsmsreceived-event>
#[derive(Clone, Default, PartialEq, Eq)]
pub struct SmsReceived {
    /// See [`message_id`](Self::message_id).
    pub message_id: Option<String>,
    /// See [`from`](Self::from).
    pub from: Option<String>,
    /// See [`to`](Self::to).
    pub to: Option<String>,
    /// See [`message`](Self::message).
    pub message: Option<String>,
    /// When it came.
    pub received: Option<Timestamp>,
    /// Of how many segments it was put together. Not there before 2025.
    pub segment_count: Option<u32>,
}

impl SmsReceived {
    /// The type of the event.
    pub const EVENT_TYPE: &str = "Microsoft.Communication.SMSReceived";

    /// The id of the message, which is opaque.
    ///
    /// # Errors
    /// There is none.
    pub fn message_id(&self) -> Result<&str, MissingMember> {
        required("messageId", self.message_id.as_deref())
    }

    /// Who sent it: a number, or a short code.
    ///
    /// # Errors
    /// Nobody.
    pub fn from(&self) -> Result<&str, MissingMember> {
        required("from", self.from.as_deref())
    }

    /// To which of our numbers.
    ///
    /// # Errors
    /// To none.
    pub fn to(&self) -> Result<&str, MissingMember> {
        required("to", self.to.as_deref())
    }

    /// The text, which may be empty.
    ///
    /// # Errors
    /// There is no text, not even an empty one.
    pub fn message(&self) -> Result<&str, MissingMember> {
        self.message.as_deref().ok_or(MissingMember("message"))
    }
}

impl Members for SmsReceived {
    fn member<'de, A: MapAccess<'de>>(
        &mut self,
        name: &str,
        value: Member<'_, A>,
    ) -> Result<(), A::Error> {
        match name {
            "messageid" => self.message_id = value.text()?,
            "from" => self.from = value.text()?,
            "to" => self.to = value.text()?,
            "message" => self.message = value.text()?,
            "receivedtimestamp" => self.received = value.time()?,
            "segmentcount" => self.segment_count = value.integer()?,
            _ => value.skip()?,
        }
        Ok(())
    }
}

impl fmt::Debug for SmsReceived {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SmsReceived")
            .field("message_id", &self.message_id)
            .field("received", &self.received)
            .field("segment_count", &self.segment_count)
            .finish_non_exhaustive()
    }
}
