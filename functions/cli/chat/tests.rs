//! The command line about chats, run.

use std::fs;

use crate::cli::tests::frontdesk;

const POLICY: &str = r#"[token]
default_scopes = ["chat"]
[chat]
[[chat.list]]
id = "house"
terms = ["frobnicate"]
category = "profanity"
action = "delete"
[chat.pii]
email = "mask"
[chat.flood]
rate = { max = 2, per = "10s", action = "mute", for = "1m" }
[chat.strikes]
ladder = [ { at = 2, do = "warn" } ]
[chat.notices]
warned = "Mind your words."
[[chat.thread]]
match = { metadata = { kind = "lab" } }
mode = "dry_run"
[[chat.test]]
text = "frob nicate"
expect = "allow"
"#;

/// Decides about these lines with the policy.
fn replay(lines: &[&str]) -> (String, bool) {
    let words = ["replay", "chat", "--policy", "POLICY"];
    frontdesk(POLICY, &words, &lines.join("\n"))
}

#[test]
fn check_runs_the_tests_of_chats() {
    let (said, well) = frontdesk(POLICY, &["check", "POLICY"], "");
    assert_eq!(said, "frontdesk.toml: a policy; 1 test\n");
    assert!(well);
    let wrong = POLICY.replace("expect = \"allow\"", "expect = \"mask\"");
    let (said, well) = frontdesk(&wrong, &["check", "POLICY"], "");
    insta::assert_snapshot!(said, @r#"
    frontdesk.toml:20:1: "frob nicate": expected mask, found allow (no rule is hit)
    20 | [[chat.test]]
       | ^

    frontdesk.toml: a policy; 1 test, 1 failed
    "#);
    assert!(!well);
}

#[test]
fn check_knows_the_webhooks_of_chats() {
    let wrong = POLICY.replace(
        "action = \"delete\"\n",
        "action = \"delete\"\nnotify = { webhook = \"care\", type = \"t\" }\n",
    );
    let (said, well) = frontdesk(&wrong, &["check", "POLICY"], "");
    assert!(
        said.contains("frontdesk.toml:9:22: no webhook `care`"),
        "{said}"
    );
    assert!(!well);
}

#[test]
fn explain_shows_every_stage() {
    let words = [
        "explain",
        "chat",
        "<p>f.r.0.b.n.1.c.a.t.e \u{200b}&amp; jane@<b>example.com</b></p>",
        "--html",
        "--display-name",
        "Frobnicate",
        "--policy",
        "POLICY",
    ];
    let (said, well) = frontdesk(POLICY, &words, "");
    let said = said.split_once('\n').unwrap().1;
    insta::assert_snapshot!(said, @r"
    exemptions  none
    extract     the text of HTML, the display name
                f.r.0.b.n.1.c.a.t.e \u{200b}& jane@example.com\n
    normalise   two views
                literal     f.r.0.b.n.1.c.a.t.e & jane@example.com\n
                aggressive  frobnicate & jane@example.com\n
    rules       house, pii.email, house in the name
                house (delete, profanity) in the body: frobnicate
                  <p>f.r.0.b.n.1.c.a.t.e \u{200b}&amp; jane@<b>example.com</b></p>
                     ^^^^^^^^^^^^^^^^^^^
                pii.email (mask) in the body: email
                  <p>f.r.0.b.n.1.c.a.t.e \u{200b}&amp; jane@<b>example.com</b></p>
                                                       ^^^^^^^^^^^^^^^^^^^
                house (delete, profanity) in the name: frobnicate
                  Frobnicate
                  ^^^^^^^^^^
    ai          not configured
    combine     delete, of 3 hits
    strikes     2, makes 2: warn
    actions     delete, warn
                warn        Mind your words.
    verdict     delete
    ");
    assert!(well);
    let mut lab = words.to_vec();
    lab.extend(["--thread-meta", "kind=lab"]);
    let (said, _) = frontdesk(POLICY, &lab, "");
    assert!(
        said.ends_with("verdict     flag (without dry runs: delete)\n"),
        "{said}"
    );
}

#[test]
fn replay_tells_characters_and_goes_on_after_a_bad_line() {
    let (said, well) = replay(&[
        r#"{"text":"é: jane@example.com","more":1}"#,
        r#"{"txt":"x"}"#,
        "",
        "{\"text\":\"\u{1f980} frobnicate\"}",
        r#"{"text":"a <b>frob</b>nicate","html":true,"metadata":{"kind":"lab"}}"#,
    ]);
    insta::assert_snapshot!(said, @r#"
    {"action":"mask","rules":["pii.email"],"spans":[[3,19]],"masked":"é: ****************","entities":[{"type":"email","start":3,"end":19}],"does":["mask"]}
    {"line":2,"error":"missing field `text` at line 1 column 11"}
    {"action":"delete","rules":["house"],"spans":[[2,12]],"masked":null,"entities":[],"does":["delete","warn"]}
    {"action":"flag","would":"delete","rules":["house"],"spans":[[5,19]],"masked":null,"entities":[],"does":["flag"]}
    "#);
    assert!(!well);
}

#[test]
fn replay_remembers_of_lines_with_sender_and_time() {
    let line = |text: &str, second: u32| {
        format!(
            r#"{{"text":"{text}","sender":"a","thread":"t","at":"2026-11-21T12:00:{second:02}Z"}}"#
        )
    };
    let lines = [
        line("one", 0),
        line("two", 1),
        line("three", 2),
        line("four", 15),
        r#"{"text":"five","sender":"a","thread":"t"}"#.to_owned(),
        line("six", 15).replace("\"t\"", "\"u\""),
    ];
    let lines: Vec<_> = lines.iter().map(String::as_str).collect();
    let (said, well) = replay(&lines);
    let rules: Vec<_> = said
        .lines()
        .map(|line| {
            let told: serde_json::Value = serde_json::from_str(line).unwrap();
            told["rules"].to_string()
        })
        .collect();
    assert_eq!(
        rules,
        ["[]", "[]", r#"["flood.rate"]"#, r#"["muted"]"#, "[]", "[]"]
    );
    assert!(well);
}

#[test]
fn replay_tells_what_another_policy_would_make_other() {
    let folder = tempfile::tempdir().unwrap();
    let other = folder.path().join("other.toml");
    let text = POLICY
        .replace("terms = [\"frobnicate\"]", "terms = [\"glorb\"]")
        .replace("email = \"mask\"", "email = \"flag\"");
    fs::write(&other, text).unwrap();
    let words = [
        "replay",
        "chat",
        "--policy",
        "POLICY",
        "--against",
        other.to_str().unwrap(),
    ];
    let lines = [
        r#"{"text":"good morning"}"#,
        r#"{"text":"frobnicate"}"#,
        r#"{"text":"glorb"}"#,
        r#"{"text":"jane@example.com"}"#,
        "{",
    ];
    let (said, well) = frontdesk(POLICY, &words, &lines.join("\n"));
    insta::assert_snapshot!(said, @r#"
    {"line":2,"change":"newly_deleted","before":"allow","after":"delete","rules":["house"],"text":"frobnicate"}
    {"line":3,"change":"newly_allowed","before":"delete","after":"allow","rules":["house"],"text":"glorb"}
    {"line":4,"change":"newly_masked","before":"flag","after":"mask","rules":["pii.email"],"text":"jane@example.com"}
    {"line":5,"error":"EOF while parsing an object at line 1 column 1"}
    {"summary":{"lines":4,"unchanged":1,"newly_allowed":1,"newly_deleted":1,"newly_masked":1}}
    "#);
    assert!(!well);
}

#[test]
fn a_policy_without_the_section_says_so() {
    let (said, well) = frontdesk(
        "[token]\ndefault_scopes = []\n",
        &["explain", "chat", "hello", "--policy", "POLICY"],
        "",
    );
    assert_eq!(
        said,
        "frontdesk.toml: no section [chat]: everything may stand in a chat\n"
    );
    assert!(!well);
}
