//! Any text: both views lead back to whole characters of it, and reading a view gives the view.
#![no_main]

use libfuzzer_sys::fuzz_target;
use moderation::view::{View, Views};

fn is_valid(view: &View, text: &str) {
    for (at, letter) in view.text().char_indices() {
        let span = view.original(at..at + letter.len_utf8());
        assert!(text.get(span).is_some_and(|part| !part.is_empty()));
    }
}

fuzz_target!(|text: &str| {
    let views = Views::of(text);
    is_valid(&views.literal, text);
    is_valid(&views.aggressive, text);
    assert_eq!(Views::of(views.literal.text()).literal.text(), views.literal.text());
    assert_eq!(Views::of(views.aggressive.text()).aggressive.text(), views.aggressive.text());
});
