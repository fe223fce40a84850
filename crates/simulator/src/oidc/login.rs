//! Signing a user in, and the access token that comes of it.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::{AUDIENCE, issuer};
use crate::world::World;

/// Seconds that an access token lives when nothing else is asked for.
pub(crate) const LIFETIME: i64 = 3600;

/// Who signs in. Everything but `sub` may be left at its default.
///
/// The members after `name` exist to make tokens that an API must refuse.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Login {
    /// The user, unique at this provider.
    pub sub: String,
    /// The claim `roles`.
    pub roles: Vec<String>,
    /// The claim `name`.
    pub name: Option<String>,
    /// Seconds until expiry, an hour by default; negative for a token that has expired.
    pub expires_in: Option<i64>,
    /// Seconds until the token becomes valid.
    pub valid_in: Option<i64>,
    /// Another `aud` than `api://frontdesk`.
    pub aud: Option<String>,
    /// Another `iss` than this provider.
    pub iss: Option<String>,
    /// Claims to add or replace; `null` removes one.
    pub claims: Map<String, Value>,
    /// Header members to add or replace, such as `kid` or `jku`. The signature stays RS256.
    pub header: Map<String, Value>,
}

/// The access token of a login, signed with the current key.
pub(crate) fn access_token(world: &World, login: &Login) -> String {
    let now = world.now().unix_timestamp();
    let mut claims = Map::from_iter([
        (
            "iss".to_owned(),
            json!(login.iss.clone().unwrap_or_else(|| issuer(world))),
        ),
        (
            "aud".to_owned(),
            json!(login.aud.as_deref().unwrap_or(AUDIENCE)),
        ),
        ("sub".to_owned(), json!(login.sub)),
        ("iat".to_owned(), json!(now)),
        (
            "nbf".to_owned(),
            json!(now.saturating_add(login.valid_in.unwrap_or(0))),
        ),
        (
            "exp".to_owned(),
            json!(now.saturating_add(login.expires_in.unwrap_or(LIFETIME))),
        ),
        ("roles".to_owned(), json!(login.roles)),
    ]);
    if let Some(name) = &login.name {
        claims.insert("name".to_owned(), json!(name));
    }
    for (name, value) in &login.claims {
        if value.is_null() {
            claims.remove(name);
        } else {
            claims.insert(name.clone(), value.clone());
        }
    }
    let key = world.state().oidc.key();
    key.sign(&login.header, &Value::Object(claims))
}
