use proptest::prelude::*;

use super::{
    corpus::{OTHERWISE, REVOKES},
    detect,
};

#[test]
fn every_revocation_is_seen() {
    let missed: Vec<&str> = REVOKES
        .iter()
        .copied()
        .filter(|text| detect(text).is_none())
        .collect();
    assert_eq!(missed, [""; 0]);
}

#[test]
fn nothing_else_is_taken_for_one() {
    let wrong: Vec<(&str, &str)> = OTHERWISE
        .iter()
        .filter_map(|text| Some((*text, detect(text)?)))
        .collect();
    assert_eq!(wrong, [("", ""); 0]);
}

#[test]
fn the_corpus_is_large_and_says_everything_once() {
    let all: std::collections::BTreeSet<&str> = REVOKES.iter().chain(OTHERWISE).copied().collect();
    assert_eq!(all.len(), REVOKES.len() + OTHERWISE.len());
    assert!(all.len() >= 200, "{}", all.len());
}

#[test]
fn the_evidence_is_the_senders_own_words() {
    for (text, evidence) in [
        ("Hello, PLEASE Stop  texting me!!", "Stop  texting me"),
        ("I don’t want these messages", "don’t want these messages"),
        (
            "Wrong person. Take me off your list please",
            "Take me off your list",
        ),
        ("ok then\nunsubscribe me\n-- \nJo", "unsubscribe"),
    ] {
        assert_eq!(detect(text), Some(evidence));
    }
}

#[test]
fn a_stop_in_capitals_is_one_whatever_follows() {
    for (text, evidence) in [
        ("STOP i don't know you", Some("STOP")),
        ("STOP, wrong number man", Some("STOP")),
        ("Hi. STOP who is this", Some("STOP")),
        ("stop i don't know you", None),
        ("STOP BY AT FIVE", None),
        ("STOP by at five", None),
        ("I said do not STOP there", None),
    ] {
        assert_eq!(detect(text), evidence, "{text}");
    }
}

proptest! {
    #[test]
    fn no_text_breaks_it(text in any::<String>()) {
        if let Some(evidence) = detect(&text) {
            prop_assert!(text.contains(evidence));
        }
    }

    #[test]
    fn case_and_courtesy_do_not_matter(at in 0..REVOKES.len(), shout: bool) {
        let text = REVOKES[at];
        let text = if shout { text.to_uppercase() } else { text.to_lowercase() };
        prop_assert!(detect(&format!("Hi there. {text}")).is_some(), "{}", text);
    }

    #[test]
    fn words_in_any_order_do_not_break_it(
        words in prop::collection::vec(
            prop::sample::select(vec!["stop", "don't", "text", "me", "\"", ".", "my", "number",
                "take", "off", "the", "list", "’", "no", "more", "\n", ">", "never", "you"]), 0..400)
    ) {
        let text = words.join(" ");
        if let Some(evidence) = detect(&text) {
            prop_assert!(text.contains(evidence));
        }
    }
}
