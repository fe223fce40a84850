//! Any policy for chats: it is one, or its mistakes are told at places that it has; nothing panics.
#![no_main]

use std::collections::BTreeMap;

use libfuzzer_sys::fuzz_target;
use moderation::Source;
use time::macros::datetime;

fuzz_target!(|input: (&str, &str)| {
    let (text, list) = input;
    let Ok(source) = toml::from_str::<Source>(text) else {
        return;
    };
    let files: BTreeMap<String, String> = source
        .files()
        .map(|name| (name.get_ref().clone(), list.to_owned()))
        .collect();
    match source.check(&files) {
        Ok(policy) => {
            assert_eq!(policy.version().len(), 16);
            policy.run_tests(datetime!(2026-11-21 12:00 UTC));
        }
        Err(mistakes) => {
            assert!(!mistakes.is_empty());
            for mistake in mistakes {
                let file = mistake.file.as_ref().map_or(text, |_| list);
                assert!(file.get(mistake.at).is_some());
            }
        }
    }
});
