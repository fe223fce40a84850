//! How long a token lives.

use std::{str::FromStr, time::Duration};

use serde::{Deserialize, Serialize};

/// How long a token lives: 60 to 1,440 minutes.
///
/// ```
/// use acs::identity::TokenLifetime;
/// assert_eq!(TokenLifetime::from_minutes(60)?, TokenLifetime::MIN);
/// assert!(TokenLifetime::from_minutes(59).is_err());
/// # Ok::<(), acs::identity::LifetimeOutOfRange>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u16", into = "u16")]
pub struct TokenLifetime(u16);

/// The lifetime is not one that the service gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a token lives 60 to 1440 minutes")]
pub struct LifetimeOutOfRange;

impl TokenLifetime {
    /// One hour.
    pub const MIN: Self = Self(60);
    /// 24 hours, which is also what the service takes when none is named.
    pub const MAX: Self = Self(1440);

    /// A lifetime of this many minutes.
    pub fn from_minutes(minutes: u16) -> Result<Self, LifetimeOutOfRange> {
        let lifetime = Self(minutes);
        if (Self::MIN..=Self::MAX).contains(&lifetime) {
            Ok(lifetime)
        } else {
            Err(LifetimeOutOfRange)
        }
    }

    /// The lifetime in minutes.
    pub fn minutes(self) -> u16 {
        self.0
    }
}

impl TryFrom<u16> for TokenLifetime {
    type Error = LifetimeOutOfRange;

    fn try_from(minutes: u16) -> Result<Self, Self::Error> {
        Self::from_minutes(minutes)
    }
}

impl From<TokenLifetime> for u16 {
    fn from(lifetime: TokenLifetime) -> Self {
        lifetime.0
    }
}

impl From<TokenLifetime> for Duration {
    fn from(lifetime: TokenLifetime) -> Self {
        Self::from_secs(u64::from(lifetime.0) * 60)
    }
}

impl FromStr for TokenLifetime {
    type Err = LifetimeOutOfRange;

    /// Parses a number of minutes.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse()
            .map_err(|_| LifetimeOutOfRange)
            .and_then(Self::from_minutes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_range_of_the_service_exists() {
        for minutes in [0, 59, 1441, u16::MAX] {
            assert_eq!(
                TokenLifetime::from_minutes(minutes),
                Err(LifetimeOutOfRange)
            );
            assert!(serde_json::from_str::<TokenLifetime>(&minutes.to_string()).is_err());
        }
        for minutes in [60, 61, 1440] {
            let lifetime = TokenLifetime::from_minutes(minutes).unwrap();
            assert_eq!(lifetime.minutes(), minutes);
            assert_eq!(Duration::from(lifetime).as_secs(), u64::from(minutes) * 60);
            assert_eq!(
                serde_json::to_string(&lifetime).unwrap(),
                minutes.to_string()
            );
            assert_eq!(minutes.to_string().parse(), Ok(lifetime));
        }
        for text in ["", "60m", "-60", "99999"] {
            assert_eq!(text.parse::<TokenLifetime>(), Err(LifetimeOutOfRange));
        }
    }
}
