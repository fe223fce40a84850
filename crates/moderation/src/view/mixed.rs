//! Single letters with anything at all between them: `b;a -d`.

use std::ops::Range;

use super::{
    aggressive::Aggressive,
    characters::{is_spaceless, is_word},
    leet,
    letters::{How, Letter},
};

/// Fewer single letters in a row are not a word that somebody takes apart.
const LETTERS_MIN: usize = 3;
/// More signs between two letters do not belong to one word.
const GAP_MAX: usize = 4;

/// A letter, however often it is repeated, or something else between other signs.
#[derive(Debug, Clone)]
struct Part {
    /// The only letter in it; `None` if it is a word.
    letter: Option<char>,
    at: Range<usize>,
}

impl Aggressive {
    /// Finds the runs of single letters within a stretch of text that has no longer words between
    /// white space, and adds them to what is read behind everything else.
    pub(super) fn find_mixed(&mut self, text: &str, stretch: Range<usize>) {
        let start = stretch.start;
        let stretch = text.get(stretch).unwrap_or_default();
        if !may_be_mixed(stretch) {
            return;
        }
        let parts: Vec<Part> = parts(stretch, start);
        let mut first = 0;
        while first < parts.len() {
            let run = parts
                .get(first..)
                .unwrap_or_default()
                .iter()
                .enumerate()
                .take_while(|(nth, part)| {
                    part.letter.is_some() && (*nth == 0 || is_gap(gap(text, &parts, first + nth)))
                })
                .count();
            if run >= LETTERS_MIN {
                self.add_mixed(text, &parts, first..first + run);
            }
            first += run.max(1);
        }
    }

    fn add_mixed(&mut self, text: &str, parts: &[Part], run: Range<usize>) {
        let is_glued = |at: usize| {
            at > 0 && at < parts.len() && !gap(text, parts, at).contains(char::is_whitespace)
        };
        let is_spaced = |at: usize| gap(text, parts, at).trim().is_empty();
        let is_any = |at: usize, words: &[char]| {
            parts
                .get(at)
                .is_some_and(|part| part.letter.is_some_and(|it| words.contains(&it)))
        };
        // What stands behind an apostrophe ends another word: `it's`.
        let is_ending = is_glued(run.start) && gap(text, parts, run.start) == "'";
        let first = run.start + usize::from(is_ending);
        let may_drop_first = is_any(first, &['a', 'i', 'o', 'u', 'y']) && is_spaced(first + 1);
        let may_drop_last = is_any(run.end - 1, &['a', 'i', 'u']) && is_spaced(run.end - 1);
        let starts = [Some(first), may_drop_first.then_some(first + 1)];
        let ends = [Some(run.end), may_drop_last.then_some(run.end - 1)];
        for start in starts.into_iter().flatten() {
            for end in ends.into_iter().flatten() {
                if end >= start + LETTERS_MIN
                    && !is_glued(end)
                    && is_taken_apart(text, parts, start..end)
                {
                    let letters = parts.get(start..end).unwrap_or_default();
                    self.add_behind(letters.iter().flat_map(|part| part.letters(text)));
                }
            }
        }
    }
}

impl Part {
    fn letters(&self, text: &str) -> impl Iterator<Item = Letter> {
        let start = self.at.start;
        text.get(self.at.clone())
            .unwrap_or_default()
            .char_indices()
            .filter_map(move |(at, drawn)| {
                let at = start + at..start + at + drawn.len_utf8();
                let (reads, how) = read(drawn)?;
                Some(Letter { reads, how, at })
            })
    }
}

/// What a character between separators is read as.
fn read(drawn: char) -> Option<(char, How)> {
    if is_word(drawn) {
        return Some(leet::digit(drawn).map_or((drawn, How::Plain), |it| (it, How::Digit)));
    }
    let is_bold = leet::is_bold(drawn);
    is_bold.then(|| leet::sign(drawn).map(|it| (it, How::Bold)))?
}

/// Whether there is anything but ordinary words in a stretch: enough letters that stand alone.
fn may_be_mixed(stretch: &str) -> bool {
    let mut alone = 0;
    let mut letters = 0;
    let mut before = '\0';
    for letter in stretch.chars() {
        if read(letter).is_none() {
            alone += usize::from(letters == 1);
            letters = 0;
        } else {
            letters += usize::from(letter != before || letters == 0);
        }
        before = letter;
    }
    alone + usize::from(letters == 1) >= LETTERS_MIN
}

/// The letters and words of a stretch that begins at `start`.
fn parts(stretch: &str, start: usize) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    for (at, drawn) in stretch.char_indices() {
        if read(drawn).is_none() {
            continue;
        }
        let at = start + at..start + at + drawn.len_utf8();
        match parts.last_mut().filter(|part| part.at.end == at.start) {
            Some(part) => {
                part.at.end = at.end;
                let is_same = |it: &char| *it == drawn && !it.is_ascii_digit();
                part.letter = part.letter.filter(is_same);
            }
            None => parts.push(Part {
                letter: Some(drawn).filter(|it| !is_spaceless(*it)),
                at,
            }),
        }
    }
    parts
}

/// What stands between the parts at `at - 1` and `at`.
fn gap<'t>(text: &'t str, parts: &[Part], at: usize) -> &'t str {
    let end = at.checked_sub(1).and_then(|at| parts.get(at));
    end.zip(parts.get(at))
        .and_then(|(end, start)| text.get(end.at.end..start.at.start))
        .unwrap_or_default()
}

fn is_gap(gap: &str) -> bool {
    gap.chars().take(GAP_MAX + 1).count() <= GAP_MAX
}

/// Whether letters are taken apart rather than initials, the entries of a list or operands: not with
/// the same punctuation behind each of them, and with no equals sign that has blanks around it.
fn is_taken_apart(text: &str, parts: &[Part], run: Range<usize>) -> bool {
    let mut gaps = (run.start + 1..run.end).map(|at| gap(text, parts, at));
    let first = gaps
        .clone()
        .next()
        .and_then(|gap| gap.trim().chars().next());
    let is_listed = first.is_some_and(|sign| {
        matches!(sign, '.' | ',' | ';' | ':' | ')')
            && gaps.clone().all(|gap| gap.trim().chars().eq([sign]))
            && gaps
                .clone()
                .any(|gap| gap.starts_with(sign) && gap.ends_with(char::is_whitespace))
    });
    !is_listed && !gaps.any(|gap| gap == " = ")
}
