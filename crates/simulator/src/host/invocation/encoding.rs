//! How the host writes a value into an envelope.

use serde::Serialize;
use serde_json::{
    Value,
    value::{RawValue, to_raw_value},
};
use time::{OffsetDateTime, UtcOffset, macros::format_description};

use crate::host::json::{Members, compact};

/// The host's rule: what is a JSON object stays one, everything else becomes a string that contains
/// its JSON text.
pub(super) fn encode(json: &str) -> Box<RawValue> {
    let json = compact(json);
    if json.starts_with('{') {
        RawValue::from_string(json).unwrap_or_else(|_| raw(&Value::Null))
    } else {
        raw(&json)
    }
}

/// Values made of text only always have a JSON form; `null` stands for the impossible.
pub(super) fn raw<T: Serialize + ?Sized>(value: &T) -> Box<RawValue> {
    to_raw_value(value).unwrap_or_else(|_| RawValue::NULL.to_owned())
}

/// The top-level members of a JSON object as binding data: scalars as strings, objects as objects,
/// no arrays.
pub(super) fn members_as_text(json: &str) -> Vec<(String, Box<RawValue>)> {
    let Members(members) = serde_json::from_str(json).unwrap_or_default();
    let as_text = |value: &str| match serde_json::from_str(value).ok()? {
        Value::Array(_) => None,
        Value::Object(_) => Some(encode(value)),
        Value::String(text) => Some(encode(raw(&text).get())),
        Value::Bool(flag) => Some(encode(raw(if flag { "True" } else { "False" }).get())),
        Value::Null => Some(encode(raw("").get())),
        Value::Number(number) => Some(encode(raw(&number.to_string()).get())),
    };
    members
        .into_iter()
        .filter_map(|(name, value)| Some((name, as_text(value.get())?)))
        .collect()
}

/// A .NET `DateTime` of kind UTC: seven digits of a second at most, none of them a trailing zero.
pub(super) fn utc_now(now: OffsetDateTime) -> String {
    let format =
        format_description!("[year]-[month]-[day]T[hour]:[minute]:[second].[subsecond digits:7]");
    let shown = now
        .to_offset(UtcOffset::UTC)
        .format(&format)
        .unwrap_or_default();
    format!("{}Z", shown.trim_end_matches('0').trim_end_matches('.'))
}

/// A .NET `DateTimeOffset` that came over the wire of the queue service, in whole seconds.
pub(super) fn seconds(at: OffsetDateTime) -> String {
    let format = format_description!("[year]-[month]-[day]T[hour]:[minute]:[second]+00:00");
    at.to_utc().format(&format).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    #[test]
    fn only_objects_stay_what_they_are() {
        for (json, expected) in [
            (r#"{ "a": [ 1 ] }"#, r#"{"a":[1]}"#),
            ("[ 1, 2 ]", r#""[1,2]""#),
            (r#""hello""#, r#""\"hello\"""#),
            ("1", r#""1""#),
            ("true", r#""true""#),
            ("null", r#""null""#),
        ] {
            assert_eq!(encode(json).get(), expected, "{json}");
        }
    }

    #[test]
    fn dates_as_dotnet_writes_them() {
        assert_eq!(
            utc_now(datetime!(2026-11-20 23:07:51.123_456_7 UTC)),
            "2026-11-20T23:07:51.1234567Z"
        );
        assert_eq!(
            utc_now(datetime!(2026-11-20 23:07:51.12 UTC)),
            "2026-11-20T23:07:51.12Z"
        );
        assert_eq!(
            utc_now(datetime!(2026-11-20 23:07:50 UTC)),
            "2026-11-20T23:07:50Z"
        );
    }
}
