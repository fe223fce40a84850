//! The tables of who finds what, and who is better.

use std::fmt::Write as _;

use super::{
    Options,
    accuracy::{Tool, by_class, totals},
    cases::Case,
    evasions, innocents,
    judges::{Verdicts, obscenity, rustrict},
    lists,
};
use crate::{
    error::Error,
    report::{line, progress},
    table::Table,
};

/// Asks all tools, prints, and returns what to write.
pub(super) fn run(options: &Options) -> Result<(), Error> {
    let words = lists::words();
    let mut classes = evasions::classes();
    classes.extend(innocents::classes());
    let cases: Vec<_> = classes.iter().flat_map(|class| &class.cases).collect();
    progress(format_args!("{} texts, rustrict", cases.len()));
    let rustrict = Tool {
        name: "rustrict",
        settings: rustrict::judge(&words, &cases),
    };
    progress("obscenity");
    let obscenity = Tool {
        name: "obscenity",
        settings: obscenity::judge(&options.peer, &words, &cases)?,
    };
    let tools = [&rustrict, &obscenity];
    let mut settings = Table {
        headings: ["tool", "setting", "recall", "false alarms"],
        right: &[2, 3],
        rows: Vec::new(),
    };
    for tool in tools {
        for verdicts in &tool.settings {
            let (recall, alarms) = totals(&cases, verdicts);
            settings.rows.push([
                tool.name.to_owned(),
                verdicts.setting.clone(),
                recall.percent(),
                alarms.percent(),
            ]);
        }
    }
    settings.print();
    let best: Vec<_> = tools
        .iter()
        .filter_map(|tool| tool.best(&cases))
        .map(|v| by_class(&classes, v))
        .collect();
    let mut table = Table {
        headings: ["class", "texts", "rustrict", "obscenity"],
        right: &[1, 2, 3],
        rows: Vec::new(),
    };
    for (at, class) in classes.iter().enumerate() {
        table.rows.push([
            class.name.to_owned(),
            class.cases.len().to_string(),
            best[0][at].percent(),
            best[1][at].percent(),
        ]);
    }
    table.print();
    if std::env::args().any(|a| a == "--misses") {
        for (at, case) in cases.iter().enumerate() {
            line(format_args!(
                "{:?} {:?}",
                case.word,
                case.html.as_ref().unwrap_or(&case.text)
            ));
            let _ = at;
        }
    }
    Ok(())
}
