//! Any text, from anyone, at any time: nothing panics, and nobody who is out is texted.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use sms::{Action, Address, Inbound, Known, Policy, ReplyKind, Source, decide};
use time::OffsetDateTime;

static POLICY: LazyLock<Policy> = LazyLock::new(|| {
    let file: toml::Table = toml::from_str(include_str!("../../frontdesk.toml")).unwrap();
    let section = toml::to_string(&file["sms"]).unwrap();
    let source: Source = toml::from_str(&section).unwrap();
    source.check().unwrap()
});

fuzz_target!(|input: (&str, &str, &str, i64, bool, bool)| {
    let (from, to, message, seconds, asked, opted_out) = input;
    let region = POLICY.default_region;
    let (Ok(from), Ok(to)) = (Address::parse(from, region), Address::parse(to, region)) else {
        return;
    };
    let Ok(at) = OffsetDateTime::from_unix_timestamp(seconds) else {
        return;
    };
    let known = Known::supposing(asked.then_some("appointment"), opted_out, at);
    let text = Inbound {
        from: &from,
        to: &to,
        message,
        at,
    };
    let decision = decide(&POLICY, &text, &known, at);
    let after = match &decision.consent {
        Some(change) => known.consent.after(change),
        None => known.consent,
    };
    for action in &decision.actions {
        if let Action::Reply { text, kind } = action {
            assert!(text.encode_utf16().count() <= 2048);
            match kind {
                ReplyKind::Confirmation => assert!(known.consent.may_send() && !after.may_send()),
                _ => assert!(after.may_send()),
            }
        }
    }
});
