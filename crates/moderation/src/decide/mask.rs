//! The masked content.

use super::{Hit, hit::Cover};
use crate::{
    message::{Message, Place},
    policy::{Consequence, Policy},
};

/// Masking may bring out something new (covered letters can read as others); that is masked in turn,
/// so often.
const ROUNDS: usize = 4;

/// The content with everything covered that is to be; `None` if what is left still has something
/// that is.
pub(super) fn masked<'h>(
    policy: &Policy,
    message: &Message<'_>,
    place: &Place<'_>,
    hits: impl Iterator<Item = &'h Hit>,
    dry_runs: bool,
) -> Option<String> {
    let mut content = cover(message, hits);
    for _ in 0..ROUNDS {
        let left = Message {
            text: &content,
            display_name: None,
            ..*message
        };
        let findings = policy.examine(&left, place);
        let bad = |hit: &&Hit| {
            (dry_runs || !hit.dry_run)
                && hit.weight() >= Consequence::Mask
                && hit.cover != Cover::Nothing
        };
        if !findings.hits.iter().any(|hit| bad(&hit)) {
            return Some(content);
        }
        content = cover(&left, findings.hits.iter().filter(bad));
    }
    None
}

fn cover<'h>(message: &Message<'_>, hits: impl Iterator<Item = &'h Hit>) -> String {
    let mut spans = Vec::new();
    let mut asides = Vec::new();
    for hit in hits {
        match &hit.cover {
            Cover::Nothing => {}
            Cover::Text(span) => spans.push(span.clone()),
            Cover::Aside(number) => asides.push(*number),
        }
    }
    message.extracted().mask(&spans, &asides)
}
