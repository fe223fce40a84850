//! What goes into a table and what comes out of it.

use crate::{Error, expiry::Expiry};
use serde::Serialize;
use std::fmt;
use time::OffsetDateTime;

/// The place of a row: a partition, and a row in it.
///
/// Any two strings; the empty ones too. Rows of one partition are ordered by `row`, by Unicode code
/// point, on every backend. A partition is also the reach of a [batch](crate::Store::batch), and in
/// Azure the unit of load (2,000 operations a second): use a user or a hash, never a constant.
///
/// Its `Debug` shows lengths only: keys are made of user ids and phone numbers.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key {
    /// The partition.
    pub partition: String,
    /// The row within the partition.
    pub row: String,
}

impl Key {
    /// The row `row` of the partition `partition`.
    pub fn new(partition: impl Into<String>, row: impl Into<String>) -> Self {
        Self {
            partition: partition.into(),
            row: row.into(),
        }
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "Key(<{} bytes>, <{} bytes>)",
            self.partition.len(),
            self.row.len()
        )
    }
}

/// One state of one row, for a later conditional write. Opaque; never used twice, not even after a
/// row was deleted and inserted again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version(pub(crate) String);

/// A row that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored<T> {
    /// The value.
    pub value: T,
    /// The state that was read.
    pub version: Version,
    /// When the row becomes absent, in whole milliseconds.
    pub expires: Option<OffsetDateTime>,
}

/// The outcome of [`Store::insert`](crate::Store::insert).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Insert {
    /// The row was absent and is now there, by this call.
    Done(Version),
    /// The row exists and was left as it is.
    Exists,
}

/// The outcome of [`Store::replace`](crate::Store::replace).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Replace {
    /// The row has the new value.
    Done(Version),
    /// The row has another version, or is gone.
    Conflict,
}

/// The outcome of [`Store::delete`](crate::Store::delete).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delete {
    /// The row is absent.
    Done,
    /// The row has another version and was left as it is.
    Conflict,
}

/// The outcome of [`Store::batch`](crate::Store::batch).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Batch {
    /// All operations happened. One entry for each, in their order: its row's new version, or
    /// `None` for a delete.
    Done(Vec<Option<Version>>),
    /// No operation happened, because this one could not.
    Conflict {
        /// The index of an operation whose condition does not hold.
        op: usize,
    },
}

/// One operation of a [batch](crate::Store::batch).
#[derive(Clone)]
pub struct Op {
    pub(crate) row: String,
    pub(crate) action: Action,
}

#[derive(Clone)]
pub(crate) enum Action {
    Insert(Draft),
    Replace(Draft, Version),
    Delete(Version),
}

impl Op {
    /// Inserts a row; a conflict if it exists.
    pub fn insert<T: Serialize>(
        row: impl Into<String>,
        value: &T,
        expires: Option<OffsetDateTime>,
    ) -> Result<Self, Error> {
        Ok(Self {
            row: row.into(),
            action: Action::Insert(Draft::new(value, expires)?),
        })
    }

    /// Replaces a row; a conflict if it has another version or is gone.
    pub fn replace<T: Serialize>(
        row: impl Into<String>,
        value: &T,
        version: &Version,
        expires: Option<OffsetDateTime>,
    ) -> Result<Self, Error> {
        Ok(Self {
            row: row.into(),
            action: Action::Replace(Draft::new(value, expires)?, version.clone()),
        })
    }

    /// Deletes a row; a conflict if it has another version or is gone.
    pub fn delete(row: impl Into<String>, version: &Version) -> Self {
        Self {
            row: row.into(),
            action: Action::Delete(version.clone()),
        }
    }
}

impl fmt::Debug for Op {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = match self.action {
            Action::Insert(_) => "insert",
            Action::Replace(..) => "replace",
            Action::Delete(_) => "delete",
        };
        write!(f, "Op({name} <{} bytes>)", self.row.len())
    }
}

/// Some rows of a partition, in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page<T> {
    /// Each row with its key within the partition.
    pub rows: Vec<(String, Stored<T>)>,
    /// Where to go on, if there may be more.
    pub next: Option<Continuation>,
}

/// Where the next [page](Page) begins. Its `Debug` hides the row key in it.
#[derive(Clone, PartialEq, Eq)]
pub struct Continuation(pub(crate) String);

impl fmt::Debug for Continuation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Continuation(..)")
    }
}

/// A value on its way into a backend.
#[derive(Clone)]
pub(crate) struct Draft {
    pub(crate) json: String,
    pub(crate) expiry: Expiry,
}

impl Draft {
    pub(crate) fn new<T: Serialize>(
        value: &T,
        expires: Option<OffsetDateTime>,
    ) -> Result<Self, Error> {
        let json = serde_json::to_string(value).map_err(|error| Error::Unencodable {
            reason: error.to_string(),
        })?;
        Ok(Self {
            json,
            expiry: Expiry::at(expires),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_and_values_do_not_print() {
        let version = Version("7".to_owned());
        let number = "+4915112345678";
        let shown = [
            format!("{:?}", Key::new(number, "é")),
            format!("{:?}", Op::insert(number, &number, None)),
            format!("{:?}", Op::delete(number, &version)),
            format!("{:?}", Continuation(number.to_owned())),
        ];
        assert_eq!(
            shown,
            [
                "Key(<14 bytes>, <2 bytes>)",
                "Ok(Op(insert <14 bytes>))",
                "Op(delete <14 bytes>)",
                "Continuation(..)",
            ]
        );
    }
}
