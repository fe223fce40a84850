//! Whole decisions, table by table.

use std::fmt::Write as _;

use proptest::prelude::*;
use time::{Duration, OffsetDateTime, macros::datetime};

use super::*;
use crate::{
    action::{Action, ReplyKind},
    consent::{Consent, Scope, Stand, Standing},
    conversation::{Conversation, Pending, Replied},
    number::Address,
    policy::Source,
};

const NOW: OffsetDateTime = datetime!(2026-11-21 12:00 UTC);
const PEER: &str = "+14255550123";
const TOLL_FREE: &str = "+18005550100";
const MOBILE: &str = "+14255550199";

const POLICY: &str = r#"
    [[number]]
    number = "+18005550100"
    type = "toll_free"
    program = "alerts"
    [[number]]
    number = "+14255550199"
    type = "mobile"
    [[number]]
    number = "55501"
    type = "short_code"
    acs_managed_optout = true
    [opt_out]
    scope_all_from = "2027-01-31"
    confirm = "You are out. Reply START to return."
    start = "Welcome back."
    help = "Call 1-800-555-0100."
    [[route]]
    pattern = "DONE <job:id>"
    do = { webhook = "jobs", type = "job.done", reply = "Job {job} closed. Thank you." }
    missing = "Please send DONE followed by the job number."
    [[route]]
    pattern = "APPT <when:text>"
    do = { reply = "Shall we book {when}? Reply YES or NO.", ask = { question = "appointment", expires = "30m" } }
    [[route]]
    pattern = "CONFIRM | YES"
    when = { pending = "appointment" }
    do = { webhook = "jobs", type = "appointment.confirmed", reply = "Booked.", clear = true }
    [[route]]
    pattern = "LOG <entry:text>"
    do = { queue = "log-book" }
    [fallback]
    do = { inbox = "human-inbox" }
"#;

pub(super) fn policy() -> Policy {
    let source: Source = toml::from_str(POLICY).unwrap();
    source.check().unwrap()
}

fn address(text: &str) -> Address {
    Address::parse(text, crate::number::Region::default()).unwrap()
}

fn decided(message: &str, to: &str, known: &Known) -> Decision {
    at(message, to, known, NOW)
}

fn at(message: &str, to: &str, known: &Known, at: OffsetDateTime) -> Decision {
    let text = Inbound {
        from: &address(PEER),
        to: &address(to),
        message,
        at,
    };
    decide(&policy(), &text, known, NOW)
}

/// A decision in lines, for snapshots.
fn told(decision: &Decision) -> String {
    let mut lines = format!("{:?}", decision.intent);
    if let Some(rule) = &decision.rule {
        write!(lines, " by `{rule}`").unwrap();
    }
    if !decision.captures.is_empty() {
        write!(lines, " with {:?}", decision.captures).unwrap();
    }
    for action in &decision.actions {
        write!(lines, "\n- {}", serde_json::to_string(action).unwrap()).unwrap();
    }
    if let Some(change) = &decision.consent {
        write!(lines, "\n- {}", serde_json::to_string(change).unwrap()).unwrap();
    }
    if let Some(conversation) = &decision.conversation {
        write!(
            lines,
            "\n- pending {:?}, {} replies",
            conversation.pending.as_ref().map(|p| &p.question),
            conversation.replies.len()
        )
        .unwrap();
    }
    for reason in &decision.because {
        write!(lines, "\n  {reason}").unwrap();
    }
    lines
}

fn out(minutes_ago: i64) -> Known {
    Known {
        consent: Consent {
            program: Some(Stand {
                standing: Standing::Out,
                at: NOW - Duration::minutes(minutes_ago),
            }),
            everywhere: None,
        },
        ..Known::default()
    }
}

fn asked(expires: OffsetDateTime) -> Known {
    Known {
        conversation: Conversation {
            pending: Some(Pending {
                question: "appointment".to_owned(),
                asked: NOW - Duration::minutes(5),
                expires,
            }),
            replies: Vec::new(),
        },
        ..Known::default()
    }
}

