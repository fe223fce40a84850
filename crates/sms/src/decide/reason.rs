//! Why a decision is what it is, in plain sentences.

use std::fmt;

use crate::{automatic::Automatic, consent::Scope, policy::NumberType};

/// One step of a decision.
///
/// `Display` is for the one who asks why, and may quote the text; `Debug` quotes nothing of it.
#[derive(Clone, PartialEq, Eq)]
pub enum Reason {
    /// The sender is one of our numbers.
    OwnNumber,
    /// The sender is a short code or an alphanumeric sender: an automaton.
    Automaton,
    /// A phone or an automaton wrote the text, not a person.
    Automatic(Automatic),
    /// The text is a word that opts out.
    OptOutWord(String),
    /// The text asks for no more texts in its own words.
    Revocation(String),
    /// The text is a word that opts in.
    OptInWord(String),
    /// The text is a word that asks for help.
    HelpWord(String),
    /// The opt-out is about this.
    About(Scope),
    /// A newer text of the peer has said otherwise.
    SaidOtherwiseSince,
    /// The peer was out already, and got its one confirmation then.
    OutAlready,
    /// The peer was not out.
    InAlready,
    /// The carrier of such a number, or ACS, sends this reply.
    RepliesItself(NumberType),
    /// The policy has no text for this.
    NoText(&'static str),
    /// The text answers this question.
    Answers(String),
    /// The text is of this pattern.
    Matches(String),
    /// The text has the keywords of this pattern, and not what the pattern captures.
    Lacks(String),
    /// No rule is for such a text.
    NoRule,
    /// The rule has a reply, and the peer has opted out.
    OptedOut,
    /// The peer has had so many replies in the last so many seconds.
    BudgetSpent(usize, u64),
    /// The peer has had so many replies to the same words in the last so many seconds.
    Repeats(usize, u64),
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OwnNumber => f.write_str("the sender is one of our own numbers"),
            Self::Automaton => {
                f.write_str("the sender is a short code or a name, behind which is no person")
            }
            Self::Automatic(kind) => {
                write!(f, "the text was not written to us by a person: {kind}")
            }
            Self::OptOutWord(word) => write!(f, "`{word}` is a word that opts out"),
            Self::Revocation(words) => {
                write!(
                    f,
                    "`{words}` asks for no more texts in the sender's own words"
                )
            }
            Self::OptInWord(word) => write!(f, "`{word}` is a word that opts in"),
            Self::HelpWord(word) => write!(f, "`{word}` is a word that asks for help"),
            Self::About(Scope::Program) => f.write_str("it is about the number's programme"),
            Self::About(Scope::All) => f.write_str("it is about all programmes"),
            Self::SaidOtherwiseSince => {
                f.write_str("the sender has said something newer since: consent stays as it is")
            }
            Self::OutAlready => {
                f.write_str("the sender had opted out before: one confirmation is enough")
            }
            Self::InAlready => f.write_str("the sender had not opted out"),
            Self::RepliesItself(NumberType::TollFree) => {
                f.write_str("the carrier answers this word on a toll-free number")
            }
            Self::RepliesItself(_) => f.write_str("ACS answers this word on this number"),
            Self::NoText(key) => write!(f, "the policy has no `{key}` text"),
            Self::Answers(question) => write!(f, "it answers the pending question `{question}`"),
            Self::Matches(pattern) => write!(f, "it is of the pattern `{pattern}`"),
            Self::Lacks(pattern) => write!(
                f,
                "it begins like the pattern `{pattern}`, and what follows does not fit"
            ),
            Self::NoRule => f.write_str("no rule is for such a text"),
            Self::OptedOut => f.write_str("no reply: the sender has opted out"),
            Self::BudgetSpent(replies, seconds) => write!(
                f,
                "no reply: the sender has had {replies} in the last {seconds} seconds"
            ),
            Self::Repeats(replies, seconds) => write!(
                f,
                "no reply: the sender has had {replies} to the same words in the last {seconds} seconds"
            ),
        }
    }
}

impl fmt::Debug for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Revocation(_) => f.write_str("Revocation"),
            Self::OptOutWord(_) => f.write_str("OptOutWord"),
            Self::OptInWord(_) => f.write_str("OptInWord"),
            Self::HelpWord(_) => f.write_str("HelpWord"),
            other => write!(f, "`{other}`"),
        }
    }
}
