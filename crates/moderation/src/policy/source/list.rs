//! Word lists and patterns.

use schemars::JsonSchema;
use serde::Deserialize;
use toml::Spanned;

use super::Word;
use crate::{
    policy::{Length, Mode, Severity},
    terms::Normalise,
};

/// A word list.
#[derive(Debug, Hash, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::policy) struct ListSource {
    /// The rule's name.
    #[schemars(with = "String")]
    pub(in crate::policy) id: Spanned<String>,
    /// A file with a term on each line, `#` for comments; its path is relative to the policy's.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub(in crate::policy) file: Option<Spanned<String>>,
    /// Terms: `word`, `prefix*`, `*suffix`, `*anywhere*`, `two words`.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub(in crate::policy) terms: Vec<Spanned<String>>,
    /// Terms that are left alone where they cover one of the list.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub(in crate::policy) allow: Vec<Spanned<String>>,
    /// How far a text is normalised before the list is held against it; `all` when unset.
    #[serde(default)]
    pub(in crate::policy) normalise: Normalise,
    /// What it is about, for the audit trail. What is about `self_harm` never leads to strikes.
    #[serde(default)]
    pub(in crate::policy) category: Option<String>,
    /// What a strike counts by; `medium` when unset.
    #[serde(default)]
    #[schemars(with = "Option<Severity>")]
    pub(in crate::policy) severity: Option<Spanned<Severity>>,
    /// What a hit leads to.
    #[schemars(with = "Word")]
    pub(in crate::policy) action: Spanned<Word>,
    /// How long a `mute` or `ban` is; a ban without is for good.
    #[serde(default, rename = "for")]
    pub(in crate::policy) length: Option<Length>,
    /// Whether anything is done about it; `enforce` when unset.
    #[serde(default)]
    pub(in crate::policy) mode: Mode,
    /// Who is told of a hit.
    #[serde(default)]
    pub(in crate::policy) notify: Option<NotifySource>,
}

/// A pattern.
#[derive(Debug, Hash, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::policy) struct RegexSource {
    /// The rule's name.
    #[schemars(with = "String")]
    pub(in crate::policy) id: Spanned<String>,
    /// A regular expression of Rust's kind (<https://docs.rs/regex/latest/regex/#syntax>): linear in time,
    /// without back-references and look-around.
    #[schemars(with = "String")]
    pub(in crate::policy) pattern: Spanned<String>,
    /// What it is held against; the `text` as it stands when unset.
    #[serde(default)]
    pub(in crate::policy) on: On,
    /// What it is about, for the audit trail. What is about `self_harm` never leads to strikes.
    #[serde(default)]
    pub(in crate::policy) category: Option<String>,
    /// What a strike counts by; `medium` when unset.
    #[serde(default)]
    #[schemars(with = "Option<Severity>")]
    pub(in crate::policy) severity: Option<Spanned<Severity>>,
    /// What a hit leads to.
    #[schemars(with = "Word")]
    pub(in crate::policy) action: Spanned<Word>,
    /// How long a `mute` or `ban` is; a ban without is for good.
    #[serde(default, rename = "for")]
    pub(in crate::policy) length: Option<Length>,
    /// Whether anything is done about it; `enforce` when unset.
    #[serde(default)]
    pub(in crate::policy) mode: Mode,
    /// Who is told of a hit.
    #[serde(default)]
    pub(in crate::policy) notify: Option<NotifySource>,
}

/// What a pattern is held against.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(in crate::policy) enum On {
    /// The text as it stands.
    #[default]
    Text,
    /// Its literal view: lower case, without accents, look-alikes and what is invisible.
    Literal,
}

/// Who is told.
#[derive(Debug, Hash, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::policy) struct NotifySource {
    /// The webhook, by its name in `[webhooks]`.
    #[schemars(with = "String")]
    pub(in crate::policy) webhook: Spanned<String>,
    /// The `type` of the webhook's event: `chat.self_harm`.
    #[serde(rename = "type")]
    pub(in crate::policy) event_type: String,
}
