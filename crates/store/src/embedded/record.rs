//! A row in the file: its number and its expiry, eight bytes each, then its value as JSON.

use crate::{Error, Stored, Table, Version, expiry::Expiry};

#[derive(Clone, Copy)]
pub(super) struct Head {
    pub(super) number: u64,
    pub(super) expiry: Expiry,
}

impl Head {
    pub(super) fn version(self) -> Version {
        Version(self.number.to_string())
    }
}

pub(super) struct Record<'a> {
    pub(super) head: Head,
    json: &'a str,
}

pub(super) fn write(head: Head, json: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(16 + json.len());
    bytes.extend_from_slice(&head.number.to_le_bytes());
    bytes.extend_from_slice(&head.expiry.0.to_le_bytes());
    bytes.extend_from_slice(json.as_bytes());
    bytes
}

impl<'a> Record<'a> {
    pub(super) fn read(table: Table, bytes: &'a [u8]) -> Result<Self, Error> {
        let parts = || {
            let (number, rest) = bytes.split_first_chunk::<8>()?;
            let (expiry, json) = rest.split_first_chunk::<8>()?;
            let head = Head {
                number: u64::from_le_bytes(*number),
                expiry: Expiry(i64::from_le_bytes(*expiry)),
            };
            let json = std::str::from_utf8(json).ok()?;
            Some(Self { head, json })
        };
        parts().ok_or_else(|| Error::Corrupt {
            what: "a row".to_owned(),
            place: format!("table {}", table.name()),
        })
    }

    pub(super) fn stored(&self) -> Stored<String> {
        Stored {
            value: self.json.to_owned(),
            version: self.head.version(),
            expires: self.head.expiry.time(),
        }
    }
}
