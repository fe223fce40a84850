//! What holds of every message.

use proptest::prelude::*;

use super::*;
use crate::policy::Consequence;

fn texts() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("fiddle".to_owned()),
        Just("f i d d l e".to_owned()),
        Just("fiiidddle".to_owned()),
        Just("ƒiddlе".to_owned()),
        Just("frobnicate".to_owned()),
        Just("quince".to_owned()),
        Just("marzipan".to_owned()),
        Just("jane@example.com".to_owned()),
        Just("<b>".to_owned()),
        Just("</b>".to_owned()),
        Just("<a href=\"mailto:jane@example.com\" title='fiddle'>".to_owned()),
        Just("&#102;".to_owned()),
        Just("\u{200b}".to_owned()),
        "[ a-z.*@-]{0,8}",
        any::<String>(),
    ];
    prop::collection::vec(piece, 0..8).prop_map(|pieces| pieces.concat())
}

fn message(text: &str, html: bool) -> Message<'_> {
    Message {
        format: if html { Format::Html } else { Format::Text },
        ..super::text(text)
    }
}

proptest! {
    #[test]
    fn what_is_masked_is_clean_of_what_was_masked(said in texts(), html: bool) {
        let policy = policy(POLICY);
        let place = Place::new("t");
        let message = message(&said, html);
        let findings = policy.examine(&message, &place);
        let decision = decide(&policy, &message, &place, &findings, &Known::default(), "t/1", NOW);
        prop_assert_eq!(decision.verdict == Verdict::Mask, decision.masked.is_some() && decision.verdict != Verdict::Flag);
        if let (Verdict::Mask, Some(masked)) = (decision.verdict, &decision.masked) {
            let again = Message { text: masked, ..message };
            let left = policy.examine(&again, &place);
            let bad = left.hits.iter().find(|hit| !hit.dry_run && hit.action >= Consequence::Mask);
            prop_assert!(bad.is_none(), "{:?} left in {:?}", bad, masked);
        }
    }

    #[test]
    fn the_same_always_has_the_same_decision_and_spans_are_of_the_text(said in texts(), html: bool) {
        let policy = policy(POLICY);
        let place = Place::new("t");
        let message = message(&said, html);
        let findings = policy.examine(&message, &place);
        let decide = || decide(&policy, &message, &place, &findings, &Known::default(), "t/1", NOW);
        let decision = decide();
        prop_assert_eq!(&decision, &decide());
        for hit in &decision.hits {
            prop_assert!(said.get(hit.span.clone()).is_some(), "{:?}", hit);
        }
        for entity in &decision.entities {
            prop_assert!(said.get(entity.span.clone()).is_some(), "{:?}", entity);
        }
    }

    #[test]
    fn a_dry_run_does_nothing_but_flag(said in texts(), html: bool, muted: bool, hate in 0_u8..8) {
        let policy = policy(&format!("mode = 'dry_run'\n{POLICY}"));
        let place = Place::new("t");
        let message = message(&said, html);
        let findings = policy.examine(&message, &place);
        let mut known = Known {
            flood: Some(flood::Found { kind: flood::Kind::Rate, count: 9 }),
            ai: ai::Outcome::Answered(ai::Severities { hate, ..ai::Severities::default() }),
            ..Known::default()
        };
        if muted {
            let mute = Mute { event: "t/0".to_owned(), since: NOW, until: NOW + Duration::HOUR };
            known.standing.mute("t", mute);
        }
        let decision = decide(&policy, &message, &place, &findings, &known, "t/1", NOW);
        prop_assert!(decision.actions.iter().all(|action| *action == Action::Flag));
        prop_assert_eq!(decision.verdict, Verdict::Flag);
        prop_assert_eq!(decision.standing, None);
    }

    #[test]
    fn the_same_event_again_changes_no_standing(said in texts(), later in 0_i64..1_000_000) {
        let policy = policy(POLICY);
        let place = Place::new("t");
        let message = message(&said, false);
        let findings = policy.examine(&message, &place);
        let first = decide(&policy, &message, &place, &findings, &Known::default(), "t/1", NOW);
        let known = Known {
            standing: first.standing.clone().unwrap_or_default(),
            ..Known::default()
        };
        let now = NOW + Duration::seconds(later);
        let second = decide(&policy, &message, &place, &findings, &known, "t/1", now);
        prop_assert_eq!(second.standing, None);
        prop_assert_eq!(second.verdict, first.verdict);
    }
}
