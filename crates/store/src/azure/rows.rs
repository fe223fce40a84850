//! Single rows in Azure Tables: what the store promises, from what the service offers.

use super::{Azure, entity::Wire, expiry_index::Due, tables::Write};
use crate::{
    Delete, Error, Insert, Key, Replace, Service, Stored, Table, Version, key_encoding::encode,
    rows::Draft,
};
use std::ops::Bound;
use time::OffsetDateTime;
use uuid::Uuid;

/// How often a write starts over because the row changed between two of its requests.
pub(super) const MAX_ROUNDS: usize = 16;

impl Azure {
    pub(crate) async fn insert(
        &self,
        table: Table,
        key: &Key,
        draft: &Draft,
        now: OffsetDateTime,
    ) -> Result<Insert, Error> {
        let (partition, row) = (encode(&key.partition), encode(&key.row));
        let due = Due::of(&partition, &row, draft);
        let insert = self.insert_row(table, &partition, &row, draft, now);
        let (inserted, indexed) = tokio::join!(insert, self.index(table, due));
        indexed?;
        inserted
    }

    async fn insert_row(
        &self,
        table: Table,
        partition: &str,
        row: &str,
        draft: &Draft,
        now: OffsetDateTime,
    ) -> Result<Insert, Error> {
        let write = Uuid::new_v4().to_string();
        let wire = Wire {
            partition,
            row,
            draft,
            write: &write,
        };
        for _ in 0..MAX_ROUNDS {
            if let Write::Done(version) = self.tables.insert(table.name(), &wire).await? {
                return Ok(Insert::Done(version));
            }
            // What is there may be expired, or it may be ours, from a try whose answer was lost.
            let Some(found) = self.tables.get(table.name(), partition, row).await? else {
                continue;
            };
            if found.is_from(&write) {
                return Ok(Insert::Done(found.version()));
            }
            if !found.expiry().is_some_and(|expiry| expiry.is_past(now)) {
                return Ok(Insert::Exists);
            }
            let expired = found.version();
            let update = self.tables.update(table.name(), &wire, &expired).await?;
            if let Write::Done(version) = update {
                return Ok(Insert::Done(version));
            }
        }
        Err(contended())
    }

    pub(crate) async fn get(
        &self,
        table: Table,
        key: &Key,
        now: OffsetDateTime,
    ) -> Result<Option<Stored<String>>, Error> {
        let (partition, row) = (encode(&key.partition), encode(&key.row));
        let found = self.tables.get(table.name(), &partition, &row).await?;
        found
            .filter(|row| !row.expiry().is_some_and(|expiry| expiry.is_past(now)))
            .map(|row| Ok(row.stored(table)?.1))
            .transpose()
    }

    pub(crate) async fn replace(
        &self,
        table: Table,
        key: &Key,
        draft: &Draft,
        version: &Version,
    ) -> Result<Replace, Error> {
        let (partition, row) = (encode(&key.partition), encode(&key.row));
        let due = Due::of(&partition, &row, draft);
        let replace = self.replace_row(table, &partition, &row, draft, version);
        let (replaced, indexed) = tokio::join!(replace, self.index(table, due));
        indexed?;
        replaced
    }

    async fn replace_row(
        &self,
        table: Table,
        partition: &str,
        row: &str,
        draft: &Draft,
        version: &Version,
    ) -> Result<Replace, Error> {
        let write = Uuid::new_v4().to_string();
        let wire = Wire {
            partition,
            row,
            draft,
            write: &write,
        };
        match self.tables.update(table.name(), &wire, version).await? {
            Write::Done(version) => Ok(Replace::Done(version)),
            Write::Refused { tries: 0 | 1 } => Ok(Replace::Conflict),
            Write::Refused { .. } => {
                let found = self.tables.get(table.name(), partition, row).await?;
                Ok(match found.filter(|found| found.is_from(&write)) {
                    Some(ours) => Replace::Done(ours.version()),
                    None => Replace::Conflict,
                })
            }
        }
    }

    pub(crate) async fn delete(
        &self,
        table: Table,
        key: &Key,
        version: Option<&Version>,
    ) -> Result<Delete, Error> {
        let (partition, row) = (encode(&key.partition), encode(&key.row));
        let name = table.name();
        let gone = self.tables.delete(name, &partition, &row, version).await?;
        Ok(if gone { Delete::Done } else { Delete::Conflict })
    }

    pub(crate) async fn range(
        &self,
        table: Table,
        partition: &str,
        from: Bound<&str>,
        to: Bound<&str>,
        limit: usize,
        now: OffsetDateTime,
    ) -> Result<Vec<(String, Stored<String>)>, Error> {
        // Encoded keys have no quotes and sort as the keys do.
        let mut filter = vec![
            format!("PartitionKey eq '{}'", encode(partition)),
            format!("x gt {}L", crate::expiry::millis(now)),
        ];
        for (bound, inclusive, exclusive) in [(from, "ge", "gt"), (to, "le", "lt")] {
            let (operator, row) = match bound {
                Bound::Unbounded => continue,
                Bound::Included(row) => (inclusive, row),
                Bound::Excluded(row) => (exclusive, row),
            };
            filter.push(format!("RowKey {operator} '{}'", encode(row)));
        }
        let filter = filter.join(" and ");
        let mut rows = Vec::new();
        let take = |page: Vec<super::entity::Entity>| {
            for entity in page {
                rows.push(entity.stored(table)?);
            }
            Ok(rows.len() < limit)
        };
        self.tables
            .query(table.name(), &filter, limit, take)
            .await?;
        rows.truncate(limit);
        Ok(rows)
    }
}

/// The row changes faster than we can read and write it.
pub(super) fn contended() -> Error {
    Error::Unavailable {
        service: Service::Tables,
        reason: "the row keeps changing".to_owned(),
        retry_after: None,
    }
}
