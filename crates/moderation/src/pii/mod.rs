//! Personal data in a text: what it is and where it stands.

mod region;

use std::ops::Range;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use self::region::{Region, UnknownRegion};

/// A kind of personal data.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// An e-mail address, also with `(at)` and `[dot]` written out in brackets.
    Email,
    /// A telephone number that its numbering plan knows.
    Phone,
    /// A payment card's number.
    Card,
    /// An international bank account number.
    Iban,
    /// A United States social security number.
    UsSsn,
    /// An address of the internet protocol, version 4 or 6.
    Ip,
}

/// Something personal. It says where, not what: nothing of it can leak into a log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entity {
    /// What it is.
    pub kind: Kind,
    /// Its bytes in the text that was scanned.
    pub span: Range<usize>,
}

/// Finds personal data of every kind and adds it to `found`, in the order of the text, no two of it
/// overlapping.
///
/// Telephone numbers are found with a `+` and a country code, and as people write them in these
/// regions.
pub fn scan(text: &str, regions: &[Region], found: &mut Vec<Entity>) {
    let _ = (text, regions, found);
}
