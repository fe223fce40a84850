//! The list of phones that do not want to be texted.

use std::sync::Arc;

use axum::{Extension, Json, extract::State};
use serde::{Deserialize, Serialize};

use super::{
    error::{Problems, SmsError},
    require_own,
};
use crate::{
    acs::{auth::ApiVersion, payload::Payload},
    sms::{Sms, is_e164},
    world::{self, World},
};

#[derive(Deserialize)]
pub(crate) struct Body {
    from: Option<String>,
    recipients: Option<Vec<Recipient>>,
}

#[derive(Deserialize)]
struct Recipient {
    to: String,
}

#[derive(Debug, Serialize)]
pub(crate) struct Answer {
    value: Vec<Item>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Item {
    to: String,
    http_status_code: u16,
    #[serde(skip_serializing_if = "Option::is_none")]
    is_opted_out: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error_message: Option<&'static str>,
}

/// `POST /sms/optouts:add`.
pub(crate) async fn add(
    State(world): State<Arc<World>>,
    Extension(version): Extension<ApiVersion>,
    Payload(body): Payload<Body>,
) -> Result<Json<Answer>, SmsError> {
    each(&world, &version, body, |sms, from, to| {
        sms.opt_out(from, to);
        None
    })
}

/// `POST /sms/optouts:remove`.
pub(crate) async fn remove(
    State(world): State<Arc<World>>,
    Extension(version): Extension<ApiVersion>,
    Payload(body): Payload<Body>,
) -> Result<Json<Answer>, SmsError> {
    each(&world, &version, body, |sms, from, to| {
        sms.opt_in(from, to);
        None
    })
}

/// `POST /sms/optouts:check`.
pub(crate) async fn check(
    State(world): State<Arc<World>>,
    Extension(version): Extension<ApiVersion>,
    Payload(body): Payload<Body>,
) -> Result<Json<Answer>, SmsError> {
    each(&world, &version, body, |sms, from, to| {
        Some(sms.is_opted_out(from, to))
    })
}

fn each(
    world: &World,
    version: &ApiVersion,
    body: Body,
    act: impl Fn(&mut Sms, &str, &str) -> Option<bool>,
) -> Result<Json<Answer>, SmsError> {
    let mut problems = Problems::default();
    let from = problems.require_from(body.from).unwrap_or_default();
    let recipients = problems
        .require_recipients("Recipients", body.recipients)
        .unwrap_or_default();
    let mut state = world.state();
    problems.check(version, &mut state.ids)?;
    require_own(&state, &from)?;
    let world::State { sms, .. } = &mut *state;
    let item = |Recipient { to }| {
        if is_e164(&to) {
            Item {
                is_opted_out: act(sms, &from, &to),
                to,
                http_status_code: 200,
                error_message: None,
            }
        } else {
            Item {
                to,
                http_status_code: 400,
                is_opted_out: None,
                error_message: Some("Invalid recipient phone number format"),
            }
        }
    };
    let value = recipients.into_iter().map(item).collect();
    Ok(Json(Answer { value }))
}
