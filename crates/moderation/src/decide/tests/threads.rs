//! Rules that are other in some threads.

use std::collections::BTreeMap;

use super::*;

const POLICY: &str = r#"
mode = "dry_run"
[[list]]
id = "house"
terms = ["frobnicate"]
action = "delete"
[[list]]
id = "kids"
terms = ["cigar"]
action = "allow"
[[thread]]
match = { metadata = { kind = "kids" } }
mode = "enforce"
rules = { kids = { action = "delete", severity = "high" }, house = "remove" }
[[thread]]
match = { topic = "*quiet*" }
rules = { house = "flag", kids = { mode = "off" } }
"#;

/// What becomes of a text in a thread of this kind and topic, and what would without dry runs.
fn verdicts(said: &str, kind: &str, topic: Option<&str>) -> (Verdict, Verdict, Vec<&'static str>) {
    let policy = policy(POLICY);
    let metadata: BTreeMap<_, _> = [("kind".to_owned(), kind.to_owned())].into();
    let place = Place {
        thread: "t",
        topic,
        metadata: &metadata,
    };
    let message = text(said);
    let findings = policy.examine(&message, &place);
    let known = Known::default();
    let decision = decide(&policy, &message, &place, &findings, &known, "t/1", NOW);
    (decision.verdict, decision.would, told(&decision).1)
}

#[test]
fn a_thread_may_be_stricter_and_in_earnest() {
    for (said, kind, topic, expected) in [
        (
            "frobnicate",
            "adults",
            None,
            (Verdict::Flag, Verdict::Delete, vec!["flag"]),
        ),
        (
            "frobnicate",
            "kids",
            None,
            (Verdict::Delete, Verdict::Delete, vec!["delete", "remove"]),
        ),
        (
            "cigar",
            "adults",
            None,
            (Verdict::Allow, Verdict::Allow, vec![]),
        ),
        (
            "cigar",
            "kids",
            Some("homework"),
            (Verdict::Delete, Verdict::Delete, vec!["delete"]),
        ),
        // Both sections match, and the later one is the later word.
        (
            "frobnicate",
            "kids",
            Some("A Quiet corner"),
            (Verdict::Flag, Verdict::Flag, vec!["flag"]),
        ),
        (
            "cigar",
            "kids",
            Some("A Quiet corner"),
            (Verdict::Allow, Verdict::Allow, vec![]),
        ),
    ] {
        assert_eq!(
            verdicts(said, kind, topic),
            expected,
            "{said} {kind} {topic:?}"
        );
    }
}
