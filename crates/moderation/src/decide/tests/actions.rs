//! What is done, and in which order.

use super::*;

#[test]
fn the_most_severe_counts() {
    for (message, verdict, actions) in [
        ("good morning", Verdict::Allow, &[][..]),
        ("a quince", Verdict::Flag, &["flag"]),
        ("a quince to fiddle with", Verdict::Mask, &["mask"]),
        (
            "a quince to fiddle and frobnicate with",
            Verdict::Delete,
            &["delete", "warn"],
        ),
        ("some marzipan", Verdict::Flag, &["flag"]),
        ("THE MORNING IS GOOD", Verdict::Flag, &["flag"]),
        ("I could hurt myself", Verdict::Flag, &["flag", "notify"]),
    ] {
        let decision = decided(&text(message));
        assert_eq!(told(&decision), (verdict, actions.to_vec()), "{message}");
    }
}

#[test]
fn masks_are_one_and_cover_nothing_else() {
    let decision = decided(&text("fiddle, then write to jane@example.com, dear fiddle"));
    assert_eq!(
        decision.masked.as_deref(),
        Some("******, then write to ****************, dear ******")
    );
    assert_eq!(
        decision.actions,
        [Action::Mask {
            content: "******, then write to ****************, dear ******".to_owned()
        }]
    );
    let html = Message {
        format: Format::Html,
        ..text("<p>fid<b>dle</b> &amp; <a href=\"mailto:jane@example.com\">me</a></p>")
    };
    let decision = decided(&html);
    assert_eq!(
        decision.masked.as_deref(),
        Some("<p>***<b>***</b> &amp; <a href=\"#\">me</a></p>")
    );
}

#[test]
fn a_dry_run_says_what_it_would_do() {
    let decision = decided(&text("some marzipan"));
    assert_eq!(
        (decision.verdict, decision.would),
        (Verdict::Flag, Verdict::Delete)
    );
    assert_eq!(decision.standing, None);
    assert!(decision.hits[0].dry_run);
    let lab = Place {
        topic: Some("Lab 7"),
        ..Place::new("t")
    };
    let decision = decided_in(
        &text("frobnicate, hurt myself, fiddle"),
        &lab,
        &Known::default(),
    );
    assert_eq!(told(&decision), (Verdict::Flag, vec!["flag"]));
    assert_eq!(decision.would, Verdict::Delete);
    let decision = decided_in(&text("fiddle"), &lab, &Known::default());
    assert_eq!(told(&decision), (Verdict::Flag, vec!["flag"]));
    assert_eq!(decision.masked.as_deref(), Some("******"));
}

#[test]
fn strikes_lead_up_the_ladder() {
    let policy = policy(POLICY);
    let place = Place::new("t");
    let mut standing = Standing::default();
    let mut steps = Vec::new();
    for n in 0..4_i64 {
        let at = NOW + Duration::hours(n);
        let message = Message::new("frobnicate", "8:acs:somebody", at);
        let findings = policy.examine(&message, &place);
        let known = Known {
            standing: standing.clone(),
            ..Known::default()
        };
        let event = format!("t/{n}");
        let decision = decide(&policy, &message, &place, &findings, &known, &event, at);
        let warned = decision.actions.iter().find_map(|action| match action {
            Action::Warn { text } => Some(text.clone()),
            _ => None,
        });
        steps.push((told(&decision).1, warned.unwrap_or_default()));
        // Decided again with what came of it: nothing more.
        let after = decision.standing.unwrap();
        let known = Known {
            standing: after.clone(),
            ..Known::default()
        };
        let again = decide(&policy, &message, &place, &findings, &known, &event, at);
        assert_eq!((again.standing, again.step), (None, None));
        standing = after;
    }
    assert_eq!(
        steps,
        [
            (vec!["delete", "warn"], "Mind your words.".to_owned()),
            (
                vec!["delete", "warn", "mute"],
                "Quiet until 2026-11-21 13:10 UTC.".to_owned()
            ),
            (
                vec!["delete", "warn", "remove"],
                "Somebody had to go.".to_owned()
            ),
            (
                vec!["delete", "warn", "ban"],
                "Gone until 2026-11-22 15:00 UTC.".to_owned()
            ),
        ]
    );
    assert_eq!(standing.strikes.len(), 4);
    assert_eq!(
        standing.banned.unwrap().until,
        Some(NOW + Duration::hours(27))
    );
}

#[test]
fn one_message_has_one_strike_the_highest() {
    let decision = decided(&text("fiddle, fiddle, frobnicate and glorb"));
    let standing = decision.standing.unwrap();
    let strikes: Vec<_> = standing
        .strikes
        .iter()
        .map(|strike| (strike.event.as_str(), strike.points, strike.rule.as_str()))
        .collect();
    assert_eq!(strikes, [("t/1", 2, "house")]);
}

#[test]
fn what_a_rule_itself_leads_to_is_done() {
    let kids = [("kind".to_owned(), "kids".to_owned())].into();
    let place = Place {
        metadata: &kids,
        ..Place::new("t")
    };
    let decision = decided_in(&text("frobnicate"), &place, &Known::default());
    assert_eq!(
        told(&decision),
        (Verdict::Delete, vec!["delete", "warn", "ban"])
    );
    let ban = decision.standing.unwrap().banned.unwrap();
    assert_eq!(ban.until, Some(NOW + Duration::days(30)));
    assert_eq!(ban.rule, "house");
}

#[test]
fn a_bad_topic_is_replaced() {
    let topic = |text| Message::topic(text, "8:acs:somebody", NOW);
    let decision = decided(&topic("frobnicate here"));
    assert_eq!(decision.verdict, Verdict::Delete);
    assert_eq!(
        decision.actions[0],
        Action::Retitle {
            topic: "(removed)".to_owned()
        }
    );
    assert_eq!(rules(&decision), [("house", Where::Topic)]);
    let decision = decided(&topic("let us fiddle"));
    assert_eq!(
        decision.actions,
        [Action::Retitle {
            topic: "let us ******".to_owned()
        }]
    );
}
