//! Texts that no person wrote to us: reactions, quotes of our own, answering machines, failures.
//!
//! They are not to be answered, and what they quote is not to be obeyed: `Liked “Reply STOP to
//! opt out”` opts nobody out.

mod machine;
mod tapback;

use std::fmt;

use crate::text::{Normalised, is_blank, is_quote, normalise};

/// What wrote a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Automatic {
    /// A reaction that a phone spells out for those that cannot show it.
    Tapback,
    /// Nothing but our own words: quoted lines, or the footer that says how to opt out.
    Quote,
    /// An answering machine: somebody drives, is away, or is none.
    AutoReply,
    /// A report that a text did not arrive.
    Undeliverable,
}

impl fmt::Display for Automatic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Tapback => "a reaction",
            Self::Quote => "a quote of our text",
            Self::AutoReply => "an automatic reply",
            Self::Undeliverable => "a report of failure",
        })
    }
}

/// What wrote a text, if it was not a person.
///
/// In doubt it was one: what is missed here still meets the budget of replies, and a person who
/// is taken for a machine is never answered.
///
/// ```
/// use sms::automatic::{Automatic, classify};
///
/// assert_eq!(classify("Liked “Reply STOP to opt out”"), Some(Automatic::Tapback));
/// assert_eq!(classify("> Reply STOP to opt out"), Some(Automatic::Quote));
/// assert_eq!(classify("I'm driving, be there at five"), None);
/// ```
pub fn classify(message: &str) -> Option<Automatic> {
    classify_normalised(message, &normalise(message))
}

/// The same, for who has normalised the message already.
pub(crate) fn classify_normalised(message: &str, normal: &Normalised) -> Option<Automatic> {
    let text = message.trim_matches(is_blank);
    if tapback::is_one(text) {
        return Some(Automatic::Tapback);
    }
    if is_quoted(text) {
        return Some(Automatic::Quote);
    }
    if is_footer(normal.as_str()) {
        return Some(Automatic::Quote);
    }
    machine::kind(text, normal.as_str())
}

/// Whether every line is quoted.
fn is_quoted(text: &str) -> bool {
    let mut lines = text
        .lines()
        .map(|line| line.trim_matches(is_blank))
        .filter(|l| !l.is_empty());
    lines.clone().next().is_some() && lines.all(is_quote)
}

/// `Reply STOP to opt out`, which nobody writes but senders like us.
fn is_footer(normal: &str) -> bool {
    let words: Vec<&str> = normal.splitn(10, ' ').collect();
    let words = match words.as_slice() {
        [
            "msg" | "message",
            "data",
            "rates",
            "may",
            "apply",
            rest @ ..,
        ] => rest,
        words => words,
    };
    match words {
        [
            "reply" | "text" | "txt" | "send" | "rply",
            "stop" | "help" | "start",
            rest @ ..,
        ]
        | [
            "reply" | "text" | "txt" | "send",
            "with",
            "stop" | "help" | "start",
            rest @ ..,
        ] => matches!(rest, ["to" | "2" | "for" | "4", _, ..]) && rest.len() < 8,
        [
            "stop" | "stop2end" | "stop2stop",
            "to" | "2",
            verb,
            rest @ ..,
        ] => {
            rest.len() < 4
                && matches!(
                    *verb,
                    "end"
                        | "cancel"
                        | "quit"
                        | "unsubscribe"
                        | "stop"
                        | "opt"
                        | "opt-out"
                        | "optout"
                )
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests;
