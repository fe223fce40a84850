//! Loop guards: what no person wrote to us.

use super::{Inbound, Reason};
use crate::{automatic, number::Address, policy::Policy};

/// Why a text is ignored, if it is.
pub(super) fn ignores(policy: &Policy, text: &Inbound<'_>) -> Option<Reason> {
    let own = text.from == text.to
        || policy
            .numbers
            .iter()
            .any(|number| number.address == *text.from);
    if own {
        return Some(Reason::OwnNumber);
    }
    match text.from {
        Address::E164(_) => automatic::classify(text.message).map(Reason::Automatic),
        Address::ShortCode(_) | Address::Alphanumeric(_) => Some(Reason::Automaton),
    }
}
