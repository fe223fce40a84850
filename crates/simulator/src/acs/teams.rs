//! Exchanging a Teams user's Entra token for a user token.
//!
//! <https://learn.microsoft.com/rest/api/communication/identity/communication-identity/exchange-teams-user-access-token>

use std::sync::Arc;

use axum::{Extension, Json, extract::State};
use serde::Deserialize;
use serde_json::Value;
use time::{Duration, OffsetDateTime};

use super::{
    auth::Caller,
    error::AcsError,
    payload::Payload,
    token::{self, AccessToken, Grant},
};
use crate::{jwt::JwtError, world::World};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Exchange {
    token: String,
    app_id: String,
    user_id: String,
}

/// `POST /teamsUser/:exchangeAccessToken`.
///
/// The token must be one of the local Entra or of the login page, unexpired, with `oid` equal to
/// `userId` and `appid` or `azp` equal to `appId`: the checks that Microsoft documents. It lives as
/// long as the Entra token, as in Azure.
pub(crate) async fn exchange(
    State(world): State<Arc<World>>,
    Extension(caller): Extension<Caller>,
    Payload(Exchange {
        token,
        app_id,
        user_id,
    }): Payload<Exchange>,
) -> Result<Json<AccessToken>, AcsError> {
    if user_id.is_empty()
        || !user_id
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'-')
    {
        return Err(AcsError::BadRequest(
            "userId must be an Entra object id.".to_owned(),
        ));
    }
    let now = world.now();
    let claims = signed_here(&world, &token, now).map_err(|error| {
        AcsError::TeamsToken(match error {
            JwtError::Expired => "The Entra token has expired.",
            JwtError::Malformed | JwtError::Signature => "The Entra token is not valid.",
        })
    })?;
    let claim = |name: &str| claims.get(name).and_then(Value::as_str);
    if claim("oid") != Some(&user_id) {
        return Err(AcsError::TeamsToken(
            "The Entra token is of another user than userId.",
        ));
    }
    if claim("appid").or_else(|| claim("azp")) != Some(&app_id) {
        return Err(AcsError::TeamsToken(
            "The Entra token is for another application than appId.",
        ));
    }
    let expires = claims
        .get("exp")
        .and_then(Value::as_i64)
        .unwrap_or_default();
    let serial = world.state().acs.next_serial();
    let grant = Grant {
        skype_id: &format!("orgid:{user_id}"),
        scopes: &["chat".to_owned(), "voip".to_owned()],
        lifetime: Duration::seconds(expires - now.unix_timestamp()),
        caller,
        serial,
    };
    Ok(Json(token::mint(&world, now, &grant)))
}

fn signed_here(
    world: &World,
    token: &str,
    now: OffsetDateTime,
) -> Result<serde_json::Map<String, Value>, JwtError> {
    let now = now.unix_timestamp();
    let login = world.state().oidc.key();
    login.verify(token, now).or_else(|error| match error {
        JwtError::Signature => world.entra.verify(token, now),
        JwtError::Malformed | JwtError::Expired => Err(error),
    })
}
