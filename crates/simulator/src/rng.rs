//! Pseudo-random numbers from a seed, so that a failing run can be repeated.

use uuid::Uuid;

/// `SplitMix64` (Steele, Lea and Flood, 2014). Not for secrets: everything here is a fake on
/// loopback, and repeating a run matters more.
#[derive(Clone, Debug)]
pub(crate) struct Rng(u64);

impl Rng {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// True in `rate` of the draws; `rate` is clamped to 0..=1.
    pub(crate) fn chance(&mut self, rate: f64) -> bool {
        // 32 bits convert to f64 without loss.
        let draw = u32::try_from(self.next() >> 32).unwrap_or(u32::MAX);
        f64::from(draw) < rate * (f64::from(u32::MAX) + 1.0)
    }

    /// A number below `limit`, and 0 if that is 0.
    pub(crate) fn below(&mut self, limit: u64) -> u64 {
        self.next().checked_rem(limit).unwrap_or_default()
    }

    pub(crate) fn uuid(&mut self) -> Uuid {
        let high = u128::from(self.next()) << 64;
        uuid::Builder::from_random_bytes((high | u128::from(self.next())).to_be_bytes()).into_uuid()
    }

    pub(crate) fn bytes<const N: usize>(&mut self) -> [u8; N] {
        std::array::from_fn(|_| self.next().to_be_bytes()[0])
    }
}

#[cfg(test)]
mod tests {
    use super::Rng;

    #[test]
    fn the_same_seed_gives_the_same_numbers_and_another_seed_others() {
        let draw = |seed| Rng::new(seed).uuid();
        assert_eq!(draw(7), draw(7));
        assert_ne!(draw(7), draw(8));
    }

    #[test]
    fn chance_is_exact_at_both_ends_and_close_between() {
        let mut rng = Rng::new(1);
        let hits = |rate: f64, rng: &mut Rng| (0..10_000).filter(|_| rng.chance(rate)).count();
        assert_eq!(hits(0.0, &mut rng), 0);
        assert_eq!(hits(1.0, &mut rng), 10_000);
        let third = hits(0.3, &mut rng);
        assert!((2_800..3_200).contains(&third), "{third}");
    }
}
