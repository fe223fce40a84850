//! What is kept about chats, in the table `chats`: one partition for each person who was moderated,
//! and one for each thread, named by ACS's ids.
//!
//! | partition | row | what | kept |
//! | --- | --- | --- | --- |
//! | person | `standing` | strikes, mutes, a ban | as long as one of them holds |
//! | person | `decided/<message>` | what was decided about a message, and which of its effects have happened | 30 days |
//! | thread | `facts` | topic, metadata, who is who in it; only of threads that we made or were told about | always |
//! | thread | `waiting/<message>` | a message that is to go and has to wait for its turn | until it is gone |
//! | thread | `back/<person>` | who was let back in so that their messages can be deleted | until they are out again |
//! | thread | `drain` | that somebody works off what waits | minutes |

use std::collections::BTreeMap;

use moderation::{Place, Standing};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use store::{Key, Reader, Stored, Table};
use time::{Duration, OffsetDateTime};

use crate::{App, error::Error, texts::EventKey};

/// See the table above.
pub(crate) const CHATS: Table = Table::new("chats");
/// How long a decision is kept.
pub(crate) const KEPT: Duration = Duration::days(30);
/// The row of a person's strikes, mutes and ban.
pub(crate) const STANDING: &str = "standing";
/// The row of what is known of a thread.
pub(crate) const FACTS: &str = "facts";

/// What is known of a thread.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Facts {
    /// The app's own name for it, if it was made through `/threads`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) key: Option<String>,
    /// The topic.
    #[serde(default)]
    pub(crate) topic: String,
    /// What the app has noted about it.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) metadata: BTreeMap<String, String>,
    /// The roles of people in it, by raw id, as far as the app has said.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) roles: BTreeMap<String, Vec<String>>,
    /// The version of the event that told the topic and the metadata; an older one tells nothing.
    #[serde(default)]
    pub(crate) version: u64,
}

impl Facts {
    /// For the engine.
    pub(crate) fn place<'a>(&'a self, thread: &'a str) -> Place<'a> {
        Place {
            thread,
            topic: (!self.topic.is_empty()).then_some(self.topic.as_str()),
            metadata: &self.metadata,
        }
    }
}

/// The name of a message in keys: the same for all its versions.
pub(crate) fn message_key(thread: &str, message: &str) -> EventKey {
    EventKey::new(&["chat_message", thread, message])
}

/// The row of what was decided about a message.
pub(crate) fn decided_row(message: &EventKey) -> String {
    format!("decided/{message}")
}

/// Reads several rows as they are now.
pub(crate) struct Rows {
    reader: Reader,
    now: OffsetDateTime,
}

impl Rows {
    pub(crate) fn of(app: &App) -> Result<Self, Error> {
        Ok(Self {
            reader: app.store.reader()?,
            now: app.clock.now(),
        })
    }

    /// One row of a person or a thread.
    pub(crate) async fn get<T: DeserializeOwned>(
        &self,
        of: &str,
        row: &str,
    ) -> Result<Option<Stored<T>>, Error> {
        let key = Key::new(of, row);
        Ok(self.reader.get(CHATS, &key, self.now).await?)
    }
}

/// The standing of somebody of whom none is kept.
pub(crate) fn standing_of(kept: Option<&Stored<Standing>>) -> Standing {
    kept.map(|kept| kept.value.clone()).unwrap_or_default()
}
