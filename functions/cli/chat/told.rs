//! A decision as one line of JSON.

use std::ops::Range;

use moderation::{Action, Decision, Verdict, Where, pii::Kind};
use serde::Serialize;

/// What `frontdesk replay chat` writes about a line.
#[derive(Debug, Serialize)]
pub(super) struct Told<'d> {
    action: Verdict,
    /// What the action would be if every mode were `enforce`; absent if that is the same.
    #[serde(skip_serializing_if = "Option::is_none")]
    would: Option<Verdict>,
    /// In the order of the hits, each once.
    rules: Vec<&'d str>,
    /// In characters of the text.
    spans: Vec<[usize; 2]>,
    masked: Option<&'d str>,
    entities: Vec<Entity>,
    /// All that is done, in this order.
    does: Vec<&'static str>,
}

#[derive(Debug, Serialize)]
struct Entity {
    #[serde(rename = "type")]
    kind: Kind,
    start: usize,
    end: usize,
}

impl<'d> Told<'d> {
    pub(super) fn new(decision: &'d Decision, text: &str) -> Self {
        let characters = Characters::of(text);
        let mut spans: Vec<[usize; 2]> = decision
            .hits
            .iter()
            .filter(|hit| matches!(hit.at, Where::Body | Where::Attribute | Where::Topic))
            .filter(|hit| !hit.span.is_empty())
            .map(|hit| characters.span(&hit.span))
            .collect();
        spans.sort_unstable();
        spans.dedup();
        let entities = decision.entities.iter().map(|entity| {
            let [start, end] = characters.span(&entity.span);
            Entity {
                kind: entity.kind,
                start,
                end,
            }
        });
        Self {
            action: decision.verdict,
            would: Some(decision.would).filter(|would| *would != decision.verdict),
            rules: rules(decision),
            spans,
            masked: decision.masked.as_deref(),
            entities: entities.collect(),
            does: decision.actions.iter().map(Action::name).collect(),
        }
    }
}

/// The rules that are hit, each once.
pub(super) fn rules(decision: &Decision) -> Vec<&str> {
    let mut rules = Vec::new();
    for hit in &decision.hits {
        if !rules.contains(&hit.rule.as_str()) {
            rules.push(hit.rule.as_str());
        }
    }
    rules
}

/// From bytes to characters.
enum Characters {
    /// They are the same.
    Ascii,
    /// Where each character begins.
    Starts(Vec<usize>),
}

impl Characters {
    fn of(text: &str) -> Self {
        if text.is_ascii() {
            Self::Ascii
        } else {
            Self::Starts(text.char_indices().map(|(at, _)| at).collect())
        }
    }

    fn span(&self, bytes: &Range<usize>) -> [usize; 2] {
        let character = |byte: usize| match self {
            Self::Ascii => byte,
            Self::Starts(starts) => starts.partition_point(|start| *start < byte),
        };
        [character(bytes.start), character(bytes.end)]
    }
}
