//! What a request about a thread asks for.

use std::collections::{BTreeMap, BTreeSet};

use acs::chat::MAX_METADATA_BYTES;
use axum::extract::{Query, rejection::QueryRejection};
use serde::{Deserialize, de::DeserializeOwned};

use crate::{error::Error, policy::threads::is_key};

/// The most members that a request names: all of them, and the thread, are written in one batch.
pub(super) const MOST: usize = 90;
/// The longest topic, display name and user id, in bytes.
const LONGEST: usize = 256;
/// Names of metadata that begin so are ours.
const OURS: &str = "frontdesk-";

/// A thread that somebody wants.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NewThread {
    /// The app's own name for it.
    pub(super) key: String,
    #[serde(default)]
    pub(super) topic: Option<String>,
    #[serde(default)]
    pub(super) members: Vec<NewMember>,
    #[serde(default)]
    pub(super) metadata: BTreeMap<String, String>,
}

/// Somebody who is to be in a thread.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct NewMember {
    /// As the caller's issuer calls them.
    pub(super) user: String,
    #[serde(default)]
    pub(super) display_name: Option<String>,
    #[serde(default)]
    pub(super) role: Option<String>,
    /// Whether they can read what was said before.
    #[serde(default)]
    pub(super) history: bool,
}

/// Somebody who is to be out of a thread.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Leaver {
    #[serde(default)]
    user: Option<String>,
}

impl NewThread {
    /// Reads the body.
    pub(super) fn read(body: &[u8]) -> Result<Self, Error> {
        let asked: Self = json(
            body,
            "The body is not `{\"key\": …, \"topic\"?: …, \"members\"?: [{\"user\": …, \"displayName\"?: …, \
             \"role\"?: …}], \"metadata\"?: {…}}`.",
        )?;
        if !is_key(&asked.key) {
            return Err(Error::BadRequest(
                "`key` has 1 to 128 letters, digits and `-_.~:@,=`, in parts between slashes.",
            ));
        }
        if asked.topic.as_deref().is_some_and(|topic| !is_line(topic)) {
            return Err(Error::BadRequest(
                "`topic` has 1 to 256 bytes, in one line.",
            ));
        }
        if asked.members.len() > MOST {
            return Err(Error::BadRequest(
                "`members` has at most 90; let in the others by POST to the thread's `members`.",
            ));
        }
        if asked.members.iter().any(|member| member.history) {
            return Err(Error::BadRequest(
                "`history` is for who comes in later: a new thread has none.",
            ));
        }
        let mut seen = BTreeSet::new();
        for member in &asked.members {
            member.check()?;
            if !seen.insert(member.user.as_str()) {
                return Err(Error::BadRequest("`members` names a user twice."));
            }
        }
        check_metadata(&asked.metadata)?;
        Ok(asked)
    }
}

impl NewMember {
    /// Reads the body.
    pub(super) fn read(body: &[u8]) -> Result<Self, Error> {
        let asked: Self = json(
            body,
            "The body is not `{\"user\": …, \"displayName\"?: …, \"role\"?: …, \"history\"?: true}`.",
        )?;
        asked.check()?;
        Ok(asked)
    }

    fn check(&self) -> Result<(), Error> {
        if !is_line(&self.user) {
            return Err(Error::BadRequest("`user` has 1 to 256 bytes, in one line."));
        }
        if self.display_name.as_deref().is_some_and(|it| !is_line(it)) {
            return Err(Error::BadRequest(
                "`displayName` has 1 to 256 bytes, in one line.",
            ));
        }
        Ok(())
    }
}

impl Leaver {
    /// The user, in the query or in the body: there are proxies that drop the body of a DELETE, and logs
    /// that keep queries.
    pub(super) fn read(
        query: Result<Query<Self>, QueryRejection>,
        body: &[u8],
    ) -> Result<String, Error> {
        let Query(query) = query.map_err(|_| Error::BadRequest("The query is not `?user=…`."))?;
        let in_body = if body.iter().all(u8::is_ascii_whitespace) {
            None
        } else {
            json::<Self>(body, "The body is not `{\"user\": …}`.")?.user
        };
        match (query.user, in_body) {
            (Some(query), Some(body)) if query != body => Err(Error::BadRequest(
                "The query and the body name different users.",
            )),
            (Some(user), _) | (None, Some(user)) if is_line(&user) => Ok(user),
            _ => Err(Error::BadRequest(
                "Name the `user`, in the query or in the body.",
            )),
        }
    }
}

