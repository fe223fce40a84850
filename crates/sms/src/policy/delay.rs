//! Lengths of time, as policies write them: `30s`, `10m`, `2h`, `7d`.

use std::{borrow::Cow, time::Duration};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, de::Error as _};

/// A second to seven days: Storage Queues hide a message no longer
/// (<https://learn.microsoft.com/rest/api/storageservices/put-message>).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Delay(u32);

const LONGEST: u32 = 7 * 24 * 60 * 60;

impl Delay {
    pub(super) const fn minutes(minutes: u32) -> Self {
        Self(minutes * 60)
    }

    /// How long.
    pub fn get(self) -> Duration {
        Duration::from_secs(self.0.into())
    }

    pub(crate) fn span(self) -> time::Duration {
        time::Duration::seconds(self.0.into())
    }

    fn parse(text: &str) -> Option<Self> {
        let unit = text.chars().next_back()?;
        let seconds = match unit {
            's' => 1,
            'm' => 60,
            'h' => 60 * 60,
            'd' => 24 * 60 * 60,
            _ => return None,
        };
        let count = text.strip_suffix(unit)?;
        if !count.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        let length = count.parse::<u32>().ok()?.checked_mul(seconds)?;
        (1..=LONGEST).contains(&length).then_some(Self(length))
    }
}

impl<'de> Deserialize<'de> for Delay {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| {
            D::Error::custom(format!(
                "expected a length of time such as `30s`, `10m`, `2h` or `1d`, at most `7d`; found `{text}`"
            ))
        })
    }
}

impl JsonSchema for Delay {
    fn schema_name() -> Cow<'static, str> {
        "Delay".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A length of time: `30s`, `10m`, `2h`, `1d`; at most `7d`.",
            "type": "string",
            "pattern": "^[0-9]+[smhd]$",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_seconds_to_days() {
        let seconds = |text| Delay::parse(text).map(|delay| delay.get().as_secs());
        for (text, expected) in [
            ("30s", Some(30)),
            ("10m", Some(600)),
            ("2h", Some(7200)),
            ("7d", Some(604_800)),
            ("8d", None),
            ("0s", None),
            ("", None),
            ("m", None),
            ("-1m", None),
            ("+1m", None),
            ("1.5h", None),
            ("10", None),
            ("10 m", None),
            ("99999999999999999999s", None),
            ("9999999999999999999d", None),
            ("5é", None),
        ] {
            assert_eq!(seconds(text), expected, "{text}");
        }
    }
}
