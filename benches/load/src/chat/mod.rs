//! `bench chat`: what is found in chat messages beside two other filters, and how soon.

mod accuracy;
mod cases;
mod entities;
mod evasions;
mod innocents;
mod judges;
mod lists;
mod places;
mod random;
mod speed;

use std::path::PathBuf;

use self::{
    accuracy::{Contest, Tool, contest},
    cases::Class,
    judges::{frontdesk::Engine, obscenity, rustrict},
};
use crate::{
    error::Error,
    machine,
    report::{self, Row, line, progress},
};

/// What to measure and where it is.
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// The folder with the package `obscenity` and what asks it.
    #[arg(long)]
    peer: PathBuf,
    /// Where the tables are written to.
    #[arg(long)]
    report: PathBuf,
    /// How often each has its turn.
    #[arg(long, default_value_t = 7)]
    rounds: usize,
    /// Which parts; all unless named.
    #[arg(long, value_enum)]
    only: Vec<Part>,
    /// Prints everything that Frontdesk gets wrong.
    #[arg(long)]
    misses: bool,
    /// Fails unless Frontdesk is better than the better of the others in both counts.
    #[arg(long)]
    check: bool,
}

/// A part of the tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Part {
    /// Evasions and innocent texts, beside rustrict and obscenity.
    Words,
    /// Personal data and links.
    Entities,
    /// Time.
    Speed,
}

/// Measures, prints, writes.
pub(crate) fn run(options: &Options) -> Result<(), Error> {
    let machine = machine::describe();
    let wanted = |part| options.only.is_empty() || options.only.contains(&part);
    let (bad, innocent) = (evasions::classes(), innocents::classes());
    let engine = Engine::new(lists::words().join("\n"))?;
    let (mut text, mut rows, mut better) = (String::new(), Vec::new(), true);
    if wanted(Part::Speed) {
        rows = speed::rows(options.rounds, &innocent, &bad)?;
    }
    if wanted(Part::Entities) {
        let (table, wrong) = entities::table(&engine);
        table.print();
        text.push_str(&table.markdown());
        if options.misses {
            wrong.iter().for_each(line);
        }
    }
    if wanted(Part::Words) {
        let classes: Vec<_> = bad.into_iter().chain(innocent).collect();
        let outcome = words(options, &engine, &classes)?;
        outcome.settings.print();
        outcome.classes.print();
        for table in [outcome.settings.markdown(), outcome.classes.markdown()] {
            text.push('\n');
            text.push_str(&table);
        }
        better = outcome.better;
        rows.splice(0..0, outcome.rows);
        line(outcome.lost);
    }
    finish(options, &text, &rows, &machine)?;
    if options.check && !better {
        return Err(Error::NotBetter);
    }
    Ok(())
}

/// Asks all three.
fn words(options: &Options, engine: &Engine, classes: &[Class]) -> Result<Contest, Error> {
    let words = lists::words();
    let cases: Vec<_> = classes.iter().flat_map(|class| &class.cases).collect();
    progress(format_args!("{} texts, three tools", cases.len()));
    let ours = engine.judge(&cases);
    if options.misses {
        for (case, flagged) in cases.iter().zip(&ours.flagged) {
            match (&case.hidden, flagged) {
                (Some(hidden), false) => {
                    line(format_args!("{}, missed: {:?}", hidden.word, case.sent()));
                }
                (None, true) => line(format_args!("false alarm: {:?}", case.sent())),
                _ => {}
            }
        }
    }
    let tool = |name, settings| Tool { name, settings };
    let tools = [
        tool("Frontdesk", vec![ours]),
        tool("rustrict", rustrict::judge(&words, &cases)),
        tool(
            "obscenity",
            obscenity::judge(&options.peer, &words, &cases)?,
        ),
    ];
    let mut outcome = contest(&tools, classes).ok_or(Error::Nothing)?;
    outcome.rows.push(places::row(engine, &cases));
    Ok(outcome)
}

fn finish(options: &Options, tables: &str, rows: &[Row], machine: &str) -> Result<(), Error> {
    let notes = [format!("{machine}. Medians of {} rounds.", options.rounds)];
    report::print(rows, &notes);
    let text = format!("{tables}\n{}", report::markdown(rows, &notes));
    if let Some(folder) = options.report.parent() {
        std::fs::create_dir_all(folder).map_err(Error::file(folder))?;
    }
    std::fs::write(&options.report, text).map_err(Error::file(&options.report))
}
