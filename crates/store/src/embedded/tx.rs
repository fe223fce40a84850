//! The tables of the file, and what one write does to them.

use super::{
    record::{self, Record},
    writer::broken,
};
use crate::{
    Batch, Delete, Error, Insert, Key, Op, Replace, Table, Version,
    expiry::millis,
    rows::{Action, Draft},
};
use redb::{ReadableTable as _, TableDefinition};
use time::OffsetDateTime;

/// `(table, partition, row)` to a [record].
pub(super) const ROWS: TableDefinition<'_, (&str, &str, &str), &[u8]> =
    TableDefinition::new("rows");
/// `(table, expiry, partition, row)`: one entry for each row that expires, in order of expiry.
pub(super) const EXPIRY: TableDefinition<'_, (&str, i64, &str, &str), ()> =
    TableDefinition::new("expiry");
/// `(queue, visible from, number)` to a [message](super::queue).
pub(super) const MESSAGES: TableDefinition<'_, (&str, i64, u64), &[u8]> =
    TableDefinition::new("messages");
/// Counters.
pub(super) const META: TableDefinition<'_, &str, u64> = TableDefinition::new("meta");

/// The counter that numbers every row version and every message. It never goes back, so a version
/// is never given twice.
const LAST_NUMBER: &str = "last-number";

/// A write transaction, with its tables open.
pub(super) struct Tx<'t> {
    pub(super) rows: redb::Table<'t, (&'static str, &'static str, &'static str), &'static [u8]>,
    pub(super) expiry: redb::Table<'t, (&'static str, i64, &'static str, &'static str), ()>,
    pub(super) messages: redb::Table<'t, (&'static str, i64, u64), &'static [u8]>,
    pub(super) meta: redb::Table<'t, &'static str, u64>,
    /// Whether there is anything to commit.
    pub(super) dirty: bool,
}

impl Tx<'_> {
    pub(super) fn next_number(&mut self) -> Result<u64, Error> {
        let last = self.meta.get(LAST_NUMBER).map_err(broken)?;
        let next = last.map_or(0, |last| last.value()) + 1;
        self.meta.insert(LAST_NUMBER, next).map_err(broken)?;
        self.dirty = true;
        Ok(next)
    }

    pub(super) fn insert(
        &mut self,
        table: Table,
        key: &Key,
        draft: &Draft,
        now: OffsetDateTime,
    ) -> Result<Insert, Error> {
        match self.head(table, key)? {
            Some(old) if !old.expiry.is_past(now) => Ok(Insert::Exists),
            old => Ok(Insert::Done(self.write(table, key, draft, old)?)),
        }
    }

    pub(super) fn replace(
        &mut self,
        table: Table,
        key: &Key,
        draft: &Draft,
        version: &Version,
    ) -> Result<Replace, Error> {
        match self.head(table, key)? {
            Some(old) if old.version() == *version => {
                Ok(Replace::Done(self.write(table, key, draft, Some(old))?))
            }
            _ => Ok(Replace::Conflict),
        }
    }

    pub(super) fn delete(
        &mut self,
        table: Table,
        key: &Key,
        version: Option<&Version>,
    ) -> Result<Delete, Error> {
        let Some(old) = self.head(table, key)? else {
            return Ok(Delete::Done);
        };
        if version.is_some_and(|version| old.version() != *version) {
            return Ok(Delete::Conflict);
        }
        self.remove(table, key, &old)?;
        Ok(Delete::Done)
    }

    /// Checks every operation before it does the first. The rows are all different, so no operation
    /// changes what a later one was checked against.
    pub(super) fn batch(
        &mut self,
        table: Table,
        partition: &str,
        ops: Vec<Op>,
        now: OffsetDateTime,
    ) -> Result<Batch, Error> {
        let mut checked = Vec::with_capacity(ops.len());
        for (op, Op { row, action }) in ops.into_iter().enumerate() {
            let key = Key::new(partition, row);
            let old = self.head(table, &key)?;
            let holds = match (&action, &old) {
                (Action::Insert(_), None) => true,
                (Action::Insert(_), Some(old)) => old.expiry.is_past(now),
                (Action::Replace(_, version) | Action::Delete(version), Some(old)) => {
                    old.version() == *version
                }
                (Action::Replace(..) | Action::Delete(_), None) => false,
            };
            if !holds {
                return Ok(Batch::Conflict { op });
            }
            checked.push((key, action, old));
        }
        let mut versions = Vec::with_capacity(checked.len());
        for (key, action, old) in checked {
            versions.push(match (action, old) {
                (Action::Insert(draft) | Action::Replace(draft, _), old) => {
                    Some(self.write(table, &key, &draft, old)?)
                }
                (Action::Delete(_), Some(old)) => {
                    self.remove(table, &key, &old)?;
                    None
                }
                (Action::Delete(_), None) => None,
            });
        }
        Ok(Batch::Done(versions))
    }

    pub(super) fn sweep(
        &mut self,
        table: Table,
        now: OffsetDateTime,
        limit: usize,
    ) -> Result<usize, Error> {
        let name = table.name();
        let mut expired = Vec::new();
        let all = (name, i64::MIN, "", "")..(name, millis(now).saturating_add(1), "", "");
        for entry in self.expiry.range(all).map_err(broken)?.take(limit) {
            let (entry, ()) = entry.map(|(k, _)| (k, ())).map_err(broken)?;
            let (_, _, partition, row) = entry.value();
            expired.push(Key::new(partition, row));
        }
        for key in &expired {
            if let Some(old) = self.head(table, key)? {
                self.remove(table, key, &old)?;
            }
        }
        Ok(expired.len())
    }

    /// What a row is, without its value.
    fn head(&self, table: Table, key: &Key) -> Result<Option<record::Head>, Error> {
        let found = self
            .rows
            .get((table.name(), key.partition.as_str(), key.row.as_str()))
            .map_err(broken)?;
        found
            .map(|bytes| Ok(Record::read(table, bytes.value())?.head))
            .transpose()
    }

    fn write(
        &mut self,
        table: Table,
        key: &Key,
        draft: &Draft,
        old: Option<record::Head>,
    ) -> Result<Version, Error> {
        let (name, partition, row) = (table.name(), key.partition.as_str(), key.row.as_str());
        if let Some(old) = old.filter(|old| !old.expiry.is_never()) {
            let entry = (name, old.expiry.0, partition, row);
            self.expiry.remove(entry).map_err(broken)?;
        }
        let head = record::Head {
            number: self.next_number()?,
            expiry: draft.expiry,
        };
        let bytes = record::write(head, &draft.json);
        self.rows
            .insert((name, partition, row), bytes.as_slice())
            .map_err(broken)?;
        if !draft.expiry.is_never() {
            let entry = (name, draft.expiry.0, partition, row);
            self.expiry.insert(entry, ()).map_err(broken)?;
        }
        Ok(head.version())
    }

    fn remove(&mut self, table: Table, key: &Key, old: &record::Head) -> Result<(), Error> {
        let (name, partition, row) = (table.name(), key.partition.as_str(), key.row.as_str());
        self.rows.remove((name, partition, row)).map_err(broken)?;
        if !old.expiry.is_never() {
            let entry = (name, old.expiry.0, partition, row);
            self.expiry.remove(entry).map_err(broken)?;
        }
        self.dirty = true;
        Ok(())
    }
}
