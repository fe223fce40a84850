//! Opting out, opting in, help.

use super::*;

/// The number, what is known, the text, and whether we confirm.
#[test]
fn an_opt_out_has_one_confirmation_whoever_sends_it() {
    let new = Known::default();
    for (to, known, message, confirmed) in [
        (TOLL_FREE, &new, "STOP", false),
        (TOLL_FREE, &new, " stop ", false),
        (TOLL_FREE, &new, "Stop!", true),
        (TOLL_FREE, &new, "QUIT", true),
        (TOLL_FREE, &new, "please stop texting me", true),
        (MOBILE, &new, "STOP", true),
        ("55501", &new, "STOP", false),
        ("55501", &new, "quit", true),
        ("55501", &new, "please stop texting me", true),
        (MOBILE, &out(1), "STOP", false),
        (MOBILE, &out(1), "please stop texting me", false),
    ] {
        let decision = decided(message, to, known);
        assert_eq!(decision.intent, Intent::OptOut, "{message}");
        let change = decision.consent.unwrap();
        assert_eq!(
            (change.standing, change.scope, change.at, change.applies),
            (Standing::Out, Scope::Program, NOW, true),
            "{message}"
        );
        let expected = confirmed.then(|| Action::Reply {
            text: "You are out. Reply START to return.".to_owned(),
            kind: ReplyKind::Confirmation,
        });
        assert_eq!(
            decision.actions,
            Vec::from_iter(expected),
            "{message} to {to}"
        );
    }
}

#[test]
fn an_opt_out_explains_itself() {
    insta::assert_snapshot!(told(&decided("Quit", TOLL_FREE, &asked(NOW + Duration::MINUTE))), @r#"
    OptOut by `opt_out`
    - {"do":"reply","text":"You are out. Reply START to return.","kind":"confirmation"}
    - {"scope":"program","standing":"out","at":"2026-11-21T12:00:00Z","applies":true}
    - pending None, 1 replies
      `QUIT` is a word that opts out
      it is about the number's programme
    "#);
    insta::assert_snapshot!(told(&decided("STOP", TOLL_FREE, &Known::default())), @r#"
    OptOut by `opt_out`
    - {"scope":"program","standing":"out","at":"2026-11-21T12:00:00Z","applies":true}
      `STOP` is a word that opts out
      it is about the number's programme
      the carrier answers this word on a toll-free number
    "#);
    insta::assert_snapshot!(told(&decided("please stop texting me", MOBILE, &out(3))), @r#"
    OptOut by `opt_out`
    - {"scope":"program","standing":"out","at":"2026-11-21T12:00:00Z","applies":true}
      `stop texting me` asks for no more texts in the sender's own words
      it is about the number's programme
      the sender had opted out before: one confirmation is enough
    "#);
}

#[test]
fn an_older_text_changes_nothing_and_is_recorded() {
    let back = Known {
        consent: Consent {
            program: Some(Stand {
                standing: Standing::In,
                at: NOW,
            }),
            everywhere: None,
        },
        ..Known::default()
    };
    insta::assert_snapshot!(told(&at("STOP", MOBILE, &back, NOW - Duration::SECOND)), @r#"
    OptOut by `opt_out`
    - {"scope":"program","standing":"out","at":"2026-11-21T11:59:59Z","applies":false}
      `STOP` is a word that opts out
      it is about the number's programme
      the sender has said something newer since: consent stays as it is
    "#);
    insta::assert_snapshot!(told(&at("START", MOBILE, &out(0), NOW - Duration::SECOND)), @r#"
    OptIn by `opt_in`
    - {"scope":"program","standing":"in","at":"2026-11-21T11:59:59Z","applies":false}
      `START` is a word that opts in
      the sender has said something newer since: consent stays as it is
    "#);
}

#[test]
fn from_the_day_of_the_rule_an_opt_out_is_about_everything() {
    let day = datetime!(2027-01-31 00:00 UTC);
    let scope = |when: OffsetDateTime| {
        let text = Inbound {
            from: &address(PEER),
            to: &address(MOBILE),
            message: "STOP",
            at: when,
        };
        let decision = decide(&policy(), &text, &Known::default(), when);
        decision.consent.unwrap().scope
    };
    assert_eq!(scope(day - Duration::NANOSECOND), Scope::Program);
    assert_eq!(scope(day), Scope::All);
    // Still the 30th in London's west, already the 31st in UTC.
    assert_eq!(scope(datetime!(2027-01-30 20:00 -5)), Scope::All);
}

#[test]
fn the_ends_of_the_calendar_are_no_end_of_the_world() {
    for now in [
        datetime!(9999-12-31 23:59:59 -1),
        datetime!(-9999-01-01 00:00 +1),
    ] {
        let mut known = Known::supposing(Some("appointment"), true, now);
        known.conversation.replies = vec![Replied { at: NOW, to: 1 }];
        for message in ["STOP", "YES", "APPT noon"] {
            let text = Inbound {
                from: &address(PEER),
                to: &address(MOBILE),
                message,
                at: now,
            };
            assert_ne!(
                decide(&policy(), &text, &known, now).intent,
                Intent::Ignored
            );
        }
    }
}

#[test]
fn coming_back_is_welcomed_once() {
    let welcome = vec![Action::Reply {
        text: "Welcome back.".to_owned(),
        kind: ReplyKind::Welcome,
    }];
    assert_eq!(decided("START", MOBILE, &out(1)).actions, welcome);
    assert_eq!(decided("START", MOBILE, &Known::default()).actions, welcome);
    // The carrier says it.
    assert_eq!(decided("UNSTOP", TOLL_FREE, &out(1)).actions, []);
    let mut known = out(1);
    let change = decided("START", MOBILE, &known).consent.unwrap();
    assert_eq!(
        (change.scope, change.standing),
        (Scope::Program, Standing::In)
    );
    known.consent = known.consent.after(&change);
    assert!(known.consent.may_send());
    assert_eq!(decided("START", MOBILE, &known).actions, []);
}

#[test]
fn help_is_given_where_nobody_else_does() {
    let help = vec![Action::Reply {
        text: "Call 1-800-555-0100.".to_owned(),
        kind: ReplyKind::Help,
    }];
    assert_eq!(decided("help", TOLL_FREE, &Known::default()).actions, help);
    assert_eq!(decided("Help!", "55501", &Known::default()).actions, help);
    assert_eq!(decided("HELP", "55501", &Known::default()).actions, []);
    assert_eq!(decided("HELP", MOBILE, &out(1)).actions, []);
}

#[test]
fn someone_who_is_out_is_heard_and_not_answered() {
    insta::assert_snapshot!(told(&decided("DONE 7", MOBILE, &out(1))), @r#"
    Keyword by `DONE <job:id>` with {"job": "7"}
    - {"do":"webhook","target":"jobs","event_type":"job.done"}
      it is of the pattern `DONE <job:id>`
      no reply: the sender has opted out
    "#);
    // A question that nobody is asked is not pending.
    insta::assert_snapshot!(told(&decided("APPT monday", MOBILE, &out(1))), @r#"
    Keyword by `APPT <when:text>` with {"when": "monday"}
      it is of the pattern `APPT <when:text>`
      no reply: the sender has opted out
    "#);
}

#[test]
fn a_text_from_the_future_does_not_outlive_the_present() {
    let decision = at(
        "STOP",
        MOBILE,
        &Known::default(),
        NOW + Duration::days(3650),
    );
    assert_eq!(decision.consent.unwrap().at, NOW);
}
