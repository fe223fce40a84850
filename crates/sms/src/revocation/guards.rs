//! What looks like a revocation and is none.

use super::{
    lists::{BEHIND_STOP, CLOSINGS, NEGATIONS, OTHERS, PLACES, PLEASANTRIES},
    phrase::Kind,
    tokens::Token,
};

pub(super) fn allow(kind: Kind, before: &[Token], evidence: &[Token], after: &[Token]) -> bool {
    if footer(before) || regrets(before, after) {
        return false;
    }
    match kind {
        Kind::Stop => {
            !negated(before)
                && !told_of_the_past(before)
                && !of_others(before)
                && !of_something_else(evidence, after)
        }
        Kind::Dont => !said_of(before) && closes(evidence, after),
        Kind::Wish => !of_others(before) && !asks(before) && !only_some(after),
        Kind::Plain => {
            !negated(before)
                && !asks_whether(before)
                && !of_others(before)
                && !elsewhere(evidence, after)
        }
        Kind::Shout => {
            // "STOP wrong number", but "STOP by at five" and "STOP to end".
            let shouts = before.is_empty() && evidence.iter().all(|token| token.shouted);
            let speaks = after.iter().any(|token| !token.shouted);
            let idiom = after.first().is_some_and(is_behind_stop);
            shouts && speaks && !idiom
        }
        Kind::Whole => {
            let courteous = |token: &Token| one_of(token, &PLEASANTRIES);
            let addressed = before.iter().any(|token| one_of(token, &["you", "u", "i"]));
            // "No, stop" is one, "no stop" is what a bus has.
            let no_stop = matches!(before, [no] if is(no, "no")) && !pause(evidence);
            !addressed && !no_stop && before.iter().chain(after).all(courteous)
        }
    }
}

fn is(token: &Token, word: &str) -> bool {
    token.word == word
}

fn one_of(token: &Token, words: &[&str]) -> bool {
    words.contains(&token.word.as_str())
}

fn pause(tokens: &[Token]) -> bool {
    tokens.first().is_some_and(|token| token.after_pause)
}

/// "Stop by", "stop 5".
fn is_behind_stop(token: &Token) -> bool {
    one_of(token, &BEHIND_STOP) || token.word.starts_with(|c: char| c.is_ascii_digit())
}

/// The last `count` words before.
fn last(before: &[Token], count: usize) -> &[Token] {
    before
        .get(before.len().saturating_sub(count)..)
        .unwrap_or_default()
}

/// `Reply STOP to unsubscribe` is ours.
fn footer(before: &[Token]) -> bool {
    let stop = before
        .iter()
        .position(|token| is(token, "stop") || is(token, "end"));
    stop.is_some_and(|at| {
        before
            .get(at.wrapping_sub(1))
            .is_some_and(|t| one_of(t, &["reply", "text", "send", "txt"]))
            && before.get(at + 1).is_some_and(|t| one_of(t, &["to", "2"]))
    })
}

/// "I unsubscribed by mistake", "undo my opt out".
fn regrets(before: &[Token], after: &[Token]) -> bool {
    before.iter().chain(after).any(|token| {
        one_of(
            token,
            &[
                "mistake",
                "accident",
                "accidentally",
                "mistakenly",
                "undo",
                "resubscribe",
            ],
        )
    })
}

fn negated(before: &[Token]) -> bool {
    let near = last(before, 4);
    near.iter().enumerate().any(|(at, token)| {
        let rest = near.get(at + 1..).unwrap_or_default();
        // "If you don't stop texting me I will sue" has a phrase of its own.
        let bridged = rest.iter().all(|t| {
            one_of(
                t,
                &[
                    "ever", "please", "you", "u", "just", "have", "to", "want", "wanna", "me",
                    "us", "i", "need", "my", "be", "get", "going", "gonna", "ask", "asked", "been",
                    "yet", "even",
                ],
            ) && !t.after_pause
        });
        one_of(token, &NEGATIONS) && bridged
    })
}

/// "Why did you stop texting me?"
fn told_of_the_past(before: &[Token]) -> bool {
    let near = last(before, 3);
    let asked = near.iter().any(|token| {
        one_of(
            token,
            &[
                "did", "does", "why", "when", "has", "have", "had", "will", "do", "if",
            ],
        )
    });
    let wished = before.iter().any(|token| {
        one_of(
            token,
            &[
                "how", "can", "could", "please", "pls", "plz", "want", "need", "would", "wish",
                "long",
            ],
        )
    });
    asked && !wished
}

fn of_others(before: &[Token]) -> bool {
    last(before, 4).iter().any(|token| one_of(token, &OTHERS))
}

