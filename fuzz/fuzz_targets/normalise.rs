//! Any text: normalising twice is normalising once, and what looks for meaning in it answers with
//! pieces of it.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sms::{automatic, revocation, text, words::Words};

fuzz_target!(|message: &str| {
    let once = text::normalise(message);
    assert_eq!(text::normalise(once.as_str()), once);
    let body = text::body(message);
    assert!(message.contains(body));
    assert_eq!(text::body(body), body);
    assert_eq!(text::normalise(body), once);
    if let Some(evidence) = revocation::detect(message) {
        assert!(message.contains(evidence) && !evidence.is_empty());
    }
    let _kind = automatic::classify(message);
    if let Some((reserved, word)) = Words::default().find(&once) {
        assert_eq!(Words::default().find(&text::normalise(word)), Some((reserved, word)));
    }
});
