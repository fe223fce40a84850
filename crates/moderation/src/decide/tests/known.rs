//! What is known of the sender, and what others say.

use super::*;
use crate::standing::Ban;

fn muted() -> Known {
    let mut standing = Standing::default();
    standing.mute(
        "t",
        Mute {
            event: "t/0".to_owned(),
            since: NOW - Duration::MINUTE,
            until: NOW + Duration::MINUTE,
        },
    );
    Known {
        standing,
        ..Known::default()
    }
}

#[test]
fn whoever_is_muted_is_not_heard_there() {
    let place = Place::new("t");
    let decision = decided_in(&text("good morning"), &place, &muted());
    assert_eq!(told(&decision), (Verdict::Delete, vec!["delete"]));
    assert_eq!(rules(&decision), [("muted", Where::Sender)]);
    // And has no further strike, whatever he writes.
    let decision = decided_in(&text("frobnicate"), &place, &muted());
    assert_eq!(told(&decision), (Verdict::Delete, vec!["delete"]));
    assert_eq!(decision.standing, None);
    // What he wrote before, and what he writes elsewhere, stays.
    let before = Message {
        at: NOW - Duration::HOUR,
        ..text("good morning")
    };
    assert!(decided_in(&before, &place, &muted()).is_nothing());
    assert!(decided_in(&text("good morning"), &Place::new("u"), &muted()).is_nothing());
    let lab = Place {
        topic: Some("lab"),
        ..place
    };
    let decision = decided_in(&text("good morning"), &lab, &muted());
    assert_eq!(told(&decision), (Verdict::Flag, vec!["flag"]));
}

#[test]
fn whoever_is_banned_goes_first() {
    let mut known = Known::default();
    known.standing.ban(Ban {
        until: None,
        event: "u/7".to_owned(),
        rule: "house".to_owned(),
    });
    let decision = decided_in(&text("good morning"), &Place::new("t"), &known);
    assert_eq!(told(&decision), (Verdict::Delete, vec!["remove", "delete"]));
    assert_eq!(rules(&decision), [("banned", Where::Sender)]);
    assert_eq!(decision.standing, None);
}

#[test]
fn a_flooder_goes_first() {
    let known = Known {
        flood: Some(flood::Found {
            kind: flood::Kind::Rate,
            count: 6,
        }),
        ..Known::default()
    };
    let decision = decided_in(&text("good morning"), &Place::new("t"), &known);
    assert_eq!(
        told(&decision),
        (Verdict::Delete, vec!["remove", "delete", "warn"])
    );
    assert_eq!(rules(&decision), [("flood.rate", Where::Sender)]);
    assert_eq!(decision.standing.unwrap().strikes[0].points, 1);
    let known = Known {
        flood: Some(flood::Found {
            kind: flood::Kind::Identical,
            count: 3,
        }),
        ..Known::default()
    };
    let decision = decided_in(&text("good morning"), &Place::new("t"), &known);
    assert_eq!(told(&decision), (Verdict::Delete, vec!["delete"]));
}

#[test]
fn the_exempt_write_what_they_like() {
    let boss = Message {
        sender: "8:acs:boss",
        ..text("frobnicate")
    };
    let decision = decided(&boss);
    assert!(decision.is_nothing());
    assert_eq!(decision.exempt, Some(Exemption::User));
    let known = Known {
        roles: vec!["guest".to_owned(), "staff".to_owned()],
        ..muted()
    };
    let decision = decided_in(&text("frobnicate"), &Place::new("t"), &known);
    assert!(decision.is_nothing());
    assert_eq!(decision.exempt, Some(Exemption::Role("staff".to_owned())));
    let off = Place {
        topic: Some("Off topic"),
        ..Place::new("t")
    };
    let decision = decided_in(&text("frobnicate"), &off, &muted());
    assert!(decision.is_nothing());
    assert_eq!(decision.exempt, Some(Exemption::Off));
}

fn answered(hate: u8, self_harm: u8) -> Known {
    Known {
        ai: ai::Outcome::Answered(ai::Severities {
            hate,
            self_harm,
            ..ai::Severities::default()
        }),
        ..Known::default()
    }
}

