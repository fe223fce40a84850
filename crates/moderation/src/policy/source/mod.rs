//! The policy as it is written: the section `[chat]` of a TOML file.

mod ai;
mod exempt;
mod limits;
mod list;
mod notices;
mod setting;
mod strikes;
mod test;
mod thread;

use schemars::JsonSchema;
use serde::Deserialize;
use toml::Spanned;

pub(super) use self::{
    ai::{AiSource, CategorySource, OnError, SelfHarmSource},
    exempt::ExemptSource,
    limits::{FloodSource, LinksSource, MannerSource, PiiSource},
    list::{ListSource, NotifySource, On, RegexSource},
    notices::NoticesSource,
    setting::{Setting, Word},
    strikes::{Does, RungSource, StrikesSource},
    test::{ExpectTable, TestSource},
    thread::ThreadSource,
};
use super::{Mode, StoreText};

/// The section `[chat]`: what may stand in a chat.
#[derive(Debug, Hash, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// Whether anything is done about what is found; `enforce` when unset.
    #[serde(default)]
    pub(super) mode: Mode,
    /// Who may write what he likes.
    #[serde(default)]
    pub(super) exempt: ExemptSource,
    /// Word lists.
    #[serde(default)]
    pub(super) list: Vec<ListSource>,
    /// Patterns.
    #[serde(default)]
    pub(super) regex: Vec<RegexSource>,
    /// Personal data.
    #[serde(default)]
    pub(super) pii: PiiSource,
    /// Links.
    #[serde(default)]
    pub(super) links: LinksSource,
    /// Too many messages.
    #[serde(default)]
    pub(super) flood: FloodSource,
    /// Shouting, and the like.
    #[serde(default)]
    pub(super) manner: MannerSource,
    /// Azure AI Content Safety; not asked when absent.
    #[serde(default)]
    pub(super) ai: Option<AiSource>,
    /// What strikes count and lead to.
    #[serde(default)]
    pub(super) strikes: StrikesSource,
    /// Threads in which some of this is other. All that match count; where they differ, the last does.
    #[serde(default)]
    pub(super) thread: Vec<ThreadSource>,
    /// What the moderator says; nothing where unset.
    #[serde(default)]
    pub(super) notices: NoticesSource,
    /// The audit trail.
    #[serde(default)]
    pub(super) audit: AuditSource,
    /// The policy's own tests, run by `frontdesk check`.
    #[serde(default)]
    #[schemars(with = "Vec<TestSource>")]
    pub(super) test: Vec<Spanned<TestSource>>,
}

/// The audit trail.
#[derive(Debug, Default, Hash, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(super) struct AuditSource {
    /// How much of a message it keeps; `redacted` when unset.
    pub(super) store_text: StoreText,
}

impl Source {
    /// The files of the word lists, with the places where they are named. [`Source::check`] wants their
    /// texts by these names.
    pub fn files(&self) -> impl Iterator<Item = &Spanned<String>> {
        self.list.iter().filter_map(|list| list.file.as_ref())
    }
}
