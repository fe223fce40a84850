//! Any HTML: every piece of its text leads back to whole characters of the source, and masking all
//! of it leaves nothing to read.
#![no_main]

use libfuzzer_sys::fuzz_target;
use moderation::{
    extract::Extracted,
    links::{LinkRules, scan},
    manner,
};

fuzz_target!(|html: &str| {
    let extracted = Extracted::html(html);
    for (at, c) in extracted.text.char_indices() {
        let source = extracted.source(at..at + c.len_utf8());
        assert!(html.get(source).is_some());
    }
    for aside in &extracted.asides {
        assert!(html.get(aside.source.clone()).is_some());
        assert!(extracted.text.get(aside.text.clone()).is_some());
    }
    let mut found = Vec::new();
    scan(&extracted, &LinkRules::default(), &mut found);
    let _counts = manner::measure(&extracted);
    let asides: Vec<usize> = (0..extracted.asides.len()).collect();
    let all = 0..extracted.text.len();
    let masked = extracted.mask(std::slice::from_ref(&all), &asides);
    let again = Extracted::html(&masked);
    assert!(
        again.text.chars().all(|c| c == '*' || c.is_whitespace()),
        "{masked:?}"
    );
});
