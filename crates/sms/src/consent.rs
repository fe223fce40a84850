//! Consent: whether a peer may be texted.

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

/// What a peer last said, where it matters for one of our numbers.
///
/// Both halves are stored apart, because every programme's number sees the second: one under
/// (programme, peer), one under the peer alone.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consent {
    /// About the programme of the number.
    pub program: Option<Stand>,
    /// About all programmes.
    pub everywhere: Option<Stand>,
}

/// What a peer said, and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stand {
    /// In or out.
    pub standing: Standing,
    /// The time of the text that said so, not of its arrival here: events come in any order.
    #[serde(with = "time::serde::rfc3339")]
    pub at: OffsetDateTime,
}

/// In or out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// May be texted.
    In,
    /// Must not be texted.
    Out,
}

/// What an opt-out or opt-in is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// The programme of the number that was texted.
    Program,
    /// All programmes.
    All,
}

/// A text's say on consent. To be written to the ledger whether it applies or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConsentChange {
    /// What it is about: which half of [`Consent`].
    pub scope: Scope,
    /// What it says.
    pub standing: Standing,
    /// When it was said.
    #[serde(with = "time::serde::rfc3339")]
    pub at: OffsetDateTime,
    /// Whether it replaces what is stored. Not if the peer said something newer since.
    pub applies: bool,
}

impl Consent {
    /// Whether the peer may be texted: the newest word counts, whatever it was about, so that a
    /// START to one programme opens that one after a STOP to all. Nothing said is a yes: asking
    /// for consent before the first text is the sender's own duty. At the same instant, out wins.
    pub fn may_send(&self) -> bool {
        let newest = self
            .program
            .into_iter()
            .chain(self.everywhere)
            .reduce(newer);
        newest.is_none_or(|stand| stand.standing == Standing::In)
    }

    /// What a text changes.
    pub fn change(&self, scope: Scope, standing: Standing, at: OffsetDateTime) -> ConsentChange {
        let said = Stand { standing, at };
        let applies = self
            .of(scope)
            .is_none_or(|known| newer(known, said) == said);
        ConsentChange {
            scope,
            standing,
            at,
            applies,
        }
    }

    /// The consent after a change.
    #[must_use]
    pub fn after(mut self, change: &ConsentChange) -> Self {
        if change.applies {
            let said = Some(Stand {
                standing: change.standing,
                at: change.at,
            });
            match change.scope {
                Scope::Program => self.program = said,
                Scope::All => self.everywhere = said,
            }
        }
        self
    }

    const fn of(&self, scope: Scope) -> Option<Stand> {
        match scope {
            Scope::Program => self.program,
            Scope::All => self.everywhere,
        }
    }
}

fn newer(a: Stand, b: Stand) -> Stand {
    if b.at > a.at || (b.at == a.at && b.standing == Standing::Out) {
        b
    } else {
        a
    }
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    const NOON: OffsetDateTime = datetime!(2026-11-21 12:00 UTC);

    fn at(minutes: i64) -> OffsetDateTime {
        NOON + time::Duration::minutes(minutes)
    }

    /// Every order of arrival ends in the same consent.
    #[test]
    fn the_order_of_arrival_does_not_matter() {
        let said = [
            (Scope::Program, Standing::Out, at(0)),
            (Scope::All, Standing::Out, at(1)),
            (Scope::Program, Standing::In, at(2)),
            (Scope::Program, Standing::Out, at(2)),
        ];
        let mut ends = Vec::new();
        for first in 0..4 {
            for second in (0..4).filter(|i| *i != first) {
                for third in (0..4).filter(|i| ![first, second].contains(i)) {
                    let fourth = 6 - first - second - third;
                    let end = [first, second, third, fourth]
                        .map(|i: usize| said[i])
                        .into_iter()
                        .fold(Consent::default(), |consent, (scope, standing, at)| {
                            consent.after(&consent.change(scope, standing, at))
                        });
                    ends.push(end);
                }
            }
        }
        assert_eq!(ends.len(), 24);
        let expected = Consent {
            program: Some(Stand {
                standing: Standing::Out,
                at: at(2),
            }),
            everywhere: Some(Stand {
                standing: Standing::Out,
                at: at(1),
            }),
        };
        assert!(ends.iter().all(|end| *end == expected), "{ends:?}");
    }

    #[test]
    fn the_newest_word_counts_whatever_it_was_about() {
        let mut consent = Consent::default();
        let mut say = |scope, standing, minutes| {
            let change = consent.change(scope, standing, at(minutes));
            consent = consent.after(&change);
            (change.applies, consent.may_send())
        };
        assert_eq!(say(Scope::Program, Standing::Out, 0), (true, false));
        assert_eq!(say(Scope::Program, Standing::In, 1), (true, true));
        assert_eq!(say(Scope::All, Standing::Out, 2), (true, false));
        assert_eq!(say(Scope::Program, Standing::In, 3), (true, true));
        // Late: said before the last word, so it changes nothing.
        assert_eq!(say(Scope::Program, Standing::Out, 2), (false, true));
    }

    #[test]
    fn is_stored_as_plain_json() {
        let stand = Stand {
            standing: Standing::Out,
            at: NOON,
        };
        let json = serde_json::to_string(&stand).unwrap();
        assert_eq!(json, r#"{"standing":"out","at":"2026-11-21T12:00:00Z"}"#);
        assert_eq!(serde_json::from_str::<Stand>(&json).unwrap(), stand);
    }
}
