//! Batches in Azure Tables.

use super::{
    Azure,
    entity::{Entity, Wire},
    expiry_index::Due,
    rows::{MAX_ROUNDS, contended},
    transaction::{Outcome, Part},
};
use crate::{Batch, Error, Op, Table, Version, key_encoding::encode, rows::Action};
use time::OffsetDateTime;
use uuid::Uuid;

impl Azure {
    pub(crate) async fn batch(
        &self,
        table: Table,
        partition: &str,
        ops: Vec<Op>,
        now: OffsetDateTime,
    ) -> Result<Batch, Error> {
        let partition = encode(partition);
        let due = ops
            .iter()
            .filter_map(|op| match &op.action {
                Action::Insert(draft) | Action::Replace(draft, _) => {
                    Some(Due::of(&partition, &encode(&op.row), draft))
                }
                Action::Delete(_) => None,
            })
            .flatten()
            .collect::<Vec<_>>();
        let batch = self.batch_rows(table, &partition, &ops, now);
        let (done, indexed) = tokio::join!(batch, self.index(table, due));
        indexed?;
        done
    }

    async fn batch_rows(
        &self,
        table: Table,
        partition: &str,
        ops: &[Op],
        now: OffsetDateTime,
    ) -> Result<Batch, Error> {
        let write = Uuid::new_v4().to_string();
        let mut parts: Vec<Part> = ops.iter().map(|op| part(partition, op, &write)).collect();
        // Each expired row in the way of an insert costs one round.
        for _ in 0..MAX_ROUNDS + ops.len() {
            let (op, tries) = match self
                .tables
                .transact(table.name(), partition, &parts)
                .await?
            {
                Outcome::Done(versions) => return Ok(Batch::Done(versions)),
                Outcome::Refused { part, tries } => (part, tries),
            };
            if tries > 1
                && let Some(versions) = self.own(table, partition, ops, &write).await?
            {
                return Ok(Batch::Done(versions));
            }
            let (Some(Op { row, action }), Some(part)) = (ops.get(op), parts.get_mut(op)) else {
                return Err(contended());
            };
            let Action::Insert(draft) = action else {
                return Ok(Batch::Conflict { op });
            };
            let row = encode(row);
            let wire = Wire {
                partition,
                row: &row,
                draft,
                write: &write,
            };
            *part = match self.tables.get(table.name(), partition, &row).await? {
                None => Part::Insert(wire.to_json()),
                Some(found) if is_expired(&found, now) => Part::Put {
                    body: wire.to_json(),
                    version: Some(found.version()),
                    row: row.clone(),
                },
                Some(_) => return Ok(Batch::Conflict { op }),
            };
        }
        Err(contended())
    }

    /// The versions of the rows, if the batch was done by an earlier try whose answer was lost.
    ///
    /// A batch of deletes only leaves nothing to tell it by: it is then a conflict.
    async fn own(
        &self,
        table: Table,
        partition: &str,
        ops: &[Op],
        write: &str,
    ) -> Result<Option<Vec<Option<Version>>>, Error> {
        let mut versions = Vec::with_capacity(ops.len());
        let mut ours = false;
        for Op { row, action } in ops {
            if matches!(action, Action::Delete(_)) {
                versions.push(None);
                continue;
            }
            let row = encode(row);
            match self.tables.get(table.name(), partition, &row).await? {
                Some(found) if found.is_from(write) => {
                    ours = true;
                    versions.push(Some(found.version()));
                }
                // Ours, and changed since: whoever reads on finds that out by this version.
                Some(_) | None if ours => versions.push(None),
                Some(_) | None => return Ok(None),
            }
        }
        Ok(ours.then_some(versions))
    }
}

fn is_expired(entity: &Entity, now: OffsetDateTime) -> bool {
    entity.expiry().is_some_and(|expiry| expiry.is_past(now))
}

fn part(partition: &str, Op { row, action }: &Op, write: &str) -> Part {
    let row = encode(row);
    let body = |draft| {
        let wire = Wire {
            partition,
            row: &row,
            draft,
            write,
        };
        wire.to_json()
    };
    match action {
        Action::Insert(draft) => Part::Insert(body(draft)),
        Action::Replace(draft, version) => Part::Put {
            body: body(draft),
            version: Some(version.clone()),
            row,
        },
        Action::Delete(version) => Part::Delete {
            version: Some(version.clone()),
            row,
        },
    }
}
