//! `/poison`: what we gave up on, for operators: what it is, why, and another try.

pub(crate) mod parked;

use axum::{
    Json,
    extract::{Path, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use serde_json::json;

use self::parked::{Id, Parked};
use crate::{
    App,
    caller::SignedIn,
    error::Error,
    perform::{Task, Work},
};

/// All of it, the newest first, without the items themselves: they hold numbers and texts.
pub(crate) async fn handle(State(app): State<App>, caller: SignedIn) -> Result<Response, Error> {
    operators_only(&app, &caller)?;
    let (listed, more) = app.poison.list().await?;
    let listed: Vec<_> = listed
        .iter()
        .map(|(id, parked)| entry(id, parked))
        .collect();
    Ok(answer(
        StatusCode::OK,
        json!({"poison": listed, "more": more}),
    ))
}

/// One, with the item.
pub(crate) async fn show(
    State(app): State<App>,
    caller: SignedIn,
    Path(id): Path<String>,
) -> Result<Response, Error> {
    operators_only(&app, &caller)?;
    let id = Id::parse(&id).ok_or(Error::NotFound)?;
    let parked = app.poison.find(&id).await?.ok_or(Error::NotFound)?.value;
    let mut shown = entry(&id, &parked);
    if let Some(fields) = shown.as_object_mut() {
        fields.insert("item".to_owned(), parked.item.into());
    }
    Ok(answer(StatusCode::OK, shown))
}

/// Tries one again, soon: 202. It stays here until it has succeeded.
pub(crate) async fn replay(
    State(app): State<App>,
    caller: SignedIn,
    Path(id): Path<String>,
) -> Result<Response, Error> {
    operators_only(&app, &caller)?;
    let id = Id::parse(&id).ok_or(Error::NotFound)?;
    let parked = app.poison.find(&id).await?.ok_or(Error::NotFound)?.value;
    if parked.cut {
        return Err(Error::NotWhole);
    }
    let work = Work::now(Task::Replay { id: id.to_string() });
    app.put(&work, std::time::Duration::ZERO).await?;
    Ok(answer(StatusCode::ACCEPTED, entry(&id, &parked)))
}

/// Where the policy names no operators, nobody is one.
fn operators_only(app: &App, caller: &SignedIn) -> Result<(), Error> {
    let operator = app.policy.operator.as_ref().ok_or(Error::RoleMissing)?;
    caller.must_have(&operator.role)
}

fn entry(id: &Id, parked: &Parked) -> serde_json::Value {
    json!({
        "id": id.to_string(),
        "function": parked.function,
        "reason": parked.reason,
        "at": parked.at.unix_timestamp(),
        "times": parked.times,
        "replayable": !parked.cut,
    })
}

fn answer(status: StatusCode, body: serde_json::Value) -> Response {
    (status, [(header::CACHE_CONTROL, "no-store")], Json(body)).into_response()
}