#[test]
fn a_keyword_with_its_capture_is_told_and_answered() {
    insta::assert_snapshot!(told(&decided("done: 0042.", TOLL_FREE, &Known::default())), @r#"
    Keyword by `DONE <job:id>` with {"job": "0042"}
    - {"do":"reply","text":"Job 0042 closed. Thank you.","kind":"answer"}
    - {"do":"webhook","target":"jobs","event_type":"job.done"}
    - pending None, 1 replies
      it is of the pattern `DONE <job:id>`
    "#);
}

#[test]
fn a_keyword_without_its_capture_gets_the_missing_text() {
    insta::assert_snapshot!(told(&decided("Done", TOLL_FREE, &Known::default())), @r#"
    Missing by `DONE <job:id>`
    - {"do":"reply","text":"Please send DONE followed by the job number.","kind":"answer"}
    - pending None, 1 replies
      it begins like the pattern `DONE <job:id>`, and what follows does not fit
    "#);
    insta::assert_snapshot!(told(&decided("done 42 thanks", TOLL_FREE, &Known::default())), @r#"
    Missing by `DONE <job:id>`
    - {"do":"reply","text":"Please send DONE followed by the job number.","kind":"answer"}
    - pending None, 1 replies
      it begins like the pattern `DONE <job:id>`, and what follows does not fit
    "#);
}

#[test]
fn a_question_is_asked_answered_and_settled() {
    insta::assert_snapshot!(told(&decided("Appt Tuesday,\nat 3:30 — ok?", TOLL_FREE, &Known::default())), @r#"
    Keyword by `APPT <when:text>` with {"when": "Tuesday,\nat 3:30 — ok?"}
    - {"do":"reply","text":"Shall we book Tuesday,\nat 3:30 — ok?? Reply YES or NO.","kind":"answer"}
    - pending Some("appointment"), 1 replies
      it is of the pattern `APPT <when:text>`
    "#);
    insta::assert_snapshot!(told(&decided("Yes!", TOLL_FREE, &asked(NOW + Duration::MINUTE))), @r#"
    Answer by `CONFIRM | YES`
    - {"do":"reply","text":"Booked.","kind":"answer"}
    - {"do":"webhook","target":"jobs","event_type":"appointment.confirmed"}
    - pending None, 1 replies
      it answers the pending question `appointment`
      it is of the pattern `CONFIRM | YES`
    "#);
}

#[test]
fn an_answer_out_of_its_time_is_a_text_as_any_other() {
    let expected = "Other by `fallback`\n- {\"do\":\"inbox\",\"queue\":\"human-inbox\"}\n  no rule is for such a text";
    assert_eq!(
        told(&decided("YES", TOLL_FREE, &Known::default())),
        expected
    );
    assert_eq!(told(&decided("YES", TOLL_FREE, &asked(NOW))), expected);
    let before_the_question = NOW - Duration::minutes(6);
    let known = asked(NOW + Duration::MINUTE);
    assert_eq!(
        told(&at("YES", TOLL_FREE, &known, before_the_question)),
        expected
    );
}

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
      `quit` is a word that opts out
      it is about the number's programme
    "#);
    insta::assert_snapshot!(told(&decided("STOP", TOLL_FREE, &Known::default())), @r#"
    OptOut by `opt_out`
    - {"scope":"program","standing":"out","at":"2026-11-21T12:00:00Z","applies":true}
      `stop` is a word that opts out
      it is about the number's programme
      the carrier answers this word on a toll-free number
    "#);
    insta::assert_snapshot!(told(&decided("please stop texting me", MOBILE, &out(3))), @r#"
    OptOut by `opt_out`
    - {"scope":"program","standing":"out","at":"2026-11-21T12:00:00Z","applies":true}
      `stop texting` asks for no more texts in the sender's own words
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
      `stop` is a word that opts out
      it is about the number's programme
      the sender has said something newer since: consent stays as it is
    "#);
    insta::assert_snapshot!(told(&at("START", MOBILE, &out(0), NOW - Duration::SECOND)), @r#"
    OptIn by `opt_in`
    - {"scope":"program","standing":"in","at":"2026-11-21T11:59:59Z","applies":false}
      `start` is a word that opts in
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
fn the_budget_ends_a_loop_of_replies_and_nothing_else() {
    let mut known = Known::default();
    let mut send = |message: &str, minute: i64| {
        let now = NOW + Duration::minutes(minute);
        let text = Inbound {
            from: &address(PEER),
            to: &address(MOBILE),
            message,
            at: now,
        };
        let decision = decide(&policy(), &text, &known, now);
        if let Some(conversation) = &decision.conversation {
            known.conversation = conversation.clone();
        }
        decision
    };
    for number in 0..5 {
        let decision = send(&format!("DONE {number}"), 0);
        assert_eq!(decision.actions.len(), 2, "{number}");
    }
    insta::assert_snapshot!(told(&send("DONE 5", 9)), @r#"
    Keyword by `DONE <job:id>` with {"job": "5"}
    - {"do":"webhook","target":"jobs","event_type":"job.done"}
      it is of the pattern `DONE <job:id>`
      no reply: the sender has had 5 in the last 600 seconds
    "#);
    // One more is kept for the confirmation.
    assert_eq!(send("STOP", 9).actions.len(), 1);
    assert_eq!(send("STOP", 9).actions.len(), 0);
    assert_eq!(send("DONE 6", 10).actions.len(), 2);
}

#[test]
fn the_same_words_are_not_answered_for_ever() {
    let mut known = Known::default();
    let replies: Vec<_> = (0..4)
        .map(|_| {
            let decision = decided("done  0042", MOBILE, &known);
            let changed = decision.conversation.is_some();
            known.conversation = decision
                .conversation
                .clone()
                .unwrap_or(known.conversation.clone());
            (decision.reply().is_some(), changed, decision.actions.len())
        })
        .collect();
    assert_eq!(
        replies,
        [
            (true, true, 2),
            (true, true, 2),
            (false, false, 1),
            (false, false, 1)
        ]
    );
    assert_eq!(decided("DONE 0043", MOBILE, &known).actions.len(), 2);
}

#[test]
fn a_conversation_stays_small() {
    let old = Replied {
        at: NOW - Duration::minutes(10),
        to: 1,
    };
    let mut known = Known::default();
    known.conversation.replies = vec![old; 5];
    let decision = decided("DONE 1", MOBILE, &known);
    assert_eq!(decision.conversation.unwrap().replies.len(), 1);
}

#[test]
fn what_no_person_wrote_to_us_leaves_no_trace() {
    for (from, message) in [
        (TOLL_FREE, "STOP"),
        (MOBILE, "DONE 1"),
        ("72345", "STOP"),
        ("Contoso", "hello"),
        (PEER, "Liked “Reply STOP to unsubscribe”"),
    ] {
        let text = Inbound {
            from: &address(from),
            to: &address(TOLL_FREE),
            message,
            at: NOW,
        };
        let decision = decide(&policy(), &text, &out(1), NOW);
        let expected = Decision {
            intent: Intent::Ignored,
            rule: None,
            captures: std::collections::BTreeMap::new(),
            actions: Vec::new(),
            conversation: None,
            consent: None,
            because: decision.because.clone(),
        };
        assert_eq!(decision, expected, "{message}");
        assert_eq!(decision.because.len(), 1);
    }
}

#[test]
fn a_text_that_only_fills_a_queue_writes_no_conversation() {
    insta::assert_snapshot!(told(&decided("log pump 3 leaks", MOBILE, &Known::default())), @r#"
    Keyword by `LOG <entry:text>` with {"entry": "pump 3 leaks"}
    - {"do":"queue","queue":"log-book"}
      it is of the pattern `LOG <entry:text>`
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

#[test]
fn nothing_of_a_text_is_in_debug_output() {
    for message in [
        "DONE hunter2",
        "quit",
        "please stop texting me hunter2",
        "APPT hunter2",
    ] {
        let decision = decided(message, MOBILE, &Known::default());
        let shown = format!("{decision:?}").to_lowercase();
        for secret in ["hunter2", "quit", "texting", PEER] {
            assert!(!shown.contains(secret), "{shown}");
        }
    }
    let text = Inbound {
        from: &address(PEER),
        to: &address(MOBILE),
        message: "hunter2",
        at: NOW,
    };
    let shown = format!("{text:?}");
    assert!(
        !shown.contains("hunter2") && !shown.contains("425555"),
        "{shown}"
    );
}

fn any_known() -> impl Strategy<Value = Known> {
    let stand = (any::<bool>(), -100i64..100).prop_map(|(out, minutes)| Stand {
        standing: if out { Standing::Out } else { Standing::In },
        at: NOW + Duration::minutes(minutes),
    });
    let replied = (-20i64..5, 0u64..3).prop_map(|(minutes, to)| Replied {
        at: NOW + Duration::minutes(minutes),
        to,
    });
    let pending = (-60i64..5, -5i64..60).prop_map(|(asked, expires)| Pending {
        question: "appointment".to_owned(),
        asked: NOW + Duration::minutes(asked),
        expires: NOW + Duration::minutes(expires),
    });
    (
        prop::option::of(pending),
        prop::collection::vec(replied, 0..8),
        prop::option::of(stand.clone()),
        prop::option::of(stand),
    )
        .prop_map(|(pending, replies, program, everywhere)| Known {
            conversation: Conversation { pending, replies },
            consent: Consent {
                program,
                everywhere,
            },
        })
}

/// Texts near those that mean something, and any others.
fn any_message() -> impl Strategy<Value = String> {
    prop_oneof![
        "(?i)(stop|quit|start|help|yes|done|appt|log)[ .!:]{0,2}[a-z0-9 ]{0,12}",
        "(?s).{0,200}",
        Just("please stop texting me".to_owned()),
    ]
}

proptest! {
    #[test]
    fn nobody_who_is_out_is_texted(
        message in any_message(),
        known in any_known(),
        to in prop::sample::select(vec![TOLL_FREE, MOBILE, "55501"]),
        minutes in -120i64..5,
    ) {
        let decision = at(&message, to, &known, NOW + Duration::minutes(minutes));
        let after = match &decision.consent {
            Some(change) => known.consent.after(change),
            None => known.consent,
        };
        let replies: Vec<_> = decision
            .actions
            .iter()
            .filter_map(|action| match action {
                Action::Reply { text, kind } => Some((text, *kind)),
                _ => None,
            })
            .collect();
        prop_assert!(replies.len() <= 1);
        for (text, kind) in replies {
            prop_assert!(text.encode_utf16().count() <= crate::template::LONGEST_MESSAGE);
            if kind == ReplyKind::Confirmation {
                // The first word of it: whoever was out before has had theirs.
                prop_assert!(known.consent.may_send() && !after.may_send());
            } else {
                prop_assert!(after.may_send(), "{decision:?}");
            }
        }
        // What is stored stays small, and a reply is always remembered.
        if let Some(conversation) = &decision.conversation {
            prop_assert!(conversation.replies.len() <= known.conversation.replies.len() + 1);
        }
        prop_assert!(decision.reply().is_none() || decision.conversation.is_some());
        prop_assert!(!decision.because.is_empty());
        // The same once more.
        prop_assert_eq!(&at(&message, to, &known, NOW + Duration::minutes(minutes)), &decision);
    }

    #[test]
    fn a_word_that_opts_out_does_however_it_is_written(
        word in prop::sample::select(vec!["STOP", "stop", "Quit"]),
        before in "[ \n\"'(]{0,3}",
        after in "[ \n\"'.!)]{0,3}",
        known in any_known(),
        to in prop::sample::select(vec![TOLL_FREE, MOBILE, "55501"]),
    ) {
        let later = NOW + Duration::hours(3);
        let text = Inbound {
            from: &address(PEER),
            to: &address(to),
            message: &format!("{before}{word}{after}"),
            at: later,
        };
        let decision = decide(&policy(), &text, &known, later);
        prop_assert_eq!(decision.intent, Intent::OptOut);
        let change = decision.consent.unwrap();
        prop_assert!(!known.consent.after(&change).may_send());
        prop_assert!(decision.conversation.is_none_or(|c| c.pending.is_none()));
    }

    #[test]
    fn a_capture_is_repeated_letter_by_letter(job in "[A-Za-z0-9_-]{0,31}[A-Za-z0-9]") {
        let decision = decided(&format!("DONE {job}"), MOBILE, &Known::default());
        let expected = format!("Job {job} closed. Thank you.");
        prop_assert_eq!(decision.reply(), Some(expected.as_str()));
        prop_assert_eq!(&decision.captures["job"], &job);
    }
}
