//! Patterns, table by table.

use proptest::prelude::*;

use super::*;

fn pattern(source: &str) -> Pattern {
    Pattern::parse(source).unwrap()
}

/// `name=value` for each capture, `-` for keywords only, nothing for something else.
fn compared(source: &str, text: &str) -> String {
    match pattern(source).compare(&Tokens::of(text)) {
        Match::Whole(captures) if captures.is_empty() => "whole".to_owned(),
        Match::Whole(captures) => {
            let captures: Vec<_> = captures
                .iter()
                .map(|(name, value)| format!("{name}={value}"))
                .collect();
            captures.join(" ")
        }
        Match::KeywordsOnly => "-".to_owned(),
        Match::Not => String::new(),
    }
}

#[test]
fn texts_match_as_people_write_them() {
    for (source, text, expected) in [
        ("DONE <job:id>", "DONE 0042", "job=0042"),
        ("DONE <job:id>", "  done\t0042\n", "job=0042"),
        ("DONE <job:id>", "Done: #0042.", "job=0042"),
        ("DONE <job:id>", "DONE#0042", "job=0042"),
        ("DONE <job:id>", "done - 0042", "job=0042"),
        ("DONE <job:id>", "ＤＯＮＥ 0042", "job=0042"),
        ("DONE <job:id>", "DONE Ab-7_x", "job=Ab-7_x"),
        ("DONE <job:id>", "DONE größe7", "job=größe7"),
        ("DONE <job:id>", "DONE (42)", "job=42"),
        ("DONE <job:id>", "“DONE” ‘42’", "job=42"),
        ("DONE <job:id>", "DONE", "-"),
        ("DONE <job:id>", "DONE 4.2", "-"),
        ("DONE <job:id>", "DONE ---", "-"),
        ("DONE <job:id>", "DONE 42 43", "-"),
        ("DONE <job:id>", "I am DONE 42", ""),
        ("DONE <job:id>", "", ""),
        ("DONE <job:id>", "done42", ""),
        ("PAY <n:number>", "pay $15", "n=15"),
        ("PAY <n:number>", "pay 007", "n=007"),
        ("PAY <n:number>", "pay 1,500", "-"),
        ("PAY <n:number>", "pay -5", "-"),
        ("PAY <n:number>", "pay fifteen", "-"),
        ("PAY <n:number>", "pay 1234567890123456789", "-"),
        ("NAME <n:word>", "name O'Brien!", "n=O'Brien"),
        ("NAME <n:word>", "name 김민준", "n=김민준"),
        ("NAME <n:word>", "name Ann Lee", "-"),
        (
            "APPT <when:text>",
            "Appt  3:30, or later? \n Ann ",
            "when=3:30, or later? \n Ann",
        ),
        ("APPT <when:text>", "appt 👍", "when=👍"),
        ("APPT <when:text>", "appt ", "-"),
        ("APPT <when:text>", "appt: - ?", "-"),
        ("APPT <when:text>", "appt: -5 °C 👍", "when=-5 °C 👍"),
        ("<all:text>", " (Tuesday) ", "all=(Tuesday)"),
        ("YES", "Yes 👍", "whole"),
        ("YES | 👍", "👍🏽!", "whole"),
        ("DONE <job:id>", "done 👍 42 👍", "job=42"),
        ("DONE <job:id>", "done >42", "job=42"),
        (
            "MOVE <job:id> TO <when:text>",
            "move 7 to 9 am",
            "job=7 when=9 am",
        ),
        ("MOVE <job:id> TO <when:text>", "move 7 9 am", "-"),
        ("CONFIRM | YES", "yes!", "whole"),
        ("CONFIRM | YES", "Confirm", "whole"),
        ("CONFIRM | YES", "yes I think so", ""),
        ("YES PLEASE", "yes, please", "whole"),
        ("YES PLEASE", "yes", ""),
        ("<n:number>", "4", "n=4"),
        ("<n:number>", "four", "-"),
        (
            "DONE <j:id> | FINISHED WITH <j:id>",
            "finished with 7",
            "j=7",
        ),
        ("DONE <j:id> | FINISHED WITH <j:id>", "finished 7", ""),
    ] {
        assert_eq!(compared(source, text), expected, "{source:?} {text:?}");
    }
}

#[test]
fn a_capture_has_its_longest_length() {
    for (kind, longest) in [("id", 32), ("word", 32), ("text", 1600)] {
        let source = format!("K <c:{kind}>");
        assert_eq!(
            compared(&source, &format!("k {}", "a".repeat(longest))).len(),
            longest + 2
        );
        assert_eq!(
            compared(&source, &format!("k {}", "a".repeat(longest + 1))),
            "-"
        );
        // As ACS counts: a character outside the basic plane is two.
        assert_eq!(
            compared(&source, &format!("k {}", "𐐷".repeat(longest))),
            "-"
        );
    }
    assert_eq!(
        compared("K <c:text>", &format!("k {}", "é".repeat(1600))).len(),
        3202
    );
}

