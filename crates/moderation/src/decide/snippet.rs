//! What the audit trail keeps of a text.

use super::{Hit, hit::Cover};
use crate::{
    extract::Extracted,
    message::Message,
    pii,
    policy::{Builtin, Policy, StoreText},
};

/// As many characters on either side of the first hit.
const AROUND: usize = 60;

pub(super) fn snippet(policy: &Policy, message: &Message<'_>, hits: &[Hit]) -> Option<String> {
    match policy.store_text {
        StoreText::None => None,
        StoreText::Full => Some(message.text.to_owned()),
        StoreText::Redacted => Some(redacted(policy, &message.extracted(), hits)),
    }
}

/// The text around the first hit, with the kinds of personal data for the data: all kinds, whichever
/// the policy minds.
fn redacted(policy: &Policy, body: &Extracted<'_>, hits: &[Hit]) -> String {
    let text = &*body.text;
    let mut entities = Vec::new();
    pii::scan(text, &policy.regions, &mut entities);
    let first = hits.iter().find_map(|hit| match &hit.cover {
        Cover::Text(span) => Some(span.clone()),
        Cover::Nothing | Cover::Aside(_) => None,
    });
    let first = first.unwrap_or(0..0);
    let start = back(text, first.start);
    let end = forth(text, first.end);
    let mut kept = String::new();
    let mut at = start;
    for entity in entities {
        if entity.span.end <= at || entity.span.start >= end {
            continue;
        }
        kept.push_str(text.get(at..entity.span.start).unwrap_or_default());
        kept.push('[');
        kept.push_str(Builtin::from(entity.kind).key());
        kept.push(']');
        at = entity.span.end;
    }
    kept.push_str(text.get(at..end).unwrap_or_default());
    let words: Vec<_> = kept.split_whitespace().collect();
    let before = if start > 0 { "…" } else { "" };
    let after = if end < text.len() { "…" } else { "" };
    format!("{before}{}{after}", words.join(" "))
}

fn back(text: &str, from: usize) -> usize {
    let before = text.get(..from).unwrap_or_default();
    before
        .char_indices()
        .rev()
        .nth(AROUND - 1)
        .map_or(0, |(at, _)| at)
}

fn forth(text: &str, from: usize) -> usize {
    let after = text.get(from..).unwrap_or_default();
    after
        .char_indices()
        .nth(AROUND)
        .map_or(text.len(), |(at, _)| from + at)
}
