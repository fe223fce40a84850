//! Routes, checked against each other and against what comes before them.

use std::collections::BTreeSet;

use toml::Spanned;

use super::Mistakes;
use crate::{
    policy::{OptOut, Route},
    revocation,
    text::normalise,
    words::Reserved,
};

/// Whether texts of the route get past the routes before it.
pub(super) fn reachable(
    route: &Route,
    place: &Spanned<String>,
    before: &[Route],
    mistakes: &mut Mistakes,
) {
    if let Some(index) = route.pattern.shadows_itself() {
        mistakes.add(
            place.span(),
            format!(
                "alternative {} is never reached: an earlier one takes its texts",
                index + 1
            ),
        );
    }
    // Routes with a question are looked at before those without.
    let shadow = before
        .iter()
        .filter(|other| other.pending == route.pending)
        .find_map(|other| {
            let index = route.pattern.shadowed_by(&other.pattern)?;
            Some((index, &other.pattern))
        });
    if let Some((index, pattern)) = shadow {
        mistakes.add(
            place.span(),
            format!(
                "alternative {} is never reached: `{pattern}` above takes its texts",
                index + 1
            ),
        );
    }
}

/// Whether a text of the route is a reserved word, which is looked for first.
pub(super) fn reserved(
    route: &Route,
    place: &Spanned<String>,
    opt_out: &OptOut,
    mistakes: &mut Mistakes,
) -> bool {
    if !route.pattern.captures().is_empty() {
        return false;
    }
    let word = route
        .pattern
        .examples()
        .find(|text| match opt_out.words.find(&normalise(text)) {
            Some((Reserved::Stop | Reserved::Start, _)) => true,
            Some((Reserved::Help, _)) => opt_out.help.is_some(),
            None => false,
        });
    if let Some(word) = &word {
        mistakes.add(
            place.span(),
            format!("never reached: `{word}` is a reserved word; `minus` under `[sms.opt_out]` can release it"),
        );
    }
    word.is_some()
}

/// Whether a text of the route would be taken for an opt-out in the sender's own words.
pub(super) fn revoking(route: &Route, place: &Spanned<String>, mistakes: &mut Mistakes) {
    if let Some(text) = route
        .pattern
        .examples()
        .find(|text| revocation::detect(text).is_some())
    {
        mistakes.add(
            place.span(),
            format!("never reached: `{text}` would be taken for an opt-out; `free_text = false` under `[sms.opt_out]` leaves only the words"),
        );
    }
}

/// Every question has an answer, and the other way round.
pub(super) fn questions(
    asked: &[Spanned<String>],
    awaited: &[Spanned<String>],
    mistakes: &mut Mistakes,
) {
    let names = |all: &[Spanned<String>]| -> BTreeSet<String> {
        all.iter().map(|name| name.get_ref().clone()).collect()
    };
    let (known, answered) = (names(asked), names(awaited));
    for name in awaited
        .iter()
        .filter(|name| !known.contains(name.get_ref()))
    {
        mistakes.add(
            name.span(),
            format!("no `ask` asks the question `{}`", name.get_ref()),
        );
    }
    for name in asked
        .iter()
        .filter(|name| !answered.contains(name.get_ref()))
    {
        mistakes.add(
            name.span(),
            format!(
                "no route takes the answer: expected one with `when = {{ pending = \"{}\" }}`",
                name.get_ref()
            ),
        );
    }
}