#[test]
fn a_mistake_has_its_place() {
    for (source, at, message) in [
        ("", 0, "expected a keyword or a capture such as `<job:id>`"),
        (
            "A | ",
            3,
            "expected a keyword or a capture such as `<job:id>`",
        ),
        ("DONE <job:id", 5, "`<` is not closed by `>`"),
        (
            "DONE <job>",
            6,
            "a capture is `<name:type>`; `job` has no type",
        ),
        (
            "DONE <job:uuid>",
            10,
            "no capture type `uuid`; there are number, id, word, text",
        ),
        (
            "DONE <Job:id>",
            6,
            "a capture's name is up to 32 of a-z, 0-9 and _, beginning with a letter; found `Job`",
        ),
        ("A <x:id> <x:id>", 10, "`x` is captured twice"),
        (
            "A <x:text> B",
            11,
            "nothing can follow `<x:text>`: it takes the rest of the message",
        ),
        ("A<x:id>", 1, "expected a space before this"),
        ("A <x:id>B", 8, "expected a space before this"),
        (
            "A:B",
            0,
            "`A:B` is two words to the matcher: put a space between them",
        ),
        (
            "A !",
            2,
            "`!` is nothing but punctuation, which is ignored in texts",
        ),
        ("A {x}", 2, "a capture is `<name:type>`"),
        (
            "A <x:id> | B",
            11,
            "every alternative must capture the same names with the same types",
        ),
        (
            "A <x:id> | B <x:word>",
            11,
            "every alternative must capture the same names with the same types",
        ),
    ] {
        let error = Pattern::parse(source).unwrap_err();
        assert_eq!(
            (error.at, error.message.as_str()),
            (at, message),
            "{source:?}"
        );
    }
    assert!(Pattern::parse(&"A ".repeat(17)).is_err());
    assert!(Pattern::parse(&["A"; 17].join("|")).is_err());
    assert!(Pattern::parse(&"A".repeat(513)).is_err());
}

#[test]
fn captures_may_stand_in_any_order_in_alternatives() {
    let pattern = pattern("MOVE <a:id> <b:word> | PUT <b:word> ON <a:id>");
    let names: Vec<_> = pattern
        .captures()
        .iter()
        .map(|(name, _)| name.as_str())
        .collect();
    assert_eq!(names, ["a", "b"]);
}

#[test]
fn what_leaves_nothing_to_another_is_known() {
    for (earlier, later, shadowed) in [
        ("DONE <x:id>", "DONE <x:id>", Some(0)),
        ("DONE <x:id>", "Done <y:number>", Some(0)),
        ("DONE <x:number>", "DONE <y:id>", None),
        ("DONE <x:text>", "DONE <y:id> NOW", Some(0)),
        ("DONE <x:text>", "DONE", None),
        ("DONE <x:word>", "DONE NOW", Some(0)),
        ("DONE <x:number>", "DONE NOW", None),
        ("DONE NOW", "DONE <x:word>", None),
        ("YES", "NO | YES", Some(1)),
        ("YES | NO", "NO | YES", Some(0)),
        ("YES", "YES PLEASE", None),
        ("YES PLEASE", "YES", None),
        ("<x:text>", "A B C", Some(0)),
    ] {
        assert_eq!(
            pattern(later).shadowed_by(&pattern(earlier)),
            shadowed,
            "{earlier} / {later}"
        );
    }
    assert_eq!(pattern("YES | NO | yes").shadows_itself(), Some(2));
    assert_eq!(pattern("YES | NO").shadows_itself(), None);
}

/// Patterns with all that they can have.
fn any_pattern() -> impl Strategy<Value = String> {
    let keyword = "[A-Z]{1,6}";
    let kind = prop::sample::select(vec!["number", "id", "word"]);
    let items = prop::collection::vec((keyword, kind), 1..6);
    (items, any::<bool>()).prop_map(|(items, text)| {
        let mut words: Vec<_> = items
            .into_iter()
            .enumerate()
            .map(|(index, (word, kind))| format!("{word} <c{index}:{kind}>"))
            .collect();
        if text {
            words.push("<rest:text>".to_owned());
        }
        words.join(" ")
    })
}

proptest! {
    #[test]
    fn any_text_is_a_pattern_or_has_a_mistake_inside_it(source in "[A-C <>:|{}!idtex]{0,40}|.{0,40}") {
        if let Err(error) = Pattern::parse(&source) {
            prop_assert!(error.at <= source.len());
            prop_assert!(source.is_char_boundary(error.at), "{source:?} {}", error.at);
        }
    }

    #[test]
    fn a_pattern_matches_its_own_examples(source in any_pattern()) {
        let pattern = pattern(&source);
        for text in pattern.examples() {
            let matched = matches!(pattern.compare(&Tokens::of(&text)), Match::Whole(_));
            prop_assert!(matched, "{source:?} {text:?}");
        }
        prop_assert_eq!(pattern.shadowed_by(&pattern), Some(0));
    }

    #[test]
    fn a_shadow_matches_whatever_the_shadowed_does(
        first in any_pattern(), second in any_pattern(), text in "[A-Z]{1,2}( [A-Z0-9]{1,2}){0,5}",
    ) {
        let (first, second) = (pattern(&first), pattern(&second));
        let whole = |p: &Pattern| matches!(p.compare(&Tokens::of(&text)), Match::Whole(_));
        if second.shadowed_by(&first).is_some() && whole(&second) {
            prop_assert!(whole(&first));
        }
    }

    #[test]
    fn captures_are_pieces_of_the_message(text in "(?s)K .{0,60}") {
        let pattern = pattern("K <rest:text>");
        let tokens = Tokens::of(&text);
        if let Match::Whole(captures) = pattern.compare(&tokens) {
            let (_, value) = captures[0];
            prop_assert!(text.contains(value));
            prop_assert_eq!(value, value.trim());
        }
    }
}
