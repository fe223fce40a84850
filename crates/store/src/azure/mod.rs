//! The Azure backend.

mod options;

use crate::{
    Batch, Delete, Error, Insert, Key, Message, Op, Queue, Replace, Service, Stored, Table,
    Version, rows::Draft,
};
pub use options::{Auth, AzureOptions};
use std::{ops::Bound, time::Duration};
use time::OffsetDateTime;

#[derive(Debug)]
pub(crate) struct Azure;
fn no<T>() -> Result<T, Error> {
    Err(Error::Unavailable {
        service: Service::Tables,
        reason: "not built yet".to_owned(),
        retry_after: None,
    })
}
#[expect(clippy::unused_async, clippy::unused_self, reason = "the API first")]
impl Azure {
    pub(crate) fn new(_: AzureOptions) -> Result<Self, Error> {
        no()
    }
    pub(crate) async fn insert(
        &self,
        _: Table,
        _: &Key,
        _: &Draft,
        _: OffsetDateTime,
    ) -> Result<Insert, Error> {
        no()
    }
    pub(crate) async fn get(
        &self,
        _: Table,
        _: &Key,
        _: OffsetDateTime,
    ) -> Result<Option<Stored<String>>, Error> {
        no()
    }
    pub(crate) async fn replace(
        &self,
        _: Table,
        _: &Key,
        _: &Draft,
        _: &Version,
    ) -> Result<Replace, Error> {
        no()
    }
    pub(crate) async fn delete(
        &self,
        _: Table,
        _: &Key,
        _: Option<&Version>,
    ) -> Result<Delete, Error> {
        no()
    }
    pub(crate) async fn range(
        &self,
        _: Table,
        _: &str,
        _: Bound<&str>,
        _: Bound<&str>,
        _: usize,
        _: OffsetDateTime,
    ) -> Result<Vec<(String, Stored<String>)>, Error> {
        no()
    }
    pub(crate) async fn batch(
        &self,
        _: Table,
        _: &str,
        _: Vec<Op>,
        _: OffsetDateTime,
    ) -> Result<Batch, Error> {
        no()
    }
    pub(crate) async fn sweep(
        &self,
        _: Table,
        _: OffsetDateTime,
        _: usize,
    ) -> Result<usize, Error> {
        no()
    }
    pub(crate) async fn put(&self, _: Queue, _: &[u8], _: Duration) -> Result<(), Error> {
        no()
    }
    pub(crate) async fn receive(
        &self,
        _: Queue,
        _: u8,
        _: Duration,
    ) -> Result<Vec<Message>, Error> {
        no()
    }
    pub(crate) async fn delete_message(&self, _: Queue, _: &Message) -> Result<(), Error> {
        no()
    }
}
