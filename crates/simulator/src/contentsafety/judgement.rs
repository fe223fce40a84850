//! What is found harmful: phrases, each with a category and a severity.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// A harm category, spelt as on the wire.
/// <https://learn.microsoft.com/azure/ai-services/content-safety/concepts/harm-categories>
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum HarmCategory {
    /// Attacks on people for what they are.
    Hate,
    /// Hurting oneself.
    SelfHarm,
    /// Sexual content.
    Sexual,
    /// Hurting others.
    Violence,
}

impl HarmCategory {
    /// All, in the order of the answers.
    pub(super) const ALL: [Self; 4] = [Self::Hate, Self::SelfHarm, Self::Sexual, Self::Violence];
}

/// What Content Safety finds in every text that has a phrase, in whatever case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Harm {
    /// The phrase; not empty.
    pub phrase: String,
    /// The category.
    pub category: HarmCategory,
    /// The severity of eight, 0..=7; 0 takes back what was found before.
    pub severity: u8,
}

/// The worst severity there is.
const WORST: u8 = 7;

/// What a developer can try without telling the simulator anything first.
const BUILT_IN: [(&str, HarmCategory, u8); 6] = [
    ("i hate you", HarmCategory::Hate, 2),
    ("i hate you all", HarmCategory::Hate, 4),
    ("hurt myself", HarmCategory::SelfHarm, 4),
    ("strip naked", HarmCategory::Sexual, 4),
    ("beat you up", HarmCategory::Violence, 4),
    ("i will kill you", HarmCategory::Violence, 6),
];

/// All phrases, in lower case.
#[derive(Debug)]
pub(crate) struct Harms(BTreeMap<(String, HarmCategory), u8>);

impl Default for Harms {
    fn default() -> Self {
        let harm = |(phrase, category, severity): (&str, _, _)| {
            ((str::to_owned(phrase), category), severity)
        };
        Self(BUILT_IN.map(harm).into())
    }
}

impl Harms {
    pub(crate) fn set(&mut self, harm: &Harm) -> Result<(), &'static str> {
        if harm.phrase.is_empty() {
            return Err("phrase must not be empty");
        }
        if harm.severity > WORST {
            return Err("severity must be between 0 and 7");
        }
        let place = (harm.phrase.to_lowercase(), harm.category);
        self.0.insert(place, harm.severity);
        Ok(())
    }

    /// Every phrase, in order.
    pub(crate) fn list(&self) -> Vec<Harm> {
        let harm = |((phrase, category), severity): (&(String, HarmCategory), &u8)| Harm {
            phrase: phrase.clone(),
            category: *category,
            severity: *severity,
        };
        self.0.iter().map(harm).collect()
    }

    /// How severe a text is in a category, of eight.
    pub(super) fn severity(&self, text: &str, category: HarmCategory) -> u8 {
        let text = text.to_lowercase();
        let found = self
            .0
            .iter()
            .filter(|((phrase, of), _)| *of == category && text.contains(phrase.as_str()));
        found.map(|(_, severity)| *severity).max().unwrap_or(0)
    }
}
