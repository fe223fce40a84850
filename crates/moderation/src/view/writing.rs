//! The text of the aggressive view.

use std::ops::Range;

use super::{
    View,
    aggressive::{Aggressive, Piece},
    letters::{How, Letter},
};

impl Aggressive {
    /// Writes the view: pieces as they read, everything else as it is.
    pub(super) fn write(&self, literal: &View, view: &mut View) {
        let is_changed = |(at, piece): (usize, &Piece)| {
            piece.is_odd
                && (is_stretched(self.of(piece))
                    || (!is_plain(self.of(piece)) && self.is_readable(at..at + 1)))
        };
        if self.spelled.is_empty() && !self.pieces.iter().enumerate().any(is_changed) {
            view.clone_from(literal);
            return;
        }
        view.clear();
        let text = literal.text();
        let mut spelled = self.spelled.iter().peekable();
        let mut written = 0;
        for (at, piece) in self.pieces.iter().enumerate() {
            while spelled.peek().is_some_and(|run| run.end <= at) {
                spelled.next();
            }
            let run = spelled.peek().filter(|run| run.contains(&at));
            let letters = self.of(piece);
            let (Some(first), Some(last)) = (letters.first(), letters.last()) else {
                continue;
            };
            if run.is_none_or(|run| run.start == at) {
                copy(literal, written..first.at.start, view);
            }
            written = last.at.end;
            if run.is_some() || is_plain(letters) || self.is_readable(at..at + 1) {
                write_letters(literal, letters, view);
            } else {
                copy(literal, first.at.start..last.at.end, view);
            }
        }
        copy(literal, written..text.len(), view);
    }
}

fn is_plain(letters: &[Letter]) -> bool {
    letters.iter().all(|it| it.how == How::Plain)
}

fn is_stretched(letters: &[Letter]) -> bool {
    let is_same = |run: &[Letter]| {
        run.iter()
            .all(|it| Some(it.reads) == run.first().map(|it| it.reads))
    };
    letters.windows(3).any(is_same)
}

fn copy(literal: &View, part: Range<usize>, view: &mut View) {
    if literal.is_aligned {
        view.text
            .push_str(literal.text().get(part.clone()).unwrap_or_default());
        view.spans.extend(part.map(|at| at..at + 1));
        return;
    }
    let start = part.start;
    for (at, letter) in literal.text().get(part).unwrap_or_default().char_indices() {
        let at = start + at;
        view.push(letter, literal.original(at..at + letter.len_utf8()));
    }
}

/// Writes letters, at most two of the same.
fn write_letters(literal: &View, letters: &[Letter], view: &mut View) {
    for Letter {
        reads: letter, at, ..
    } in letters
    {
        let stands_for = literal.original(at.clone());
        let mut written = view.text.chars().rev();
        if written.next() == Some(*letter) && written.next() == Some(*letter) {
            view.stretch(stands_for.end);
        } else {
            view.push(*letter, stands_for);
        }
    }
}