fn of_something_else(evidence: &[Token], after: &[Token]) -> bool {
    let next = after.first().filter(|token| !token.after_pause);
    let texting = evidence
        .last()
        .is_some_and(|token| is(token, "texting") || is(token, "calling"));
    let others = [
        "while", "and", "in", "your", "her", "him", "them", "during", "so", "at", "each",
    ];
    let idle = evidence
        .last()
        .is_some_and(|token| is(token, "message") || is(token, "text"));
    next.is_some_and(|token| {
        (texting && one_of(token, &others))
            || (idle && one_of(token, &["sign", "codes", "from", "me", "you"]))
            || one_of(
                token,
                &["before", "until", "till", "unless", "board", "plan"],
            )
    })
}

/// "You don't text me any more", "why don't you".
fn said_of(before: &[Token]) -> bool {
    last(before, 2).iter().any(|token| {
        one_of(
            token,
            &[
                "you", "u", "we", "they", "he", "she", "i", "why", "if", "guys", "people", "yall",
            ],
        ) && !token.after_pause
    }) && !last(before, 2)
        .iter()
        .any(|token| one_of(token, &["please", "pls", "plz"]))
}

/// "Don't text me" is one, "don't text me before eight" is none.
fn closes(evidence: &[Token], after: &[Token]) -> bool {
    let complete = evidence.last().is_some_and(|token| {
        one_of(
            token,
            &[
                "again", "anymore", "ever", "more", "evermore", "else", "anything",
            ],
        ) || one_of(
            token,
            &[
                "texts",
                "messages",
                "msgs",
                "spam",
                "alerts",
                "notifications",
                "reminders",
            ],
        )
    });
    let limited = after.iter().any(|token| {
        one_of(
            token,
            &[
                "before", "until", "till", "unless", "while", "during", "after", "when", "about",
            ],
        )
    });
    let closing = after
        .first()
        .is_none_or(|token| one_of(token, &CLOSINGS) && !token.after_pause);
    !limited && (complete || closing)
}

/// "Why don't I get texts", "Don't you want these alerts?"
fn asks(before: &[Token]) -> bool {
    before
        .iter()
        .any(|token| one_of(token, &["why", "if", "do", "did"]))
}

fn only_some(after: &[Token]) -> bool {
    after.first().is_some_and(|token| {
        one_of(
            token,
            &[
                "to", "before", "until", "at", "after", "from", "in", "during", "while", "about",
                "board", "by",
            ],
        ) && !after
            .get(1)
            .is_some_and(|next| one_of(next, &["you", "u", "this", "yall", "your", "my", "me"]))
    })
}

/// "Did I unsubscribe?", "if I opt out, …", "are there no more texts?"
fn asks_whether(before: &[Token]) -> bool {
    let how = before
        .iter()
        .any(|token| one_of(token, &["how", "please", "pls", "can", "could"]));
    !how && last(before, 3).iter().any(|token| {
        one_of(
            token,
            &[
                "did", "if", "should", "when", "why", "do", "whether", "are", "is", "have", "has",
                "get", "getting", "got", "see", "will", "was", "were", "does",
            ],
        )
    })
}

/// "Opt out of the insurance", "remove me from the waiting list", "remove my number from my profile".
fn elsewhere(evidence: &[Token], after: &[Token]) -> bool {
    let lists = [
        "waiting", "wait", "waitlist", "guest", "shopping", "price", "invite", "standby", "packing",
    ];
    let about_texts = |tokens: &[Token]| {
        tokens.iter().any(|token| {
            one_of(
                token,
                &[
                    "text",
                    "texts",
                    "message",
                    "messages",
                    "msgs",
                    "sms",
                    "list",
                    "lists",
                    "this",
                    "these",
                    "alerts",
                    "notifications",
                    "it",
                    "all",
                    "everything",
                    "your",
                    "ur",
                    "marketing",
                    "database",
                    "system",
                    "program",
                    "future",
                    "communications",
                    "receiving",
                    "texting",
                    "messaging",
                    "you",
                    "contacts",
                ],
            )
        })
    };
    if evidence
        .iter()
        .chain(after.iter().take(5))
        .any(|token| one_of(token, &lists))
    {
        return true;
    }
    // "I told you to stop at the corner", "unsubscribe my husband".
    let says_stop = evidence.last().is_some_and(|token| is(token, "stop"));
    if says_stop && after.first().is_some_and(|token| one_of(token, &PLACES)) {
        return true;
    }
    if after.iter().take(2).any(|token| one_of(token, &OTHERS)) {
        return true;
    }
    let of = after
        .first()
        .is_some_and(|token| one_of(token, &["of", "from", "off"]));
    let removes_me = evidence
        .last()
        .is_some_and(|token| one_of(token, &["me", "us"]))
        && evidence.first().is_some_and(|token| is(token, "remove"));
    let bare_my = evidence.len() == 2
        && evidence.first().is_some_and(|token| is(token, "remove"))
        && evidence
            .last()
            .is_some_and(|token| one_of(token, &["my", "our", "this"]));
    bare_my
        || (of && !about_texts(after.get(1..6.min(after.len())).unwrap_or_default()))
        || (removes_me
            && !of
            && after
                .first()
                .is_some_and(|token| !one_of(token, &PLEASANTRIES)))
}
