//! Any text: what is personal stands at whole characters, in order, and masking it comes to an end.
#![no_main]

use libfuzzer_sys::fuzz_target;
use moderation::{
    extract::Extracted,
    pii::{Region, scan},
};

const ROUNDS: usize = 8;

fuzz_target!(|text: &str| {
    let regions: Vec<Region> = ["US", "GB", "DE", "FR"]
        .iter()
        .filter_map(|region| region.parse().ok())
        .collect();
    let mut text = text.to_owned();
    // What is left of a row of digits may read as something new, but less every time.
    for _ in 0..ROUNDS {
        let mut found = Vec::new();
        scan(&text, &regions, &mut found);
        let mut last = 0;
        for entity in &found {
            assert!(last <= entity.span.start && entity.span.start < entity.span.end);
            assert!(text.get(entity.span.clone()).is_some());
            last = entity.span.end;
        }
        if found.is_empty() {
            return;
        }
        let spans: Vec<_> = found.into_iter().map(|entity| entity.span).collect();
        let masked = Extracted::plain(&text).mask(&spans, &[]);
        assert!(masked.len() <= text.len());
        text = masked;
    }
    panic!("never clean: {text:?}");
});
