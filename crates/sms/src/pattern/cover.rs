//! Which pattern leaves another nothing to match.

use super::{Capture, Item, Pattern, Tokens, compare};
use crate::pattern::Match;

impl Pattern {
    /// The number, from 0, of an alternative all of whose texts one alternative of `earlier`
    /// already matches.
    pub fn shadowed_by(&self, earlier: &Self) -> Option<usize> {
        self.alternatives
            .iter()
            .position(|own| earlier.alternatives.iter().any(|other| covers(other, own)))
    }

    /// The number, from 0, of an alternative that an earlier one of the same pattern shadows.
    pub fn shadows_itself(&self) -> Option<usize> {
        (1..self.alternatives.len()).find(|index| {
            let (before, from) = self.alternatives.split_at(*index);
            from.first()
                .is_some_and(|own| before.iter().any(|other| covers(other, own)))
        })
    }
}

/// Whether `wide` matches every text that `narrow` does.
fn covers(wide: &[Item], narrow: &[Item]) -> bool {
    for (index, item) in wide.iter().enumerate() {
        let Some(under) = narrow.get(index) else {
            return false;
        };
        let covered = match (item, under) {
            // Limits of length aside, which are the same for every rest of a message.
            (Item::Capture(_, Capture::Text), _) => return true,
            (Item::Keyword(a), Item::Keyword(b)) => a == b,
            (Item::Keyword(_), Item::Capture(..)) => false,
            (Item::Capture(_, a), Item::Capture(_, b)) => a >= b,
            (Item::Capture(..), Item::Keyword(word)) => {
                let only = std::slice::from_ref(item);
                matches!(compare(only, &Tokens::of(word)), Match::Whole(_))
            }
        };
        if !covered {
            return false;
        }
    }
    wide.len() == narrow.len()
}
