//! `POST /sms`: a text of the app's own servers, to up to a hundred phones.
//!
//! Suppressed phones are left out and said so. With an `Idempotency-Key` the same request again,
//! even after a crash in the middle, sends nothing twice and gets the same answer.

mod asked;
mod report;
mod request;

use acs::ErrorKind;
use acs::sms::{Repeatability, SendOptions, SendOutcome, SendResult};
use axum::{
    Json,
    body::Bytes,
    extract::{State, rejection::BytesRejection},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use sms::Address;

use self::{
    asked::{Asked, asked},
    report::{Fate, Report},
    request::{Begun, Request},
};
use crate::{
    App,
    acs_link::CallError,
    caller::SignedIn,
    error::Error,
    sms_delivered::message::{self, Outgoing},
    token::body_of,
};

/// How a server names a request that it may have to send again.
const IDEMPOTENCY_KEY: &str = "idempotency-key";

/// Sends the text to those who want it.
pub(crate) async fn handle(
    State(app): State<App>,
    caller: SignedIn,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Error> {
    let policy = app.policy.sms.as_ref().ok_or(Error::NotFound)?;
    let send = policy.send.as_ref().ok_or(Error::NotFound)?;
    caller.must_have(&send.role)?;
    let asked = asked(policy, &body_of(body)?)?;
    let key = key_of(&headers)?;
    let request = match request::begin(&app, &caller, key, &asked).await? {
        Begun::Answered(report) => return Ok(answer(&report)),
        Begun::Open(request) => request,
    };
    let report = request.carry_out(&app, policy, &asked).await?;
    request.finish(&app, &report).await?;
    Ok(answer(&report))
}

/// A key of the caller's own, as the draft of the header says: printable, and not endless.
/// <https://datatracker.ietf.org/doc/html/draft-ietf-httpapi-idempotency-key-header>
pub(crate) fn key_of(headers: &HeaderMap) -> Result<Option<&str>, Error> {
    let Some(value) = headers.get(IDEMPOTENCY_KEY) else {
        return Ok(None);
    };
    let key = value.to_str().unwrap_or_default();
    if (1..=255).contains(&key.len()) {
        Ok(Some(key))
    } else {
        Err(Error::BadRequest(
            "`Idempotency-Key` has 1 to 255 printable characters.",
        ))
    }
}

fn answer(report: &Report) -> Response {
    let headers = [(header::CACHE_CONTROL, "no-store")];
    (StatusCode::OK, headers, Json(report)).into_response()
}

impl Request {
    /// Sends to those who may be texted, in one call.
    async fn carry_out(
        &self,
        app: &App,
        policy: &sms::Policy,
        asked: &Asked,
    ) -> Result<Report, Error> {
        let program = policy.program(&asked.from);
        let mut fates = Vec::with_capacity(asked.to.len());
        for to in &asked.to {
            let (consent, invalid) =
                tokio::try_join!(app.texts.consent(to, program), message::is_invalid(app, to))?;
            fates.push(match (consent.may_send(), invalid) {
                (_, true) => Some(Fate::Invalid),
                (false, _) => Some(Fate::Suppressed),
                (true, false) => None,
            });
        }
        let wanted = || {
            asked
                .to
                .iter()
                .zip(&fates)
                .filter(|(_, fate)| fate.is_none())
        };
        let numbers: Vec<String> = wanted().map(|(to, _)| to.to_string()).collect();
        let recipients: Vec<_> = numbers.iter().map(|to| self.recipient(to)).collect();
        let results = if recipients.is_empty() {
            Vec::new()
        } else {
            let from = &asked.from.to_string();
            let (recipients, text) = (&recipients, &asked.message);
            let options = SendOptions {
                tag: asked.tag.as_deref(),
                ..SendOptions::default()
            };
            app.acs
                .call(|clients| async move {
                    clients
                        .sms
                        .send(from, recipients, text, Some(options))
                        .await
                })
                .await
                .map_err(refused)?
        };
        let mut report = Report::new(&asked.message);
        for (to, fate) in asked.to.iter().zip(fates) {
            let number = to.to_string();
            match (
                fate,
                results.iter().find(|result| same(&result.to, &number)),
            ) {
                (Some(fate), _) => report.add(number, fate),
                (None, Some(result)) => {
                    self.remember(app, program, asked, to, result).await?;
                    report.add_result(number, result);
                }
                (None, None) => report.add(number, Fate::Retry),
            }
        }
        Ok(report)
    }

    fn recipient<'t>(&self, to: &'t str) -> acs::sms::Recipient<'t> {
        acs::sms::Recipient {
            to,
            repeatability: Repeatability {
                request_id: self.key.effect_id(to),
                first_sent: self.at,
            },
        }
    }

    /// Writes down what was sent, so that delivery reports are understood.
    async fn remember(
        &self,
        app: &App,
        program: &str,
        asked: &Asked,
        to: &Address,
        result: &SendResult,
    ) -> Result<(), Error> {
        let (SendOutcome::Accepted, Some(acs_id)) = (result.outcome(), &result.message_id) else {
            return Ok(());
        };
        let outgoing = Outgoing {
            id: self.key.effect_id(&to.to_string()),
            first_sent: self.at,
            from: asked.from,
            program: program.to_owned(),
            text: asked.message.clone(),
            despite_opt_out: false,
            resent: 0,
            acs_id: acs_id.clone(),
        };
        message::remember(app, to, outgoing).await
    }
}

/// ACS may leave the plus out.
fn same(one: &str, other: &str) -> bool {
    one.trim_start_matches('+') == other.trim_start_matches('+')
}

/// A number of the request that is not this resource's is the caller's mistake.
fn refused(error: CallError) -> Error {
    match &error {
        CallError::Acs(acs)
            if acs.kind() == ErrorKind::BadRequest
                || (acs.kind() == ErrorKind::Unauthorized
                    && acs.code() == Some("Unauthorized")) =>
        {
            Error::BadRequest("ACS does not send from this number, or not this text.")
        }
        _ => error.into(),
    }
}
