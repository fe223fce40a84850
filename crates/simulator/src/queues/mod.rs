//! Queue Storage of one account, in memory.
//!
//! <https://learn.microsoft.com/rest/api/storageservices/queue-service-rest-api>

mod auth;
mod error;
mod kept;
mod message;
mod requests;
mod state;
mod wire;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::{
    Router, middleware,
    routing::{get, post, put},
};
use time::{Duration, OffsetDateTime};
use tokio::sync::watch;
use url::Url;

use self::state::State;
pub use self::{error::StorageError, message::StoredMessage};
pub(crate) use self::{error::refusal, kept::Kept};
use crate::{Clock, world::World};

/// The account that Azurite is born with, and its key: public knowledge, so that no tool takes them
/// for a secret. <https://learn.microsoft.com/azure/storage/common/storage-connect-azurite>
const ACCOUNT: &str = "devstoreaccount1";
const KEY: &str =
    "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

/// How long a message is kept if nobody says otherwise.
pub(crate) const WEEK: Duration = Duration::days(7);

/// The queues of the account. Clones share them.
#[derive(Clone)]
pub struct Queues(Arc<Inner>);

struct Inner {
    clock: Clock,
    state: Mutex<State>,
    changed: watch::Sender<()>,
}

impl std::fmt::Debug for Queues {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Queues").finish_non_exhaustive()
    }
}

impl Queues {
    pub(crate) fn new(clock: Clock) -> Self {
        Self(Arc::new(Inner {
            clock,
            state: Mutex::default(),
            changed: watch::channel(()).0,
        }))
    }

    /// The messages of a queue, in the order in which they were put, those included that nobody may
    /// receive now. Empty for a queue that there is not.
    pub fn messages(&self, queue: &str) -> Vec<StoredMessage> {
        self.state().messages(queue, self.now())
    }

    /// The names of the queues, in order.
    pub fn names(&self) -> Vec<String> {
        self.state().names()
    }

    /// Puts a message, as a client would that makes the queue if there is none; `text` is what the
    /// service stores, encoded or not.
    pub fn put(&self, queue: &str, text: &str, delay: Duration) -> Result<(), StorageError> {
        let now = self.now();
        let mut state = self.state();
        state.make(queue)?;
        let put = state.put(queue, text.to_owned(), now, delay, Some(WEEK));
        drop(state);
        self.tell();
        put.map(drop)
    }

    pub(crate) fn clock(&self) -> &Clock {
        &self.0.clock
    }

    pub(crate) fn now(&self) -> OffsetDateTime {
        self.0.clock.now()
    }

    /// Short work only; whoever changes something [`tell`](Self::tell)s afterwards.
    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn tell(&self) {
        self.0.changed.send_replace(());
    }

    /// Wakes at every change from now on.
    pub(crate) fn changes(&self) -> watch::Receiver<()> {
        self.0.changed.subscribe()
    }

    /// Forgets all queues.
    pub(crate) fn reset(&self) {
        self.state().forget();
        self.tell();
    }
}

/// `DefaultEndpointsProtocol=http;AccountName=…;AccountKey=…;QueueEndpoint=http://127.0.0.1:…/…;`
pub(crate) fn connection_string(http: &Url) -> String {
    format!(
        "DefaultEndpointsProtocol=http;AccountName={ACCOUNT};AccountKey={KEY};\
         QueueEndpoint={http}{ACCOUNT};"
    )
}

pub(crate) fn router(world: &Arc<World>) -> Router<Arc<World>> {
    let path = |rest: &str| format!("/{ACCOUNT}{rest}");
    Router::new()
        .route(&path("/"), get(requests::list))
        .route(&path(""), get(requests::list))
        .route(
            &path("/{queue}"),
            put(requests::create)
                .delete(requests::delete)
                .get(requests::properties)
                .head(requests::properties),
        )
        .route(
            &path("/{queue}/messages"),
            post(requests::put)
                .get(requests::receive)
                .delete(requests::clear),
        )
        .route(
            &path("/{queue}/messages/{id}"),
            put(requests::update).delete(requests::delete_message),
        )
        .layer(middleware::from_fn_with_state(
            Arc::clone(world),
            auth::authenticate,
        ))
}
