//! What ends a loop, or does not begin one.

use super::*;

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
