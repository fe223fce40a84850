//! Who may write what he likes.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Deserialize;

/// Who may write what he likes.
#[derive(Debug, Default, Hash, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(in crate::policy) struct ExemptSource {
    /// By raw identifier: `8:acs:…`.
    pub(in crate::policy) users: BTreeSet<String>,
    /// By role.
    pub(in crate::policy) roles: BTreeSet<String>,
}
