//! Chance that falls the same way in every run, on every machine, with every version of a library.

/// `SplitMix64`: <https://prng.di.unimi.it/splitmix64.c>.
#[derive(Debug)]
pub(crate) struct Random(u64);

impl Random {
    /// What follows depends on the name alone.
    pub(crate) fn named(name: &str) -> Self {
        // FNV-1a.
        let hash = name.bytes().fold(0xCBF2_9CE4_8422_2325, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3)
        });
        Self(hash)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number under `end`, which is not 0.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        let number = usize::try_from(self.next() >> 32).unwrap_or_default();
        number.checked_rem(end).unwrap_or_default()
    }

    /// A number of the range, both ends included.
    pub(crate) fn between(&mut self, first: usize, last: usize) -> usize {
        first + self.below(last - first + 1)
    }

    /// Once in so many times.
    pub(crate) fn once_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    /// One of the items, of which there is one at least.
    #[expect(
        clippy::indexing_slicing,
        reason = "an empty list is a mistake of the caller's"
    )]
    pub(crate) fn pick<'a, T: ?Sized>(&mut self, items: &[&'a T]) -> &'a T {
        items[self.below(items.len())]
    }

    /// One of the characters, of which there is one at least.
    pub(crate) fn pick_char(&mut self, characters: &str) -> char {
        let at = self.below(characters.chars().count());
        characters.chars().nth(at).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_in_every_run() {
        let mut random = Random::named("a class");
        let numbers: Vec<_> = (0..6).map(|_| random.below(1_000)).collect();
        assert_eq!(numbers, [516, 641, 740, 381, 850, 595]);
        assert_eq!(Random::named("").pick(&["only"]), "only");
    }
}
