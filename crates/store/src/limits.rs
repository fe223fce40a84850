//! The limits of both backends: those of Azure, so that nothing works on a laptop only.

use crate::{
    Error, Key, MAX_BODY, Op,
    key_encoding::{MAX_KEY, encoded_len},
    rows::{Action, Draft},
};
use std::collections::HashSet;

/// The largest value, as JSON: 256 KiB of UTF-8.
///
/// An Azure property holds 64 KiB of UTF-16, so a larger value is split over several of a row; a row
/// holds 1 MiB. <https://learn.microsoft.com/rest/api/storageservices/understanding-the-table-service-data-model#property-limitations>
pub const MAX_VALUE: usize = 256 * 1024;

/// The most operations in one batch.
/// <https://learn.microsoft.com/rest/api/storageservices/performing-entity-group-transactions#requirements-for-entity-group-transactions>
pub const MAX_BATCH: usize = 100;

/// The largest batch: 1 MiB of JSON in all. Azure takes 4 MiB on the wire, where a value is JSON
/// inside JSON and can take three times its size.
const MAX_BATCH_BYTES: usize = 1024 * 1024;

fn check(what: &'static str, size: usize, limit: usize) -> Result<(), Error> {
    if size > limit {
        return Err(Error::TooLarge { what, size, limit });
    }
    Ok(())
}

fn check_encoded(what: &'static str, key: &str) -> Result<(), Error> {
    // Most keys are short enough whatever is in them: a byte becomes three characters at most.
    if key.len() <= MAX_KEY / 3 {
        return Ok(());
    }
    check(what, encoded_len(key), MAX_KEY)
}

pub(crate) fn check_partition(partition: &str) -> Result<(), Error> {
    let what = "a partition key, in characters of its encoded form,";
    check_encoded(what, partition)
}

pub(crate) fn check_row(row: &str) -> Result<(), Error> {
    check_encoded("a row key, in characters of its encoded form,", row)
}

pub(crate) fn check_key(key: &Key) -> Result<(), Error> {
    check_partition(&key.partition)?;
    check_row(&key.row)
}

pub(crate) fn check_draft(draft: &Draft) -> Result<(), Error> {
    check("a value, in bytes of JSON,", draft.json.len(), MAX_VALUE)
}

pub(crate) fn check_body(body: &[u8]) -> Result<(), Error> {
    check("a message, in bytes,", body.len(), MAX_BODY)
}

pub(crate) fn check_batch(partition: &str, ops: &[Op]) -> Result<(), Error> {
    check_partition(partition)?;
    check("a batch, in operations,", ops.len(), MAX_BATCH)?;
    let mut rows = HashSet::new();
    let mut total = 0;
    for (op, Op { row, action }) in ops.iter().enumerate() {
        check_row(row)?;
        if !rows.insert(row) {
            return Err(Error::DuplicateRow { op });
        }
        match action {
            Action::Insert(draft) | Action::Replace(draft, _) => {
                check_draft(draft)?;
                total += draft.json.len();
            }
            Action::Delete(_) => {}
        }
    }
    check("a batch, in bytes of JSON,", total, MAX_BATCH_BYTES)
}
