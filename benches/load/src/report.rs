//! The table: on the terminal, and as Markdown for the README.

use std::{fmt::Write as _, io::Write as _};

use console::style;

use crate::{error::Error, table::Table};

/// One line of the table.
#[derive(Debug)]
pub(crate) struct Row {
    /// What was measured.
    pub(crate) figure: String,
    /// Frontdesk's.
    pub(crate) ours: String,
    /// The other server's, with its name; or nothing.
    pub(crate) other: String,
    /// How many times better; or nothing.
    pub(crate) ratio: Option<f64>,
    /// What it ought to be, if there is anything that it ought to be.
    pub(crate) target: Option<Target>,
}

/// What a figure ought to be, and whether it is.
#[derive(Debug, Clone)]
pub(crate) struct Target {
    text: String,
    met: bool,
}

impl Target {
    /// The ratio, at least.
    pub(crate) fn at_least(target: f64, ratio: f64) -> Self {
        Self {
            text: format!("≥ {target}×"),
            met: ratio >= target,
        }
    }

    /// The figure itself, under a limit.
    pub(crate) fn under(limit: f64, unit: &str, figure: f64) -> Self {
        Self {
            text: format!("< {limit} {unit}"),
            met: figure < limit,
        }
    }

    /// What somebody else does, and whether that is less.
    pub(crate) fn better_than(other: &str, met: bool) -> Self {
        Self {
            text: format!("better than {other}"),
            met,
        }
    }

    /// Whether the figure is what it ought to be.
    pub(crate) const fn met(&self) -> bool {
        self.met
    }
}

const HEADINGS: [&str; 6] = [
    "figure",
    "Frontdesk",
    "beside it",
    "ratio",
    "target",
    "verdict",
];

impl Row {
    fn cells(&self) -> [String; 6] {
        let verdict = match &self.target {
            None => "",
            Some(Target { met: true, .. }) => "met",
            Some(Target { met: false, .. }) => "missed",
        };
        [
            self.figure.clone(),
            self.ours.clone(),
            self.other.clone(),
            self.ratio.map_or_else(String::new, times),
            self.target
                .as_ref()
                .map_or_else(String::new, |t| t.text.clone()),
            verdict.to_owned(),
        ]
    }
}

/// A ratio with three digits that count.
fn times(ratio: f64) -> String {
    match ratio {
        10.0.. => format!("{ratio:.0}×"),
        ..1.0 => format!("{ratio:.2}×"),
        _ => format!("{ratio:.1}×"),
    }
}

/// The table as Markdown, with the machine under it.
pub(crate) fn markdown(rows: &[Row], notes: &[String]) -> String {
    let mut text = table(rows).markdown();
    for note in notes {
        // Writing to a String cannot fail.
        let _ = write!(text, "\n{note}\n");
    }
    text
}

/// The table for a terminal, and the machine.
pub(crate) fn print(rows: &[Row], notes: &[String]) {
    table(rows).print();
    notes.iter().for_each(line);
}

fn table(rows: &[Row]) -> Table<6> {
    Table {
        headings: HEADINGS,
        right: &[3],
        rows: rows.iter().map(Row::cells).collect(),
    }
}

/// One line to stdout. A reader who went away is no failure.
pub(crate) fn line(text: impl std::fmt::Display) {
    drop(writeln!(std::io::stdout(), "{text}"));
}

/// What is being done, to stderr.
pub(crate) fn progress(text: impl std::fmt::Display) {
    let text = style(format_args!("… {text}").to_string())
        .for_stderr()
        .dim();
    drop(writeln!(std::io::stderr(), "{text}"));
}

/// Why the benchmark gives up.
pub(crate) fn failure(error: &Error) {
    let word = style("error:").for_stderr().red().bold();
    drop(writeln!(std::io::stderr(), "{word} {error}"));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn misses_are_shown_beside_what_was_met() {
        let row = |figure: &str, ratio, target| Row {
            figure: figure.to_owned(),
            ours: "1 ms".to_owned(),
            other: "Node 12 ms".to_owned(),
            ratio: Some(ratio),
            target,
        };
        let rows = [
            row("first", 12.34, Some(Target::at_least(8.0, 12.34))),
            row("second", 0.456, Some(Target::at_least(0.5, 0.456))),
            row("third", 4.04, Some(Target::under(20.0, "ms", 20.0))),
            row("fourth", 1.0, None),
        ];
        assert_eq!(
            markdown(&rows, &["A machine.".to_owned()]),
            "| figure | Frontdesk | beside it | ratio | target | verdict |\n\
             | --- | --- | --- | --- | --- | --- |\n\
             | first | 1 ms | Node 12 ms | 12× | ≥ 8× | met |\n\
             | second | 1 ms | Node 12 ms | 0.46× | ≥ 0.5× | missed |\n\
             | third | 1 ms | Node 12 ms | 4.0× | < 20 ms | missed |\n\
             | fourth | 1 ms | Node 12 ms | 1.0× |  |  |\n\
             \n\
             A machine.\n"
        );
    }
}
