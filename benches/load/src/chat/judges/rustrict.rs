//! The crate `rustrict`, in a few settings.

use std::str::Chars;

use rustrict::{Censor, Trie, Type};

use super::Verdicts;
use crate::chat::cases::Case;

/// What it says of the texts, given the words.
pub(crate) fn judge(words: &[&str], cases: &[&Case]) -> Vec<Verdicts> {
    let ours = leak(Trie::new(), words);
    // Its own words, those that it knows to be innocent, and these.
    let all = leak(Trie::default(), words);
    // What a caller would ask: about anything that is not for all ages.
    let usual = Type::INAPPROPRIATE;
    // The words of the list are severe, most of its own are not.
    let severe = Type::INAPPROPRIATE & Type::SEVERE;
    let verdicts = |setting: &str, trie: &'static Trie, threshold: Type, change: Change| Verdicts {
        setting: setting.to_owned(),
        flagged: cases
            .iter()
            .map(|case| {
                let mut censor = Censor::from_str(&case.text);
                change(&mut censor).with_trie(trie);
                censor.analyze().is(threshold)
            })
            .collect(),
    };
    vec![
        verdicts("its own list, too", all, usual, |censor| censor),
        verdicts("its own list, too; severe words", all, severe, |censor| {
            censor
        }),
        verdicts("its own list, too; stars no hint", all, usual, |censor| {
            censor.with_ignore_self_censoring(true)
        }),
        verdicts("its own list, too; no exceptions", all, usual, |censor| {
            censor.with_ignore_false_positives(true)
        }),
        verdicts("these words alone", ours, usual, |censor| censor),
    ]
}

/// What makes a setting different from its defaults.
type Change = for<'c, 't> fn(&'c mut Censor<Chars<'t>>) -> &'c mut Censor<Chars<'t>>;

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
