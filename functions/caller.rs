//! A signed-in caller, as an argument of a handler: counted by address, verified, counted by user.

use std::ops::Deref;

use axum::{
    extract::FromRequestParts,
    http::{header, request::Parts},
};

use crate::{App, error::Error, identities::UserKey, oidc::Caller};

/// Whoever is calling has proven who they are and is within the limits.
pub(crate) struct SignedIn {
    caller: Caller,
    /// The caller, as the store and the counters know them.
    pub(crate) key: UserKey,
}

impl Deref for SignedIn {
    type Target = Caller;

    fn deref(&self) -> &Caller {
        &self.caller
    }
}

impl SignedIn {
    /// Whether the caller has this role.
    pub(crate) fn must_have(&self, role: &str) -> Result<(), Error> {
        if self.roles.iter().any(|own| own == role) {
            Ok(())
        } else {
            Err(Error::RoleMissing)
        }
    }
}

impl FromRequestParts<App> for SignedIn {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Error> {
        app.limits.check_address(&parts.headers)?;
        let token = bearer(parts)?;
        let caller = app.oidc.verify(token).await?;
        let key = UserKey::new(&caller.issuer, &caller.user);
        app.limits.check_user(key)?;
        Ok(Self { caller, key })
    }
}

/// The one token of the one `Authorization` header (RFC 6750 §2.1).
fn bearer(parts: &Parts) -> Result<&str, Error> {
    let mut values = parts.headers.get_all(header::AUTHORIZATION).iter();
    let (Some(value), None) = (values.next(), values.next()) else {
        return Err(Error::TokenMissing);
    };
    let (scheme, token) = value
        .to_str()
        .ok()
        .and_then(|value| value.split_once(' '))
        .ok_or(Error::TokenMissing)?;
    if scheme.eq_ignore_ascii_case("bearer") {
        Ok(token.trim())
    } else {
        Err(Error::TokenMissing)
    }
}
