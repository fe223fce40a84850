//! What the documentation leaves open, and what most tests do not want, as switches.

use serde::{Deserialize, Serialize};

/// How strict chat is. The default is what is documented, without the rate limits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct ChatSettings {
    /// Whether the published rate limits hold:
    /// <https://learn.microsoft.com/azure/communication-services/concepts/service-limits#chat>.
    pub limits: bool,
    /// Whether any participant may delete any message. Users saw that in 2021 and 2022, until
    /// Microsoft said that it is not so: <https://github.com/Azure/azure-sdk-for-js/issues/22160>.
    pub others_may_delete: bool,
    /// Whether somebody who is no longer in a thread may delete what they wrote there. Nothing is
    /// published about it.
    pub removed_sender_may_delete: bool,
}
