//! Lengths of time, as policies write them: `800ms`, `10s`, `10m`, `2h`, `30d`.

use std::{borrow::Cow, fmt};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use time::Duration;

/// A length of time of a millisecond to a year. Written with the largest unit that fits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Length(u64);

/// With their milliseconds; `ms` before the units that its letters are.
const UNITS: [(&str, u64); 5] = [
    ("ms", 1),
    ("s", 1_000),
    ("m", 60_000),
    ("h", 3_600_000),
    ("d", 86_400_000),
];
const LONGEST: u64 = 366 * 86_400_000;

impl Length {
    pub(super) const fn days(days: u64) -> Self {
        Self(days * 86_400_000)
    }

    pub(super) const fn millis(millis: u64) -> Self {
        Self(millis)
    }

    /// How long.
    pub fn get(self) -> Duration {
        Duration::milliseconds(i64::try_from(self.0).unwrap_or(i64::MAX))
    }

    fn parse(text: &str) -> Option<Self> {
        let (count, millis) = UNITS
            .into_iter()
            .find_map(|(unit, millis)| Some((text.strip_suffix(unit)?, millis)))?;
        if !count.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        let length = count.parse::<u64>().ok()?.checked_mul(millis)?;
        (1..=LONGEST).contains(&length).then_some(Self(length))
    }
}

impl fmt::Display for Length {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let fits = |(_, millis): &(&str, u64)| self.0.is_multiple_of(*millis);
        let (unit, millis) = UNITS.into_iter().rfind(fits).unwrap_or(("ms", 1));
        write!(f, "{}{unit}", self.0 / millis)
    }
}

impl Serialize for Length {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Length {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| {
            D::Error::custom(format!(
                "expected a length of time such as `10s`, `10m`, `2h` or `30d`, at most `366d`; found `{text}`"
            ))
        })
    }
}

impl JsonSchema for Length {
    fn schema_name() -> Cow<'static, str> {
        "Length".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A length of time: `800ms`, `10s`, `10m`, `2h`, `30d`; at most `366d`.",
            "type": "string",
            "pattern": "^[0-9]+(ms|s|m|h|d)$",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_and_writes_milliseconds_to_days() {
        for (text, millis, written) in [
            ("800ms", Some(800), "800ms"),
            ("10s", Some(10_000), "10s"),
            ("90s", Some(90_000), "90s"),
            ("60s", Some(60_000), "1m"),
            ("24h", Some(86_400_000), "1d"),
            ("366d", Some(31_622_400_000), "366d"),
            ("367d", None, ""),
            ("0s", None, ""),
            ("", None, ""),
            ("m", None, ""),
            ("+1m", None, ""),
            ("1.5h", None, ""),
            ("10", None, ""),
            ("9999999999999999999d", None, ""),
            ("5é", None, ""),
        ] {
            let length = Length::parse(text);
            let found = length.map(|length| length.get().whole_milliseconds());
            assert_eq!(found, millis, "{text}");
            let again = length.map(|length| length.to_string()).unwrap_or_default();
            assert_eq!(again, written);
        }
    }
}
