//! Loop guards: what no person wrote to us.

use super::{Case, Reason};
use crate::{automatic, number::Address};

/// Why a text is ignored, if it is.
pub(super) fn ignores(case: &Case<'_>) -> Option<Reason> {
    let text = case.text;
    let own = text.from == text.to
        || case
            .policy
            .numbers
            .iter()
            .any(|number| number.address == *text.from);
    if own {
        return Some(Reason::OwnNumber);
    }
    match text.from {
        Address::E164(_) => {
            automatic::classify_normalised(text.message, &case.normal).map(Reason::Automatic)
        }
        Address::ShortCode(_) | Address::Alphanumeric(_) => Some(Reason::Automaton),
    }
}
