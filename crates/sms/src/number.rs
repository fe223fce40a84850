//! Numbers.
use std::{fmt, str::FromStr};

/// A region.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Region([u8; 2]);

impl Default for Region {
    fn default() -> Self {
        Self(*b"US")
    }
}

impl FromStr for Region {
    type Err = NoNumber;
    fn from_str(s: &str) -> Result<Self, NoNumber> {
        match s.as_bytes() {
            [a, b] => Ok(Self([*a, *b])),
            _ => Err(NoNumber),
        }
    }
}

/// Not a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoNumber;

/// An address.
#[derive(Clone, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub enum Address {
    /// E.164.
    E164(String),
    /// A short code.
    ShortCode(String),
    /// A name.
    Alphanumeric(String),
}

impl Address {
    /// Parses.
    pub fn parse(text: &str, _region: Region) -> Result<Self, NoNumber> {
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        if text.chars().any(char::is_alphabetic) {
            Ok(Self::Alphanumeric(text.to_owned()))
        } else if digits.len() < 3 {
            Err(NoNumber)
        } else if digits.len() < 9 {
            Ok(Self::ShortCode(digits))
        } else {
            Ok(Self::E164(format!("+{digits}")))
        }
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::E164(s) | Self::ShortCode(s) | Self::Alphanumeric(s) => f.write_str(s),
        }
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Address")
    }
}

impl fmt::Display for NoNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no number")
    }
}
