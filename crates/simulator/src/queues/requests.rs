//! The operations, one function each.

use std::{collections::BTreeMap, sync::Arc};

use axum::{
    body::Bytes,
    extract::{Path, RawQuery, State},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode},
    response::Response,
};
use time::Duration;
use url::form_urlencoded;

use super::{
    StorageError,
    state::Created,
    wire::{self, MessageList, Name, Names, QueueList},
};
use crate::world::World;

type Shared = State<Arc<World>>;
type Answer = Result<Response, StorageError>;

const METADATA: &str = "x-ms-meta-";

/// The parameters of a query.
struct Query(Vec<(String, String)>);

impl Query {
    fn of(RawQuery(query): &RawQuery) -> Self {
        let query = query.as_deref().unwrap_or_default();
        Self(
            form_urlencoded::parse(query.as_bytes())
                .into_owned()
                .collect(),
        )
    }

    fn get(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    fn number(&self, name: &'static str) -> Result<Option<i64>, StorageError> {
        self.get(name)
            .map(str::parse)
            .transpose()
            .map_err(|_| StorageError::InvalidParameter(name))
    }

    fn count(&self) -> Result<usize, StorageError> {
        let count = self.number("numofmessages")?.unwrap_or(1);
        usize::try_from(count)
            .ok()
            .filter(|count| (1..=32).contains(count))
            .ok_or(StorageError::OutOfRange("numofmessages"))
    }

    fn required(&self, name: &'static str) -> Result<&str, StorageError> {
        self.get(name).ok_or(StorageError::MissingParameter(name))
    }
}

/// `GET /?comp=list`.
pub(super) async fn list(State(world): Shared, query: RawQuery) -> Answer {
    let query = Query::of(&query);
    if query.get("comp") != Some("list") {
        return Err(StorageError::InvalidParameter("comp"));
    }
    let prefix = query.get("prefix").unwrap_or_default();
    let names = world.queues.names();
    let queue = names
        .into_iter()
        .filter(|name| name.starts_with(prefix))
        .map(|name| Name { name })
        .collect();
    let list = QueueList {
        queues: Names { queue },
        next_marker: "",
    };
    Ok(wire::xml(StatusCode::OK, "EnumerationResults", &list))
}

/// `PUT /{queue}`.
pub(super) async fn create(
    State(world): Shared,
    Path(queue): Path<String>,
    headers: HeaderMap,
) -> Answer {
    let metadata = headers
        .iter()
        .filter_map(|(name, value)| {
            let name = name.as_str().strip_prefix(METADATA)?;
            Some((name.to_owned(), value.to_str().ok()?.to_owned()))
        })
        .collect::<BTreeMap<_, _>>();
    let created = world.queues.state().create(&queue, metadata)?;
    Ok(wire::empty(match created {
        Created::New => StatusCode::CREATED,
        Created::Already => StatusCode::NO_CONTENT,
    }))
}

/// `DELETE /{queue}`.
pub(super) async fn delete(State(world): Shared, Path(queue): Path<String>) -> Answer {
    world.queues.state().delete(&queue)?;
    world.queues.tell();
    Ok(wire::empty(StatusCode::NO_CONTENT))
}

/// `GET /{queue}?comp=metadata`.
pub(super) async fn properties(
    State(world): Shared,
    Path(queue): Path<String>,
    query: RawQuery,
) -> Answer {
    if Query::of(&query).get("comp") != Some("metadata") {
        return Err(StorageError::InvalidParameter("comp"));
    }
    let (metadata, count) = world.queues.state().properties(&queue, world.now())?;
    let mut response = wire::empty(StatusCode::OK);
    let headers = response.headers_mut();
    let name = HeaderName::from_static("x-ms-approximate-messages-count");
    headers.insert(name, HeaderValue::from(count));
    headers.extend(metadata.into_iter().filter_map(|(name, value)| {
        let name = HeaderName::try_from(format!("{METADATA}{name}")).ok()?;
        Some((name, HeaderValue::try_from(value).ok()?))
    }));
    Ok(response)
}

/// `POST /{queue}/messages`.
pub(super) async fn put(
    State(world): Shared,
    Path(queue): Path<String>,
    query: RawQuery,
    body: Bytes,
) -> Answer {
    let query = Query::of(&query);
    let delay = Duration::seconds(query.number("visibilitytimeout")?.unwrap_or(0));
    let ttl = match query.number("messagettl")? {
        None => Some(super::WEEK),
        Some(-1) => None,
        Some(seconds @ 1..=i64::MAX) => Some(Duration::seconds(seconds.min(u32::MAX.into()))),
        Some(_) => return Err(StorageError::OutOfRange("messagettl")),
    };
    let text = wire::message_text(&body)?;
    let message = world
        .queues
        .state()
        .put(&queue, text, world.now(), delay, ttl)?;
    world.queues.tell();
    let list = MessageList::put(message);
    Ok(wire::xml(StatusCode::CREATED, "QueueMessagesList", &list))
}

/// `GET /{queue}/messages`, with `peekonly=true` or not.
pub(super) async fn receive(
    State(world): Shared,
    Path(queue): Path<String>,
    query: RawQuery,
) -> Answer {
    let query = Query::of(&query);
    let count = query.count()?;
    let list = if query.get("peekonly") == Some("true") {
        MessageList::peeked(world.queues.state().peek(&queue, count, world.now())?)
    } else {
        let seconds = query.number("visibilitytimeout")?.unwrap_or(30);
        let visibility = Duration::seconds(seconds);
        if !(Duration::SECOND..=super::WEEK).contains(&visibility) {
            return Err(StorageError::OutOfRange("visibilitytimeout"));
        }
        let now = world.now();
        let received = world
            .queues
            .state()
            .receive(&queue, count, visibility, now)?;
        world.queues.tell();
        MessageList::received(received)
    };
    Ok(wire::xml(StatusCode::OK, "QueueMessagesList", &list))
}

/// `DELETE /{queue}/messages`.
pub(super) async fn clear(State(world): Shared, Path(queue): Path<String>) -> Answer {
    world.queues.state().clear(&queue, world.now())?;
    world.queues.tell();
    Ok(wire::empty(StatusCode::NO_CONTENT))
}

/// `PUT /{queue}/messages/{id}`.
pub(super) async fn update(
    State(world): Shared,
    Path((queue, id)): Path<(String, String)>,
    query: RawQuery,
    body: Bytes,
) -> Answer {
    let query = Query::of(&query);
    let receipt = query.required("popreceipt")?;
    let seconds = query
        .number("visibilitytimeout")?
        .ok_or(StorageError::MissingParameter("visibilitytimeout"))?;
    let text = (!body.is_empty())
        .then(|| wire::message_text(&body))
        .transpose()?;
    let change = (Duration::seconds(seconds), text);
    let now = world.now();
    let message = world
        .queues
        .state()
        .update(&queue, &id, receipt, change, now)?;
    world.queues.tell();
    let mut response = wire::empty(StatusCode::NO_CONTENT);
    for (name, value) in [
        ("x-ms-popreceipt", message.pop_receipt),
        ("x-ms-time-next-visible", wire::date(message.next_visible)),
    ] {
        let value = HeaderValue::try_from(value).ok();
        let headers = response.headers_mut();
        headers.extend(value.map(|value| (HeaderName::from_static(name), value)));
    }
    Ok(response)
}

/// `DELETE /{queue}/messages/{id}`.
pub(super) async fn delete_message(
    State(world): Shared,
    Path((queue, id)): Path<(String, String)>,
    query: RawQuery,
) -> Answer {
    let query = Query::of(&query);
    let receipt = query.required("popreceipt")?;
    let now = world.now();
    world
        .queues
        .state()
        .delete_message(&queue, &id, receipt, now)?;
    world.queues.tell();
    Ok(wire::empty(StatusCode::NO_CONTENT))
}
