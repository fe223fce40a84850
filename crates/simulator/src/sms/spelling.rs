//! The spellings in which SMS events have been published.
//!
//! <https://learn.microsoft.com/azure/event-grid/communication-services-telephony-sms-events>

use serde_json::{Map, Value};

use crate::rng::Rng;

/// How the events of SMS are spelt. Microsoft's own samples differ, and no page says which of them
/// a resource will send.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Spelling {
    /// As the samples in the Event Grid schema: our numbers, and the sender of a text, without `+`;
    /// the tag as `Tag`; `No error.` for a delivery.
    #[default]
    Samples,
    /// As the samples in the `CloudEvents` schema: without `+`, every member in `PascalCase`, and
    /// no number of segments.
    Pascal,
    /// As the service's specification spells the same report: `+` everywhere, `tag`,
    /// `2000: No Error`; texts have bare ids.
    Specified,
    /// Each event in one of the others, as the seed decides.
    Varied,
}

impl Spelling {
    /// The spelling of one event.
    pub(super) fn of_one(self, dice: &mut Rng) -> Self {
        match self {
            Self::Varied if dice.chance(1.0 / 3.0) => Self::Samples,
            Self::Varied if dice.chance(0.5) => Self::Pascal,
            Self::Varied => Self::Specified,
            one => one,
        }
    }

    /// A number that the samples show without its `+`.
    pub(super) fn bare(self, number: &str) -> &str {
        match self {
            Self::Specified => number,
            Self::Samples | Self::Pascal | Self::Varied => {
                number.strip_prefix('+').unwrap_or(number)
            }
        }
    }

    /// The members as they are spelt.
    pub(super) fn members(self, data: Value) -> Value {
        match self {
            Self::Pascal => pascal(data),
            Self::Samples | Self::Specified | Self::Varied => data,
        }
    }
}

fn pascal(value: Value) -> Value {
    match value {
        Value::Object(members) => Value::Object(
            members
                .into_iter()
                .map(|(name, value)| (capitalised(&name), pascal(value)))
                .collect::<Map<_, _>>(),
        ),
        Value::Array(items) => Value::Array(items.into_iter().map(pascal).collect()),
        other => other,
    }
}

fn capitalised(name: &str) -> String {
    let mut letters = name.chars();
    letters
        .next()
        .map(|first| first.to_ascii_uppercase())
        .into_iter()
        .chain(letters)
        .collect()
}
