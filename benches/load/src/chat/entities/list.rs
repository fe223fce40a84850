//! Lists of texts in which something is marked.

use std::ops::Range;

/// A text, and where in it there is something of its section's kind.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) section: &'static str,
    pub(super) text: String,
    pub(super) marked: Vec<Range<usize>>,
}

/// The lines of a list with sections.
pub(super) fn lines(list: &'static str) -> Vec<Line> {
    let mut section = "";
    let mut lines = Vec::new();
    for line in list
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with("# "))
    {
        if let Some(name) = line
            .strip_prefix('[')
            .and_then(|rest| rest.strip_suffix(']'))
        {
            section = name;
        } else {
            lines.push(Line::read(section, line));
        }
    }
    lines
}

impl Line {
    /// With the marks taken out.
    pub(super) fn read(section: &'static str, line: &str) -> Self {
        let (mut text, mut marked) = (String::new(), Vec::new());
        let mut pieces = line.split('⟦');
        text.push_str(pieces.next().unwrap_or_default());
        for piece in pieces {
            let (inside, after) = piece.split_once('⟧').unwrap_or((piece, ""));
            let start = text.len();
            text.push_str(&unescape(inside));
            marked.push(start..text.len());
            text.push_str(after);
        }
        Self {
            section,
            text,
            marked,
        }
    }
}

/// What nobody can see in a list is written out there.
pub(super) fn unescape(text: &str) -> String {
    text.replace("\\u{200B}", "\u{200B}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_read() {
        let read = lines("# A list\n\n[card]\nno ⟦41\\u{200B}11⟧, or ⟦5⟧\n4112\n");
        let line = |text: &str, marked: &[Range<usize>]| Line {
            section: "card",
            text: text.to_owned(),
            marked: marked.to_vec(),
        };
        assert_eq!(
            read,
            [
                line("no 41\u{200B}11, or 5", &[3..10, 15..16]),
                line("4112", &[])
            ]
        );
    }
}
