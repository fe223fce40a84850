//! Answering machines and failures.

use super::Automatic;

/// What answering machines begin with.
const BEGIN: [&str; 14] = [
    "auto reply",
    "auto-reply",
    "autoreply",
    "auto response",
    "auto-response",
    "automatic reply",
    "automatic response",
    "automated reply",
    "automated response",
    "automated message",
    "out of office",
    "out of the office",
    "this is an automated",
    "this is an automatic",
];

/// What only answering machines say.
const SAY: [&str; 16] = [
    "do not disturb while driving",
    "driving with focus turned on",
    "driving with do not disturb",
    "im not receiving notifications",
    "has notifications silenced",
    "this mailbox is not monitored",
    "this inbox is not monitored",
    "this number is not monitored",
    "this is not a monitored number",
    "this number does not accept",
    "this number cannot receive",
    "does not accept incoming messages",
    "please do not reply to this message",
    "do not reply to this automated",
    "im currently unavailable",
    "i am currently unavailable",
];

/// What only networks and mail programs say.
const FAILED: [&str; 13] = [
    "message blocking is active",
    "unable to send message",
    "message undeliverable",
    "message is undeliverable",
    "your message could not be delivered",
    "your message couldnt be delivered",
    "your message was not delivered",
    "your message wasnt delivered",
    "your text message could not be delivered",
    "delivery status notification",
    "mail delivery failed",
    "mail delivery subsystem",
    "mailer-daemon",
];

/// What makes "I'm driving" an answering machine's.
const LATER: [&str; 11] = [
    "right now",
    "ill get back to you",
    "i will get back to you",
    "ill call you",
    "ill text you",
    "ill reply",
    "ill respond",
    "ill see your message",
    "cant text",
    "cant talk",
    "sent from my car",
];

/// What is one's only with a promise.
const AWAY: [&str; 4] = [
    "out of office",
    "out of the office",
    "away from my desk",
    "on vacation",
];

/// What makes "I am out of office" one's.
const BACK: [&str; 8] = [
    "will respond",
    "will reply",
    "will get back",
    "ill respond",
    "ill reply",
    "ill get back",
    "when i return",
    "upon my return",
];

pub(super) fn kind(text: &str, normal: &str) -> Option<Automatic> {
    if says(normal, &FAILED) || starts_with_ignoring_case(text, "undeliverable:") {
        return Some(Automatic::Undeliverable);
    }
    let drives = ["im driving", "i am driving"]
        .iter()
        .find_map(|phrase| normal.strip_prefix(phrase))
        .is_some_and(|rest| rest.is_empty() || says(rest, &LATER));
    let away = says(normal, &AWAY) && says(normal, &BACK);
    let begins = BEGIN
        .iter()
        .filter_map(|phrase| normal.strip_prefix(phrase))
        .any(|rest| rest.is_empty() || rest.starts_with([' ', ':', '-']));
    (drives || away || begins || says(normal, &SAY)).then_some(Automatic::AutoReply)
}

/// Whether the words of one of the phrases are among those of `normal`.
///
/// Compares from the beginning of each word. A search for each phrase would take most of the time
/// of a decision, to get ready for texts that are mostly shorter than the phrases.
fn says(normal: &str, phrases: &[&str]) -> bool {
    let mut before = None;
    normal.char_indices().any(|(at, c)| {
        let begins = c.is_alphanumeric() && !before.is_some_and(char::is_alphanumeric);
        before = Some(c);
        let words = normal.get(at..).filter(|_| begins).unwrap_or_default();
        phrases.iter().any(|phrase| {
            words.as_bytes().first() == phrase.as_bytes().first()
                && words
                    .strip_prefix(phrase)
                    .is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
        })
    })
}

fn starts_with_ignoring_case(text: &str, prefix: &str) -> bool {
    text.get(..prefix.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(prefix))
}
