//! A request and its `Idempotency-Key`: written down before anything is sent, answered from what
//! was written down when it comes again.

use serde::{Deserialize, Serialize};
use store::{Insert, Key, Table};
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use super::{asked::Asked, report::Report};
use crate::{
    App,
    caller::SignedIn,
    error::{Error, contended},
    texts::EventKey,
};

/// One row a request; the partition is its key.
const REQUESTS: Table = Table::new("smsrequests");
const ROW: &str = "request";
/// How long a request is remembered.
const KEPT: Duration = Duration::days(1);
/// Each try loses only to another that won.
const TRIES: usize = 4;

/// A request that is being carried out.
pub(super) struct Request {
    /// From this the repeatability ids are made.
    pub(super) key: EventKey,
    /// When it was first asked for.
    pub(super) at: OffsetDateTime,
    asked: EventKey,
    /// Whether anybody could ask again.
    named: bool,
}

/// What is kept of it.
#[derive(Serialize, Deserialize)]
struct Row {
    /// What was asked for, as a hash: the key must not come with another request.
    asked: EventKey,
    #[serde(with = "time::serde::rfc3339")]
    at: OffsetDateTime,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    report: Option<Report>,
}

/// How a request begins.
pub(super) enum Begun {
    /// It was asked before, and answered so.
    Answered(Report),
    /// It is to be carried out, or to be finished.
    Open(Request),
}

/// Writes down that it is asked for, if it has a key.
pub(super) async fn begin(
    app: &App,
    caller: &SignedIn,
    key: Option<&str>,
    asked: &Asked,
) -> Result<Begun, Error> {
    let now = app.clock.now();
    let fingerprint = fingerprint(asked);
    let Some(key) = key else {
        return Ok(Begun::Open(Request {
            key: EventKey::new(&["once", &Uuid::new_v4().to_string()]),
            at: now,
            asked: fingerprint,
            named: false,
        }));
    };
    let key = EventKey::new(&["request", &caller.issuer, &caller.user, key]);
    let place = Key::new(key.to_string(), ROW);
    let row = Row {
        asked: fingerprint.clone(),
        at: now,
        report: None,
    };
    for _ in 0..TRIES {
        let inserted = app
            .store
            .insert(REQUESTS, &place, &row, Some(now + KEPT), now);
        let at = match inserted.await? {
            Insert::Done(_) => now,
            Insert::Exists => {
                let Some(known) = app.store.get::<Row>(REQUESTS, &place, now).await? else {
                    continue;
                };
                let known = known.value;
                if known.asked != fingerprint {
                    return Err(Error::KeyReused);
                }
                if let Some(report) = known.report {
                    return Ok(Begun::Answered(report));
                }
                known.at
            }
        };
        return Ok(Begun::Open(Request {
            key,
            at,
            asked: fingerprint,
            named: true,
        }));
    }
    Err(contended())
}

impl Request {
    /// Writes down the answer, unless asking again could lead to another one.
    pub(super) async fn finish(&self, app: &App, report: &Report) -> Result<(), Error> {
        if !self.named || !report.is_final() {
            return Ok(());
        }
        let now = app.clock.now();
        let place = Key::new(self.key.to_string(), ROW);
        let Some(known) = app.store.get::<Row>(REQUESTS, &place, now).await? else {
            return Ok(());
        };
        let row = Row {
            asked: self.asked.clone(),
            at: self.at,
            report: Some(report.clone()),
        };
        let expires = Some(self.at + KEPT);
        // A conflict: the same request at the same time, with the same answer.
        app.store
            .replace(REQUESTS, &place, &row, &known.version, expires)
            .await?;
        Ok(())
    }
}

fn fingerprint(asked: &Asked) -> EventKey {
    let from = asked.from.to_string();
    let to: Vec<_> = asked.to.iter().map(ToString::to_string).collect();
    let mut parts = vec![
        from.as_str(),
        &asked.message,
        asked.tag.as_deref().unwrap_or(""),
    ];
    parts.extend(to.iter().map(String::as_str));
    EventKey::new(&parts)
}
