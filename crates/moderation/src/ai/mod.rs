//! What Azure AI Content Safety said, as an input of the decision.
//!
//! The call itself is not the engine's. What a long text needs several calls for, [`Severities::or`] puts
//! together again.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What came of asking.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Nobody asked: the local rules had decided, or there is no `[chat.ai]`.
    #[default]
    NotAsked,
    /// The answer.
    Answered(Severities),
    /// There was none: a timeout, an error, the circuit breaker.
    Failed,
}

/// The severity of each category, 0 to 7
/// (<https://learn.microsoft.com/azure/ai-services/content-safety/concepts/harm-categories>); of four levels 0, 2, 4 and 6.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Severities {
    /// Hate and fairness.
    pub hate: u8,
    /// Sexual.
    pub sexual: u8,
    /// Violence.
    pub violence: u8,
    /// Self-harm.
    pub self_harm: u8,
}

/// What Content Safety looks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Category {
    /// Hate and fairness.
    Hate,
    /// Sexual.
    Sexual,
    /// Violence.
    Violence,
    /// Self-harm: somebody to be helped, not punished.
    SelfHarm,
}

impl Category {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Hate, Self::Sexual, Self::Violence, Self::SelfHarm];

    /// The rule's id.
    pub const fn rule(self) -> &'static str {
        match self {
            Self::Hate => "ai.hate",
            Self::Sexual => "ai.sexual",
            Self::Violence => "ai.violence",
            Self::SelfHarm => "ai.self_harm",
        }
    }
}

impl Severities {
    /// The higher of both, for each category.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self {
            hate: self.hate.max(other.hate),
            sexual: self.sexual.max(other.sexual),
            violence: self.violence.max(other.violence),
            self_harm: self.self_harm.max(other.self_harm),
        }
    }

    /// Of one category.
    pub const fn of(self, category: Category) -> u8 {
        match category {
            Category::Hate => self.hate,
            Category::Sexual => self.sexual,
            Category::Violence => self.violence,
            Category::SelfHarm => self.self_harm,
        }
    }
}
