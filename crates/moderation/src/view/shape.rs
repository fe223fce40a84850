//! What letters tell about a word without knowing it.

use super::{
    letters::{How, Letter},
    short::is_short_word,
};

/// Whether a letter is a vowel, in Latin letters.
pub(crate) fn is_vowel(letter: char) -> bool {
    matches!(letter, 'a' | 'e' | 'i' | 'o' | 'u' | 'y')
}

/// Whether another English word may have a letter twice where a word of `len` letters has it once, as
/// `good` and `god`: `before` and `after` are the letters around it.
///
/// English doubles `e` and `o`, hardly `a`, `i` and `u`, and never `h`, `j`, `k`, `q`, `v`, `w`, `x` and
/// `y`; other consonants after a vowel, and then before `l` or `r` (`apply`), before an ending
/// (`rapper`) or, of all but the shortest words, at the end if they are `f`, `l`, `s` or `z`. In longer
/// words a second letter hardly makes another word, but before an ending.
pub(crate) fn may_double(before: Option<char>, letter: char, after: &[char], len: usize) -> bool {
    match (letter, after) {
        _ if !letter.is_ascii() => true,
        ('a' | 'i' | 'u' | 'h' | 'j' | 'k' | 'q' | 'v' | 'w' | 'x' | 'y', _) => false,
        ('e' | 'o', _) => {
            let is_alone = |it: Option<char>| it.is_none_or(|it| !is_vowel(it));
            len < 6 && is_alone(before) && is_alone(after.first().copied())
        }
        _ if before.is_none_or(|before| !is_vowel(before)) => before.is_none() && letter == 'l',
        (_, []) => len < 4 || matches!(letter, 'f' | 'l' | 's' | 'z'),
        (_, [next, ..]) if !is_vowel(*next) => matches!(next, 'l' | 'r') && len < 6,
        (_, [_, rest @ ..]) => len < 5 || is_ending(after) || rest.is_empty(),
    }
}

/// Whether letters are what English words are inflected and derived with.
fn is_ending(letters: &[char]) -> bool {
    const ENDINGS: [&str; 14] = [
        "ed", "er", "en", "es", "ie", "est", "ers", "ing", "ies", "ish", "ings", "ery", "age",
        "able",
    ];
    ENDINGS
        .iter()
        .any(|ending| ending.chars().eq(letters.iter().copied()))
}

/// Whether letters may be a disguise as they are; if not, they are the word that they are.
///
/// They are if something is no letter, stretched, or stands for another letter: everything that makes
/// [`crate::terms`] take letters for a disguise.
pub(super) fn is_odd(letters: &[Letter]) -> bool {
    let letter = |at: usize| letters.get(at).map(|it| it.reads);
    let is_consonant = |at: Option<usize>| at.and_then(letter).is_none_or(|it| !is_vowel(it));
    if matches!(
        (letter(0), letter(1)),
        (Some('p'), Some('h')) | (Some('v'), Some('v'))
    ) {
        return true;
    }
    let mut doubled = 0;
    letters.iter().enumerate().any(|(at, it)| {
        let before = at.checked_sub(1);
        let is_double = before.and_then(letter) == Some(it.reads);
        doubled += usize::from(is_double);
        it.how != How::Plain
            || doubled > 1
            || (is_double && is_odd_double(letters, at))
            || (matches!(it.reads, 'l' | 'v') && is_consonant(before) && is_consonant(Some(at + 1)))
            || (it.reads == 'z' && at + 1 == letters.len())
    })
}

/// Whether no other word than a disguise has the letter at `at` and the same before it.
fn is_odd_double(letters: &[Letter], at: usize) -> bool {
    let letter = |at: usize| letters.get(at).map(|it| it.reads);
    // No ending is longer.
    let mut after = ['\0'; 6];
    let mut len = 0;
    for (to, from) in after.iter_mut().zip(letters.iter().skip(at + 1)) {
        *to = from.reads;
        len += 1;
    }
    let after = after.get(..len).unwrap_or_default();
    letter(at).is_some_and(|it| {
        !it.is_ascii()
            || !may_double(
                at.checked_sub(2).and_then(letter),
                it,
                after,
                letters.len() - 1,
            )
    })
}

/// Whether letters cannot be a word: no vowel, a beginning or an end that no English word has, or two or
/// three that are none.
pub(super) fn is_broken(letters: &[Letter]) -> bool {
    let is_latin = |it: &Letter| it.reads.is_ascii_alphabetic() && it.how != How::Sign;
    let is_open = |it: &Letter| is_vowel(it.reads);
    if !letters.iter().all(is_latin) {
        return false;
    }
    if let [only] = letters {
        return !matches!(only.reads, 'a' | 'i' | 'u');
    }
    if is_short_word(letters.iter().map(|it| it.reads)) == Some(false)
        || has_odd_end(|nth| letters.iter().rev().nth(nth).map(|it| it.reads))
    {
        return true;
    }
    match letters {
        [first, second, ..] if !is_open(first) && !is_open(second) => {
            !letters.iter().any(is_open) || !is_onset(first.reads, second.reads)
        }
        _ => !letters.iter().any(is_open),
    }
}

