//! Which scopes a request asks for, in its query or in its body.

use axum::{body::Bytes, extract::rejection::BytesRejection, http::StatusCode};
use serde::Deserialize;

use crate::{error::Error, policy::Scopes};

/// What may be in a query or in a JSON body; further members are somebody else's.
#[derive(Deserialize, Default)]
pub(crate) struct Asked {
    scope: Option<List>,
    scopes: Option<List>,
}

/// `"chat,voip"`, `"chat voip"`, or `["chat","voip"]`.
#[derive(Deserialize)]
#[serde(untagged)]
enum List {
    Text(String),
    Names(Vec<String>),
}

/// The body, or why there is none.
pub(crate) fn body_of(body: Result<Bytes, BytesRejection>) -> Result<Bytes, Error> {
    body.map_err(|rejection| {
        if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE {
            Error::TooLarge
        } else {
            Error::BadRequest("The body did not arrive whole.")
        }
    })
}

/// The scopes that were asked for; `None` when the request leaves them to the policy.
pub(crate) fn scopes(query: &Asked, body: &[u8]) -> Result<Option<Scopes>, Error> {
    let in_query = query.scopes()?;
    let in_body = if body.iter().all(u8::is_ascii_whitespace) {
        None
    } else {
        let asked: Asked = serde_json::from_slice(body).map_err(|_| {
            Error::BadRequest("The body is not a JSON object with `scope` or `scopes`.")
        })?;
        asked.scopes()?
    };
    match (in_query, in_body) {
        (Some(query), Some(body)) if query != body => Err(Error::ScopeUnknown(
            "The query and the body ask for different scopes.",
        )),
        (query, body) => Ok(query.or(body)),
    }
}

impl Asked {
    fn scopes(&self) -> Result<Option<Scopes>, Error> {
        let list = match (&self.scope, &self.scopes) {
            (None, None) => return Ok(None),
            (Some(list), None) | (None, Some(list)) => list,
            (Some(_), Some(_)) => {
                return Err(Error::ScopeUnknown("Send either `scope` or `scopes`."));
            }
        };
        let scopes = match list {
            List::Text(text) => parse(text.split([',', ' '])),
            List::Names(names) => parse(names.iter().map(String::as_str)),
        }?;
        if scopes.is_empty() {
            return Err(Error::ScopeUnknown("No scope was named."));
        }
        Ok(Some(scopes))
    }
}

fn parse<'a>(names: impl Iterator<Item = &'a str>) -> Result<Scopes, Error> {
    names
        .map(str::trim)
        .filter(|name| !name.is_empty())
        .map(|name| {
            name.parse()
                .map_err(|_| Error::ScopeUnknown("A scope was named that ACS does not have."))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(query: Option<&str>, body: &str) -> Result<Option<String>, &'static str> {
        let query = Asked {
            scope: query.map(|text| List::Text(text.to_owned())),
            scopes: None,
        };
        let names = |scopes: Scopes| scopes.iter().map(|s| s.to_string()).collect::<Vec<_>>();
        scopes(&query, body.as_bytes())
            .map(|scopes| scopes.map(|scopes| names(scopes).join(" ")))
            .map_err(|error| error.answer().slug)
    }

    #[test]
    fn every_way_to_ask() {
        let some = |text: &str| Ok(Some(text.to_owned()));
        for (query, body, expected) in [
            (None, "", Ok(None)),
            (None, "  \n", Ok(None)),
            (None, "{}", Ok(None)),
            (None, r#"{"username":"somebody"}"#, Ok(None)),
            (Some("chat"), "", some("chat")),
            (Some("voip,chat,chat"), "", some("chat voip")),
            (
                Some("chat.join.limited voip.join"),
                "",
                some("chat.join.limited voip.join"),
            ),
            (None, r#"{"scope":"chat,voip"}"#, some("chat voip")),
            (None, r#"{"scopes":["voip"]}"#, some("voip")),
            (Some("chat"), r#"{"scope":"chat"}"#, some("chat")),
            (Some("chat"), r#"{"scope":"voip"}"#, Err("scope-unknown")),
            (Some(""), "", Err("scope-unknown")),
            (Some(","), "", Err("scope-unknown")),
            (Some("CHAT"), "", Err("scope-unknown")),
            (Some("chat.*"), "", Err("scope-unknown")),
            (None, r#"{"scopes":[]}"#, Err("scope-unknown")),
            (
                None,
                r#"{"scope":"chat","scopes":["chat"]}"#,
                Err("scope-unknown"),
            ),
            (None, r#"{"scopes":[1]}"#, Err("bad-request")),
            (None, "[]", Err("bad-request")),
            (None, "scope=chat", Err("bad-request")),
            (None, "\u{0}", Err("bad-request")),
        ] {
            assert_eq!(asked(query, body), expected, "{query:?} {body:?}");
        }
    }
}
