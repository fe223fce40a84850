//! The command line, run.

use std::fs;

use time::macros::datetime;

use super::*;

const NOW: OffsetDateTime = datetime!(2026-11-21 12:00 UTC);

const POLICY: &str = r#"[token]
default_scopes = ["chat"]
[webhooks.jobs]
url = "https://jobs.contoso.com/hook"
secret = "webhook-jobs"
[sms]
[[sms.number]]
number = "+14255550199"
type = "mobile"
[sms.opt_out]
confirm = "You are out. Reply START to return."
[[sms.route]]
pattern = "DONE <job:id>"
do = { webhook = "jobs", type = "job.done", reply = "Job {job} closed." }
[[sms.route]]
pattern = "APPT <when:text>"
do = { reply = "Shall we book {when}?", ask = { question = "appointment", expires = "30m" } }
[[sms.route]]
pattern = "YES"
when = { pending = "appointment" }
do = { reply = "Booked.", clear = true }
[[sms.test]]
text = "Done 0042."
expect = { reply = "Job 0042 closed." }
"#;

/// Runs `frontdesk` with these words in a folder with this policy: what it says, and whether all is well.
pub(super) fn frontdesk(policy: &str, words: &[&str], input: &str) -> (String, bool) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("frontdesk.toml");
    fs::write(&path, policy).unwrap();
    let words = words.iter().map(|word| match *word {
        "POLICY" => path.to_str().unwrap(),
        word => word,
    });
    let arguments = Arguments::try_parse_from(["frontdesk"].into_iter().chain(words)).unwrap();
    let mut output = Vec::new();
    let well = match run(&arguments, NOW, false, input.as_bytes(), &mut output) {
        Ok(well) => well,
        Err(failure) => {
            writeln!(output, "{failure}").unwrap();
            false
        }
    };
    let output = String::from_utf8(output).unwrap();
    (
        output.replace(path.to_str().unwrap(), "frontdesk.toml"),
        well,
    )
}

#[test]
fn check_says_that_all_is_well() {
    let (said, well) = frontdesk(POLICY, &["check", "POLICY"], "");
    assert_eq!(said, "frontdesk.toml: a policy; 1 test\n");
    assert!(well);
}

