//! A table: in columns on the terminal, and as Markdown for the README.

use std::fmt::Write as _;

use console::{Alignment, Style, measure_text_width, pad_str};

use crate::report::line;

/// Cells, and how they are laid out.
#[derive(Debug)]
pub(crate) struct Table<const N: usize> {
    pub(crate) headings: [&'static str; N],
    /// The columns whose cells end under each other.
    pub(crate) right: &'static [usize],
    pub(crate) rows: Vec<[String; N]>,
}

impl<const N: usize> Table<N> {
    /// As Markdown.
    pub(crate) fn markdown(&self) -> String {
        let mut text = format!(
            "| {} |\n|{}\n",
            self.headings.join(" | "),
            " --- |".repeat(N)
        );
        for row in &self.rows {
            // Writing to a String cannot fail.
            let _ = writeln!(text, "| {} |", row.join(" | "));
        }
        text
    }

    /// To the terminal; verdicts have colours where there are any.
    pub(crate) fn print(&self) {
        let headings = self.headings.map(str::to_owned);
        let mut widths = [0; N];
        for cells in std::iter::once(&headings).chain(&self.rows) {
            for (width, cell) in widths.iter_mut().zip(cells) {
                *width = measure_text_width(cell).max(*width);
            }
        }
        let print = |cells: &[String; N], style: fn(&str) -> Style| {
            let mut text = String::new();
            for (column, (cell, width)) in cells.iter().zip(widths).enumerate() {
                let side = if self.right.contains(&column) {
                    Alignment::Right
                } else {
                    Alignment::Left
                };
                let padded = pad_str(cell, width, side, None);
                // Writing to a String cannot fail.
                let _ = write!(text, "{}  ", style(cell).apply_to(padded));
            }
            line(text.trim_end());
        };
        line("");
        print(&headings, |_| Style::new().bold());
        for row in &self.rows {
            print(row, verdict);
        }
        line("");
    }
}

/// How a cell looks.
fn verdict(cell: &str) -> Style {
    match cell {
        "met" => Style::new().green(),
        "missed" => Style::new().red(),
        _ => Style::new(),
    }
}
