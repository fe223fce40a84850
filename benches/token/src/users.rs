//! The signed-in users of the load, and their requests as bytes, made before anything is measured.

use std::{ops::Range, sync::Arc};

use serde_json::{Value, json};
use time::OffsetDateTime;

use crate::{
    error::Error,
    issuer::{AUDIENCE, Issuer},
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

/// A pool of requests that several connections send from.
pub(crate) type Requests = Arc<[Vec<u8>]>;

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

/// `GET` as the Functions host's proxy sends it on, from an address of RFC 2544's range.
pub(crate) fn get(path: &str, user: usize, headers: &[(&str, &str)]) -> Vec<u8> {
    let [.., high, low] = user.to_be_bytes();
    let mut request = format!(
        "GET {path} HTTP/1.1\r\n\
         host: 127.0.0.1\r\n\
         accept: application/json\r\n\
         user-agent: token-bench\r\n\
         x-forwarded-for: 198.18.{high}.{low}:50000\r\n\
         x-ms-invocation-id: 00000000-0000-4000-8000-{user:012x}\r\n"
    );
    for (name, value) in headers {
        request.extend([name, ": ", value, "\r\n"]);
    }
    request.push_str("\r\n");
    request.into_bytes()
}
