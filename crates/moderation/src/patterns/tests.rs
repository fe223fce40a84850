use proptest::prelude::*;

use super::{PatternHit, Patterns, Problem};

fn hits(patterns: &[&str], text: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    Patterns::new(patterns).unwrap().scan(text, &mut found);
    found
        .into_iter()
        .map(|PatternHit { pattern, span }| (pattern, text.get(span).unwrap().to_owned()))
        .collect()
}

#[test]
fn every_pattern_finds_its_own() {
    type Hit = (usize, &'static str);
    let cases: [(&[&str], &str, &[Hit]); 12] = [
        (
            &[r"(?i)\bTCK-\d{6}\b"],
            "see tck-123456.",
            &[(0, "tck-123456")],
        ),
        (&[r"(?i)\bTCK-\d{6}\b"], "see tck-1234567", &[]),
        (&["a+"], "aa b a", &[(0, "aa"), (0, "a")]),
        (
            &["foo", "foobar", "bar"],
            "foobar",
            &[(0, "foo"), (1, "foobar"), (2, "bar")],
        ),
        (&["x", "y"], "yx", &[(0, "x"), (1, "y")]),
        (&["^only$"], "only", &[(0, "only")]),
        (&["^only$"], "not only", &[]),
        (&[r"\p{Cyrillic}+"], "hi мир", &[(0, "мир")]),
        (&["."], "é", &[(0, "é")]),
        (&["(?x) a  b # a comment"], "ab", &[(0, "ab")]),
        (&["(?s)a.b"], "a\nb", &[(0, "a\nb")]),
        (&[], "anything", &[]),
    ];
    for (patterns, text, expected) in cases {
        let expected: Vec<(usize, String)> = expected
            .iter()
            .map(|(pattern, text)| (*pattern, (*text).to_owned()))
            .collect();
        assert_eq!(hits(patterns, text), expected, "{patterns:?} {text}");
    }
}

#[test]
fn what_cannot_be_run_is_refused_where_it_stands() {
    let deep = format!("{}a{}", "(".repeat(30), ")".repeat(30));
    let cases = [
        ("a(?=b)", "(?=", "look-around"),
        ("(?<!a)b", "(?<!", "look-around"),
        (r"(a)\1", r"\1", "backreference"),
        ("a(b", "(", "unclosed group"),
        ("[z-a]", "z-a", "class range"),
        (r"\p{Nope}", r"\p{Nope}", "property"),
        ("a**|", "a**|", "matches nothing"),
        ("a*", "a*", "matches nothing"),
        ("(a|)", "(a|)", "matches nothing"),
        ("", "", "matches nothing"),
        ("^", "^", "matches nothing"),
        (r"\b", r"\b", "matches nothing"),
        ("a{0,5}", "a{0,5}", "matches nothing"),
        (r"(\w{100}){100}", r"(\w{100}){100}", "too much memory"),
        ("a{9999999999}", "9999999999", "decimal"),
        (deep.as_str(), "(((((", "nested too deeply"),
    ];
    for (pattern, blamed, said) in cases {
        let error = Patterns::new(&["fine", pattern]).unwrap_err();
        assert_eq!(error.pattern, 1, "{pattern}");
        assert!(
            pattern.get(error.at.clone()).unwrap().starts_with(blamed),
            "{pattern}: {error:?}"
        );
        assert!(error.to_string().contains(said), "{pattern}: {error}");
    }
    let long = "a".repeat(1001);
    assert_eq!(
        Patterns::new(&[&long]).unwrap_err().problem,
        Problem::Long(1001)
    );
    let many: Vec<String> = (0..400).map(|n| format!(r"{n}[\w-]{{10}}")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    assert_eq!(
        Patterns::new(&many).unwrap_err().problem,
        Problem::LargeTogether
    );
}

#[test]
fn a_hostile_text_takes_no_longer() {
    let patterns = Patterns::new(&["(a+)+b", "(a|aa)+c", "(?:.*x){5}y"]).unwrap();
    let mut found = Vec::new();
    patterns.scan(&"a".repeat(28 * 1024), &mut found);
    assert_eq!(found, []);
}

proptest! {
    #[test]
    fn no_pattern_breaks_it(pattern in "[a-c(){}\\[\\]|*+?.\\\\bdw0-9^$]{0,12}", text in "\\PC{0,20}") {
        if let Ok(patterns) = Patterns::new(&[&pattern]) {
            let mut found = Vec::new();
            patterns.scan(&text, &mut found);
            for hit in found {
                prop_assert!(text.get(hit.span.clone()).is_some_and(|said| !said.is_empty()));
            }
        }
    }
}
