//! Strikes and their ladder.

use schemars::JsonSchema;
use serde::Deserialize;
use toml::Spanned;

use crate::policy::Length;

/// What strikes count and lead to.
#[derive(Debug, Hash, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(in crate::policy) struct StrikesSource {
    /// The points of a strike, by severity.
    pub(in crate::policy) points: PointsSource,
    /// How long a strike counts; `30d` when unset.
    pub(in crate::policy) expire: Length,
    /// What points lead to, each rung higher than the one before.
    #[schemars(with = "Vec<RungSource>")]
    pub(in crate::policy) ladder: Vec<Spanned<RungSource>>,
}

/// The points of a strike.
#[derive(Debug, Clone, Copy, Hash, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(in crate::policy) struct PointsSource {
    pub(in crate::policy) low: u32,
    pub(in crate::policy) medium: u32,
    pub(in crate::policy) high: u32,
}

/// A rung.
#[derive(Debug, Hash, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::policy) struct RungSource {
    /// The points that reach it, 1 to 64.
    #[schemars(with = "u32", range(min = 1, max = 64))]
    pub(in crate::policy) at: Spanned<u32>,
    /// What it leads to.
    #[serde(rename = "do")]
    pub(in crate::policy) does: Does,
    /// How long a `mute` or `ban` is; a ban without is for good.
    #[serde(default, rename = "for")]
    pub(in crate::policy) length: Option<Length>,
}

/// What a rung leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(in crate::policy) enum Does {
    /// The sender is told.
    Warn,
    /// He is muted in the thread.
    Mute,
    /// He is removed from the thread.
    Remove,
    /// He is banned.
    Ban,
}

impl Default for StrikesSource {
    fn default() -> Self {
        Self {
            points: PointsSource::default(),
            expire: Length::days(30),
            ladder: Vec::new(),
        }
    }
}

impl Default for PointsSource {
    fn default() -> Self {
        Self {
            low: 1,
            medium: 2,
            high: 5,
        }
    }
}