/// The metadata of a thread or a message: ACS's limit, less what we add, and no names of ours.
pub(crate) fn check_metadata(metadata: &BTreeMap<String, String>) -> Result<(), Error> {
    /// What we may add to it.
    const RESERVED: usize = 128;
    let bytes: usize = metadata
        .iter()
        .map(|(key, value)| key.len() + value.len())
        .sum();
    if bytes > MAX_METADATA_BYTES - RESERVED {
        return Err(Error::BadRequest("`metadata` has at most 896 bytes."));
    }
    if metadata.keys().any(|key| key.starts_with(OURS)) {
        return Err(Error::BadRequest(
            "No name in `metadata` begins with `frontdesk-`.",
        ));
    }
    Ok(())
}

/// Whether it is something, in one line, that is not endless.
pub(crate) fn is_line(text: &str) -> bool {
    !text.trim().is_empty() && text.len() <= LONGEST && !text.chars().any(char::is_control)
}

fn json<T: DeserializeOwned>(body: &[u8], expected: &'static str) -> Result<T, Error> {
    serde_json::from_slice(body).map_err(|_| Error::BadRequest(expected))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn thread(body: &Value) -> Result<NewThread, String> {
        NewThread::read(body.to_string().as_bytes()).map_err(|error| error.answer().detail)
    }

    #[test]
    fn what_cannot_be_a_thread_is_refused_before_anything_happens() {
        assert!(thread(&json!({"key": "order/1"})).is_ok());
        let many: Vec<_> = (0..=MOST).map(|n| json!({"user": n.to_string()})).collect();
        for (body, expected) in [
            (json!([]), "The body is not"),
            (json!({"topic": "Order"}), "The body is not"),
            (json!({"key": "a", "owner": "b"}), "The body is not"),
            (json!({"key": "a/../b"}), "`key`"),
            (json!({"key": "a", "topic": " "}), "`topic`"),
            (json!({"key": "a", "topic": "a\nb"}), "`topic`"),
            (json!({"key": "a", "topic": "x".repeat(257)}), "`topic`"),
            (json!({"key": "a", "members": many}), "`members` has"),
            (json!({"key": "a", "members": [{"user": ""}]}), "`user`"),
            (
                json!({"key": "a", "members": [{"user": "b"}, {"user": "b"}]}),
                "`members` names",
            ),
            (
                json!({"key": "a", "members": [{"user": "b", "history": true}]}),
                "`history`",
            ),
            (
                json!({"key": "a", "members": [{"user": "b", "displayName": "\u{0}"}]}),
                "`displayName`",
            ),
            (
                json!({"key": "a", "metadata": {"a": "x".repeat(896)}}),
                "`metadata` has",
            ),
            (
                json!({"key": "a", "metadata": {"frontdesk-notice": "1"}}),
                "No name",
            ),
        ] {
            let detail = thread(&body).err().unwrap_or_default();
            assert!(detail.starts_with(expected), "{body}: {detail}");
        }
    }

    #[test]
    fn who_is_to_go_is_in_the_query_or_in_the_body() {
        let read = |query: Option<&str>, body: &str| {
            let user = query.map(str::to_owned);
            Leaver::read(Ok(Query(Leaver { user })), body.as_bytes()).ok()
        };
        let ben = Some("ben".to_owned());
        assert_eq!(read(Some("ben"), ""), ben);
        assert_eq!(read(None, r#"{"user":"ben"}"#), ben);
        assert_eq!(read(Some("ben"), r#"{"user":"ben"}"#), ben);
        for (query, body) in [
            (None, ""),
            (None, "{}"),
            (Some(""), ""),
            (Some("ben"), r#"{"user":"eve"}"#),
            (None, "ben"),
        ] {
            assert_eq!(read(query, body), None, "{query:?} {body:?}");
        }
    }
}
