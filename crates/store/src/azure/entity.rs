//! A row as an entity of Azure Tables.
//!
//! | property | what |
//! | --- | --- |
//! | `PartitionKey`, `RowKey` | the key, [encoded](crate::key_encoding) |
//! | `d0`, `d1`, … | the value as JSON text, cut into pieces of at most 64 KiB of UTF-16 |
//! | `x` (Int64) | the expiry in milliseconds since 1970; the largest number if never |
//! | `w` | the id of the write that made this state |

use crate::{Error, Stored, Table, Version, expiry::Expiry, key_encoding::decode, rows::Draft};
use serde::Deserialize;
use serde_json::{Map, Value};
use std::fmt::Write as _;

/// The most UTF-16 units in one property: 64 KiB, less a little.
const MAX_PIECE: usize = 32_000;

/// An entity to send. The keys are encoded already.
pub(super) struct Wire<'a> {
    pub(super) partition: &'a str,
    pub(super) row: &'a str,
    pub(super) draft: &'a Draft,
    pub(super) write: &'a str,
}

impl Wire<'_> {
    pub(super) fn to_json(&self) -> String {
        let mut entity = Map::new();
        let mut set = |name: &str, value: &str| {
            entity.insert(name.to_owned(), Value::from(value));
        };
        set("PartitionKey", self.partition);
        set("RowKey", self.row);
        set("w", self.write);
        set("x@odata.type", "Edm.Int64");
        set("x", &self.draft.expiry.0.to_string());
        for (index, piece) in pieces(&self.draft.json).into_iter().enumerate() {
            set(&format!("d{index}"), piece);
        }
        ascii(&Value::Object(entity).to_string())
    }
}

/// The same JSON without a character beyond ASCII: Azurite reads a body in pieces and breaks a
/// character that is in two of them.
fn ascii(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    let mut units = [0_u16; 2];
    for char in json.chars() {
        if char.is_ascii() {
            out.push(char);
            continue;
        }
        for unit in char.encode_utf16(&mut units) {
            write!(out, "\\u{unit:04x}").unwrap_or_default();
        }
    }
    out
}

/// The text in pieces that fit into a property. Never empty, so that `d0` is always there.
fn pieces(mut text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    loop {
        let mut units = 0;
        let end = text.char_indices().find_map(|(at, char)| {
            units += char.len_utf16();
            (units > MAX_PIECE).then_some(at)
        });
        let Some((piece, rest)) = end.and_then(|end| text.split_at_checked(end)) else {
            pieces.push(text);
            return pieces;
        };
        pieces.push(piece);
        text = rest;
    }
}

/// An entity that was received.
#[derive(Deserialize)]
pub(super) struct Entity {
    #[serde(rename = "PartitionKey")]
    pub(super) partition: String,
    #[serde(rename = "RowKey")]
    pub(super) row: String,
    #[serde(rename = "odata.etag")]
    etag: String,
    #[serde(flatten)]
    rest: Map<String, Value>,
}

impl Entity {
    pub(super) fn version(&self) -> Version {
        Version(self.etag.clone())
    }

    pub(super) fn expiry(&self) -> Option<Expiry> {
        self.text("x")?.parse().ok().map(Expiry)
    }

    pub(super) fn is_from(&self, write: &str) -> bool {
        self.text("w") == Some(write)
    }

    /// The row key and the row.
    pub(super) fn stored(&self, table: Table) -> Result<(String, Stored<String>), Error> {
        let parts = || {
            let mut value = self.text("d0")?.to_owned();
            for index in 1.. {
                match self.text(&format!("d{index}")) {
                    Some(piece) => value += piece,
                    None => break,
                }
            }
            let stored = Stored {
                value,
                version: self.version(),
                expires: self.expiry()?.time(),
            };
            Some((decode(&self.row)?, stored))
        };
        parts().ok_or_else(|| Error::Corrupt {
            what: "a row".to_owned(),
            place: format!("table {}", table.name()),
        })
    }

    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.rest.get(name)?.as_str()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entity_on_the_wire() {
        let draft = Draft {
            json: "{\"a\":\"é😀\"}".to_owned(),
            expiry: Expiry(1_772_366_400_000),
        };
        let wire = Wire {
            partition: "u1",
            row: "a.2Fb",
            draft: &draft,
            write: "w1",
        };
        assert_eq!(
            wire.to_json(),
            "{\"PartitionKey\":\"u1\",\"RowKey\":\"a.2Fb\",\"d0\":\"{\\\"a\\\":\\\"\\u00e9\\ud83d\\ude00\\\"}\",\"w\":\"w1\",\
             \"x\":\"1772366400000\",\"x@odata.type\":\"Edm.Int64\"}"
        );
    }

    #[test]
    fn long_values_are_cut_between_characters() {
        for (char, pieces_expected) in [("a", 4), ("é", 4), ("€", 4), ("😀", 7)] {
            let text = char.repeat(100_000);
            let pieces = pieces(&text);
            assert_eq!(pieces.len(), pieces_expected, "{char}");
            assert_eq!(pieces.concat(), text);
            assert!(
                pieces
                    .iter()
                    .all(|piece| piece.encode_utf16().count() <= MAX_PIECE)
            );
        }
        assert_eq!(pieces(""), [""]);
    }

    #[test]
    fn what_another_program_wrote_is_corrupt_and_not_quoted() {
        let entity: Entity = serde_json::from_str(
            r#"{"PartitionKey":"p","RowKey":"r","odata.etag":"e","d0":"+4915112345678"}"#,
        )
        .unwrap();
        let error = entity.stored(Table::new("mappings")).unwrap_err();
        assert_eq!(error.to_string(), "a row in table mappings cannot be read");
    }
}
