//! Who does not want to be texted, and who answers the phone that says so.
//!
//! Words, answers and who gives them:
//! <https://learn.microsoft.com/azure/communication-services/concepts/sms/sms-faq#opt-out-handling>

use std::collections::BTreeSet;

use super::{
    number::{Number, NumberType},
    text::By,
};

/// What the carriers answer for toll-free numbers.
const CARRIER_STOP: &str = "NETWORK MSG: You replied with the word STOP, which blocks all texts \
                            sent from this number. Text back UNSTOP to receive messages again.";
const CARRIER_START: &str = "NETWORK MSG: You have replied UNSTOP and will begin receiving \
                             messages again from this number.";

/// What ACS answers where it manages opting out. A resource can have other texts.
const ACS_STOP: &str = "You have successfully been unsubscribed to messages from this number. \
                        Reply START to resubscribe";
const ACS_START: &str = "You have successfully been re-subscribed to messages from this number. \
                         Reply STOP to unsubscribe";
const ACS_HELP: &str = "Reply STOP to unsubscribe. Msg&Data Rates May Apply.";

const ACS_STOP_WORDS: [&str; 7] = [
    "STOP",
    "QUIT",
    "END",
    "REVOKE",
    "OPT OUT",
    "CANCEL",
    "UNSUBSCRIBE",
];

/// The delivery report of a message that a STOP blocks.
pub(crate) const BLOCKED: &str = "Sender blocked for given recipient.";

/// Pairs of one of our numbers and a phone.
#[derive(Debug, Default)]
pub(crate) struct OptOuts {
    /// By a word from the phone.
    stopped: BTreeSet<(String, String)>,
    /// Through the opt-out API.
    listed: BTreeSet<(String, String)>,
}

/// Why a message does not reach its phone.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Block {
    /// The phone said STOP.
    Stopped,
    /// It is on the list that the opt-out API keeps.
    Listed,
}

impl OptOuts {
    pub(crate) fn add(&mut self, ours: &str, phone: &str) {
        self.listed.insert((ours.to_owned(), phone.to_owned()));
    }

    /// Takes a phone off the list. What the carriers block stays blocked until the phone says
    /// START: only they can lift that.
    pub(crate) fn remove(&mut self, ours: &str, phone: &str, kind: NumberType) {
        let pair = (ours.to_owned(), phone.to_owned());
        self.listed.remove(&pair);
        if kind != NumberType::TollFree {
            self.stopped.remove(&pair);
        }
    }

    pub(crate) fn find(&self, ours: &str, phone: &str) -> Option<Block> {
        let pair = (ours.to_owned(), phone.to_owned());
        if self.stopped.contains(&pair) {
            Some(Block::Stopped)
        } else if self.listed.contains(&pair) {
            Some(Block::Listed)
        } else {
            None
        }
    }

    /// Acts on what a phone texts, and says who answers what.
    pub(crate) fn hear(
        &mut self,
        number: Number,
        ours: &str,
        phone: &str,
        message: &str,
    ) -> Option<(By, &'static str)> {
        let word = message.trim().to_uppercase();
        let (stop, start, help) = if number.kind == NumberType::TollFree {
            (word == "STOP", is_start(&word), false)
        } else if number.acs_manages_opt_out() {
            let stop = ACS_STOP_WORDS.contains(&word.as_str());
            (stop, is_start(&word), word == "HELP")
        } else {
            return None;
        };
        let by_carrier = number.kind == NumberType::TollFree;
        let pair = (ours.to_owned(), phone.to_owned());
        let (carrier, acs) = if stop {
            self.stopped.insert(pair);
            (CARRIER_STOP, ACS_STOP)
        } else if start {
            self.stopped.remove(&pair);
            self.listed.remove(&pair);
            (CARRIER_START, ACS_START)
        } else if help {
            return Some((By::Acs, ACS_HELP));
        } else {
            return None;
        };
        Some(if by_carrier {
            (By::Carrier, carrier)
        } else {
            (By::Acs, acs)
        })
    }
}

fn is_start(word: &str) -> bool {
    word == "START" || word == "UNSTOP"
}