/// [`is_odd`] and [`is_broken`] of small letters, while they are read.
#[derive(Debug, Default)]
pub(super) struct Small {
    len: u32,
    last: u8,
    has_double: bool,
    /// Which letters are vowels, by bit; meaningless but for whether any is if they are more than 64.
    open: u64,
    /// Which are an `l` or a `v`.
    doubtful: u64,
}

impl Small {
    #[inline]
    pub(super) fn read(&mut self, letter: u8) {
        let at = self.len & 63;
        self.open |= u64::from(is_open(letter)) << at;
        self.doubtful |= u64::from(matches!(letter, b'l' | b'v')) << at;
        self.has_double |= letter == self.last;
        self.last = letter;
        self.len += 1;
    }

    /// Whether [`is_odd`] is worth asking.
    pub(super) fn may_be_odd(&self, letters: &[u8]) -> bool {
        // Before the first and behind the last is no vowel.
        let is_among_consonants = !(self.open << 1) & !(self.open >> 1);
        self.has_double
            || self.doubtful & is_among_consonants != 0
            || self.last == b'z'
            || letters.starts_with(b"ph")
            || self.len > u64::BITS
    }

    pub(super) fn is_broken(&self, letters: &[u8]) -> bool {
        let is_bad_onset = |first: u8, second: u8| {
            !is_open(first) && !is_open(second) && !is_onset(char::from(first), char::from(second))
        };
        let reads = |letter: &u8| char::from(*letter);
        match letters {
            [only] => !matches!(only, b'a' | b'i' | b'u'),
            _ => {
                self.open == 0
                    || matches!(letters, [first, second, ..] if is_bad_onset(*first, *second))
                    || is_short_word(letters.iter().map(reads)) == Some(false)
                    || has_odd_end(|nth| letters.iter().rev().nth(nth).map(reads))
            }
        }
    }
}

/// [`is_vowel`] of a small letter.
const fn is_open(letter: u8) -> bool {
    OPEN >> (letter & 31) & 1 == 1
}

/// The vowels, by the last five bits of their bytes.
const OPEN: u32 = 1 << (b'a' & 31)
    | 1 << (b'e' & 31)
    | 1 << (b'i' & 31)
    | 1 << (b'o' & 31)
    | 1 << (b'u' & 31)
    | 1 << (b'y' & 31);

/// Whether no English word ends so: with an `h`, an `l` or an `r` behind consonants that it does not
/// follow there.
/// `reads` tells them from the last on.
fn has_odd_end(reads: impl Fn(usize) -> Option<char>) -> bool {
    let (Some(last), Some(before)) = (reads(0), reads(1)) else {
        return false;
    };
    match (last, before) {
        (_, before) if is_vowel(before) => false,
        ('l', before) => !matches!(before, 'l' | 'r'),
        ('r', before) => before != 'r',
        ('h', 's') => reads(2) == Some('s'),
        ('h', 'k') => reads(2) == Some('c'),
        ('h', before) => !matches!(before, 'c' | 'g' | 'p' | 'r' | 't' | 'w' | 'l' | 'd' | 'n'),
        _ => false,
    }
}

/// Whether an English word may begin with two consonants.
pub(crate) fn is_onset(first: char, second: char) -> bool {
    match second {
        'l' => matches!(first, 'b' | 'c' | 'f' | 'g' | 'k' | 'l' | 'p' | 's'),
        'r' => matches!(
            first,
            'b' | 'c' | 'd' | 'f' | 'g' | 'k' | 'p' | 's' | 't' | 'w'
        ),
        'h' => matches!(first, 'c' | 'g' | 'k' | 'p' | 'r' | 's' | 't' | 'w' | 'z'),
        'n' => matches!(first, 'g' | 'k' | 'm' | 'p' | 's'),
        'w' => matches!(first, 'd' | 's' | 't'),
        's' => matches!(first, 'p' | 't'),
        'c' | 'k' | 'm' | 'p' | 'q' | 't' | 'v' => first == 's',
        'z' => first == 't',
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn bytes_say_what_letters_say(run in "[a-z]{1,8}|[lvzphae]{1,5}") {
            let plain = |(at, reads): (usize, char)| Letter { reads, how: How::Plain, at: at..at + 1 };
            let letters: Vec<_> = run.char_indices().map(plain).collect();
            let mut small = Small::default();
            run.bytes().for_each(|letter| small.read(letter));
            prop_assert_eq!(small.is_broken(run.as_bytes()), is_broken(&letters));
            prop_assert!(small.may_be_odd(run.as_bytes()) || !is_odd(&letters), "{}", run);
        }
    }
}
