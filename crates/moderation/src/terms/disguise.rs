//! Terms in the aggressive view: what is found there must be a disguise to count.

use std::ops::Range;

use aho_corasick::AhoCorasick;

use super::{
    Normalise, Place, TermError, Terms,
    forms::{Form, Shape},
    index::{AFFIX_MAX, Index, Key, Kind},
    joins::Joins,
    reading::{self, Reading},
    report::Report,
};
use crate::view::Views;

/// Shorter terms are not looked for in disguise: `i t`, `h 3`.
const LETTERS_MIN: usize = 3;
/// Phrases of more words are looked for as they are only.
const WORDS_MAX: usize = 6;

/// What is looked for in disguise.
#[derive(Debug)]
struct Disguise {
    letters: Box<[char]>,
    form: usize,
    /// Whether these are not the letters of the term: `ph` for `f`.
    is_respelled: bool,
}

/// A phrase is looked for in more parts than it has words: `m.y`.
const PARTS_MORE: usize = 2;

/// Terms by what is left of them in any disguise.
#[derive(Debug, Default)]
pub(super) struct Disguises {
    index: Index,
    terms: Vec<Disguise>,
    /// Terms that may stand anywhere in a word, by what is left of them.
    anywhere: Vec<(String, usize)>,
    automaton: Option<AhoCorasick>,
    /// The most parts of a phrase.
    words: usize,
}

impl Disguises {
    pub(super) fn add(&mut self, form: &Form, at: usize) {
        let letters: Vec<char> = form.text.chars().filter(|letter| *letter != ' ').collect();
        if form.normalise != Normalise::All || letters.len() < LETTERS_MIN {
            return;
        }
        match form.shape() {
            Shape::Word => {
                if let Some(rest) = form.text.strip_prefix('f') {
                    self.put(&format!("ph{rest}"), form.place, at, true);
                }
                if let Some(rest) = form.text.strip_prefix('w') {
                    self.put(&format!("vv{rest}"), form.place, at, true);
                }
                self.put(&form.text, form.place, at, false);
            }
            Shape::Phrase if form.place == Place::Word => {
                let words = form.text.split(' ').count();
                if words <= WORDS_MAX {
                    self.words = self.words.max(words + PARTS_MORE);
                    let letters = letters.into();
                    self.entry(
                        Disguise {
                            letters,
                            form: at,
                            is_respelled: false,
                        },
                        Kind::Phrase,
                    );
                }
            }
            Shape::Phrase | Shape::Verbatim => {}
        }
    }

    fn put(&mut self, text: &str, place: Place, form: usize, is_respelled: bool) {
        let letters: Box<[char]> = text.chars().collect();
        let groups = reading::groups(letters.iter().copied()).count();
        let disguise = Disguise {
            letters,
            form,
            is_respelled,
        };
        match place {
            Place::Word => self.entry(disguise, Kind::Word),
            Place::Prefix if groups <= AFFIX_MAX => {
                self.index.prefixes |= 1 << groups;
                self.entry(disguise, Kind::Prefix);
            }
            Place::Suffix if groups <= AFFIX_MAX => {
                self.index.suffixes |= 1 << groups;
                self.entry(disguise, Kind::Suffix);
            }
            Place::Anywhere => {
                let groups = reading::groups(disguise.letters.iter().copied()).collect();
                self.anywhere.push((groups, self.terms.len()));
                self.terms.push(disguise);
            }
            Place::Prefix | Place::Suffix => {}
        }
    }

    fn entry(&mut self, disguise: Disguise, kind: Kind) {
        let letters = disguise.letters.iter().copied();
        let key = if matches!(kind, Kind::Suffix) {
            reading::groups(letters.rev()).fold(Key::default(), Key::with)
        } else {
            reading::groups(letters).fold(Key::default(), Key::with)
        };
        self.index.add(key, kind, self.terms.len());
        self.terms.push(disguise);
    }

    /// Builds what can only be built at the end.
    pub(super) fn finish(&mut self) -> Result<(), TermError> {
        if !self.anywhere.is_empty() {
            let terms = self.anywhere.iter().map(|(groups, _)| groups);
            let automaton = AhoCorasick::new(terms).map_err(|_| TermError::TooMany)?;
            self.automaton = Some(automaton);
        }
        Ok(())
    }
}

/// Letters in a row that may be a word.
#[derive(Debug, Clone)]
struct Candidate {
    letters: Range<usize>,
    /// Whether something between them was left out.
    is_joined: bool,
    /// Whether they are chunks of more letters, which are a word only if nothing else is changed.
    is_cut: bool,
}

