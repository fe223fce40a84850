//! Patterns, questions, the fallback.

use super::*;

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

#[test]
fn a_text_that_only_fills_a_queue_writes_no_conversation() {
    insta::assert_snapshot!(told(&decided("log pump 3 leaks", MOBILE, &Known::default())), @r#"
    Keyword by `LOG <entry:text>` with {"entry": "pump 3 leaks"}
    - {"do":"queue","queue":"log-book"}
      it is of the pattern `LOG <entry:text>`
    "#);
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
