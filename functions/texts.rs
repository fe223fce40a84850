//! What is kept about texts: one partition of the table `texts` for each phone that we talk to, so
//! that a decision and all that it changes are written together or not at all.
//!
//! | row | what | kept |
//! | --- | --- | --- |
//! | `conversation/<our number>` | what is remembered between a number of ours and the phone | 30 days after its last change |
//! | `consent/<programme>`, `consent` | what the phone's owner last said about one programme, and about all | always |
//! | `ledger/<time>/<event>` | each word about consent ever heard; never changed | always |
//! | `decided/<event>` | what was decided about a text, and which of its effects have happened | 30 days |
//! | `message/<id>` | what we sent, and what became of it | 30 days |
//! | `invalid` | that the number cannot be texted at all | always |

use std::fmt::{self, Write as _};

use aws_lc_rs::digest;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use sms::{Address, Consent, ConsentChange, Conversation, Scope, Stand};
use store::{Key, Op, Reader, Store, Stored, Table};
use time::{Duration, OffsetDateTime};

use crate::{clock::Clock, error::Error};

/// See the table above.
pub(crate) const TEXTS: Table = Table::new("texts");
/// How long a decision, a message and an idle conversation are kept.
pub(crate) const KEPT: Duration = Duration::days(30);

/// What is kept about texts. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Texts {
    pub(crate) store: Store,
    pub(crate) clock: Clock,
}

/// What a decision about a text of a phone depends on, as it was read.
pub(crate) struct Memory {
    pub(crate) conversation: Option<Stored<Conversation>>,
    pub(crate) program: Option<Stored<Stand>>,
    pub(crate) everywhere: Option<Stored<Stand>>,
}

/// A line of the consent ledger. Its `Debug` hides the words.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Entry {
    /// What was said.
    #[serde(flatten)]
    pub(crate) change: ConsentChange,
    /// For which programme, if not for all.
    pub(crate) program: String,
    /// How it reached us: `text`, or `carrier` for a delivery report.
    pub(crate) by: String,
    /// The words, as they came.
    pub(crate) words: String,
}

impl Memory {
    /// What the phone's owner last said.
    pub(crate) fn consent(&self) -> Consent {
        let value = |stored: &Option<Stored<Stand>>| stored.as_ref().map(|stored| stored.value);
        Consent {
            program: value(&self.program),
            everywhere: value(&self.everywhere),
        }
    }
}

impl Texts {
    /// What is remembered between `ours` and `peer`.
    pub(crate) async fn memory(
        &self,
        peer: &Address,
        ours: &Address,
        program: &str,
    ) -> Result<Memory, Error> {
        self.of(peer)?.memory(ours, program).await
    }

    /// What the phone's owner last said, of importance to one programme.
    pub(crate) async fn consent(&self, peer: &Address, program: &str) -> Result<Consent, Error> {
        let of = self.of(peer)?;
        let (program, everywhere): (Option<Stored<Stand>>, Option<Stored<Stand>>) = tokio::try_join!(
            of.row(consent_row(Scope::Program, program)),
            of.row(consent_row(Scope::All, program)),
        )?;
        Ok(Consent {
            program: program.map(|stored| stored.value),
            everywhere: everywhere.map(|stored| stored.value),
        })
    }

    /// One row of a phone.
    pub(crate) async fn row<T: DeserializeOwned>(
        &self,
        peer: &Address,
        row: String,
    ) -> Result<Option<Stored<T>>, Error> {
        self.of(peer)?.row(row).await
    }

    /// For several rows of a phone.
    pub(crate) fn of(&self, peer: &Address) -> Result<Phone, Error> {
        Ok(Phone {
            reader: self.store.reader()?,
            partition: partition(peer),
            now: self.clock.now(),
        })
    }
}

/// What is kept about one phone, to be read now.
pub(crate) struct Phone {
    reader: Reader,
    partition: String,
    now: OffsetDateTime,
}

impl Phone {
    /// One row.
    pub(crate) async fn row<T: DeserializeOwned>(
        &self,
        row: String,
    ) -> Result<Option<Stored<T>>, Error> {
        let key = Key::new(self.partition.as_str(), row);
        Ok(self.reader.get(TEXTS, &key, self.now).await?)
    }

    /// What a decision about a text of the phone depends on.
    pub(crate) async fn memory(&self, ours: &Address, program: &str) -> Result<Memory, Error> {
        let (conversation, program, everywhere) = tokio::try_join!(
            self.row(conversation_row(ours)),
            self.row(consent_row(Scope::Program, program)),
            self.row(consent_row(Scope::All, program)),
        )?;
        Ok(Memory {
            conversation,
            program,
            everywhere,
        })
    }
}

/// What is written when the phone's owner has said something about consent: the new standing, if it
/// counts, and the line of the ledger.
pub(crate) fn consent_ops(
    memory: &Memory,
    entry: &Entry,
    event: &EventKey,
) -> Result<Vec<Op>, store::Error> {
    let change = &entry.change;
    let at = change.at.unix_timestamp_nanos() / 1_000_000;
    let mut ops = vec![Op::insert(format!("ledger/{at:014}/{event}"), entry, None)?];
    if change.applies {
        let known = match change.scope {
            Scope::Program => &memory.program,
            Scope::All => &memory.everywhere,
        };
        let stand = Stand {
            standing: change.standing,
            at: change.at,
        };
        let row = consent_row(change.scope, &entry.program);
        ops.push(write(row, &stand, known.as_ref(), None)?);
    }
    Ok(ops)
}

/// Inserts a row, or replaces the one that was read.
pub(crate) fn write<T: Serialize, K>(
    row: String,
    value: &T,
    known: Option<&Stored<K>>,
    expires: Option<OffsetDateTime>,
) -> Result<Op, store::Error> {
    match known {
        None => Op::insert(row, value, expires),
        Some(known) => Op::replace(row, value, &known.version, expires),
    }
}

/// The partition of a phone.
pub(crate) fn partition(peer: &Address) -> String {
    peer.to_string()
}

pub(crate) fn conversation_row(ours: &Address) -> String {
    format!("conversation/{ours}")
}

fn consent_row(scope: Scope, program: &str) -> String {
    match scope {
        Scope::Program => format!("consent/{program}"),
        Scope::All => "consent".to_owned(),
    }
}

/// The name of an event, or of a request, in keys and in ids of effects: a hash, because what others
/// call their events is of any length and in any characters.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct EventKey(String);

impl EventKey {
    /// Of the parts that tell this event from all others.
    pub(crate) fn new(parts: &[&str]) -> Self {
        let hash = digest_of(parts);
        let mut text = String::with_capacity(32);
        for byte in hash.as_ref().iter().take(16) {
            let _ = write!(text, "{byte:02x}");
        }
        Self(text)
    }

    /// The id of one effect: the same however often the event comes.
    ///
    /// In the form of a random UUID, which is what ACS is used to get.
    pub(crate) fn effect_id(&self, effect: &str) -> uuid::Uuid {
        let hash = digest_of(&[&self.0, effect]);
        let mut bytes = [0; 16];
        for (to, from) in bytes.iter_mut().zip(hash.as_ref()) {
            *to = *from;
        }
        uuid::Builder::from_random_bytes(bytes).into_uuid()
    }
}

impl fmt::Display for EventKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for EventKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn digest_of(parts: &[&str]) -> digest::Digest {
    let mut hash = digest::Context::new(&digest::SHA256);
    for part in parts {
        // With the length in front no two lists are spelled alike.
        hash.update(&(part.len() as u64).to_be_bytes());
        hash.update(part.as_bytes());
    }
    hash.finish()
}
