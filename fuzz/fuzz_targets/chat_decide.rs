//! Any message, of anyone, with any past: nothing panics, spans are of the text, what is masked is clean, and the
//! same event again changes nothing.
#![no_main]

use std::{collections::BTreeMap, fs, sync::LazyLock};

use libfuzzer_sys::fuzz_target;
use moderation::{
    Format, Known, Message, Place, Policy, Source, Verdict, Where, ai, decide, flood,
};
use time::{Duration, OffsetDateTime};

static POLICY: LazyLock<Policy> = LazyLock::new(|| {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
    let file: toml::Table =
        toml::from_str(&fs::read_to_string(format!("{root}/frontdesk.toml")).unwrap()).unwrap();
    let section = toml::to_string(&file["chat"]).unwrap();
    let source: Source = toml::from_str(&section).unwrap();
    let files: BTreeMap<String, String> = source
        .files()
        .map(|name| {
            let name = name.get_ref();
            let list = fs::read_to_string(format!("{root}/{name}")).unwrap();
            (name.clone(), list)
        })
        .collect();
    source.check(&files).unwrap()
});

fuzz_target!(|input: (&str, Option<&str>, bool, u32, u8, Option<bool>)| {
    let (text, display_name, html, seconds, severity, too_much) = input;
    let now = OffsetDateTime::UNIX_EPOCH + Duration::seconds(seconds.into());
    let place = Place::new("t");
    let message = Message {
        format: if html { Format::Html } else { Format::Text },
        display_name,
        ..Message::new(text, "8:acs:a", now)
    };
    let findings = POLICY.examine(&message, &place);
    let known = Known {
        flood: too_much.map(|rate| flood::Found {
            kind: if rate {
                flood::Kind::Rate
            } else {
                flood::Kind::Identical
            },
            count: 9,
        }),
        ai: ai::Outcome::Answered(ai::Severities {
            hate: severity,
            ..ai::Severities::default()
        }),
        ..Known::default()
    };
    let decision = decide(&POLICY, &message, &place, &findings, &known, "t/1", now);
    for hit in &decision.hits {
        match hit.at {
            Where::Body | Where::Attribute | Where::Topic => {
                assert!(text.get(hit.span.clone()).is_some());
            }
            Where::Name => assert!(display_name.unwrap().get(hit.span.clone()).is_some()),
            Where::Metadata | Where::Sender => {}
        }
    }
    if decision.verdict == Verdict::Mask {
        let masked = decision.masked.as_deref().unwrap();
        let again = Message {
            text: masked,
            display_name: None,
            ..message
        };
        let findings = POLICY.examine(&again, &place);
        let known = Known::default();
        let left = decide(&POLICY, &again, &place, &findings, &known, "t/2", now);
        assert!(left.verdict < Verdict::Mask);
    }
    let known = Known {
        standing: decision.standing.unwrap_or_default(),
        ..known
    };
    let again = decide(&POLICY, &message, &place, &findings, &known, "t/1", now);
    assert_eq!(again.standing, None);
});
