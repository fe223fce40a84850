//! The documented examples of the protocol, for the tests.

use serde_json::Value;
use time::macros::datetime;
use uuid::Uuid;

use super::envelope::Sys;

/// The time and the id that the examples were written with.
pub(crate) fn sys(function: &str) -> Sys<'_> {
    Sys {
        function,
        now: datetime!(2026-11-20 23:07:51.123_456_7 UTC),
        id: Uuid::try_parse("24ad4c06-24ad-4e5b-8294-3da9714877e9").unwrap(),
    }
}

/// The body of an example.
pub(crate) fn example(id: u64) -> String {
    let text = include_str!("../../../tests/fixtures/host-protocol-examples.json");
    let all: Value = serde_json::from_str(text).unwrap();
    let found = all["invocations"]
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["id"] == id)
        .unwrap();
    found["request"]["body"].as_str().unwrap().to_owned()
}
