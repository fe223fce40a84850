//! Personal data and links: what is found of them, and what is taken for them. The other tools do not
//! look for any.

mod list;

use std::ops::Range;

use moderation::{Format, pii::Kind};

use self::list::{Line, lines, unescape};
use super::judges::frontdesk::Engine;
use crate::table::Table;

/// How often it was right and wrong.
#[derive(Debug, Default)]
struct Score {
    kind: String,
    marked: usize,
    found: usize,
    exactly: usize,
    /// Texts that are only near.
    near: usize,
    /// Found where nothing is marked.
    alarms: usize,
    wrong: Vec<String>,
}

/// Kind by kind, and what went wrong.
pub(super) fn table(engine: &Engine) -> (Table<4>, Vec<String>) {
    let mut scores = personal_data(engine);
    scores.push(links(engine));
    let row = |score: &Score| {
        [
            score.kind.clone(),
            format!("{} of {}", score.found, score.marked),
            score.exactly.to_string(),
            format!("{} in {} near misses", score.alarms, score.near),
        ]
    };
    let table = Table {
        headings: ["kind", "found", "with its exact place", "false alarms"],
        right: &[1, 2, 3],
        rows: scores.iter().map(row).collect(),
    };
    let wrong = scores.into_iter().flat_map(|score| score.wrong);
    (table, wrong.collect())
}

fn personal_data(engine: &Engine) -> Vec<Score> {
    let mut scores: Vec<Score> = Vec::new();
    for line in lines(include_str!("../../../../chat/entities.txt")) {
        if scores.last().is_none_or(|score| score.kind != line.section) {
            scores.push(Score {
                kind: line.section.to_owned(),
                ..Score::default()
            });
        }
        if let Some(score) = scores.last_mut() {
            score.count(&line, &found(engine, &line));
        }
    }
    scores
}

/// Where the list has this kind.
const fn section(kind: Kind) -> &'static str {
    match kind {
        Kind::Email => "email",
        Kind::Phone => "phone",
        Kind::Card => "card",
        Kind::Iban => "iban",
        Kind::UsSsn => "us_ssn",
        Kind::Ip => "ip",
    }
}

/// The places of the line's kind.
fn found(engine: &Engine, line: &Line) -> Vec<Range<usize>> {
    let findings = engine.examine(&line.text, Format::Text);
    findings
        .entities
        .into_iter()
        .filter(|entity| section(entity.kind) == line.section)
        .map(|entity| entity.span)
        .collect()
}

impl Score {
    fn count(&mut self, line: &Line, found: &[Range<usize>]) {
        let meet = |one: &Range<usize>, other: &Range<usize>| {
            one.start < other.end && other.start < one.end
        };
        self.marked += line.marked.len();
        self.near += usize::from(line.marked.is_empty());
        for marked in &line.marked {
            let seen = found.iter().any(|found| meet(found, marked));
            self.found += usize::from(seen);
            self.exactly += usize::from(found.contains(marked));
            if !found.contains(marked) {
                let how = if seen { "in another place" } else { "missed" };
                self.wrong
                    .push(format!("{}, {how}: {}", self.kind, line.text));
            }
        }
        for found in found {
            if !line.marked.iter().any(|marked| meet(found, marked)) {
                self.alarms += 1;
                self.wrong
                    .push(format!("{}, false alarm: {}", self.kind, line.text));
            }
        }
    }
}

fn links(engine: &Engine) -> Score {
    let mut score = Score {
        kind: "links that lead elsewhere".to_owned(),
        ..Score::default()
    };
    for line in include_str!("../../../../chat/links.txt").lines() {
        let Some((sign @ ("+" | "-"), text)) = line.split_once(' ') else {
            continue;
        };
        let text = unescape(text);
        let minded = engine.minds_link(&text);
        let bad = sign == "+";
        score.marked += usize::from(bad);
        score.near += usize::from(!bad);
        score.found += usize::from(bad && minded);
        score.alarms += usize::from(!bad && minded);
        if bad != minded {
            let how = if bad { "missed" } else { "false alarm" };
            score.wrong.push(format!("link, {how}: {text}"));
        }
    }
    score.exactly = score.found;
    score
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn right_and_wrong() {
        let mut score = Score::default();
        let line = Line::read("card", "⟦4111⟧ ⟦5⟧ 6");
        score.count(&line, &[0..4, 7..8]);
        assert_eq!(
            (score.marked, score.found, score.exactly, score.alarms),
            (2, 1, 1, 1)
        );
    }
}
