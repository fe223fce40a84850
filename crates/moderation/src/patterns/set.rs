//! All patterns as one machine, and each by itself for the messages that it matches.

use std::ops::Range;

use regex_automata::{
    Input, MatchKind, PatternSet,
    meta::{self, Regex},
};
use regex_syntax::hir::Hir;

use super::read::{LARGEST, PatternError, Problem, read, relaxed};

/// Bytes of all patterns' common automaton.
const LARGEST_TOGETHER: usize = 16 * 1024 * 1024;
/// Bytes of what a search remembers, each: more than this is thrown away and made again.
const CACHE: usize = 4 * 1024 * 1024;

/// An operator's regular expressions, in the syntax of the crate `regex`
/// (<https://docs.rs/regex/latest/regex/#syntax>), which is matched in linear time.
///
/// A message that no pattern matches is read once, however many patterns there are.
#[derive(Debug, Clone)]
pub struct Patterns {
    /// Which patterns may match: none that does is missing.
    all: Regex,
    each: Vec<Regex>,
}

/// Something that a pattern matches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PatternHit {
    /// Which pattern, by its position among those given.
    pub pattern: usize,
    /// Its bytes in the text that was scanned.
    pub span: Range<usize>,
}

impl Patterns {
    /// Reads patterns.
    ///
    /// # Errors
    ///
    /// The first one that is not a regular expression of this syntax, that matches the empty
    /// string, or that is too long, too deep or too large.
    pub fn new(patterns: &[&str]) -> Result<Self, PatternError> {
        let read: Vec<Hir> = patterns
            .iter()
            .enumerate()
            .map(|(at, pattern)| read(at, pattern))
            .collect::<Result<_, _>>()?;
        let each = read
            .iter()
            .zip(patterns)
            .enumerate()
            .map(|(pattern, (hir, text))| {
                let limits = limits().nfa_size_limit(Some(LARGEST));
                let built = meta::Builder::new().configure(limits).build_from_hir(hir);
                built.map_err(|_| PatternError {
                    pattern,
                    at: 0..text.len(),
                    problem: Problem::Large,
                })
            })
            .collect::<Result<_, _>>()?;
        let together = limits()
            .match_kind(MatchKind::All)
            .nfa_size_limit(Some(LARGEST_TOGETHER));
        let relaxed: Vec<Hir> = read.iter().map(relaxed).collect();
        let all = meta::Builder::new()
            .configure(together)
            .build_many_from_hir(&relaxed)
            .map_err(|_| PatternError {
                pattern: patterns.len().saturating_sub(1),
                at: 0..patterns.last().map_or(0, |last| last.len()),
                problem: Problem::LargeTogether,
            })?;
        Ok(Self { all, each })
    }

    /// Finds what the patterns match and adds it to `found`: by pattern, and the matches of one
    /// pattern in the order of the text, none of them overlapping.
    pub fn scan(&self, text: &str, found: &mut Vec<PatternHit>) {
        if self.each.is_empty() {
            return;
        }
        let mut matched = PatternSet::new(self.each.len());
        self.all
            .which_overlapping_matches(&Input::new(text), &mut matched);
        for pattern in matched.iter().map(|id| id.as_usize()) {
            let matches = self.each.get(pattern).map(|regex| regex.find_iter(text));
            found.extend(matches.into_iter().flatten().map(|hit| PatternHit {
                pattern,
                span: hit.range(),
            }));
        }
    }
}

fn limits() -> meta::Config {
    meta::Config::new().hybrid_cache_capacity(CACHE)
}
