//! A request and its `Idempotency-Key`. ACS sends a message as often as it is asked to: so the key goes into
//! the message, and whoever does not know what became of a request looks for it in the thread before
//! sending again. While one instance is at it, no other is.

use std::time::Duration as Wait;

use serde::{Deserialize, Serialize};
use store::{Insert, Key, Replace, Stored, Version};
use time::{Duration, OffsetDateTime};

use super::{Sent, asked::Asked};
use crate::{
    App,
    caller::SignedIn,
    error::{Error, contended},
    texts::EventKey,
    threads::THREADS,
};

/// How long a request is remembered.
const KEPT: Duration = Duration::days(1);
/// How long a request may be on its way: longer than any may take.
const LEASE: Duration = Duration::seconds(30);
/// Each try loses only to another that won.
const TRIES: usize = 4;

/// A request that is being carried out.
pub(super) struct Request {
    /// The same for the same request.
    pub(super) key: EventKey,
    /// Since when it may have been sent, if that is not known.
    pub(super) perhaps_sent_since: Option<OffsetDateTime>,
    named: Option<Named>,
}

/// What is kept of a request with a name.
struct Named {
    place: Key,
    row: Row,
    version: Version,
}

#[derive(Clone, Serialize, Deserialize)]
struct Row {
    /// What was asked for, as a hash: the key must not come with another request.
    asked: EventKey,
    #[serde(with = "time::serde::rfc3339")]
    at: OffsetDateTime,
    /// Until then somebody is at it.
    #[serde(with = "time::serde::rfc3339::option")]
    lease: Option<OffsetDateTime>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sent: Option<Sent>,
}

/// How a request begins.
pub(super) enum Begun {
    /// It was asked before, and this came of it.
    Answered(Sent),
    /// It is to be carried out, or to be finished.
    Open(Request),
}

/// Writes down that it is asked for, if it has a key.
///
/// Without one, the same content from the same person in the same thread within a minute is one message for
/// moderation: whoever presses a button twice is not punished twice.
pub(super) async fn begin(
    app: &App,
    caller: &SignedIn,
    partition: &str,
    name: Option<&str>,
    asked: &Asked,
) -> Result<Begun, Error> {
    let now = app.clock.now();
    let fingerprint = fingerprint(partition, asked);
    let by = [caller.issuer.as_str(), caller.user.as_str()];
    let Some(name) = name else {
        let minute = (now.unix_timestamp() / 60).to_string();
        let content = fingerprint.to_string();
        return Ok(Begun::Open(Request {
            key: EventKey::new(&["message", by[0], by[1], &content, &minute]),
            perhaps_sent_since: None,
            named: None,
        }));
    };
    let key = EventKey::new(&["message request", by[0], by[1], name]);
    let place = Key::new(key.to_string(), "sent");
    let fresh = Row {
        asked: fingerprint.clone(),
        at: now,
        lease: Some(now + LEASE),
        sent: None,
    };
    for _ in 0..TRIES {
        let expires = Some(now + KEPT);
        let inserted = app.store.insert(THREADS, &place, &fresh, expires, now);
        let (row, version, before) = match inserted.await? {
            Insert::Done(version) => (fresh.clone(), version, None),
            Insert::Exists => {
                let Some(known) = app.store.get::<Row>(THREADS, &place, now).await? else {
                    continue;
                };
                match resume(app, &place, known, &fingerprint, now).await? {
                    Resumed::Answered(sent) => return Ok(Begun::Answered(sent)),
                    Resumed::Ours(row, version) => {
                        let at = row.at;
                        (row, version, Some(at))
                    }
                    Resumed::Lost => continue,
                }
            }
        };
        return Ok(Begun::Open(Request {
            key,
            perhaps_sent_since: before,
            named: Some(Named {
                place,
                row,
                version,
            }),
        }));
    }
    Err(contended())
}

enum Resumed {
    Answered(Sent),
    Ours(Row, Version),
    Lost,
}

/// Takes up a request that came before.
async fn resume(
    app: &App,
    place: &Key,
    known: Stored<Row>,
    fingerprint: &EventKey,
    now: OffsetDateTime,
) -> Result<Resumed, Error> {
    let Stored {
        value,
        version,
        expires,
    } = known;
    if value.asked != *fingerprint {
        return Err(Error::KeyReused);
    }
    if let Some(sent) = value.sent {
        return Ok(Resumed::Answered(sent));
    }
    if let Some(lease) = value.lease.filter(|lease| *lease > now) {
        let wait = Wait::try_from(lease - now).unwrap_or_default();
        return Err(Error::InProgress {
            retry_after: Wait::from_secs(wait.as_secs() + 1),
        });
    }
    let row = Row {
        lease: Some(now + LEASE),
        ..value
    };
    let replaced = app.store.replace(THREADS, place, &row, &version, expires);
    Ok(match replaced.await? {
        Replace::Done(version) => Resumed::Ours(row, version),
        Replace::Conflict => Resumed::Lost,
    })
}

impl Request {
    /// Writes down what came of it: sent, or for sure not; what is not known stays open until the lease ends.
    pub(super) async fn settle(
        self,
        app: &App,
        outcome: Result<Sent, Error>,
    ) -> Result<Sent, Error> {
        let Some(Named {
            place,
            row,
            version,
        }) = self.named
        else {
            return outcome;
        };
        let is_unknown = matches!(outcome, Err(Error::Unavailable { .. } | Error::Internal(_)));
        if !is_unknown {
            let row = Row {
                lease: None,
                sent: outcome.as_ref().ok().cloned(),
                ..row
            };
            let expires = Some(row.at + KEPT);
            // A conflict: it took longer than the lease, and somebody else has found what was sent.
            app.store
                .replace(THREADS, &place, &row, &version, expires)
                .await?;
        }
        outcome
    }
}

fn fingerprint(partition: &str, asked: &Asked) -> EventKey {
    let name = asked.sender_display_name.as_deref().unwrap_or_default();
    let mut parts = vec![partition, &asked.content, asked.kind.as_str(), name];
    for (key, value) in &asked.metadata {
        parts.extend([key.as_str(), value.as_str()]);
    }
    EventKey::new(&parts)
}
