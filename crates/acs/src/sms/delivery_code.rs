//! Why a message was delivered or not.

/// Why a message was delivered or not, as far as its report says so.
///
/// <https://learn.microsoft.com/en-us/azure/communication-services/resources/troubleshooting/voice-video-calling/troubleshooting-codes#sms-error-codes>
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DeliveryCode {
    /// 2000: it was delivered.
    Delivered,
    /// 4000: taken for fraud.
    FraudDetected,
    /// 4001: the sender is no number in E.164 format and no short code.
    InvalidFrom,
    /// 4002: the recipient is no number in E.164 format.
    InvalidTo,
    /// 4003: this number cannot send there.
    UnsupportedDestination,
    /// 4004: the recipient's number does not exist.
    UnknownDestination,
    /// 4005: the recipient's carrier blocked it.
    BlockedByCarrier,
    /// 4006: the recipient cannot be reached at the moment.
    Unreachable,
    /// 4007: the recipient does not want messages from this sender.
    OptedOut,
    /// 4008: more messages than the sender may send.
    LimitExceeded,
    /// 4009: refused by Microsoft's entitlement system, mostly for fraud.
    NotEntitled,
    /// 4010: the toll-free number that sent it is not verified.
    TollFreeUnverified,
    /// 4020: more messages than the carrier takes.
    VolumeViolation,
    /// 5000: it failed, and Microsoft's support knows why.
    Failed,
    /// 5001: an application or a system is not available for a while.
    TemporarilyUnavailable,
    /// 5002: the carrier reports nothing. It may have been delivered.
    NoCarrierReport,
    /// 9999: it failed for an unknown reason.
    UnknownFailure,
    /// One that is not documented.
    Other(u16),
}

/// What stands in the details in place of 4007 when a recipient has said STOP.
/// <https://learn.microsoft.com/en-us/azure/communication-services/concepts/sms/sms-faq#opt-out-handling>
const SENDER_BLOCKED: &str = "sender blocked for given recipient";

/// What stands there in place of 2000.
/// <https://learn.microsoft.com/en-us/azure/event-grid/communication-services-telephony-sms-events>
const NO_ERROR: &str = "no error";

impl DeliveryCode {
    /// The documented codes.
    pub const DOCUMENTED: [Self; 17] = [
        Self::Delivered,
        Self::FraudDetected,
        Self::InvalidFrom,
        Self::InvalidTo,
        Self::UnsupportedDestination,
        Self::UnknownDestination,
        Self::BlockedByCarrier,
        Self::Unreachable,
        Self::OptedOut,
        Self::LimitExceeded,
        Self::NotEntitled,
        Self::TollFreeUnverified,
        Self::VolumeViolation,
        Self::Failed,
        Self::TemporarilyUnavailable,
        Self::NoCarrierReport,
        Self::UnknownFailure,
    ];

    /// The code with this number.
    pub fn from_number(number: u16) -> Self {
        Self::DOCUMENTED
            .into_iter()
            .find(|code| code.number() == number)
            .unwrap_or(Self::Other(number))
    }

    /// The number of the code.
    pub const fn number(self) -> u16 {
        match self {
            Self::Delivered => 2000,
            Self::FraudDetected => 4000,
            Self::InvalidFrom => 4001,
            Self::InvalidTo => 4002,
            Self::UnsupportedDestination => 4003,
            Self::UnknownDestination => 4004,
            Self::BlockedByCarrier => 4005,
            Self::Unreachable => 4006,
            Self::OptedOut => 4007,
            Self::LimitExceeded => 4008,
            Self::NotEntitled => 4009,
            Self::TollFreeUnverified => 4010,
            Self::VolumeViolation => 4020,
            Self::Failed => 5000,
            Self::TemporarilyUnavailable => 5001,
            Self::NoCarrierReport => 5002,
            Self::UnknownFailure => 9999,
            Self::Other(number) => number,
        }
    }

    /// What the code means, for a log.
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::Delivered => "delivered",
            Self::FraudDetected => "taken for fraud",
            Self::InvalidFrom => "the sender's number is malformed",
            Self::InvalidTo => "the recipient's number is malformed",
            Self::UnsupportedDestination => "the destination is not supported",
            Self::UnknownDestination => "the recipient's number does not exist",
            Self::BlockedByCarrier => "blocked by the recipient's carrier",
            Self::Unreachable => "the recipient cannot be reached",
            Self::OptedOut => "the recipient has opted out",
            Self::LimitExceeded => "more messages than the sender may send",
            Self::NotEntitled => "refused by Microsoft's entitlement system",
            Self::TollFreeUnverified => "the toll-free number is not verified",
            Self::VolumeViolation => "more messages than the carrier takes",
            Self::Failed => "failed; ask Microsoft's support",
            Self::TemporarilyUnavailable => "a system is temporarily unavailable",
            Self::NoCarrierReport => "the carrier reports nothing",
            Self::UnknownFailure => "failed for an unknown reason",
            Self::Other(_) => "a code that is not documented",
        }
    }

    /// The code that the details of a report begin with (`4006: …`), or a documented one that they
    /// have as a word of its own, or one for which the service has a sentence instead.
    pub fn of_details(details: &str) -> Option<Self> {
        let mut words = details
            .trim()
            .split(|c: char| !c.is_alphanumeric())
            .map(|word| (word.len() == 4).then(|| word.parse().ok().map(Self::from_number))?);
        let first = words.next().flatten();
        let documented = |code: &Self| !matches!(code, Self::Other(_));
        if let Some(code) = first.or_else(|| words.flatten().find(documented)) {
            return Some(code);
        }
        let details = details.trim().to_ascii_lowercase();
        if details.starts_with(SENDER_BLOCKED) {
            Some(Self::OptedOut)
        } else if details.starts_with(NO_ERROR) {
            Some(Self::Delivered)
        } else {
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_code_has_its_number() {
        let numbers = [
            2000, 4000, 4001, 4002, 4003, 4004, 4005, 4006, 4007, 4008, 4009, 4010, 4020, 5000,
            5001, 5002, 9999,
        ];
        assert_eq!(DeliveryCode::DOCUMENTED.map(DeliveryCode::number), numbers);
        for (number, code) in numbers.into_iter().zip(DeliveryCode::DOCUMENTED) {
            assert_eq!(DeliveryCode::from_number(number), code);
        }
        assert_eq!(DeliveryCode::from_number(4011), DeliveryCode::Other(4011));
        assert_eq!(DeliveryCode::Other(4011).number(), 4011);
    }

    #[test]
    fn details_are_read_in_each_of_their_forms() {
        for (details, code) in [
            ("2000: No Error", Some(DeliveryCode::Delivered)),
            ("4007", Some(DeliveryCode::OptedOut)),
            (" 4010 - unverified", Some(DeliveryCode::TollFreeUnverified)),
            ("4999:new", Some(DeliveryCode::Other(4999))),
            ("No error.", Some(DeliveryCode::Delivered)),
            (
                "Sender blocked for given recipient.",
                Some(DeliveryCode::OptedOut),
            ),
            ("", None),
            ("40071", None),
            ("400", None),
            (
                "Error 4007, recipient opted out",
                Some(DeliveryCode::OptedOut),
            ),
            ("after 4321 s", None),
            ("x4007", None),
            ("+144007", None),
            ("４００７", None),
        ] {
            assert_eq!(DeliveryCode::of_details(details), code, "{details}");
        }
    }
}