#[test]
fn content_safety_is_asked_about_what_the_rules_leave() {
    let policy = policy(POLICY);
    let place = Place::new("t");
    for (message, expected) in [
        ("good morning", true),
        ("fiddle", true),
        ("some marzipan", true),
        ("frobnicate", false),
        ("…", false),
    ] {
        let findings = policy.examine(&text(message), &place);
        assert_eq!(findings.wants_ai(), expected, "{message}");
    }
    let place = Place::new("t");
    for (known, expected, rule) in [
        (answered(1, 0), (Verdict::Allow, vec![]), None),
        (
            answered(2, 0),
            (Verdict::Flag, vec!["flag"]),
            Some("ai.hate"),
        ),
        (
            answered(4, 0),
            (Verdict::Delete, vec!["delete", "warn"]),
            Some("ai.hate"),
        ),
        // Somebody to be helped: no strike, and the message stays.
        (
            answered(0, 3),
            (Verdict::Flag, vec!["flag"]),
            Some("ai.self_harm"),
        ),
        (
            answered(0, 7),
            (Verdict::Flag, vec!["flag", "notify"]),
            Some("ai.self_harm"),
        ),
        (
            Known {
                ai: ai::Outcome::Failed,
                ..Known::default()
            },
            (Verdict::Flag, vec!["flag"]),
            Some("ai.on_error"),
        ),
    ] {
        let decision = decided_in(&text("good morning"), &place, &known);
        assert_eq!(told(&decision), expected, "{known:?}");
        let first = decision.hits.first().map(|hit| hit.rule.as_str());
        assert_eq!(first, rule);
        let struck = decision
            .standing
            .map_or(0, |standing| standing.strikes.len());
        assert_eq!(struck, usize::from(decision.verdict == Verdict::Delete));
    }
}

#[test]
fn the_stages_tell_how_it_came_about_without_the_text() {
    let message = Message {
        display_name: Some("Glorbette"),
        ..text("frobnicate with jane@example.com")
    };
    let decision = decided(&message);
    let stages: Vec<_> = decision
        .stages
        .iter()
        .map(|stage| format!("{}: {}", stage.name, stage.result))
        .collect();
    insta::assert_snapshot!(stages.join("\n"), @r"
    exemptions: none
    extract: plain text, the display name
    normalise: two views
    rules: house, pii.email, house in the name
    ai: not asked
    combine: delete, of 3 hits
    strikes: 2, makes 2: warn
    actions: delete, warn
    ");
}

#[test]
fn the_record_keeps_as_much_as_the_policy_allows() {
    let said = "the quince of jane@example.com is TCK-123456";
    let record = |store: &str| {
        let policy = policy(&format!("{POLICY}[audit]\nstore_text = '{store}'\n"));
        let (message, place) = (text(said), Place::new("t"));
        let findings = policy.examine(&message, &place);
        let decision = decide(
            &policy,
            &message,
            &place,
            &findings,
            &Known::default(),
            "t/1",
            NOW,
        );
        let record = decision.record(&policy);
        let forms: Vec<_> = record.hits.iter().map(|hit| hit.form.clone()).collect();
        assert_eq!(
            serde_json::from_str::<Record>(&serde_json::to_string(&record).unwrap())
                .unwrap()
                .actions,
            ["mask"]
        );
        (record.snippet, forms)
    };
    let own = |forms: [&str; 3]| forms.map(str::to_owned).to_vec();
    assert_eq!(record("none"), (None, own(["", "", ""])));
    assert_eq!(
        record("redacted"),
        (
            Some("the quince of [email] is TCK-123456".to_owned()),
            own(["quince", "", "email"])
        )
    );
    assert_eq!(
        record("full"),
        (
            Some(said.to_owned()),
            own(["quince", "TCK-123456", "email"])
        )
    );
}

#[test]
fn nothing_of_the_text_is_printed() {
    let secret = "frobnicate jane@example.com";
    let message = Message {
        display_name: Some("Glorbette"),
        ..text(secret)
    };
    let decision = decided(&message);
    let findings = policy(POLICY).examine(&message, &Place::new("t"));
    let printed = format!(
        "{message:?} {decision:?} {findings:?} {:?}",
        decision.actions
    );
    for word in ["frobnicate", "jane", "lorbette", "Mind"] {
        assert!(!printed.contains(word), "{word} in {printed}");
    }
}
