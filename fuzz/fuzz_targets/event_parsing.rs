//! Any bytes: a delivery of events, or a reason why not. And reading it another way makes no
//! difference.

#![no_main]

use acs::{
    Timestamp,
    events::{Envelope, EventData},
};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let parsed = Envelope::parse(bytes);
    match &parsed {
        Ok(envelope) => envelope.events.iter().for_each(|event| {
            assert!(!event.id.is_empty());
            assert!(!event.data.event_type().is_empty());
            assert_eq!(event.key(), event.clone().key());
            let _ = event.time.as_ref().map(Timestamp::value);
            match &event.data {
                EventData::SmsReceived(sms) => {
                    let _ = (sms.from(), sms.to(), sms.message(), sms.message_id());
                }
                EventData::SmsDeliveryReport(report) => {
                    let _ = (report.status(), report.code(), report.to());
                }
                EventData::ChatMessageReceived(message)
                | EventData::ChatMessageEdited(message)
                | EventData::ChatMessageDeleted(message)
                | EventData::ChatMessageReceivedInThread(message)
                | EventData::ChatMessageEditedInThread(message)
                | EventData::ChatMessageDeletedInThread(message)
                | EventData::ChatAzureBotCommandReceivedInThread(message) => {
                    let _ = (message.thread_id(), message.message_id(), message.version());
                    let _ = (message.sender(), message.body(), message.format());
                }
                EventData::ChatThreadCreated(thread)
                | EventData::ChatThreadPropertiesUpdated(thread)
                | EventData::ChatThreadDeleted(thread)
                | EventData::ChatThreadCreatedWithUser(thread)
                | EventData::ChatThreadPropertiesUpdatedPerUser(thread)
                | EventData::ChatThreadWithUserDeleted(thread) => {
                    let _ = (thread.thread_id(), thread.topic());
                }
                EventData::ChatThreadParticipantAdded(participant)
                | EventData::ChatThreadParticipantRemoved(participant)
                | EventData::ChatParticipantAddedToThreadWithUser(participant)
                | EventData::ChatParticipantRemovedFromThreadWithUser(participant) => {
                    let _ = (participant.thread_id(), participant.identifier());
                }
                EventData::ChatTypingIndicatorReceivedInThread(typing) => {
                    let _ = typing.thread_id();
                }
                EventData::SecretNewVersionCreated(secret) => {
                    let _ = (secret.object_name(), secret.version(), secret.expires());
                }
                EventData::SubscriptionValidation(_)
                | EventData::SubscriptionDeleted(_)
                | EventData::Unknown { .. } => {}
            }
            let _ = format!("{event:?}");
        }),
        Err(error) => {
            let _ = error.to_string();
        }
    }

    // A string that holds the same text says the same.
    if let (Ok(envelope), Ok(text)) = (&parsed, str::from_utf8(bytes)) {
        let quoted = serde_json::Value::from(text).to_string();
        if quoted.len() <= acs::events::MAX_BYTES {
            assert_eq!(Envelope::parse(quoted.as_bytes()).as_ref(), Ok(envelope));
        }
    }
});
