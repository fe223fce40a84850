//! `GET /audit`: what moderation decided and what came of it, for operators, the newest first.

mod asked;
pub(crate) mod trail;

use axum::{
    Json,
    extract::{Query, State, rejection::QueryRejection},
    http::header,
    response::{IntoResponse, Response},
};
use serde::Serialize;
use time::Date;

use self::{
    asked::{Asked, Cursor},
    trail::Entry,
};
use crate::{App, caller::SignedIn, error::Error};

/// So many days are looked at for one answer; most have a page or none.
const DAYS: usize = 31;
/// So many entries are looked at for one answer.
const LOOKED_AT: usize = 1_000;
/// So many entries are read at once.
const PAGE: usize = 200;

/// The entries of some days, as many as were asked for, or as it was worth looking for.
///
/// With `next` there may be more: the same question with it as `cursor` goes on from there, whatever
/// was written meanwhile. Without it, that was all.
pub(crate) async fn handle(
    State(app): State<App>,
    caller: SignedIn,
    query: Result<Query<Asked>, QueryRejection>,
) -> Result<Response, Error> {
    let operator = app.policy.operator.as_ref().ok_or(Error::RoleMissing)?;
    caller.must_have(&operator.role)?;
    let Query(asked) = query.map_err(|_| Error::BadRequest("The query cannot be read."))?;
    let range = asked.range(app.clock.now().date())?;
    let mut found = Found {
        entries: Vec::new(),
        next: None,
    };
    let mut at = range.beginning();
    let mut looked_at = 0;
    for day in 0..=DAYS {
        if at.day < range.from {
            return Ok(found.answer());
        }
        if day == DAYS {
            break;
        }
        loop {
            let rows = trail::page(&app, at.day, PAGE, at.after.as_deref()).await?;
            let more = rows.next.is_some();
            for (row, entry) in rows.rows {
                if found.entries.len() == asked.limit() || looked_at == LOOKED_AT {
                    found.next = Some(at.encode());
                    return Ok(found.answer());
                }
                looked_at += 1;
                at.after = Some(row);
                if asked.wants(&entry.value) {
                    found.entries.push(entry.value);
                }
            }
            if !more {
                break;
            }
        }
        match at.day.previous_day() {
            Some(day) => at = Cursor { day, after: None },
            None => return Ok(found.answer()),
        }
    }
    found.next = Some(at.encode());
    Ok(found.answer())
}

/// What was found.
#[derive(Serialize)]
struct Found {
    entries: Vec<Entry>,
    /// Where to go on.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

impl Found {
    fn answer(self) -> Response {
        ([(header::CACHE_CONTROL, "no-store")], Json(self)).into_response()
    }
}

/// The days of a question, and where its answer begins.
struct Range {
    from: Date,
    to: Date,
    cursor: Option<Cursor>,
}

impl Range {
    /// Where to begin: at the cursor, or with the newest.
    fn beginning(&self) -> Cursor {
        self.cursor.clone().unwrap_or(Cursor {
            day: self.to,
            after: None,
        })
    }
}
