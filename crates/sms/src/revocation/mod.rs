//! Opting out in one's own words: "please stop texting me".
//!
//! Any reasonable means that clearly says so is a revocation (47 CFR 64.1200(a)(10),
//! <https://www.ecfr.gov/current/title-47/section-64.1200>). What is *clear* is a list of phrases
//! that name texting or being on a list, and guards for what only looks alike: negations ("don't
//! stop sending"), questions about the past, other people, other objects ("remove me from the
//! waiting list"), idioms. English only; the words of other languages go into the reserved words.

mod guards;
mod lists;
mod phrase;
mod phrases;
mod tokens;

use self::tokens::Tokens;

/// The sender's words that revoke consent, if there are any.
///
/// Not for texts that are a [reserved word](crate::words) as a whole, which come before.
///
/// ```
/// use sms::revocation::detect;
///
/// assert_eq!(detect("Hi, please stop texting me!"), Some("stop texting me"));
/// assert_eq!(detect("Please don't stop texting me"), None);
/// assert_eq!(detect("cancel my 3pm"), None);
/// ```
pub fn detect(message: &str) -> Option<&str> {
    let tokens = Tokens::of(message);
    for sentence in tokens.sentences() {
        for (start, token) in sentence.iter().enumerate() {
            for phrase in phrases::beginning_with(&token.word) {
                let Some(length) = phrase.matches(sentence, start) else {
                    continue;
                };
                let (before, rest) = sentence.split_at(start);
                let (evidence, after) = rest.split_at(length);
                if guards::allow(phrase.kind, before, evidence, after) {
                    return tokens.original(evidence);
                }
            }
        }
    }
    None
}

#[cfg(test)]
mod corpus;
#[cfg(test)]
mod tests;
