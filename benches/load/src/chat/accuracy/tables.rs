//! Every class, and every setting.

use super::{
    Best, Tool,
    counts::{Share, totals},
};
use crate::{
    chat::cases::{Case, Class},
    table::Table,
};

/// Class by class, each tool in its best setting.
pub(super) fn class_table(ours: &Best<'_>, others: &[Best<'_>; 2], classes: &[Class]) -> Table<5> {
    let tools = [ours, &others[0], &others[1]];
    let headings = ["class", "texts", ours.name, others[0].name, others[1].name];
    let mut table = Table {
        headings,
        right: &[1, 2, 3, 4],
        rows: Vec::new(),
    };
    for bad in [true, false] {
        let what = if bad {
            "**evasions: seen**"
        } else {
            "**innocents: false alarms**"
        };
        let whole = tools.map(|tool| if bad { tool.totals.0 } else { tool.totals.1 });
        table.rows.push(cells(what, whole));
        for (at, class) in classes.iter().enumerate() {
            if class.is_bad() == bad {
                let shares = tools.map(|tool| tool.classes.get(at).copied().unwrap_or_default());
                table.rows.push(cells(class.name, shares));
            }
        }
    }
    table
}

fn cells(name: &str, shares @ [ours, one, other]: [Share; 3]) -> [String; 5] {
    let whole = shares.map(|share| share.whole).into_iter().max();
    let whole = whole.unwrap_or_default().to_string();
    [
        name.to_owned(),
        whole,
        ours.percent(),
        one.percent(),
        other.percent(),
    ]
}

/// All texts, each tool in every setting.
pub(super) fn setting_table(tools: &[Tool; 3], cases: &[&Case]) -> Table<4> {
    let mut rows = Vec::new();
    for tool in tools {
        for verdicts in &tool.settings {
            let (recall, alarms) = totals(cases, verdicts);
            let setting = verdicts.setting.clone();
            rows.push([
                tool.name.to_owned(),
                setting,
                recall.percent(),
                alarms.percent(),
            ]);
        }
    }
    Table {
        headings: ["tool", "setting", "evasions seen", "false alarms"],
        right: &[2, 3],
        rows,
    }
}
