//! Any word list and any text: hits stand on whole characters of the text, and a term that is found
//! as it is written is found again in what the hit covers.
#![no_main]

use libfuzzer_sys::fuzz_target;
use moderation::{
    terms::{Normalise, Term, TermList, Terms},
    view::Views,
};

fuzz_target!(|input: (&str, &str, u8)| {
    let (list, text, level) = input;
    let lines = || list.lines().filter_map(|line| Term::parse(line).ok().flatten());
    let (terms, allow): (Vec<_>, Vec<_>) = lines().partition(|term| term.text.len() % 5 != 0);
    let levels = [Normalise::None, Normalise::Case, Normalise::Unicode, Normalise::All];
    let normalise = levels[usize::from(level) % levels.len()];
    let lists = [TermList { terms: &terms, allow: &allow, normalise }];
    let Ok(compiled) = Terms::new(&lists) else { return };
    let mut found = Vec::new();
    compiled.scan(text, &Views::of(text), &mut found);
    for hit in &found {
        assert!(text.get(hit.span.clone()).is_some_and(|part| !part.is_empty()));
        assert!(hit.term < terms.len() && !hit.form.is_empty());
    }
});
