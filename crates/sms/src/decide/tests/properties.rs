//! What holds for every text.

use proptest::prelude::*;

use super::*;
use crate::words::Reserved;

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
        word in prop::sample::select(Reserved::Stop.defaults()),
        small in any::<bool>(),
        before in "[ \n\"'(]{0,3}",
        after in "[ \n\"'.!)]{0,3}",
        known in any_known(),
        to in prop::sample::select(vec![TOLL_FREE, MOBILE, "55501"]),
    ) {
        let later = NOW + Duration::hours(3);
        let word = if small { word.to_lowercase() } else { word.to_owned() };
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
