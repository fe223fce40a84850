//! Any pattern against any text: nothing panics, mistakes lie inside the pattern, captures are
//! pieces of the text.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sms::pattern::{Match, Pattern, Tokens};

fuzz_target!(|input: (&str, &str)| {
    let (source, text) = input;
    match Pattern::parse(source) {
        Ok(pattern) => {
            if let Match::Whole(captures) = pattern.compare(&Tokens::of(text)) {
                assert_eq!(captures.len(), pattern.captures().len());
                for (_, value) in captures {
                    assert!(!value.is_empty() && text.contains(value));
                }
            }
            assert_eq!(pattern.shadowed_by(&pattern), Some(0));
        }
        Err(error) => assert!(source.is_char_boundary(error.at)),
    }
});
