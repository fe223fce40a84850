//! The signed-in users of the load, and their requests.

use std::ops::Range;

use serde_json::{Value, json};
use time::OffsetDateTime;

use crate::{
    error::Error,
    issuer::{AUDIENCE, Issuer},
    requests::{Requests, get},
};

/// How long the users stay signed in: longer than any run.
const SIGNED_IN: time::Duration = time::Duration::hours(12);

/// Whose tokens these are, and since when.
#[derive(Debug)]
pub(crate) struct Users<'a> {
    pub(crate) issuer: &'a Issuer,
    pub(crate) url: &'a str,
    pub(crate) now: OffsetDateTime,
}

impl Users<'_> {
    /// The claims of one user, about as many as identity providers give.
    pub(crate) fn claims(&self, user: usize) -> Value {
        let since = self.now.unix_timestamp() - 60;
        json!({
            "iss": self.url,
            "aud": AUDIENCE,
            "sub": format!("user-{user:06}"),
            "iat": since,
            "nbf": since,
            "exp": (self.now + SIGNED_IN).unix_timestamp(),
            "jti": format!("{user:032x}"),
            "client_id": "6f1d3c1e-8a52-4a0b-9d2f-0d4f7f6a1b11",
            "scope": "openid profile calls",
            "name": format!("User {user:06}"),
            "roles": ["user"],
        })
    }

    /// The access tokens of these users, in no particular order.
    pub(crate) fn tokens(&self, users: Range<usize>) -> Result<Vec<String>, Error> {
        let claims: Vec<_> = users.map(|user| self.claims(user)).collect();
        self.issuer.sign_all(&claims)
    }
}

/// One request for each token.
pub(crate) fn requests(path: &str, tokens: &[String]) -> Requests {
    let request = |(user, token)| get(path, user, &[("authorization", &format!("Bearer {token}"))]);
    tokens.iter().enumerate().map(request).collect()
}
