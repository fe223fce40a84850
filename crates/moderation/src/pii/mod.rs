//! Personal data in a text: what it is and where it stands.

mod card;
mod cues;
mod email;
mod iban;
mod ip;
mod number_like;
mod phone;
mod region;
mod run;
mod ssn;
mod units;

use std::ops::Range;

use memchr::memmem;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use self::region::{Region, UnknownRegion};
use self::{run::Run, units::Units};

/// A kind of personal data.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// An e-mail address, also spelled: `jane (at) example [dot] com`.
    Email,
    /// A telephone number that its numbering plan knows.
    Phone,
    /// A payment card's number.
    Card,
    /// An international bank account number.
    Iban,
    /// A United States social security number.
    UsSsn,
    /// An address of the internet protocol, version 4 or 6.
    Ip,
}

/// Something personal. It says where, not what: nothing of it can leak into a log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entity {
    /// What it is.
    pub kind: Kind,
    /// Its bytes in the text that was scanned.
    pub span: Range<usize>,
}

/// Finds personal data of every kind and adds it to `found`, in the order of the text, no two of it
/// overlapping.
///
/// Telephone numbers are found with a `+` and a country code, and as people write them in these
/// regions. Digits of any script count, as do full-width forms, any dash or space between them, and
/// invisible characters anywhere. Things that overlap are one, and what it is, is the first of:
/// e-mail address, IBAN, card, address of the internet protocol, social security number, telephone
/// number.
///
/// What is left when all that is found is masked may, in a row of digits, read as something new: mask
/// that in turn.
pub fn scan(text: &str, regions: &[Region], found: &mut Vec<Entity>) {
    let units = Units::of(text);
    let mut candidates = Vec::new();
    candidates_of(units.get(), regions, &mut candidates);
    candidates.sort_by_key(|(_, span)| span.start);
    let mut candidates = candidates.into_iter();
    let Some(mut last) = candidates.next() else {
        return;
    };
    let mut add = |(kind, span)| {
        found.push(Entity {
            kind,
            span: units.bytes(span),
        });
    };
    for (kind, span) in candidates {
        if span.start >= last.1.end {
            add(std::mem::replace(&mut last, (kind, span)));
            continue;
        }
        last.1.end = last.1.end.max(span.end);
        if rank(kind) < rank(last.0) {
            last.0 = kind;
        }
    }
    add(last);
}

/// What a span is that could be several things: what is checked best comes first.
const fn rank(kind: Kind) -> u8 {
    match kind {
        Kind::Email => 0,
        Kind::Iban => 1,
        Kind::Card => 2,
        Kind::Ip => 3,
        Kind::UsSsn => 4,
        Kind::Phone => 5,
    }
}

fn candidates_of(units: &[u8], regions: &[Region], found: &mut Vec<(Kind, Range<usize>)>) {
    let mut run = Run::default();
    let mut phones = phone::Finder {
        units,
        regions,
        questions: phone::QUESTIONS,
    };
    for word in [b"at ", b"AT "] {
        let addresses = memmem::find_iter(units, word).filter_map(|at| email::worded(units, at));
        found.extend(addresses.map(|span| (Kind::Email, span)));
    }
    let mut at = 0;
    while let Some(next) = units
        .get(at..)
        .and_then(|rest| rest.iter().position(|it| is_sign(*it)))
    {
        at += next;
        match units.get(at).unwrap_or(&b' ') {
            b'@' => {
                let address = email::around(units, at).or_else(|| email::worded(units, at));
                found.extend(address.map(|span| (Kind::Email, span)));
            }
            b'(' | b'[' | b'{' => {
                found.extend(email::spelled(units, at).map(|span| (Kind::Email, span)));
            }
            b':' => {
                let (address, next) = ip::v6(units, at);
                if let Some(span) = address {
                    found.push((Kind::Ip, span));
                    at = next;
                    continue;
                }
            }
            b'0'..=b'9' => {
                found.extend(iban::at(units, at).map(|span| (Kind::Iban, span)));
                run.read(units, at);
                let cue = |at: usize| cues::before(units, at);
                ip::v4(units, &run, |span| found.push((Kind::Ip, span)));
                if !is_in_a_word(units, &run) {
                    card::find(&run, |span| found.push((Kind::Card, span)));
                    ssn::find(&run, cue, |span| found.push((Kind::UsSsn, span)));
                }
                phones.find(&run, cue, |span| found.push((Kind::Phone, span)));
                at = run.end;
                continue;
            }
            _ => {}
        }
        at += 1;
    }
}

/// Whether anything personal is looked for around it.
const fn is_sign(unit: u8) -> bool {
    matches!(unit, b'@' | b'(' | b'[' | b'{' | b':' | b'0'..=b'9')
}

/// Whether letters make the run a part of a word or a code.
fn is_in_a_word(units: &[u8], run: &Run) -> bool {
    let before = run.start.checked_sub(1).and_then(|at| units.get(at));
    [before, units.get(run.end)]
        .into_iter()
        .flatten()
        .any(u8::is_ascii_alphanumeric)
}

#[cfg(test)]
mod tests;
