//! The random part of a wait.

use std::time::Duration;

use aws_lc_rs::rand;

/// What chooses a wait below its bound.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Jitter {
    /// Anything from nothing to the bound, evenly ("full jitter").
    /// <https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/>
    Random,
    /// Always this share of the bound, from 0 to 1, for tests.
    Share(f64),
}

impl Jitter {
    /// A wait of at most `bound`.
    pub(super) fn below(self, bound: Duration) -> Duration {
        let share = match self {
            Self::Random => random_share(),
            Self::Share(share) => share.clamp(0.0, 1.0),
        };
        // `mul_f64` panics where rounding leaves the range of a duration.
        Duration::try_from_secs_f64(bound.as_secs_f64() * share).unwrap_or(bound)
    }
}

/// Evenly from 0 to 1. Without randomness the full wait is the safe choice.
fn random_share() -> f64 {
    let mut bytes = [0; 4];
    match rand::fill(&mut bytes) {
        Ok(()) => f64::from(u32::from_ne_bytes(bytes)) / f64::from(u32::MAX),
        Err(_) => 1.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn random_waits_spread_over_the_whole_bound() {
        let bound = Duration::from_secs(1);
        let waits: Vec<_> = (0..2000).map(|_| Jitter::Random.below(bound)).collect();
        // 2,000 draws all missing a tenth has a probability of 0.9^2000, or 10^-91.
        assert!(waits.iter().all(|wait| *wait <= bound));
        assert!(waits.iter().any(|wait| *wait < bound / 10));
        assert!(waits.iter().any(|wait| *wait > bound / 10 * 9));
    }

    #[test]
    fn a_share_outside_its_range_is_the_nearest_in_it() {
        let bound = Duration::from_secs(1);
        assert_eq!(Jitter::Share(7.0).below(bound), bound);
        assert_eq!(Jitter::Share(-1.0).below(bound), Duration::ZERO);
        assert_eq!(Jitter::Share(f64::NAN).below(bound), bound);
        assert_eq!(Jitter::Share(1.0).below(Duration::MAX), Duration::MAX);
    }
}
