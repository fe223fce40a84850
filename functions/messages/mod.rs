//! `POST /threads/{key}/messages`: a message goes through us, and so before anybody has read it through
//! moderation: it is sent as it is, sent with what is wrong in it covered, or not sent.
//!
//! Only what is covered or not sent is decided about here. Anything else is decided about when its own
//! event comes, like a message that was sent past us, so that nothing counts twice.

mod asked;
mod outgoing;
mod request;

use axum::{
    Json,
    body::Bytes,
    extract::{
        Path, State,
        rejection::{BytesRejection, PathRejection},
    },
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};

use self::{asked::Asked, outgoing::Outgoing, request::Begun};
use crate::{
    App,
    caller::SignedIn,
    error::Error,
    send_sms::key_of as idempotency_key,
    threads::{self, key_of},
    token::body_of,
};

/// Sends the caller's message: 201.
pub(crate) async fn handle(
    State(app): State<App>,
    caller: SignedIn,
    key: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Error> {
    let key = key_of(key)?;
    let asked = Asked::read(&body_of(body)?)?;
    let name = idempotency_key(&headers)?;
    let seen = threads::open(&app, &caller, &key).await?;
    let (Some(own), Some(thread)) = (&seen.own, &seen.thread.value.id) else {
        return Err(Error::NotAMember);
    };
    app.refuse_silenced(&own.id, thread).await?;
    let display_name = asked
        .sender_display_name
        .clone()
        .or_else(|| own.display_name.clone());
    let asked = Asked {
        sender_display_name: display_name,
        ..asked
    };
    let request = match request::begin(&app, &caller, &seen.partition, name, &asked).await? {
        Begun::Answered(sent) => return Ok(answer(&sent)),
        Begun::Open(request) => request,
    };
    let message = Outgoing {
        request: &request,
        asked: &asked,
        thread,
        sender: &own.id,
    };
    let outcome = Box::pin(message.carry_out(&app)).await;
    let sent = request.settle(&app, outcome).await?;
    Ok(answer(&sent))
}

/// What was sent.
#[derive(Clone, Serialize, Deserialize)]
struct Sent {
    /// ACS's id of the message.
    id: String,
    /// Whether something in it was covered.
    masked: bool,
}

fn answer(sent: &Sent) -> Response {
    let headers = [(header::CACHE_CONTROL, "no-store")];
    (StatusCode::CREATED, headers, Json(sent)).into_response()
}
