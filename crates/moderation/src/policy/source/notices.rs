//! What the moderator says.

use schemars::JsonSchema;
use serde::Deserialize;
use toml::Spanned;

/// What the moderator says in the thread; nothing where unset. In `muted` and `banned`, `{until}`
/// stands for the time at which it ends, in UTC.
#[derive(Debug, Default, Hash, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(in crate::policy) struct NoticesSource {
    /// When a message was deleted, and nothing more.
    #[schemars(with = "Option<String>")]
    pub(in crate::policy) deleted: Option<Spanned<String>>,
    /// When a part of it was covered, and nothing more.
    #[schemars(with = "Option<String>")]
    pub(in crate::policy) masked: Option<Spanned<String>>,
    /// When the ladder warns.
    #[schemars(with = "Option<String>")]
    pub(in crate::policy) warned: Option<Spanned<String>>,
    /// When somebody is muted.
    #[schemars(with = "Option<String>")]
    pub(in crate::policy) muted: Option<Spanned<String>>,
    /// When somebody is removed from the thread.
    #[schemars(with = "Option<String>")]
    pub(in crate::policy) removed: Option<Spanned<String>>,
    /// When somebody is banned; `{until}` of a ban for good is "further notice".
    #[schemars(with = "Option<String>")]
    pub(in crate::policy) banned: Option<Spanned<String>>,
    /// The new topic of a thread whose topic was bad; `(removed)` when unset.
    #[schemars(with = "Option<String>")]
    pub(in crate::policy) topic: Option<Spanned<String>>,
}
