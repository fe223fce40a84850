//! Several reads at once.

use crate::{Error, Key, Stored, Table, azure::Azure, embedded::Snapshot, limits, store::decode};
use serde::de::DeserializeOwned;
use std::sync::Arc;
use time::OffsetDateTime;

/// Reads several rows for little more than the price of one, from
/// [`Store::reader`](crate::Store::reader). To be dropped soon: what is deleted in the embedded file
/// keeps its place there until then.
#[derive(Debug)]
pub struct Reader(pub(crate) Source);

#[derive(Debug)]
pub(crate) enum Source {
    Embedded(Snapshot),
    Azure(Arc<Azure>),
}

impl Reader {
    /// Reads a row. An expired row is absent.
    pub async fn get<T: DeserializeOwned>(
        &self,
        table: Table,
        key: &Key,
        now: OffsetDateTime,
    ) -> Result<Option<Stored<T>>, Error> {
        limits::check_key(key)?;
        let found = match &self.0 {
            Source::Embedded(snapshot) => snapshot.get(table, key, now)?,
            Source::Azure(azure) => Box::pin(azure.get(table, key, now)).await?,
        };
        found.map(|row| decode(table, row)).transpose()
    }
}
