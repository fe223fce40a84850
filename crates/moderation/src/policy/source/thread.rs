//! Threads in which some rules are other.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;
use toml::Spanned;

use super::Setting;
use crate::policy::Mode;

/// Threads in which some rules are other.
#[derive(Debug, Hash, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::policy) struct ThreadSource {
    /// Which threads.
    #[serde(rename = "match")]
    #[schemars(with = "MatchSource")]
    pub(in crate::policy) which: Spanned<MatchSource>,
    /// Whether anything is done about what is found there.
    #[serde(default)]
    pub(in crate::policy) mode: Option<Mode>,
    /// What a rule leads to there, by its id.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, Setting>")]
    pub(in crate::policy) rules: BTreeMap<Spanned<String>, Spanned<Setting>>,
}

/// Which threads.
#[derive(Debug, Hash, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::policy) struct MatchSource {
    /// What their topic looks like: `*` stands for anything, `?` for one character.
    #[serde(default)]
    pub(in crate::policy) topic: Option<String>,
    /// What their metadata says, all of it.
    #[serde(default)]
    pub(in crate::policy) metadata: BTreeMap<String, String>,
}
