//! The policy's changes to the reserved words.

use super::Mistakes;
use crate::{
    policy::source::{OptOutSource, WordsSource},
    words::{Reserved, Words},
};

/// The default words with the policy's changes.
pub(super) fn words(source: &OptOutSource, mistakes: &mut Mistakes) -> Words {
    let mut words = Words::default();
    let lists: [(Reserved, &WordsSource); 3] = [
        (Reserved::Stop, &source.words),
        (Reserved::Start, &source.start_words),
        (Reserved::Help, &source.help_words),
    ];
    // All that goes first: a word can move from one list to another.
    for (reserved, changes) in lists {
        for word in &changes.minus {
            if let Err(error) = words.remove(reserved, word.get_ref()) {
                mistakes.add(word.span(), error.to_string());
            }
        }
    }
    for (reserved, changes) in lists {
        for word in &changes.plus {
            if let Err(error) = words.add(reserved, word.get_ref()) {
                mistakes.add(word.span(), error.to_string());
            }
        }
    }
    words
}
