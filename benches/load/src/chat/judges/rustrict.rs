//! The crate `rustrict`, in a few settings.

use rustrict::{Censor, Trie, Type};

use super::Verdicts;
use crate::chat::cases::Case;

/// What it says of the texts, given the words.
pub(crate) fn judge(words: &[&str], cases: &[&Case]) -> Vec<Verdicts> {
    // Words of no list that came with it, and with everything that did: its own words, and those that
    // it knows to be innocent.
    let (ours, all) = (leak(Trie::new(), words), with_its_own(words));
    let verdicts = |setting: &str, trie: &'static Trie, strict: bool| Verdicts {
        setting: setting.to_owned(),
        flagged: cases
            .iter()
            .map(|case| flags(&case.text, trie, strict))
            .collect(),
    };
    vec![
        verdicts("and its own list", all, false),
        verdicts("and its own list, false positives ignored", all, true),
        verdicts("these words alone", ours, false),
    ]
}

/// Its own list and these words.
pub(crate) fn with_its_own(words: &[&str]) -> &'static Trie {
    leak(Trie::default(), words)
}

/// What a caller would ask: its defaults, which are about anything that is not for all ages.
pub(crate) fn flags(text: &str, trie: &'static Trie, strict: bool) -> bool {
    Censor::from_str(text)
        .with_trie(trie)
        .with_ignore_false_positives(strict)
        .analyze()
        .is(Type::INAPPROPRIATE)
}

/// It takes a list for the life of the program only.
fn leak(mut trie: Trie, words: &[&str]) -> &'static Trie {
    for word in words {
        trie.set(word, Type::PROFANE & Type::SEVERE);
    }
    Box::leak(Box::new(trie))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_given_the_words() {
        let cases = ["you zorgle", "you z0rgle", "you", "class"]
            .map(|text| Case::innocent(text.to_owned()));
        let cases: Vec<_> = cases.iter().collect();
        for verdicts in judge(&["zorgle"], &cases) {
            assert_eq!(
                verdicts.flagged,
                [true, true, false, false],
                "{}",
                verdicts.setting
            );
        }
    }
}
