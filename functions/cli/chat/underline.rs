//! A text with a part of it marked.

use std::{fmt::Write as _, ops::Range};

/// As many characters of the text are shown on either side.
const AROUND: usize = 40;

/// The text on one line with the part marked: in colour, or by a second line below. What cannot be seen is written
/// as its number.
pub(super) fn underline(text: &str, part: Range<usize>, colour: bool) -> Vec<String> {
    let before = text.get(..part.start).unwrap_or_default();
    let marked = text.get(part.clone()).unwrap_or_default();
    let after = text.get(part.end..).unwrap_or_default();
    let skipped = before.chars().count().saturating_sub(AROUND);
    let mut shown = String::new();
    if skipped > 0 {
        shown.push('…');
    }
    shown.push_str(&visible(before.chars().skip(skipped)));
    let indent = shown.chars().count();
    let marked = visible(marked.chars());
    let width = marked.chars().count().max(1);
    let rest = visible(after.chars().take(AROUND));
    let more = if after.chars().nth(AROUND).is_some() {
        "…"
    } else {
        ""
    };
    if colour {
        vec![format!(
            "{shown}\u{1b}[1;31;4m{marked}\u{1b}[0m{rest}{more}"
        )]
    } else {
        vec![
            format!("{shown}{marked}{rest}{more}"),
            format!("{:indent$}{}", "", "^".repeat(width)),
        ]
    }
}

/// On one line, with nothing in it that hides or moves: a message is not to play with whoever
/// looks into it.
pub(super) fn visible(text: impl Iterator<Item = char>) -> String {
    let mut shown = String::new();
    for c in text {
        // `Debug` escapes what is not to be printed: controls, formats, lone marks.
        let plain = matches!(c, '"' | '\'' | '\\');
        if plain {
            shown.push(c);
        } else {
            let _ = write!(shown, "{}", c.escape_debug());
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_a_part_and_shows_what_hides() {
        let lines = |text, part, colour| underline(text, part, colour).join("|");
        assert_eq!(lines("say bad now", 4..7, false), "say bad now|    ^^^");
        assert_eq!(
            lines("say bad now", 4..7, true),
            "say \u{1b}[1;31;4mbad\u{1b}[0m now"
        );
        assert_eq!(
            lines("é\u{1b}[2J b\u{202e}d", 7..12, false),
            "é\\u{1b}[2J b\\u{202e}d|           ^^^^^^^^^^"
        );
        let long = "a".repeat(100);
        let shown = lines(&long, 50..51, false);
        let (text, mark) = shown.split_once('|').unwrap();
        assert_eq!(text.chars().count(), 1 + 40 + 1 + 40 + 1);
        assert_eq!(mark, format!("{:41}^", ""));
    }
}
