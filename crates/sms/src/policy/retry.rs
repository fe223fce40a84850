//! What is sent again after a failed delivery.

use std::{borrow::Cow, collections::BTreeMap, time::Duration};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, de::Error as _};

use super::Delay;

/// The delivery codes after which another try can end better
/// (<https://learn.microsoft.com/azure/communication-services/resources/troubleshooting/voice-video-calling/troubleshooting-codes>).
/// After any other, it cannot, or must not: 4007 is an opt-out.
const RETRYABLE: [u16; 5] = [4006, 4008, 5001, 5002, 9999];

/// The most tries after the first.
const MOST: usize = 8;

/// What is sent again after a failed delivery, and when.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Retry {
    /// By delivery code (4006, 4008, 5001, 5002, 9999), the wait before each further try.
    #[serde(default)]
    codes: BTreeMap<Code, Delays>,
}

impl Retry {
    /// How long to wait before the next try, or `None` to give up. `tries` are those that failed.
    pub fn wait(&self, code: u16, tries: usize) -> Option<Duration> {
        let delays = self.codes.get(&Code(code))?;
        delays.0.get(tries.checked_sub(1)?).map(|delay| delay.get())
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Code(u16);

impl<'de> Deserialize<'de> for Code {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse()
            .ok()
            .filter(|code| RETRYABLE.contains(code))
            .map(Self)
            .ok_or_else(|| {
                D::Error::custom(format!(
                    "`{text}` is not a delivery code after which sending again helps; those are 4006, 4008, 5001, 5002, 9999"
                ))
            })
    }
}

impl JsonSchema for Code {
    fn schema_name() -> Cow<'static, str> {
        "Code".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "enum": RETRYABLE.map(|code| code.to_string()) })
    }
}

#[derive(Debug, Clone, PartialEq, Eq, JsonSchema)]
struct Delays(Vec<Delay>);

impl<'de> Deserialize<'de> for Delays {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let delays = Vec::deserialize(deserializer)?;
        if delays.is_empty() || delays.len() > MOST {
            return Err(D::Error::custom(format!(
                "expected 1 to {MOST} lengths of time, found {}",
                delays.len()
            )));
        }
        Ok(Self(delays))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Retry, String> {
        toml::from_str(text).map_err(|error| error.message().to_owned())
    }

    #[test]
    fn each_code_has_its_waits() {
        let retry = parse("codes = { 4006 = [\"15m\", \"2h\"], 9999 = [\"5m\"] }").unwrap();
        let waits = |code| -> Vec<_> {
            (0..4)
                .map(|tries| retry.wait(code, tries).map(|wait| wait.as_secs()))
                .collect()
        };
        assert_eq!(waits(4006), [None, Some(900), Some(7200), None]);
        assert_eq!(waits(9999), [None, Some(300), None, None]);
        assert_eq!(waits(5001), [None; 4]);
    }

    #[test]
    fn an_opt_out_is_never_retried() {
        assert_eq!(
            parse("codes = { 4007 = [\"1m\"] }").unwrap_err(),
            "`4007` is not a delivery code after which sending again helps; those are 4006, 4008, 5001, 5002, 9999"
        );
        assert_eq!(
            parse("codes = { 4006 = [] }").unwrap_err(),
            "expected 1 to 8 lengths of time, found 0"
        );
    }
}
