//! Conditional state and delayed work, over an embedded file or over Azure Storage.

#![warn(missing_docs)]

mod azure;
mod embedded;
mod error;
mod expiry;
mod key_encoding;
mod limits;
mod messages;
mod names;
mod rows;
mod store;

pub use azure::{Auth, AzureOptions};
pub use error::{Error, Service};
pub use limits::{MAX_BATCH, MAX_VALUE};
pub use messages::{MAX_BODY, MAX_DELAY, Message, Poisoned};
pub use names::{Queue, Table};
pub use rows::{Batch, Continuation, Delete, Insert, Key, Op, Page, Replace, Stored, Version};
pub use store::Store;
