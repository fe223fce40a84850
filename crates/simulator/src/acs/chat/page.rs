//! Lists in pages, and the links between them.
//!
//! The links are as odd as the recorded ones: absolute, the thread's id in them not escaped, an
//! opaque `syncState`, and a `startTime` in no format that the API documents. Like the service's, the
//! `syncState` of messages is hexadecimal: `3e`, the length of the thread's id, the id, `01` and two
//! times.

use std::fmt::Write as _;

use axum::http::{HeaderMap, Uri, header};
use serde_json::{Value, json};
use time::OffsetDateTime;
use url::form_urlencoded;

use super::wire;
use crate::{
    chat::{ChatError, from_millis, millis},
    world::World,
};

/// <https://learn.microsoft.com/azure/communication-services/concepts/service-limits#chat>
const LARGEST: usize = 200;

/// What a page has when nothing is said.
const USUAL: usize = 100;

/// What a request for a page asks for.
#[derive(Debug)]
pub(super) struct Query {
    pub(super) size: usize,
    pub(super) skip: usize,
    start: Option<String>,
    sync_state: Option<String>,
    api_version: String,
}

impl Query {
    pub(super) fn of(uri: &Uri) -> Result<Self, ChatError> {
        let mut query = Self {
            size: USUAL,
            skip: 0,
            start: None,
            sync_state: None,
            api_version: String::new(),
        };
        for (name, value) in form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes()) {
            match name.as_ref() {
                "maxPageSize" => query.size = number(&value)?.clamp(1, LARGEST),
                "skip" => query.skip = number(&value)?,
                "startTime" => query.start = Some(value.into_owned()),
                "syncState" => query.sync_state = Some(value.into_owned()),
                "api-version" => query.api_version = value.into_owned(),
                _ => {}
            }
        }
        Ok(query)
    }

    /// From when on, and only before which message of the thread; the state of a link knows both.
    pub(super) fn window(
        &self,
        thread: &str,
    ) -> Result<(Option<OffsetDateTime>, Option<i64>), ChatError> {
        match &self.sync_state {
            Some(state) => {
                let [start, before] = read(state, thread)
                    .ok_or(ChatError::Invalid("The syncState is not one of this list."))?;
                Ok((Some(from_millis(start)), Some(before)))
            }
            None => Ok((self.start()?, None)),
        }
    }

    fn start(&self) -> Result<Option<OffsetDateTime>, ChatError> {
        self.start.as_deref().map(wire::parse).transpose()
    }

    /// How many were listed before, and from when on.
    pub(super) fn position(&self) -> Result<(usize, Option<OffsetDateTime>), ChatError> {
        match &self.sync_state {
            Some(_) => {
                let (start, listed) = self.window("")?;
                let listed = listed.and_then(|listed| usize::try_from(listed).ok());
                Ok((listed.unwrap_or_default(), start))
            }
            None => Ok((0, self.start()?)),
        }
    }

    /// The link to what follows, of a list that goes on by state.
    pub(super) fn by_state(
        &self,
        at: &Origin<'_>,
        thread: &str,
        start: Option<OffsetDateTime>,
        reached: i64,
    ) -> String {
        let start = start.map_or(0, millis);
        format!(
            "{at}?syncState={}&startTime=1%2F1%2F1970%2012%3A00%3A00%20AM%20%2B00%3A00\
             &maxPageSize={}&api-version={}",
            state(thread, [start, reached]),
            self.size,
            self.api_version,
        )
    }

    /// The link to what follows, of a list that goes on by number.
    pub(super) fn by_skip(&self, at: &Origin<'_>) -> String {
        format!(
            "{at}?skip={}&maxPageSize={}&api-version={}",
            self.skip + self.size,
            self.size,
            self.api_version,
        )
    }

    /// One page of a list that goes on by number.
    pub(super) fn page<T>(&self, all: &[T], at: &Origin<'_>, show: impl Fn(&T) -> Value) -> Value {
        let rest = all.get(self.skip..).unwrap_or_default();
        let shown: Vec<_> = rest.iter().take(self.size).map(show).collect();
        let next = (rest.len() > self.size).then(|| self.by_skip(at));
        list(&shown, next.as_deref())
    }
}

/// A page as the API writes it.
pub(super) fn list(value: &[Value], next: Option<&str>) -> Value {
    match next {
        Some(next) => json!({"value": value, "nextLink": next}),
        None => json!({"value": value}),
    }
}

fn number(text: &str) -> Result<usize, ChatError> {
    text.parse()
        .map_err(|_| ChatError::Invalid("maxPageSize and skip must be numbers."))
}

/// Where a list is, as the caller reached it: its address, and the path without escapes.
pub(super) struct Origin<'a> {
    scheme: &'static str,
    host: &'a str,
    path: String,
}

impl<'a> Origin<'a> {
    pub(super) fn new(world: &World, headers: &'a HeaderMap, path: String) -> Self {
        let host = headers
            .get(header::HOST)
            .and_then(|host| host.to_str().ok())
            .unwrap_or_default();
        let port = world.http.port().map(|port| format!(":{port}"));
        let plain = port.is_some_and(|port| host.ends_with(&port));
        Self {
            scheme: if plain { "http" } else { "https" },
            host,
            path,
        }
    }
}

impl std::fmt::Display for Origin<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}://{}{}", self.scheme, self.host, self.path)
    }
}

fn state(thread: &str, times: [i64; 2]) -> String {
    let length = u32::try_from(thread.len()).unwrap_or_default();
    let mut bytes = vec![0x3e];
    bytes.extend(length.to_le_bytes());
    bytes.extend(thread.as_bytes());
    bytes.push(1);
    bytes.extend(times.iter().flat_map(|time| time.to_le_bytes()));
    bytes.iter().fold(String::new(), |mut hex, byte| {
        // Writing to a string does not fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

/// The times in a state, if it is one of this thread.
fn read(text: &str, thread: &str) -> Option<[i64; 2]> {
    let digit = |at: usize| text.get(at..at + 2);
    let bytes: Option<Vec<u8>> = (0..text.len())
        .step_by(2)
        .map(|at| digit(at).and_then(|hex| u8::from_str_radix(hex, 16).ok()))
        .collect();
    let bytes = bytes?;
    let (rest, reached) = bytes.split_last_chunk::<8>()?;
    let (head, start) = rest.split_last_chunk::<8>()?;
    let times = [i64::from_le_bytes(*start), i64::from_le_bytes(*reached)];
    // The head says nothing new: a state with the same head is one of ours.
    state(thread, times)
        .get(..head.len() * 2)
        .is_some_and(|own| text.starts_with(own))
        .then_some(times)
}
