//! Which rows expire when, because Azure Tables cannot say without reading all of them.
//!
//! Beside each table with expiring rows stands `<table>expiry`. Its partitions are an hour and a
//! shard of the row's partition, in that order, so that the oldest come first and no hour is one hot
//! partition. An entry only says where to look: the row itself decides whether it is expired.

use super::{
    Azure,
    entity::Entity,
    tables::Tables,
    transaction::{Outcome, Part},
};
use crate::{
    Error, Table,
    expiry::{Expiry, millis},
    rows::Draft,
};
use aws_lc_rs::digest;
use std::{collections::BTreeMap, fmt::Write as _};
use time::OffsetDateTime;
use tokio::task::JoinSet;

const HOUR: i64 = 3_600_000;
const SHARDS: u8 = 16;
/// How many rows are looked at together.
const CONCURRENT: usize = 16;

/// A row that will expire. Its keys are encoded.
pub(super) struct Due {
    partition: String,
    row: String,
    expiry: Expiry,
}

impl Due {
    pub(super) fn of(partition: &str, row: &str, draft: &Draft) -> Option<Self> {
        (!draft.expiry.is_never()).then(|| Self {
            partition: partition.to_owned(),
            row: row.to_owned(),
            expiry: draft.expiry,
        })
    }

    fn bucket(&self) -> String {
        let shard = hash(&[&self.partition]).first().map_or(0, |b| b % SHARDS);
        format!("{}-{shard:02}", hour(self.expiry.0))
    }

    fn entry(&self, bucket: &str) -> Part {
        let expiry = self.expiry.0.to_string();
        let mut row = String::new();
        for byte in hash(&[&self.partition, &self.row, &expiry]).iter().take(16) {
            write!(row, "{byte:02x}").unwrap_or_default();
        }
        let body = serde_json::json!({
            "PartitionKey": bucket,
            "RowKey": row,
            "p": self.partition,
            "r": self.row,
            "x": expiry,
            "x@odata.type": "Edm.Int64",
        });
        Part::Put {
            body: body.to_string(),
            version: None,
            row,
        }
    }
}

/// Encoded keys have no zero byte in them.
fn hash(parts: &[&str]) -> Vec<u8> {
    let text = parts.join("\0");
    digest::digest(&digest::SHA256, text.as_bytes())
        .as_ref()
        .to_vec()
}

/// The hours since 1970, in a width that sorts until the year 9999.
fn hour(millis: i64) -> String {
    format!("{:08}", millis.max(0) / HOUR)
}

fn index_of(table: Table) -> String {
    format!("{}expiry", table.name())
}

impl Azure {
    /// Enters rows into the index: one request for each hour that is in them, mostly one.
    pub(super) async fn index(
        &self,
        table: Table,
        due: impl IntoIterator<Item = Due>,
    ) -> Result<(), Error> {
        let mut buckets = BTreeMap::<String, Vec<Part>>::new();
        for due in due {
            let bucket = due.bucket();
            let entry = due.entry(&bucket);
            buckets.entry(bucket).or_default().push(entry);
        }
        let index = index_of(table);
        for (bucket, entries) in buckets {
            self.tables.transact(&index, &bucket, &entries).await?;
        }
        Ok(())
    }

    pub(crate) async fn sweep(
        &self,
        table: Table,
        now: OffsetDateTime,
        limit: usize,
    ) -> Result<usize, Error> {
        let index = index_of(table);
        let now_millis = millis(now);
        let filter = format!(
            "PartitionKey lt '{}' and x le {now_millis}L",
            hour(now_millis.saturating_add(HOUR))
        );
        let mut entries = Vec::new();
        let take = |page: Vec<Entity>| {
            entries.extend(page);
            Ok(entries.len() < limit)
        };
        self.tables.query(&index, &filter, limit, take).await?;
        entries.truncate(limit);

        let mut removed = 0;
        for some in entries.chunks(CONCURRENT) {
            let mut rows = JoinSet::new();
            for entry in some {
                if let (Some(partition), Some(row)) = (entry.text("p"), entry.text("r")) {
                    let (partition, row) = (partition.to_owned(), row.to_owned());
                    rows.spawn(remove(self.tables.clone(), table, partition, row, now));
                }
            }
            for outcome in rows.join_all().await {
                removed += usize::from(outcome?);
            }
        }
        self.forget(&index, entries).await?;
        Ok(removed)
    }

    /// Removes entries of the index, whose rows were all looked at.
    async fn forget(&self, index: &str, entries: Vec<Entity>) -> Result<(), Error> {
        let mut buckets = BTreeMap::<String, Vec<Part>>::new();
        for entry in entries {
            let part = Part::Delete {
                row: entry.row,
                version: None,
            };
            buckets.entry(entry.partition).or_default().push(part);
        }
        for (bucket, parts) in buckets {
            for parts in parts.chunks(crate::MAX_BATCH) {
                match self.tables.transact(index, &bucket, parts).await? {
                    // Refused: another sweep removed some of them. The rest is for the next one.
                    Outcome::Done(_) | Outcome::Refused { .. } => {}
                }
            }
        }
        Ok(())
    }
}

/// Removes the row if it is expired now; it may have been replaced since the entry was made.
async fn remove(
    tables: Tables,
    table: Table,
    partition: String,
    row: String,
    now: OffsetDateTime,
) -> Result<bool, Error> {
    let name = table.name();
    let found = tables.get(name, &partition, &row).await?;
    let expired = found.filter(|row| row.expiry().is_some_and(|expiry| expiry.is_past(now)));
    match expired {
        Some(found) => {
            let version = found.version();
            tables.delete(name, &partition, &row, Some(&version)).await
        }
        None => Ok(false),
    }
}
