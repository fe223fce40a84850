//! Patterns.

use std::ops::Range;

use toml::Spanned;

use super::rules::{Named, Rules};
use crate::{
    patterns::Patterns,
    policy::{
        PatternSet,
        mistake::Mistakes,
        source::{On, RegexSource},
    },
};

pub(super) fn patterns(
    sources: Vec<RegexSource>,
    rules: &mut Rules,
    mistakes: &mut Mistakes,
) -> Vec<PatternSet> {
    let mut read: Vec<(On, usize, Spanned<String>)> = Vec::new();
    for source in sources {
        read.push((source.on, rules.all.len(), source.pattern));
        rules.add(
            Named {
                id: source.id,
                category: source.category,
                severity: source.severity,
                action: source.action,
                length: source.length,
                mode: source.mode,
                notify: source.notify,
            },
            mistakes,
        );
    }
    let mut sets = Vec::new();
    for (on, literal) in [(On::Text, false), (On::Literal, true)] {
        let mut of: Vec<_> = read.iter().filter(|(kind, ..)| *kind == on).collect();
        // One that is wrong is told and left out, until the others are right or told, too.
        while !of.is_empty() {
            let texts: Vec<_> = of
                .iter()
                .map(|(_, _, text)| text.get_ref().as_str())
                .collect();
            match Patterns::new(&texts) {
                Ok(patterns) => {
                    let rules = of.iter().map(|(_, rule, _)| *rule).collect();
                    sets.push(PatternSet {
                        literal,
                        patterns,
                        rules,
                    });
                    break;
                }
                Err(error) => {
                    let wrong = error.pattern.min(of.len() - 1);
                    let (_, _, text) = of.remove(wrong);
                    mistakes.add(inside(text, error.at.clone()), error.to_string());
                }
            }
        }
    }
    sets
}

/// Where a part of a string's value stands in the file. Exact for strings without escapes.
fn inside(value: &Spanned<String>, part: Range<usize>) -> Range<usize> {
    let span = value.span();
    if span.len() == value.get_ref().len() + 2 {
        let start = span.start + 1 + part.start;
        start..(span.start + 1 + part.end.max(part.start + 1)).min(span.end)
    } else {
        span
    }
}