#[test]
fn check_shows_each_mistake_where_it_is() {
    let wrong = POLICY
        .replace("<job:id>", "<job:uuid>")
        .replace("{when}", "{wann}");
    let (said, well) = frontdesk(&wrong, &["check", "POLICY"], "");
    assert!(!well);
    insta::assert_snapshot!(said, @r#"
    frontdesk.toml:13:22: no capture type `uuid`; there are number, id, word, text
    13 | pattern = "DONE <job:uuid>"
       |                      ^

    frontdesk.toml:17:31: no capture `wann`; there is `{when}`
    17 | do = { reply = "Shall we book {wann}?", ask = { question = "appointment", expires = "30m" } }
       |                               ^

    frontdesk.toml: 2 mistakes
    "#);
}

#[test]
fn check_knows_the_webhooks() {
    let wrong = POLICY.replace("webhook = \"jobs\"", "webhook = \"job\"");
    let (said, well) = frontdesk(&wrong, &["check", "POLICY"], "");
    assert!(!well);
    insta::assert_snapshot!(said, @r#"
    frontdesk.toml:14:18: no webhook `job`; there is `jobs`
    14 | do = { webhook = "job", type = "job.done", reply = "Job {job} closed." }
       |                  ^

    frontdesk.toml: 1 mistake
    "#);
}

#[test]
fn check_runs_the_tests() {
    let wrong = POLICY.replace("reply = \"Job 0042", "reply = \"Job 42");
    let (said, well) = frontdesk(&wrong, &["check", "POLICY"], "");
    assert!(!well);
    insta::assert_snapshot!(said, @r#"
    frontdesk.toml:22:1: "Done 0042.": reply: expected "Job 42 closed.", found "Job 0042 closed."; because it is of the pattern `DONE <job:id>`
    22 | [[sms.test]]
       | ^

    frontdesk.toml: a policy; 1 test, 1 failed
    "#);
}

#[test]
fn check_says_what_is_missing() {
    let (said, well) = frontdesk(POLICY, &["check", "no-such-policy.toml"], "");
    assert!(!well);
    insta::assert_snapshot!(said, @"no-such-policy.toml: No such file or directory (os error 2); FRONTDESK_POLICY names the policy file");
}

#[test]
fn explain_says_what_and_why() {
    let explain = |words: &[&str]| {
        let words = [&["explain", "sms", "--policy", "POLICY"], words].concat();
        frontdesk(POLICY, &words, "").0
    };
    insta::assert_snapshot!(explain(&["done 0042"]), @r#"
    from      +14255550123
    to        +14255550199: mobile, programme `default`
    intent    keyword
    rule      DONE <job:id>
    capture   job = "0042"
    because   it is of the pattern `DONE <job:id>`
    does      reply "Job 0042 closed.", 1 of GSM-7
    does      tell the webhook `jobs`: job.done
    "#);
    insta::assert_snapshot!(explain(&["Yes!", "--pending", "appointment", "--to", "+18005550100"]), @r#"
    from      +14255550123
    to        +18005550100: toll_free, programme `default`
    intent    answer
    rule      YES
    because   it answers the pending question `appointment`
    because   it is of the pattern `YES`
    does      reply "Booked.", 1 of GSM-7
    "#);
    insta::assert_snapshot!(explain(&["stop", "--opted-out", "--from", "4255550177"]), @r"
    from      +14255550177
    to        +14255550199: mobile, programme `default`
    intent    opt_out
    rule      opt_out
    because   `STOP` is a word that opts out
    because   it is about the number's programme
    because   the sender had opted out before: one confirmation is enough
    consent   out
    does      nothing
    ");
}

#[test]
fn replay_decides_about_each_line_alone() {
    let input = concat!(
        r#"{"from":"+14255550123","to":"+14255550199","message":"DONE 1234"}"#,
        "\n\n",
        r#"{"from":"+14255550123","to":"+14255550199","message":"yes","pending":"appointment","at":"2026-11-20T00:00:00Z"}"#,
        "\n{\"from\":\"+1\u{7f}\"\n",
        r#"{"from":"+14255550123","to":"+14255550199","message":"STOP"}"#,
        "\n",
        r#"{"from":"+14255550123","to":"+14255550199","message":"DONE 1235","opted_out":true}"#,
    );
    let (said, well) = frontdesk(POLICY, &["replay", "sms", "--policy", "POLICY"], input);
    assert!(!well, "one line is no text");
    insta::assert_snapshot!(said, @r#"
    {"intent":"keyword","rule":"DONE <job:id>","captures":{"job":"1234"},"actions":[{"do":"reply","text":"Job 1234 closed.","kind":"answer"},{"do":"webhook","target":"jobs","event_type":"job.done"}],"reply":"Job 1234 closed.","segments":1,"because":["it is of the pattern `DONE <job:id>`"]}
    {"intent":"answer","rule":"YES","captures":{},"actions":[{"do":"reply","text":"Booked.","kind":"answer"}],"reply":"Booked.","segments":1,"because":["it answers the pending question `appointment`","it is of the pattern `YES`"]}
    {"error":"EOF while parsing an object at line 1 column 13"}
    {"intent":"opt_out","rule":"opt_out","captures":{},"actions":[{"do":"reply","text":"You are out. Reply START to return.","kind":"confirmation"}],"reply":"You are out. Reply START to return.","segments":1,"consent":{"standing":"out","scope":"program","applies":true},"because":["`STOP` is a word that opts out","it is about the number's programme"]}
    {"intent":"keyword","rule":"DONE <job:id>","captures":{"job":"1235"},"actions":[{"do":"webhook","target":"jobs","event_type":"job.done"}],"reply":null,"segments":0,"because":["it is of the pattern `DONE <job:id>`","no reply: the sender has opted out"]}
    "#);
}

#[test]
fn replay_remembers_if_asked() {
    let line = |message: &str, minute: u8| {
        format!(
            "{{\"from\":\"+14255550123\",\"to\":\"+14255550199\",\"message\":\"{message}\",\"at\":\"2026-11-21T10:{minute:02}:00Z\"}}\n"
        )
    };
    let input = [
        line("APPT noon", 0),
        line("YES", 1),
        line("STOP", 2),
        line("DONE 1", 3),
        line("STOP", 4),
        line("START", 5),
        line("DONE 2", 6),
    ]
    .concat();
    let words = ["replay", "sms", "--remember", "--policy", "POLICY"];
    let (said, well) = frontdesk(POLICY, &words, &input);
    assert!(well);
    let replies: Vec<_> = said
        .lines()
        .map(|line| {
            let decision: serde_json::Value = serde_json::from_str(line).unwrap();
            decision["reply"].as_str().unwrap_or("-").to_owned()
        })
        .collect();
    assert_eq!(
        replies,
        [
            "Shall we book noon?",
            "Booked.",
            "You are out. Reply START to return.",
            "-",
            "-",
            "-",
            "Job 2 closed."
        ]
    );
}

#[test]
fn segments_names_what_makes_a_text_dear() {
    let segments = |text| frontdesk(POLICY, &["sms", "segments", text], "").0;
    insta::assert_snapshot!(segments("Job closed."), @r"
    encoding  GSM-7
    segments  1
    units     11, room for 149 more in the last segment
    ");
    insta::assert_snapshot!(segments("Job “0042” closed – thank you"), @r"
    encoding  UCS-2
    segments  1
    units     29, room for 41 more in the last segment
    because   – (U+2013) is not in GSM-7; it is character 19
    because   “ (U+201C) is not in GSM-7; it is character 5
    because   ” (U+201D) is not in GSM-7; it is character 10
    ");
}
