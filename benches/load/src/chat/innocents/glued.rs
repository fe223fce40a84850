//! Ordinary neighbours that make a bad word when the space between them is dropped.

use super::fill;
use crate::chat::{
    cases::{Case, Class},
    lists,
    random::Random,
};

/// What stands around the two.
const FRAMES: &[&str] = &[
    "{}",
    "{}",
    "{}.",
    "I think {}",
    "and then {} again",
    "{}, please",
];

/// Pairs of ordinary words, and ordinary words in three pieces' reach.
pub(super) fn neighbours(class: &mut Class, enough: usize) {
    let (mut random, ordinary, words) =
        (Random::named(class.name), lists::ordinary(), lists::words());
    let pairs: Vec<_> = words
        .iter()
        .flat_map(|word| pairs(word, &ordinary))
        .collect();
    fill(class, enough, || {
        let at = random.below(pairs.len());
        let frame = random.pick(FRAMES);
        Some(Case::innocent(frame.replace("{}", pairs.get(at)?)))
    });
}

/// All pairs with the word across their border.
fn pairs(word: &str, ordinary: &[&str]) -> Vec<String> {
    let mut pairs = Vec::new();
    for cut in 1..word.len() {
        let Some((head, tail)) = word.split_at_checked(cut) else {
            continue;
        };
        let firsts = ordinary.iter().filter(|first| first.ends_with(head));
        for first in firsts {
            let seconds = ordinary.iter().filter(|second| second.starts_with(tail));
            pairs.extend(seconds.map(|second| format!("{first} {second}")));
        }
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_across_a_border() {
        let ordinary = ["pen", "open", "is", "issue", "in", "push", "it"];
        assert_eq!(
            pairs("penis", &ordinary),
            ["pen is", "pen issue", "open is", "open issue"]
        );
        assert_eq!(pairs("shit", &ordinary), ["push it"]);
    }
}