impl Terms {
    /// Reports the terms that stand in a text in disguise.
    pub(super) fn scan_disguised(&self, views: &Views, report: &mut Report<'_>) {
        let letters = &views.letters;
        let mut last_phrase = 0;
        for (at, word) in letters.words.iter().enumerate() {
            if !letters.is_odd(word) {
                continue;
            }
            let whole = letters.letters_of(word);
            let is_joined = word.len() > 1;
            self.try_word(
                views,
                &Candidate {
                    letters: whole,
                    is_joined,
                    is_cut: false,
                },
                report,
            );
            if is_joined {
                for part in Joins::of(views, report.original).without_words(word) {
                    let letters = letters.letters_of(&part);
                    self.try_word(
                        views,
                        &Candidate {
                            letters,
                            is_joined,
                            is_cut: false,
                        },
                        report,
                    );
                }
            }
            let first = (at + 1)
                .saturating_sub(self.disguises.words)
                .max(last_phrase);
            for first in first..=at {
                self.try_phrases(views, first, report);
            }
            last_phrase = at + 1;
        }
        for wide in &letters.wide {
            self.try_word(
                views,
                &Candidate {
                    letters: wide.letters.clone(),
                    is_joined: wide.is_joined,
                    is_cut: false,
                },
                report,
            );
        }
        Joins::of(views, report.original).for_each(|pieces| {
            let letters = letters.letters_of(&pieces);
            self.try_word(
                views,
                &Candidate {
                    letters,
                    is_joined: true,
                    is_cut: true,
                },
                report,
            );
        });
        if let Some(automaton) = &self.disguises.automaton {
            self.try_anywhere(automaton, views, report);
        }
    }

    /// Looks for a word, and for beginnings and endings of words.
    fn try_word(&self, views: &Views, candidate: &Candidate, report: &mut Report<'_>) {
        let letters = views
            .letters
            .letters
            .get(candidate.letters.clone())
            .unwrap_or_default();
        let index = &self.disguises.index;
        let mut key = Key::default();
        for (count, group) in reading::groups(letters.iter().map(|it| it.reads)).enumerate() {
            key = key.with(group);
            if index.has_prefix(count + 1) {
                for term in index.get(key, Kind::Prefix) {
                    self.try_term(views, candidate, term, report);
                }
            }
        }
        for term in index.get(key, Kind::Word) {
            self.try_term(views, candidate, term, report);
        }
        if index.has_suffixes() {
            let mut key = Key::default();
            let groups = reading::groups(letters.iter().rev().map(|it| it.reads));
            for (count, group) in groups.enumerate() {
                key = key.with(group);
                if index.has_suffix(count + 1) {
                    for term in index.get(key, Kind::Suffix) {
                        self.try_term(views, candidate, term, report);
                    }
                }
            }
        }
    }

    /// Looks for phrases that begin with a word.
    fn try_phrases(&self, views: &Views, at: usize, report: &mut Report<'_>) {
        let letters = &views.letters;
        let words = letters.words.get(at..).unwrap_or_default();
        let Some(start) = words.first().map(|word| letters.letters_of(word).start) else {
            return;
        };
        for word in words.iter().take(self.disguises.words).skip(1) {
            let candidate = Candidate {
                letters: start..letters.letters_of(word).end,
                is_joined: false,
                is_cut: false,
            };
            let part = letters
                .letters
                .get(candidate.letters.clone())
                .unwrap_or_default();
            let key =
                reading::groups(part.iter().map(|it| it.reads)).fold(Key::default(), Key::with);
            for term in self.disguises.index.get(key, Kind::Phrase) {
                self.try_term(views, &candidate, term, report);
            }
        }
    }

    /// Looks for terms within words.
    fn try_anywhere(&self, automaton: &AhoCorasick, views: &Views, report: &mut Report<'_>) {
        let mut groups = String::new();
        let mut starts = Vec::new();
        let words = views.letters.words.iter();
        for word in words.filter(|word| views.letters.is_odd(word)) {
            let range = views.letters.letters_of(word);
            let letters = views.letters.letters.get(range.clone()).unwrap_or_default();
            groups.clear();
            starts.clear();
            let mut before = None;
            for (at, letter) in letters.iter().enumerate() {
                let class = reading::class(letter.reads);
                if before.replace(class) != Some(class) {
                    groups.push(class);
                    starts.resize(groups.len(), at);
                }
            }
            for found in automaton.find_overlapping_iter(&groups) {
                let term = self.disguises.anywhere.get(found.pattern().as_usize());
                let start = starts.get(found.start());
                if let (Some((_, term)), Some(start)) = (term, start) {
                    let letters = range.start + start..range.end;
                    let candidate = Candidate {
                        letters,
                        is_joined: word.len() > 1,
                        is_cut: false,
                    };
                    self.try_term(views, &candidate, *term, report);
                }
            }
        }
    }

    /// Reports a term if the candidate is a disguise of it.
    fn try_term(&self, views: &Views, candidate: &Candidate, term: usize, report: &mut Report<'_>) {
        let Some(term) = self.disguises.terms.get(term) else {
            return;
        };
        let Some(form) = self.forms.get(term.form) else {
            return;
        };
        let is_disguised = candidate.is_joined || term.is_respelled;
        let reading = Reading {
            views,
            original: report.original,
            place: form.place,
        };
        if candidate.is_cut && !reading.is_exact(&candidate.letters, &term.letters) {
            return;
        }
        let Some(part) = reading.find(candidate.letters.clone(), &term.letters, is_disguised)
        else {
            return;
        };
        let whole = match form.place {
            Place::Word => part,
            Place::Prefix | Place::Suffix => candidate.letters.clone(),
            Place::Anywhere => views.letters.word_around(part),
        };
        let edge = |at: usize| {
            views
                .letters
                .letters
                .get(at)
                .map(|letter| letter.at.clone())
        };
        let last = whole.end.checked_sub(1).and_then(edge);
        if let (Some(first), Some(last)) = (edge(whole.start), last) {
            report.add(
                form,
                views.literal.original(first.start..last.end),
                &form.text,
            );
        }
    }
}
