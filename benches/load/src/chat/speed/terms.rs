//! Word lists of any length: words that can be pronounced and mean nothing.

use std::collections::BTreeSet;

use crate::chat::{lists, random::Random};

const FIRST: &[&str] = &[
    "b", "br", "d", "dr", "f", "g", "gl", "h", "j", "k", "kr", "l", "m", "n", "p", "pl", "qu", "r",
    "s", "sk", "st", "t", "tr", "v", "w", "z",
];
const MIDDLE: &[&str] = &["a", "e", "i", "o", "u", "ai", "ea", "oo", "ou"];
const LAST: &[&str] = &[
    "", "", "b", "d", "g", "k", "l", "m", "n", "nd", "p", "r", "rk", "sh", "t", "x",
];

/// The words that every tool is given, and as many others as are missing.
pub(super) fn list(count: usize) -> Vec<String> {
    let mut random = Random::named("terms");
    let ordinary: BTreeSet<_> = lists::ordinary().into_iter().collect();
    let mut terms: Vec<_> = lists::words().into_iter().map(str::to_owned).collect();
    let mut known: BTreeSet<_> = terms.iter().cloned().collect();
    while terms.len() < count {
        let mut term = String::new();
        for _ in 0..random.between(2, 4) {
            for part in [FIRST, MIDDLE, LAST] {
                term.push_str(random.pick(part));
            }
        }
        if !ordinary.contains(term.as_str()) && known.insert(term.clone()) {
            terms.push(term);
        }
    }
    terms.truncate(count);
    terms
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_longer_list_has_the_shorter_one_in_it() {
        let (short, long) = (list(100), list(1_000));
        assert_eq!((short.len(), long.len()), (100, 1_000));
        assert!(long.starts_with(&short));
        assert_eq!(long.iter().collect::<BTreeSet<_>>().len(), 1_000);
    }
}
