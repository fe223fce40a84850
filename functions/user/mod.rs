//! `/user`: which ACS identity is the caller's; made on request, erased on request.

use axum::{
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use serde_json::json;

use crate::{App, caller::SignedIn, error::Error, identities::Mapping, threads};

/// The caller's identity, if there is one.
pub(crate) async fn handle(State(app): State<App>, caller: SignedIn) -> Result<Response, Error> {
    let mapping = app
        .identities
        .find(caller.key)
        .await?
        .ok_or(Error::NoIdentity)?;
    Ok(answer(StatusCode::OK, &mapping))
}

/// The caller's identity, made now if there is none.
pub(crate) async fn ensure(State(app): State<App>, caller: SignedIn) -> Result<Response, Error> {
    let ensured = app.identities.ensure(caller.key, &app.acs).await?;
    let status = if ensured.created {
        StatusCode::CREATED
    } else {
        StatusCode::OK
    };
    Ok(answer(status, &ensured.mapping))
}

/// Erases everything that is kept for the caller, here and at ACS.
pub(crate) async fn erase(State(app): State<App>, caller: SignedIn) -> Result<StatusCode, Error> {
    threads::erase(&app, caller.key).await?;
    app.identities.erase(caller.key, &app.acs).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn answer(status: StatusCode, mapping: &Mapping) -> Response {
    let id = &mapping.acs_id;
    let body = json!({
        // What Microsoft's authentication sample reads.
        "acsUserIdentity": id,
        "user": {
            "kind": "communicationUser",
            "communicationUserId": id,
            "id": id,
            "rawId": id,
        },
    });
    (
        status,
        [(header::CACHE_CONTROL, "no-store")],
        axum::Json(body),
    )
        .into_response()
}
