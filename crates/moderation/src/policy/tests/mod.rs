//! What a policy says, and every way to say it wrong.

mod mistakes;

use std::collections::BTreeMap;

use time::macros::datetime;

use super::*;

fn files() -> BTreeMap<String, String> {
    [
        ("house.txt", "# ours\nfrobnicat*\n\n  glorb  \n"),
        ("bad.txt", "frobnicate\nx\n"),
        ("empty.txt", "# nothing\n"),
    ]
    .map(|(name, text)| (name.to_owned(), text.to_owned()))
    .into()
}

/// The mistakes, each with the piece of the file that it is at.
fn mistakes(text: &str) -> Vec<String> {
    let source: Source = match toml::from_str(text) {
        Ok(source) => source,
        Err(error) => {
            let at = error.span().unwrap_or_default();
            let piece = text.get(at).unwrap_or_default();
            return vec![format!("{piece}: {}", error.message())];
        }
    };
    let Err(mistakes) = source.check(&files()) else {
        return Vec::new();
    };
    let files = files();
    let told = |mistake: Mistake| {
        let (file, text) = match &mistake.file {
            Some(file) => (format!("{file}:"), files[file].as_str()),
            None => (String::new(), text),
        };
        let piece = text.get(mistake.at.clone()).unwrap();
        format!("{file}{piece}: {mistake}")
    };
    mistakes.into_iter().map(told).collect()
}

fn policy(text: &str) -> Policy {
    let source: Source = toml::from_str(text).unwrap();
    source.check(&files()).unwrap()
}

const LIST: &str = "[[list]]\nid = 'house'\nterms = ['frobnicate']\naction = 'delete'\n";

#[test]
fn nothing_need_be_said() {
    let policy = policy("");
    assert_eq!(policy.mode, Mode::Enforce);
    assert_eq!((policy.rules().len(), policy.tests()), (0, 0));
    assert_eq!(policy.store_text, StoreText::Redacted);
    assert!(policy.ai.is_none() && policy.ladder.rungs.is_empty());
}

#[test]
fn the_webhooks_are_listed_with_their_places() {
    let text = format!(
        "{LIST}notify = {{ webhook = 'care', type = 't' }}\n[ai]\nprovider = 'content_safety'\non_error = 'allow'\nself_harm = {{ notify = 4, people = {{ webhook = 'desk', type = 't' }} }}"
    );
    let policy = policy(&text);
    let named: Vec<_> = policy
        .webhooks()
        .map(|name| text.get(name.span()).unwrap())
        .collect();
    assert_eq!(named, ["'care'", "'desk'"]);
}

#[test]
fn the_version_is_of_what_is_meant() {
    let version = |text: &str| policy(text).version().to_owned();
    let house = version(LIST);
    assert_eq!(house.len(), 16);
    assert_eq!(version(&format!("# a comment\n{LIST}")), house);
    assert_eq!(
        version(&format!("{LIST}[[test]]\ntext = 'a'\nexpect = 'allow'")),
        house
    );
    assert_ne!(version(&LIST.replace("delete", "flag")), house);
    assert_ne!(version(&LIST.replace("frobnicate", "glorb")), house);
    // What stands in a file counts.
    let source = |text: &str| {
        let files = [("a.txt".to_owned(), text.to_owned())].into();
        let source: Source =
            toml::from_str("[[list]]\nid = 'a'\nfile = 'a.txt'\naction = 'flag'").unwrap();
        source.check(&files).unwrap().version().to_owned()
    };
    assert_ne!(source("glorb"), source("frobnicate"));
    assert_eq!(source("glorb"), source("glorb"));
}

#[test]
fn a_policy_tests_itself() {
    let test = |test: &str| {
        let text = format!(
            "mode = 'dry_run'\n{LIST}[pii]\nemail = 'mask'\n[exempt]\nroles = ['staff']\n[ai]\nprovider = 'content_safety'\non_error = 'flag'\nhate = {{ delete = 4 }}\n[[thread]]\nmatch = {{ metadata = {{ kind = 'lab' }} }}\nrules = {{ house = 'flag' }}\n[[test]]\n{test}"
        );
        let failures = policy(&text).run_tests(datetime!(2026-11-21 12:00 UTC));
        let told = |failure: Failure| failure.message;
        failures.into_iter().map(told).collect::<Vec<_>>()
    };
    for right in [
        "text = 'do not frobnicate'\nexpect = { action = 'delete', rules = ['house'] }",
        "text = 'do not frobnicate'\nmetadata = { kind = 'lab' }\nexpect = 'flag'",
        "text = 'do not frobnicate'\nroles = ['staff']\nexpect = { action = 'allow', rules = [] }",
        "text = 'hello'\ndisplay_name = 'Frobnicate'\nexpect = 'delete'",
        "text = 'frob<b>nic</b>ate'\nhtml = true\nexpect = 'delete'",
        "text = 'frobnicate'\nas_topic = true\nexpect = 'delete'",
        "text = 'hello'\nai = { hate = 5 }\nexpect = { action = 'delete', rules = ['ai.hate'] }",
    ] {
        assert_eq!(test(right), [""; 0], "{right}");
    }
    assert_eq!(
        test("text = 'hello'\nexpect = { action = 'delete', rules = ['house'], masked = 'x' }"),
        [
            "\"hello\": expected delete, found allow (no rule is hit); rules: expected house, found none; masked: expected \"x\", found \"\""
        ]
    );
    assert_eq!(
        mistakes(&format!("{LIST}[[test]]\ntext = 'a'\nexpect = {{}}")),
        ["[[test]]: expects nothing"]
    );
    assert_eq!(
        mistakes(&format!(
            "{LIST}[[test]]\ntext = 'a'\nexpect = {{ rules = ['hose'] }}"
        )),
        ["[[test]]: no rule `hose`; there are house"]
    );
}
