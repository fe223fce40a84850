//! Whether letters can be read as a term: the rules that keep disguises apart from other words.

use std::ops::Range;

use super::Place;
use crate::view::{How, Letter, Views, Written, is_onset, is_vowel, may_double};

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
        let written = Written::of(part.iter());
        let is_word =
            (written.is_word() || (used > 5 && written.is_long_word()) || written.bold == used)
                && (!is_other || written.digits < written.plain)
                && !self.is_code(part);
        ((is_other || is_disguised) && is_word)
            .then_some(letters.start + first..letters.start + first + used)
    }

    /// Whether all plain letters are those of the term, each as often.
    pub(super) fn is_exact(&self, letters: &Range<usize>, term: &[char]) -> bool {
        let letters = self
            .views
            .letters
            .letters
            .get(letters.clone())
            .unwrap_or_default();
        let is_same = |(letter, wanted): (&Letter, &char)| {
            letter.how != How::Plain || letter.reads == *wanted
        };
        (self.place != Place::Word || letters.len() == term.len())
            && letters.iter().zip(term).all(is_same)
    }

    /// How many letters are read as the term, and whether that takes a disguise.
    fn read(&self, letters: &[Letter], term: &[char]) -> Option<(usize, bool)> {
        let mut used = 0;
        let mut start = 0;
        let mut is_disguised = false;
        let mut doubled = 0;
        let mut stretched = 0;
        let mut runs = term
            .chunk_by(|one, other| class(*one) == class(*other))
            .peekable();
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
            match self.distance(letters, used, here, (term, start))? {
                Distance::Same => {}
                Distance::Disguised => is_disguised = true,
                Distance::Doubled => doubled += 1,
            }
            stretched += usize::from(len > run.len());
            used += len;
            start += run.len();
        }
        let is_whole = !matches!(self.place, Place::Word | Place::Suffix) || used == letters.len();
        let is_other_word = doubled > 0 && stretched < 2;
        (is_whole && !is_other_word).then_some((used, is_disguised || stretched > 1))
    }

    /// How a run of letters of one class stands for the run of the term that begins at `start`; `None`
    /// if it cannot.
    fn distance(
        &self,
        all: &[Letter],
        at: usize,
        here: &[Letter],
        (term, start): (&[char], usize),
    ) -> Option<Distance> {
        let rest = term.get(start..)?;
        let first = *rest.first()?;
        let run = rest
            .iter()
            .take_while(|it| class(**it) == class(first))
            .count();
        let (run, after) = rest.split_at_checked(run)?;
        let more = here.len().checked_sub(run.len())?;
        if !self.is_spelt(
            all,
            at..at + here.len(),
            (run, after.is_empty()),
            term.len(),
        ) {
            return None;
        }
        let is_disguised = here.iter().any(|it| it.how != How::Plain)
            || here
                .iter()
                .zip(run)
                .any(|(letter, wanted)| letter.reads != *wanted);
        let before = start
            .checked_sub(1)
            .and_then(|before| term.get(before))
            .copied();
        // `0o` is no double letter of any word.
        let count = |how| here.iter().filter(|it| it.how == how).count();
        let is_one_kind = count(How::Digit) == 0 || count(How::Plain) == 0;
        Some(match more {
            0 if is_disguised => Distance::Disguised,
            0 => Distance::Same,
            1 if run.len() == 1 && is_one_kind && may_double(before, first, after, term.len()) => {
                Distance::Doubled
            }
            _ => Distance::Disguised,
        })
    }

    /// Whether letters of one class are those of a run of the term, each of them once or more.
    fn is_spelt(
        &self,
        all: &[Letter],
        here: Range<usize>,
        (run, is_last): (&[char], bool),
        len: usize,
    ) -> bool {
        // The letters of the run that the letters so far may end with, by bit.
        let mut ends = 0_u64;
        for at in here.clone() {
            let mut next = 0;
            for (nth, wanted) in run.iter().enumerate().take(u64::BITS as usize) {
                let is_next = if nth == 0 {
                    at == here.start
                } else {
                    ends >> (nth - 1) & 1 == 1
                };
                let is_same = all.get(at).is_some_and(|it| it.reads == *wanted);
                if (is_next || ends >> nth & 1 == 1)
                    && (is_same || self.stands_for(all, at, *wanted, is_last, len))
                {
                    next |= 1 << nth;
                }
            }
            ends = next;
        }
        run.len()
            .checked_sub(1)
            .is_some_and(|last| last < 64 && ends >> last & 1 == 1)
    }

    /// Whether a letter of the same class is written for the one of the term.
    fn stands_for(
        &self,
        all: &[Letter],
        at: usize,
        wanted: char,
        is_last: bool,
        len: usize,
    ) -> bool {
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
            // `pls` is not a disguise: an `l` behind some letters is what a word begins with.
            ('l', 'i') if at == 1 && all.first().is_some_and(|it| is_onset(it.reads, 'l')) => false,
            // In a word of three, only beside other disguises.
            ('v', 'u') if all.iter().any(|it| it.how == How::Sign) => is_among_consonants,
            ('l', 'i') | ('v', 'u') => len > 3 && is_among_consonants,
            ('z', 's') => letter.how == How::Plain && is_last,
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

    /// Whether digits make it a code rather than a word: a number stands beside it, or it is short, and
    /// numbered or in capitals where the text is not.
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
        let before = before
            .bytes()
            .rev()
            .take(BESIDE)
            .take_while(|it| !it.is_ascii_whitespace());
        let after = after
            .bytes()
            .take(BESIDE)
            .take_while(|it| !it.is_ascii_whitespace());
        let beside = has_number(before) || has_number(after);
        let span = literal.original(first.at.start..last.at.end);
        let here = self.original.get(span).unwrap_or_default();
        let is_capital =
            !here.contains(char::is_lowercase) && self.original.contains(char::is_lowercase);
        let is_label = letters.len() < 4 && (is_capital || last.how == How::Digit);
        beside || is_label
    }
}

/// How many bytes around a word tell whether it is part of a code.
const BESIDE: usize = 40;

/// Whether a part of a word has more digits than letters.
fn has_number(bytes: impl Iterator<Item = u8>) -> bool {
    let (mut letters, mut digits) = (0, 0);
    let mut is_number = false;
    for byte in bytes {
        if byte.is_ascii_digit() {
            digits += 1;
        } else if byte.is_ascii_alphabetic() {
            letters += 1;
        } else {
            is_number |= digits > letters;
            (letters, digits) = (0, 0);
        }
    }
    is_number || digits > letters
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
