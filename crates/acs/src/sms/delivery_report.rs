//! What became of a message.

use std::fmt;

use serde::de::MapAccess;
use serde::{Deserialize, Deserializer, de::Error};

use super::DeliveryCode;
use crate::{
    MissingMember, Timestamp,
    lenient::{Member, Members, Value},
    missing::required,
};

/// What became of a message.
///
/// It is the answer of [`SmsClient::delivery_report`](super::SmsClient::delivery_report), and the
/// data of the event `Microsoft.Communication.SMSDeliveryReportReceived`, which comes if the message
/// was sent with [`SendOptions::delivery_report`](super::SendOptions::delivery_report).
///
/// Reports come in any order and more than once. `Debug` shows no numbers.
/// <https://learn.microsoft.com/en-us/azure/event-grid/communication-services-telephony-sms-events#microsoftcommunicationsmsdeliveryreportreceived-event>
#[derive(Clone, Default, PartialEq, Eq)]
pub struct DeliveryReport {
    /// See [`message_id`](Self::message_id).
    pub message_id: Option<String>,
    /// See [`from`](Self::from).
    pub from: Option<String>,
    /// See [`to`](Self::to).
    pub to: Option<String>,
    /// See [`status`](Self::status).
    pub status: Option<String>,
    /// What the carrier or the service says, in words. See [`code`](Self::code).
    pub details: Option<String>,
    /// The tries to deliver it.
    pub attempts: Vec<DeliveryAttempt>,
    /// When the report came in.
    pub received: Option<Timestamp>,
    /// The tag with which it was sent.
    pub tag: Option<String>,
    /// The id that a Messaging Connect partner gave it.
    pub partner_message_id: Option<String>,
}

/// What became of a message, in one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DeliveryStatus {
    /// It was delivered.
    Delivered,
    /// It was not.
    Failed,
}

/// A try to deliver a message.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DeliveryAttempt {
    /// When.
    pub timestamp: Option<Timestamp>,
    /// How many of its segments were delivered.
    pub segments_succeeded: Option<u32>,
    /// How many were not.
    pub segments_failed: Option<u32>,
}

impl DeliveryReport {
    /// The type of the event with such a report.
    pub const EVENT_TYPE: &str = "Microsoft.Communication.SMSDeliveryReportReceived";

    /// The id that the message was given when it was sent.
    ///
    /// # Errors
    /// There is none.
    pub fn message_id(&self) -> Result<&str, MissingMember> {
        required("messageId", self.message_id.as_deref())
    }

    /// Our number, with or without its `+`.
    ///
    /// # Errors
    /// There is none.
    pub fn from(&self) -> Result<&str, MissingMember> {
        required("from", self.from.as_deref())
    }

    /// The recipient's number, with or without its `+`.
    ///
    /// # Errors
    /// There is none.
    pub fn to(&self) -> Result<&str, MissingMember> {
        required("to", self.to.as_deref())
    }

    /// What became of it.
    ///
    /// # Errors
    /// The report does not say, or says something that is not documented.
    pub fn status(&self) -> Result<DeliveryStatus, MissingMember> {
        let text = required("deliveryStatus", self.status.as_deref())?;
        if text.eq_ignore_ascii_case("delivered") {
            Ok(DeliveryStatus::Delivered)
        } else if text.eq_ignore_ascii_case("failed") {
            Ok(DeliveryStatus::Failed)
        } else {
            Err(MissingMember("deliveryStatus"))
        }
    }

    /// Why, if the details say so.
    pub fn code(&self) -> Option<DeliveryCode> {
        DeliveryCode::of_details(self.details.as_deref()?)
    }
}

impl Members for DeliveryReport {
    fn member<'de, A: MapAccess<'de>>(
        &mut self,
        name: &str,
        value: Member<'_, A>,
    ) -> Result<(), A::Error> {
        match name {
            "messageid" => self.message_id = value.text()?,
            "from" => self.from = value.text()?,
            "to" => self.to = value.text()?,
            "deliverystatus" => self.status = value.text()?,
            "deliverystatusdetails" => self.details = value.text()?,
            "deliveryattempts" => self.attempts = value.objects()?,
            "receivedtimestamp" => self.received = value.time()?,
            "tag" => self.tag = value.text()?,
            "messagingconnectpartnermessageid" => self.partner_message_id = value.text()?,
            _ => value.skip()?,
        }
        Ok(())
    }
}

impl Members for DeliveryAttempt {
    fn member<'de, A: MapAccess<'de>>(
        &mut self,
        name: &str,
        value: Member<'_, A>,
    ) -> Result<(), A::Error> {
        match name {
            "timestamp" => self.timestamp = value.time()?,
            "segmentssucceeded" => self.segments_succeeded = value.integer()?,
            "segmentsfailed" => self.segments_failed = value.integer()?,
            _ => value.skip()?,
        }
        Ok(())
    }
}

impl<'de> Deserialize<'de> for DeliveryReport {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match Value::deserialize(deserializer)? {
            Value::Object(report) => Ok(report),
            _ => Err(D::Error::custom("a delivery report is an object")),
        }
    }
}

impl fmt::Debug for DeliveryReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DeliveryReport")
            .field("message_id", &self.message_id)
            .field("status", &self.status)
            .field("code", &self.code())
            .field("attempts", &self.attempts)
            .field("received", &self.received)
            .field("tag", &self.tag)
            .finish_non_exhaustive()
    }
}
