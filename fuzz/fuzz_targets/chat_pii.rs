//! Any text: what is personal stands at whole characters, in order, and a masked text has none of it.
#![no_main]

use libfuzzer_sys::fuzz_target;
use moderation::{
    extract::Extracted,
    pii::{Kind, Region, scan},
};

fuzz_target!(|text: &str| {
    let regions: Vec<Region> = ["US", "GB", "DE", "FR"]
        .iter()
        .filter_map(|region| region.parse().ok())
        .collect();
    let mut found = Vec::new();
    scan(text, &regions, &mut found);
    let mut last = 0;
    for entity in &found {
        assert!(last <= entity.span.start && entity.span.start < entity.span.end);
        assert!(text.get(entity.span.clone()).is_some());
        last = entity.span.end;
    }
    let spans: Vec<_> = found.into_iter().map(|entity| entity.span).collect();
    let masked = Extracted::plain(text).mask(&spans, &[]);
    assert!(masked.len() <= text.len());
    let mut again = Vec::new();
    scan(&masked, &regions, &mut again);
    // What stood beside a word may stand alone now: `a@b.com::1f`.
    again.retain(|entity| entity.kind != Kind::Ip);
    assert!(again.is_empty(), "{masked:?} {again:?}");
});
