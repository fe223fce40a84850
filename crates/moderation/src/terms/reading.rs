//! Whether letters can be read as a term: the rules that keep disguises apart from other words.

use std::ops::Range;

use super::Place;
use crate::view::{Edge, How, Letter, Views, Written, is_vowel};

/// What is the same in every disguise of a letter.
pub(super) fn class(letter: char) -> char {
    match letter {
        'l' => 'i',
        'v' => 'u',
        'z' => 's',
        other => other,
    }
}

/// The classes of letters, each run of the same once.
pub(super) fn groups(letters: impl Iterator<Item = char>) -> impl Iterator<Item = char> {
    let mut before = None;
    letters
        .map(class)
        .filter(move |class| before.replace(*class) != Some(*class))
}

/// Some letters of a text as a term.
#[derive(Debug)]
pub(super) struct Reading<'a> {
    pub(super) views: &'a Views,
    pub(super) original: &'a str,
    pub(super) place: Place,
}

/// How far a run of letters is from the run of a term.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Distance {
    Same,
    /// Digits or signs for letters, or more of them than any word has.
    Disguised,
    /// Twice where the term has one, as another word may have.
    Doubled,
}

impl Reading<'_> {
    /// The part of `letters` that is a disguise of the term; `None` if they are another word, or the
    /// term as it is, which the literal view has.
    ///
    /// `is_other` says that they are disguised in another way: something is between them.
    pub(super) fn find(
        &self,
        letters: Range<usize>,
        term: &[char],
        is_other: bool,
    ) -> Option<Range<usize>> {
        let all = self.views.letters.letters.get(letters.clone())?;
        let first = match self.place {
            Place::Suffix => suffix_start(all, term)?,
            Place::Word | Place::Prefix | Place::Anywhere => 0,
        };
        let part = all.get(first..)?;
        let (used, is_disguised) = self.read(part, term)?;
        let part = part.get(..used)?;
        let is_word = Written::of(part.iter()).is_word() && !self.is_code(part);
        ((is_other || is_disguised) && is_word)
            .then_some(letters.start + first..letters.start + first + used)
    }

    /// How many letters are read as the term, and whether that takes a disguise.
    fn read(&self, letters: &[Letter], term: &[char]) -> Option<(usize, bool)> {
        let mut used = 0;
        let mut is_disguised = false;
        let mut doubled = 0;
        let mut stretched = 0;
        let mut runs = term
            .chunk_by(|one, other| class(*one) == class(*other))
            .peekable();
        let mut is_first = true;
        while let Some(run) = runs.next() {
            let rest = letters.get(used..)?;
            let wanted = class(*run.first()?);
            let mut len = rest
                .iter()
                .take_while(|it| class(it.reads) == wanted)
                .count();
            let is_last = runs.peek().is_none();
            if is_last && matches!(self.place, Place::Prefix | Place::Anywhere) {
                len = len.min(run.len());
            }
            let here = rest.get(..len)?;
            let is_long = term.len() > 3;
            let edge = Edge {
                is_first,
                is_last,
                is_long,
            };
            match self.distance(letters, used, here, run, edge)? {
                Distance::Same => {}
                Distance::Disguised => is_disguised = true,
                Distance::Doubled => doubled += 1,
            }
            stretched += usize::from(len > run.len());
            used += len;
            is_first = false;
        }
        let is_whole = !matches!(self.place, Place::Word | Place::Suffix) || used == letters.len();
        let is_other_word = doubled > 0 && stretched < 2;
        (is_whole && !is_other_word).then_some((used, is_disguised || stretched > 1))
    }

    /// How a run of letters of one class stands for a run of the term; `None` if it cannot.
    fn distance(
        &self,
        all: &[Letter],
        at: usize,
        here: &[Letter],
        run: &[char],
        edge: Edge,
    ) -> Option<Distance> {
        let more = here.len().checked_sub(run.len())?;
        let mut is_disguised = false;
        for (nth, letter) in here.iter().enumerate() {
            let wanted = *run.get(nth).or_else(|| run.last())?;
            if letter.reads != wanted {
                if !self.stands_for(all, at + nth, wanted, edge) {
                    return None;
                }
                is_disguised = true;
            }
            is_disguised |= letter.how != How::Plain;
        }
        let letter = *run.first()?;
        Some(match more {
            0 if is_disguised => Distance::Disguised,
            0 => Distance::Same,
            1 if run.len() == 1 && edge.may_double(letter) => Distance::Doubled,
            _ => Distance::Disguised,
        })
    }

    /// Whether a letter of the same class is written for the one of the term.
    fn stands_for(&self, all: &[Letter], at: usize, wanted: char, edge: Edge) -> bool {
        let Some(letter) = all.get(at) else {
            return false;
        };
        let is_consonant = |at: Option<usize>| {
            at.and_then(|at| all.get(at))
                .is_none_or(|it| !is_vowel(it.reads))
        };
        let is_among_consonants = is_consonant(at.checked_sub(1)) && is_consonant(Some(at + 1));
        match (letter.reads, wanted) {
            ('i', 'l') if letter.how != How::Plain => true,
            ('i', 'l') => self.is_capital_among_small(all, at),
            ('l', 'i') | ('v', 'u') => is_among_consonants,
            ('z', 's') => letter.how != How::Plain || edge.is_last,
            _ => false,
        }
    }

    /// Whether an `I` stands in a word of small letters, where it looks like an `l`.
    fn is_capital_among_small(&self, all: &[Letter], at: usize) -> bool {
        let drawn = |at: usize| {
            let span = self.views.literal.original(all.get(at)?.at.clone());
            self.original.get(span)?.chars().next()
        };
        drawn(at) == Some('I')
            && (0..at)
                .rev()
                .map(drawn)
                .find(|it| *it != Some('I'))
                .flatten()
                .is_some_and(char::is_lowercase)
    }

    /// Whether digits make it a code rather than a word: others stand beside it, or it is short, in
    /// capitals, and the text is not.
    fn is_code(&self, letters: &[Letter]) -> bool {
        if !letters.iter().any(|letter| letter.how == How::Digit) {
            return false;
        }
        let (Some(first), Some(last)) = (letters.first(), letters.last()) else {
            return false;
        };
        let literal = &self.views.literal;
        let text = literal.text();
        let before = text.get(..first.at.start).unwrap_or_default();
        let after = text.get(last.at.end..).unwrap_or_default();
        let is_digit = |letter: char| letter.is_ascii_digit();
        let beside = before
            .rsplit(char::is_whitespace)
            .next()
            .is_some_and(|it| it.contains(is_digit))
            || after
                .split(char::is_whitespace)
                .next()
                .is_some_and(|it| it.contains(is_digit));
        let span = literal.original(first.at.start..last.at.end);
        let here = self.original.get(span).unwrap_or_default();
        let is_label = letters.len() < 4
            && !here.contains(char::is_lowercase)
            && self.original.contains(char::is_lowercase);
        beside || is_label
    }
}

/// Where the last groups of letters begin, as many as the term has.
fn suffix_start(letters: &[Letter], term: &[char]) -> Option<usize> {
    let wanted = groups(term.iter().copied()).count();
    let mut count = 0;
    let mut before = None;
    let mut start = letters.len();
    for (at, letter) in letters.iter().enumerate().rev() {
        let class = class(letter.reads);
        if before.replace(class) != Some(class) {
            count += 1;
            if count > wanted {
                break;
            }
        }
        start = at;
    }
    (count >= wanted).then_some(start)
}
