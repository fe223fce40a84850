//! Any text: links stand at whole characters, in order, a masked text has none, and what is found
//! is found again in what a browser would open.
#![no_main]

use libfuzzer_sys::fuzz_target;
use moderation::{
    extract::Extracted,
    links::{LinkRules, parse, scan},
};

fuzz_target!(|text: &str| {
    let allowed = ["contoso.com", "*.contoso.com"].map(|host| host.parse().ok());
    let allowed: Vec<_> = allowed.into_iter().flatten().collect();
    let rules = LinkRules::new(&allowed, &[], &[], &[]);
    let mut found = Vec::new();
    scan(&Extracted::plain(text), &rules, &mut found);
    let mut last = 0;
    for link in &found {
        assert!(last <= link.span.start && link.span.start < link.span.end);
        assert!(text.get(link.span.clone()).is_some());
        last = link.span.end;
        let again = parse(&link.url, &rules).expect("a browser's form is a link");
        assert_eq!(again.host, link.host);
        if rules.judge(link).is_none() {
            assert!(
                link.host
                    .as_deref()
                    .is_some_and(|host| host.ends_with("contoso.com"))
            );
        }
    }
    let spans: Vec<_> = found.into_iter().map(|link| link.span).collect();
    let masked = Extracted::plain(text).mask(&spans, &[]);
    let mut again = Vec::new();
    scan(&Extracted::plain(&masked), &rules, &mut again);
    assert!(again.is_empty(), "{masked:?} {again:?}");
    let _any = parse(text, &rules);
});
