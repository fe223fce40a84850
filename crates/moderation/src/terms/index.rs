//! Texts by a hash that can be taken while reading.
//!
//! One lookup a word, whatever the number of terms: an automaton over 100,000 terms visits a state a
//! letter, most of them not in the cache.

use std::{
    collections::HashMap,
    hash::{BuildHasherDefault, Hasher},
};

/// What kind of entry is meant by a hash.
#[derive(Debug, Clone, Copy)]
pub(super) enum Kind {
    Word = 1,
    Prefix = 2,
    Suffix = 3,
    /// The first two words of a phrase, or its first.
    Phrase = 4,
    /// A masked word by first letter, last letter and length.
    Masked = 5,
    /// A masked beginning by first letter and length.
    MaskedPrefix = 6,
}

/// A hash that grows letter by letter.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Key(u64);

impl Key {
    pub(super) fn of(text: &str) -> Self {
        text.chars().fold(Self::default(), Self::with)
    }

    pub(super) fn with(self, letter: char) -> Self {
        Self(
            (self.0.rotate_left(5) ^ u64::from(u32::from(letter)))
                .wrapping_mul(0x517c_c1b7_2722_0a95),
        )
    }

    pub(super) fn then(self, word: Self) -> Self {
        Self((self.0.rotate_left(5) ^ word.0).wrapping_mul(0x517c_c1b7_2722_0a95))
    }

    fn finish(self, kind: Kind) -> u64 {
        let mixed = (self.0 ^ (kind as u64)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        mixed ^ (mixed >> 32)
    }
}

/// Entries by key.
#[derive(Debug, Default)]
pub(super) struct Index {
    first: HashMap<u64, u32, BuildHasherDefault<Hashed>>,
    /// By entry: what it is, and the entry before it with the same hash.
    entries: Vec<(u32, Option<u32>)>,
    /// The lengths that beginnings have, by bit.
    pub(super) prefixes: u64,
    /// The lengths that endings have, by bit.
    pub(super) suffixes: u64,
}

/// Longer beginnings and endings are not looked for by hash.
pub(super) const AFFIX_MAX: usize = 63;

impl Index {
    pub(super) fn with_capacity(entries: usize) -> Self {
        let first = HashMap::with_capacity_and_hasher(entries, BuildHasherDefault::default());
        Self {
            first,
            entries: Vec::with_capacity(entries),
            ..Self::default()
        }
    }

    pub(super) fn has_prefix(&self, letters: usize) -> bool {
        letters <= AFFIX_MAX && self.prefixes >> letters & 1 == 1
    }

    pub(super) fn has_suffix(&self, letters: usize) -> bool {
        letters <= AFFIX_MAX && self.suffixes >> letters & 1 == 1
    }

    pub(super) fn has_suffixes(&self) -> bool {
        self.suffixes != 0
    }

    pub(super) fn has_word(&self, key: Key) -> bool {
        self.first.contains_key(&key.finish(Kind::Word))
    }

    pub(super) fn add(&mut self, key: Key, kind: Kind, what: usize) {
        let (Ok(at), Ok(what)) = (u32::try_from(self.entries.len()), u32::try_from(what)) else {
            return;
        };
        let before = self.first.insert(key.finish(kind), at);
        self.entries.push((what, before));
    }

    /// What was added with a key, and what happens to have the same hash.
    pub(super) fn get(&self, key: Key, kind: Kind) -> impl Iterator<Item = usize> {
        let mut next = self.first.get(&key.finish(kind)).copied();
        std::iter::from_fn(move || {
            let (what, before) = self.entries.get(next? as usize)?;
            next = *before;
            Some(*what as usize)
        })
    }
}

/// A number that is a hash already.
#[derive(Debug, Default)]
pub(super) struct Hashed(u64);

impl Hasher for Hashed {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }
}
