//! Conditional state and delayed work, over an embedded file or over Azure Storage.
//!
//! ```
//! use store::{Insert, Key, Store, Table};
//! use time::macros::datetime;
//!
//! const IDENTITIES: Table = Table::new("identities");
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), store::Error> {
//! let store = Store::in_memory()?; // or Store::embedded("state.redb"), or Store::azure(…)
//! let now = datetime!(2026-03-01 12:00 UTC);
//! let key = Key::new("ada@example.org", "identity");
//! match store.insert(IDENTITIES, &key, &"8:acs:1", None, now).await? {
//!     Insert::Done(_) => {} // ours is the identity of this user
//!     Insert::Exists => {}  // somebody else's is
//! }
//! let found = store.get::<String>(IDENTITIES, &key, now).await?;
//! assert_eq!(found.unwrap().value, "8:acs:1");
//! # Ok(())
//! # }
//! ```
//!
//! Two backends, one behaviour, held to it by one conformance suite:
//!
//! * **embedded**: one [redb](https://docs.rs/redb) file and no other process. Durable when the call
//!   returns, whole after SIGKILL or a power failure; opened by one process at a time.
//! * **Azure**: [Tables](https://learn.microsoft.com/rest/api/storageservices/table-service-rest-api)
//!   and [Queues](https://learn.microsoft.com/rest/api/storageservices/queue-service-rest-api) of a
//!   storage account, by key or by Entra token. Made without a round trip; tables and queues
//!   are created when a first write finds them missing.
//!
//! # What a call costs
//!
//! A *commit* is shared by all writes that wait at the same moment, and takes two flushes of the disk.
//! A read of the embedded file takes microseconds and no lock. An answer that changes nothing
//! (`Exists`, `Conflict`) commits nothing.
//!
//! | call | embedded | Azure, round trips |
//! | --- | --- | --- |
//! | [`Store::embedded`], [`Store::azure`] | one flush | 0 |
//! | [`insert`](Store::insert), done | 1 commit | 1 |
//! | insert, exists | none | 2: it reads why |
//! | insert over an expired row | 1 commit | 3 |
//! | [`get`](Store::get) | a read | 1 |
//! | [`reader`](Store::reader), then [`get`](Reader::get) | a read, then next to nothing | 0, then 1 |
//! | [`replace`](Store::replace) | 1 commit | 1; 2 if it conflicts after a retry |
//! | [`delete`](Store::delete) | 1 commit | 1 |
//! | [`range`](Store::range) | a read | 1 for fewer than 1,000 rows; more where the service cuts a page |
//! | [`batch`](Store::batch) | 1 commit | 1; 2 if an insert conflicts; 2 more for each expired row in the way of an insert |
//! | an expiry in a write | nothing | 1 more request, at the same time; in a batch, one for each hour that occurs in it |
//! | [`sweep`](Store::sweep) | 1 commit | 1 for 1,000 rows, 2 for each row (16 at a time), 1 for each hour and shard in them |
//! | [`put`](Store::put), [`receive`](Store::receive), [`delete_message`](Store::delete_message) | 1 commit | 1 |
//! | the first write to a table or queue | nothing | 2 more |
//!
//! # What is promised, and what is not
//!
//! * Each write is conditional and atomic; a [batch](Store::batch) is all or nothing.
//! * An [expired](Stored::expires) row is absent for `get`, `range` and `insert`, at once. Its version
//!   still holds for `replace` and `delete`: nobody else can have taken its place.
//! * A write that is sent again, because its answer was lost, recognises itself: each state of a row
//!   carries the id of its write. Only if somebody replaced the row in between, or if a batch has
//!   nothing but deletes, is it taken for a conflict; who then reads the row sees which.
//! * Messages are delivered at least once, in no order. A put whose answer was lost is put twice.
//! * Azure is asked four times at most, with waits of five seconds at most between them, whatever its
//!   `Retry-After` says; the error then carries what it said.
//! * After an [`Error::Unavailable`] a write may or may not have happened.

#![warn(missing_docs)]

mod azure;
mod embedded;
mod error;
mod expiry;
mod key_encoding;
mod limits;
mod messages;
mod names;
mod reader;
mod rows;
mod store;

pub use azure::{Auth, AzureOptions};
pub use error::{Error, Service};
pub use limits::{MAX_BATCH, MAX_VALUE};
pub use messages::{MAX_BODY, MAX_DELAY, Message};
pub use names::{Queue, Table};
pub use reader::Reader;
pub use rows::{Batch, Continuation, Delete, Insert, Key, Op, Page, Replace, Stored, Version};
pub use store::Store;
