//! Azure AI Content Safety.

use std::{borrow::Cow, num::NonZeroU32};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, de::Error as _};
use toml::Spanned;

use super::{NotifySource, setting::impossible};
use crate::policy::{Length, Mode, Severity};

/// Azure AI Content Safety: asked about what the local rules leave standing. Where it is, the
/// settings say.
#[derive(Debug, Hash, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::policy) struct AiSource {
    /// Who is asked.
    pub(in crate::policy) provider: Provider,
    /// How finely severities are told apart: 4 levels (0, 2, 4, 6) or 8 (0 to 7); 8 when unset.
    #[serde(default)]
    #[schemars(with = "u8")]
    pub(in crate::policy) levels: Option<Spanned<u8>>,
    /// Hate and fairness; not asked about when unset.
    #[serde(default)]
    #[schemars(with = "Option<CategorySource>")]
    pub(in crate::policy) hate: Option<Spanned<CategorySource>>,
    /// Sexual.
    #[serde(default)]
    #[schemars(with = "Option<CategorySource>")]
    pub(in crate::policy) sexual: Option<Spanned<CategorySource>>,
    /// Violence.
    #[serde(default)]
    #[schemars(with = "Option<CategorySource>")]
    pub(in crate::policy) violence: Option<Spanned<CategorySource>>,
    /// Self-harm: people are told, and nobody gets a strike.
    #[serde(default)]
    #[schemars(with = "Option<SelfHarmSource>")]
    pub(in crate::policy) self_harm: Option<Spanned<SelfHarmSource>>,
    /// How long an answer is waited for; `800ms` when unset.
    #[serde(default)]
    pub(in crate::policy) timeout: Option<Length>,
    /// When asking is given up for a while.
    #[serde(default)]
    pub(in crate::policy) breaker: BreakerSource,
    /// What becomes of a message about which there is no answer.
    pub(in crate::policy) on_error: OnError,
}

/// Who is asked.
#[derive(Debug, Clone, Copy, Hash, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(in crate::policy) enum Provider {
    /// Azure AI Content Safety.
    ContentSafety,
}

/// From which severity on what becomes of a message.
#[derive(Debug, Hash, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::policy) struct CategorySource {
    /// From this on it is written down.
    pub(in crate::policy) flag: Option<u8>,
    /// From this on it is deleted.
    pub(in crate::policy) delete: Option<u8>,
    /// What a strike counts by; `medium` when unset.
    #[serde(default)]
    pub(in crate::policy) severity: Option<Severity>,
    /// Whether anything is done about it; `enforce` when unset.
    #[serde(default)]
    pub(in crate::policy) mode: Mode,
}

/// From which severity on what becomes of somebody who may harm himself.
#[derive(Debug, Hash, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::policy) struct SelfHarmSource {
    /// From this on it is written down.
    pub(in crate::policy) flag: Option<u8>,
    /// From this on people are told.
    pub(in crate::policy) notify: Option<u8>,
    /// From this on the message is deleted; it stays when unset.
    pub(in crate::policy) delete: Option<u8>,
    /// Who is told.
    pub(in crate::policy) people: Option<NotifySource>,
    /// Whether anything is done about it; `enforce` when unset.
    #[serde(default)]
    pub(in crate::policy) mode: Mode,
}

/// When asking is given up for a while.
#[derive(Debug, Hash, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(in crate::policy) struct BreakerSource {
    /// After as many failures,
    pub(in crate::policy) failures: NonZeroU32,
    /// within so long,
    pub(in crate::policy) per: Length,
    /// nobody is asked for so long.
    pub(in crate::policy) open: Length,
}

impl Default for BreakerSource {
    fn default() -> Self {
        Self {
            failures: NonZeroU32::MIN.saturating_add(4),
            per: Length::millis(30_000),
            open: Length::millis(60_000),
        }
    }
}

/// What becomes of a message about which there is no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(in crate::policy) enum OnError {
    Allow,
    Flag,
    Delete,
}

impl<'de> Deserialize<'de> for OnError {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let word = String::deserialize(deserializer)?;
        match word.as_str() {
            "allow" => Ok(Self::Allow),
            "flag" => Ok(Self::Flag),
            "delete" => Ok(Self::Delete),
            other => Err(D::Error::custom(impossible(other).map_or_else(
                || format!("no `{other}`; there are allow, flag, delete"),
                str::to_owned,
            ))),
        }
    }
}

impl JsonSchema for OnError {
    fn schema_name() -> Cow<'static, str> {
        "OnError".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "What becomes of a message about which there is no answer.",
            "enum": ["allow", "flag", "delete"],
        })
    }
}
