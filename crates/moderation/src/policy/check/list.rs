//! Word lists.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

use super::rules::{Named, Rules};
use crate::{
    policy::{mistake::Mistakes, source::ListSource},
    terms::{Normalise, Place, Term, TermList, Terms, TermsError},
};

/// A list that was read.
struct Read {
    id: Range<usize>,
    terms: Vec<Term>,
    /// Where each term stands, so that one that is wrong can be shown.
    spots: Vec<(Option<String>, Range<usize>)>,
    allow: Vec<Term>,
    normalise: Normalise,
}

pub(super) fn lists(
    sources: Vec<ListSource>,
    files: &BTreeMap<String, String>,
    rules: &mut Rules,
    mistakes: &mut Mistakes,
) -> Option<Terms> {
    let mut lists = Vec::new();
    for source in sources {
        lists.push(read(&source, files, mistakes));
        rules.add(
            Named {
                id: source.id,
                category: source.category,
                severity: source.severity,
                action: source.action,
                length: source.length,
                mode: source.mode,
                notify: source.notify,
            },
            mistakes,
        );
    }
    let compiled: Vec<_> = lists
        .iter()
        .map(|list| TermList {
            terms: &list.terms,
            allow: &list.allow,
            normalise: list.normalise,
        })
        .collect();
    match Terms::new(&compiled) {
        Ok(terms) => Some(terms),
        Err(error) => {
            wrong(&error, &lists, mistakes);
            None
        }
    }
}

/// Terms that are wrong together with their list's normalisation.
fn wrong(error: &TermsError, lists: &[Read], mistakes: &mut Mistakes) {
    let Some(list) = lists.get(error.list) else {
        return;
    };
    let place = list.terms.iter().position(|term| term.text == error.term);
    match place.and_then(|place| list.spots.get(place)) {
        Some((Some(file), at)) => mistakes.add_in(file, at.clone(), error.source.to_string()),
        Some((None, at)) => mistakes.add(at.clone(), error.source.to_string()),
        None => mistakes.add(list.id.clone(), error.to_string()),
    }
}

fn read(source: &ListSource, files: &BTreeMap<String, String>, mistakes: &mut Mistakes) -> Read {
    let mut list = Read {
        id: source.id.span(),
        terms: Vec::new(),
        spots: Vec::new(),
        allow: Vec::new(),
        normalise: source.normalise,
    };
    for entry in &source.allow {
        match Term::parse(entry.get_ref()) {
            Ok(Some(term)) => list.allow.push(term),
            Ok(None) => mistakes.add(entry.span(), "is empty"),
            Err(error) => mistakes.add(entry.span(), error.to_string()),
        }
    }
    let allowed: BTreeSet<String> = list
        .allow
        .iter()
        .map(|term| term.text.to_lowercase())
        .collect();
    for entry in &source.terms {
        match Term::parse(entry.get_ref()) {
            Ok(Some(term)) => list.add(term, None, entry.span(), &allowed, mistakes),
            Ok(None) => mistakes.add(entry.span(), "is empty"),
            Err(error) => mistakes.add(entry.span(), error.to_string()),
        }
    }
    if let Some(name) = &source.file {
        match files.get(name.get_ref()) {
            None => mistakes.add(name.span(), "this file was not read"),
            Some(text) => {
                let mut empty = true;
                let mut at = 0;
                for line in text.split_inclusive('\n') {
                    let content = line.trim_end();
                    let span = at..at + content.len();
                    at += line.len();
                    let term = Term::parse(content);
                    empty &= matches!(term, Ok(None));
                    match term {
                        Ok(Some(term)) => {
                            list.add(term, Some(name.get_ref()), span, &allowed, mistakes);
                        }
                        Ok(None) => {}
                        Err(error) => mistakes.add_in(name.get_ref(), span, error.to_string()),
                    }
                }
                if empty {
                    mistakes.add(name.span(), "there are no terms in this file");
                }
            }
        }
    }
    if source.file.is_none() && source.terms.is_empty() {
        mistakes.add(
            source.id.span(),
            "a list without terms: expected `terms` or `file`",
        );
    }
    list
}

impl Read {
    fn add(
        &mut self,
        term: Term,
        file: Option<&String>,
        at: Range<usize>,
        allowed: &BTreeSet<String>,
        mistakes: &mut Mistakes,
    ) {
        if term.place == Place::Word && allowed.contains(&term.text.to_lowercase()) {
            let message = format!(
                "`{}` is in `allow`, too: it would never be found",
                term.text
            );
            match file {
                Some(file) => mistakes.add_in(file, at.clone(), message),
                None => mistakes.add(at.clone(), message),
            }
        }
        self.terms.push(term);
        self.spots.push((file.cloned(), at));
    }
}
