//! User access tokens: what they contain, and when they are good.
//!
//! Azure calls their format opaque. The members here are the ones that public code reads: the
//! Azure CLI's `communication` extension and the C# SDK's `JwtTokenParser`. `Microsoft`'s Python
//! client decodes the payload with the standard base64 alphabet and as ASCII, so no claim may
//! contain a character that makes `-` or `_` there.

use serde::Serialize;
use serde_json::{Map, Value, json};
use time::{Duration, OffsetDateTime, macros::format_description};

use super::{auth::Caller, resource::Which};
use crate::{jwt::JwtError, world::World};

/// A token as the API hands it out. Its `Debug` shows the expiry only.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct AccessToken {
    token: String,
    /// RFC 3339 with seven digits and `+00:00`, as .NET writes it.
    expires_on: String,
}

impl std::fmt::Debug for AccessToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AccessToken")
            .field("expires_on", &self.expires_on)
            .finish_non_exhaustive()
    }
}

/// Everything that goes into a token.
pub(crate) struct Grant<'a> {
    /// The user without the `8:` in front.
    pub(crate) skype_id: &'a str,
    pub(crate) scopes: &'a [String],
    pub(crate) lifetime: Duration,
    pub(crate) caller: Caller,
    pub(crate) serial: u64,
}

impl AccessToken {
    pub(crate) fn into_token(self) -> String {
        self.token
    }
}

pub(crate) fn mint(world: &World, now: OffsetDateTime, grant: &Grant<'_>) -> AccessToken {
    let resource = world.state().acs.id;
    let expires = now + grant.lifetime;
    let issued = now.unix_timestamp();
    let minted_with = match grant.caller {
        Caller::Key {
            which: Which::Primary,
            generation,
        } => format!("p{generation}"),
        Caller::Key {
            which: Which::Secondary,
            generation,
        } => format!("s{generation}"),
        Caller::Entra => "e0".to_owned(),
    };
    let claims = json!({
        "skypeid": grant.skype_id,
        // 1792 is the only value known in public, seen with the scope `chat`.
        "scp": 1792,
        "csi": issued.to_string(),
        "exp": expires.unix_timestamp(),
        "rgn": "local",
        "acsScope": grant.scopes.join(","),
        "resourceId": resource.to_string(),
        "iat": issued,
        // Ours: the order of issue and revocation within one second, and the key that vouched.
        "jti": format!("{minted_with}.{}", grant.serial),
    });
    let x5t = Map::from_iter([("x5t".to_owned(), Value::from(world.user_tokens.kid()))]);
    let token = world.user_tokens.sign(&x5t, &claims);
    let format = format_description!(
        "[year]-[month]-[day]T[hour]:[minute]:[second].[subsecond digits:7]+00:00"
    );
    AccessToken {
        token,
        expires_on: expires.format(format).unwrap_or_default(),
    }
}

/// What a good user token says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct UserToken {
    /// The raw id of the user.
    pub identity: String,
    /// What the token allows.
    pub scopes: Vec<String>,
}

/// Why a user token is not good.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// Not a token, or not one of this simulator, or edited.
    Invalid,
    /// Its time is over.
    Expired,
    /// The access key that minted it was regenerated.
    KeyRegenerated,
    /// Its identity is not one of this resource.
    UnknownIdentity,
    /// Its identity was deleted.
    IdentityDeleted,
    /// It was issued before its identity's tokens were revoked.
    Revoked,
}

/// Checks a user token as the services that take one do, revocation included.
///
/// Azure may take 15 minutes until a revocation or deletion acts; here it is immediate.
pub(crate) fn verify(world: &World, token: &str) -> Result<UserToken, Refusal> {
    let now = world.now().unix_timestamp();
    let claims = world
        .user_tokens
        .verify(token, now)
        .map_err(|error| match error {
            JwtError::Expired => Refusal::Expired,
            JwtError::Malformed | JwtError::Signature => Refusal::Invalid,
        })?;
    let claim = |name: &str| {
        claims
            .get(name)
            .and_then(Value::as_str)
            .ok_or(Refusal::Invalid)
    };
    let identity = format!("8:{}", claim("skypeid")?);
    let (minted_with, serial) = claim("jti")?.split_once('.').ok_or(Refusal::Invalid)?;
    let serial: u64 = serial.parse().map_err(|_| Refusal::Invalid)?;
    let state = world.state();
    let current = |which| state.acs.key(which).generation.to_string();
    let alive = match minted_with.split_at_checked(1) {
        Some(("p", generation)) => generation == current(Which::Primary),
        Some(("s", generation)) => generation == current(Which::Secondary),
        _ => true,
    };
    if !alive {
        return Err(Refusal::KeyRegenerated);
    }
    if !identity.starts_with("8:orgid:") {
        let record = state.acs.find(&identity).ok_or(Refusal::UnknownIdentity)?;
        if record.deleted_at.is_some() {
            return Err(Refusal::IdentityDeleted);
        }
        if serial <= record.revoked_serial {
            return Err(Refusal::Revoked);
        }
    }
    let scopes = claim("acsScope")?.split(',').map(str::to_owned).collect();
    Ok(UserToken { identity, scopes })
}
