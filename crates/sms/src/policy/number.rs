//! Our numbers.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::number::Address;

pub(super) const DEFAULT_PROGRAM: &str = "default";

/// The area codes of toll-free numbers in the North American plan.
const TOLL_FREE: [&str; 7] = ["800", "833", "844", "855", "866", "877", "888"];

/// One of our numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Number {
    /// The number.
    pub address: Address,
    /// What it is.
    pub kind: NumberType,
    /// What peers opt out of.
    pub program: String,
    /// Whether ACS confirms STOP and START and answers HELP.
    pub acs_managed_optout: bool,
}

/// What a number is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum NumberType {
    /// The carriers act on STOP, START and UNSTOP and answer them; nobody can turn that off.
    TollFree,
    /// ACS acts on STOP, START and HELP if the short code was provisioned so.
    ShortCode,
    /// Likewise with the campaign.
    #[serde(rename = "10dlc")]
    TenDlc,
    /// Everything is ours.
    Mobile,
    /// Cannot be texted.
    Alphanumeric,
}

/// A word that somebody may act on before us.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Word {
    Stop,
    Start,
    Help,
}

impl Number {
    /// A number that the policy does not list.
    pub(super) fn unlisted(address: Address) -> Self {
        let kind = match &address {
            Address::ShortCode(_) => NumberType::ShortCode,
            Address::Alphanumeric(_) => NumberType::Alphanumeric,
            Address::E164(_) => {
                let wire = address.as_str();
                let toll_free = wire
                    .strip_prefix("+1")
                    .is_some_and(|rest| TOLL_FREE.iter().any(|code| rest.starts_with(code)));
                if toll_free {
                    NumberType::TollFree
                } else {
                    NumberType::Mobile
                }
            }
        };
        Self {
            address,
            kind,
            program: DEFAULT_PROGRAM.to_owned(),
            acs_managed_optout: false,
        }
    }

    /// Whether the carrier or ACS answers this message, so that we must not. They look for one
    /// word alone, upper or lower case
    /// (<https://learn.microsoft.com/azure/communication-services/concepts/sms/sms-faq>).
    pub(crate) fn is_answered_for_us(&self, word: Word, message: &str) -> bool {
        let any_of = |words: &[&str]| {
            let message = message.trim();
            words.iter().any(|word| message.eq_ignore_ascii_case(word))
        };
        if self.kind == NumberType::TollFree {
            return match word {
                Word::Stop => any_of(&["STOP"]),
                Word::Start => any_of(&["START", "UNSTOP"]),
                Word::Help => false,
            };
        }
        self.acs_managed_optout
            && match word {
                Word::Stop => any_of(&["STOP"]),
                Word::Start => any_of(&["START", "UNSTOP"]),
                Word::Help => any_of(&["HELP"]),
            }
    }
}

impl fmt::Display for NumberType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::TollFree => "toll_free",
            Self::ShortCode => "short_code",
            Self::TenDlc => "10dlc",
            Self::Mobile => "mobile",
            Self::Alphanumeric => "alphanumeric",
        })
    }
}
