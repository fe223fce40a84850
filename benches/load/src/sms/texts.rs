//! Texts that came in, as the Functions host hands their events over.

use serde_json::json;

use crate::requests::{Requests, invoke};

/// What a text says, and what the policy of this benchmark has to say about it.
#[derive(Debug, Clone, Copy)]
pub(super) enum Kind {
    /// What a phone sends when somebody taps a heart: nobody's word to us.
    Tapback,
    /// Nothing: it has no rule for it.
    Unanswered,
    /// An answer.
    Answered,
}

impl Kind {
    /// How the table calls it.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Tapback => "a tapback",
            Self::Unanswered => "a text without a rule",
            Self::Answered => "a text that is answered",
        }
    }

    /// What the program's log says that it took it for.
    pub(super) const fn intent(self) -> &'static str {
        match self {
            Self::Tapback => "Ignored",
            Self::Unanswered => "Other",
            Self::Answered => "Keyword",
        }
    }

    const fn message(self) -> &'static str {
        match self {
            Self::Tapback => "Liked “Job 1234 closed. Thank you.”",
            Self::Unanswered => "Running late, the dock on 4th is blocked. There by 3, I hope",
            Self::Answered => "DONE 1234",
        }
    }
}

/// New texts, each of a phone that has not texted before.
#[derive(Debug)]
pub(super) struct Texts {
    /// When they were received, RFC 3339.
    pub(super) at: String,
    /// How many there have been.
    pub(super) made: usize,
}

impl Texts {
    /// The next ones, as requests.
    pub(super) fn next(&mut self, kind: Kind, count: usize) -> Requests {
        let first = self.made;
        self.made += count;
        (first..self.made)
            .map(|number| invoke("sms_received", number, &self.invocation(number, kind)))
            .collect()
    }

    /// In the order and form of the host: what was in the event's data is in the metadata again.
    fn invocation(&self, number: usize, kind: Kind) -> String {
        let at = &self.at;
        let from = format!("+1{}", 2_000_000_000 + number);
        let text = json!({
            "messageId": format!("Incoming_20261121000000_{number:032x}"),
            "from": from,
            "to": "+18005550100",
            "message": kind.message(),
            "segmentCount": 1,
            "receivedTimestamp": at,
        });
        let event = json!({
            "id": format!("00000000-0000-4000-8000-{number:012x}"),
            "topic": "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/desk/\
                providers/Microsoft.Communication/communicationServices/desk",
            "subject": "/phonenumber/18005550100",
            "data": text,
            "eventType": "Microsoft.Communication.SMSReceived",
            "dataVersion": "1.0",
            "metadataVersion": "1",
            "eventTime": at,
        });
        json!({
            "Data": { "event": event },
            "Metadata": {
                "data": text,
                "sys": {
                    "MethodName": "sms_received",
                    "UtcNow": at,
                    "RandGuid": format!("00000000-0000-4000-9000-{number:012x}"),
                },
            },
        })
        .to_string()
    }
}
